#include "fmt/format.h"
#include "solana/programs.h"
#include "tests/hostile/corpus.h"

// Family "lamport": adversarial cases 15, 25, 32-35, 62, 63, for payments in SOL.
namespace hilt::hostile {
namespace {

using domain::Verdict;

const std::string kSystem = solana::ToString(solana::kSystemProgram);
const std::string kToken = solana::ToString(solana::kTokenProgram);
const std::string kWrappedSol = "So11111111111111111111111111111111111111112";

Instruction WithSeed(const Scene& s, const Party& party, uint64_t said_seed_bytes) {
  return {kSystem,
          {SomeAddress("derived"), s.buyer, party.account},
          LittleEndian(11, 4) + LittleEndian(party.due) + LittleEndian(said_seed_bytes) + "seed" +
              std::string(32, 'o')};
}

// The merchant's lamports come by another instruction than a transfer.
void AddUnexplained(Corpus& corpus, const Scene& scene) {
  const auto credit = [&](const std::string& what, const Instruction& instruction,
                          Verdict verdict) {
    corpus.Add(scene, {"merchant credited by " + what, verdict, [=](Scene& s) {
                         s.KeepOnlyMemo();
                         s.Append(s.Pays(s.fee, s.fee.due));
                         s.Append(instruction);
                       }});
  };
  const std::string amount = LittleEndian(scene.merchant.due);
  const std::vector<std::string> pair = {scene.buyer, scene.merchant.account, scene.buyer};
  for (const uint64_t tag : {0u, 1u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 10u, 12u, 13u, 99u}) {
    credit(fmt::format("System instruction {}", tag),
           {kSystem, pair, LittleEndian(tag, 4) + amount + std::string(72, 'x')},
           Verdict::kViewsDisagree);
  }
  for (const int tag : {9, 17, 38, 45}) {
    credit(fmt::format("Token instruction {}", tag),
           {kToken, pair, std::string(1, static_cast<char>(tag)) + amount},
           Verdict::kViewsDisagree);
  }
  credit("TransferWithSeed", WithSeed(scene, scene.merchant, 4), Verdict::kSettled);
  for (const uint64_t bytes : {uint64_t{5}, uint64_t{255}, uint64_t{1} << 63, UINT64_MAX}) {
    credit(fmt::format("TransferWithSeed of a seed of {} bytes", bytes),
           WithSeed(scene, scene.merchant, bytes), Verdict::kUnverifiable);
  }
  const Instruction transfer = scene.Pays(scene.merchant, scene.merchant.due);
  for (size_t bytes = 0; bytes < transfer.data.size(); ++bytes) {
    Instruction cut = transfer;
    cut.data.resize(bytes);
    credit(fmt::format("a Transfer cut after {} bytes", bytes), cut, Verdict::kUnverifiable);
  }
  for (size_t accounts = 0; accounts < 2; ++accounts) {
    Instruction cut = transfer;
    cut.accounts.resize(accounts);
    credit(fmt::format("a Transfer of {} accounts", accounts), cut, Verdict::kUnverifiable);
  }
  Instruction own = transfer;
  own.accounts = {scene.merchant.account, scene.merchant.account};
  credit("a Transfer from himself", own, Verdict::kViewsDisagree);
  Instruction token_like = transfer;
  token_like.program = kToken;
  token_like.data = "\x03" + amount;
  token_like.accounts.push_back(scene.buyer);
  credit("a token Transfer", token_like, Verdict::kViewsDisagree);
}

// Short in the lamports, in the transfers or in both.
void AddShortLegs(Corpus& corpus, const Scene& scene) {
  for (const LegOf& leg : kLegs) {
    const std::string who = leg.name;
    Party Scene::*const party = leg.party;
    const Verdict underpaid = leg.underpaid;
    const uint64_t due = (scene.*party).due;
    for (const uint64_t less : {uint64_t{1}, uint64_t{5000}, due - 1, due, due + 1}) {
      corpus.Add(scene, {fmt::format("{} short by {} lamports", who, less), underpaid,
                         [=](Scene& s) { s.Gains(s.*party, -static_cast<int64_t>(less)); }});
      if (less > due) continue;
      corpus.Add(scene, {fmt::format("{}'s transfer short by {}", who, less),
                         Verdict::kViewsDisagree, [=](Scene& s) {
                           s.KeepOnlyMemo();
                           const Party& other = party == &Scene::merchant ? s.fee : s.merchant;
                           s.Append(s.Pays(other, other.due));
                           s.Append(s.Pays(s.*party, due - less));
                         }});
    }
  }
}

// The merchant signs for the network's fee in the buyer's place, out of his own wallet.
void PayFeeAsMerchant(Scene& s, uint64_t network_fee) {
  const size_t merchant = s.IndexOf(s.merchant.wallet);
  std::swap(s.accounts.front(), s.accounts[merchant]);
  s.accounts[merchant].after += network_fee;
  s.accounts.front().after -= network_fee;
}

// The fee that he pays is no part of what he is owed.
void AddMerchantPaysFee(Corpus& corpus, const Scene& scene) {
  const uint64_t network_fee = scene.file.at("rpc").at("json").at("meta").at("fee");
  const auto with = [&](int64_t more) {
    return [=](Scene& s) {
      PayFeeAsMerchant(s, network_fee);
      s.Gains(s.merchant, more);
    };
  };
  corpus.Add(scene, {"the merchant pays the network's fee", Verdict::kSettled, with(0)});
  corpus.Add(scene, {"the merchant pays the network's fee, one short", Verdict::kMerchantUnderpaid,
                     with(-1)});
}

// The wallets get wrapped SOL in a token account, and no lamports of their own.
void PayWrapped(Scene& s) {
  s.KeepOnlyMemo();
  for (const Party& party : {s.merchant, s.fee}) {
    s.account(party.wallet).after = s.account(party.wallet).before;
    const std::string account = SomeAddress("wrapped of " + party.wallet);
    s.Append({kToken,
              {SomeAddress("wrapped of buyer"), kWrappedSol, account, s.buyer},
              "\x0c" + LittleEndian(party.due) + "\x09"});
    s.after.push_back({account, kWrappedSol, party.wallet, kToken, party.due});
  }
}

std::vector<Bend> Others() {
  return {
      {"wrapped SOL", Verdict::kWrongAsset, PayWrapped},
      {"paid and sent back", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.Append({kSystem,
                   {s.merchant.account, s.buyer},
                   LittleEndian(2, 4) + LittleEndian(s.merchant.due)});
         s.Gains(s.merchant, -static_cast<int64_t>(s.merchant.due));
       }},
      {"the balances change places", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         for (Account& account : s.accounts) std::swap(account.before, account.after);
       }},
      {"the merchant ends with 2^64 - 1 lamports", Verdict::kSettled,
       [](Scene& s) { s.account(s.merchant.account).after = UINT64_MAX; }},
      {"bytes after the transfers", Verdict::kSettled,
       [](Scene& s) {
         s.KeepOnlyMemo();
         for (const Party& party : {s.merchant, s.fee}) {
           Instruction pays = s.Pays(party, party.due);
           pays.data += "more";
           s.Append(pays);
         }
       }},
      {"paid by a program that is no wallet", Verdict::kProgramSource,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.fee, s.fee.due));
         s.Append({SomeAddress("exchange"), {}, "x"}, {s.Pays(s.merchant, s.merchant.due)});
       }},
      {"the transfers' wallets change places", Verdict::kViewsDisagree,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.merchant, s.fee.due));
         s.Append(s.Pays(s.fee, s.merchant.due));
       }},
      {"no transfer at all", Verdict::kViewsDisagree, [](Scene& s) { s.KeepOnlyMemo(); }},
      {"four transfers that are 0 in 64 bits", Verdict::kViewsDisagree,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.fee, s.fee.due));
         s.Append(s.Pays(s.merchant, 0));
       }},
  };
}

}  // namespace

Corpus LamportCases() {
  Corpus corpus("lamport");
  for (const char* name : {"scenarios/sol_native", "v1/v1_sol_native"}) {
    const Scene scene = ReadScene(name);
    AddUnexplained(corpus, scene);
    AddShortLegs(corpus, scene);
    AddMerchantPaysFee(corpus, scene);
    for (const Bend& bend : Others()) corpus.Add(scene, bend);
  }
  return corpus;
}

}  // namespace hilt::hostile
