#include <algorithm>

#include "fmt/format.h"
#include "solana/address.h"
#include "solana/programs.h"
#include "tests/hostile/corpus.h"

// Family "balance": adversarial cases 10, 11, 17-21, 23, 25, 28-31. The instructions stay as they
// were unless the money goes elsewhere.
namespace hilt::hostile {
namespace {

using domain::Verdict;

const std::string kToken2022 = solana::ToString(solana::kToken2022Program);

// Every order of both tables: who holds what does not hang on it.
void AddPermutations(Corpus& corpus, const Scene& scene) {
  const auto by_account = [](const Holding& a, const Holding& b) { return a.account < b.account; };
  Scene bent = scene;
  std::sort(bent.before.begin(), bent.before.end(), by_account);
  int number = 0;
  do {
    std::sort(bent.after.begin(), bent.after.end(), by_account);
    do {
      corpus.Add(scene, {fmt::format("orders of the tables, {}", number++), Verdict::kSettled,
                         [&](Scene& s) {
                           s.before = bent.before;
                           s.after = bent.after;
                         }});
    } while (std::next_permutation(bent.after.begin(), bent.after.end(), by_account));
  } while (std::next_permutation(bent.before.begin(), bent.before.end(), by_account));
}

void AddEntriesTwice(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJson);
  for (const char* table : {"preTokenBalances", "postTokenBalances"}) {
    for (size_t i = 0; i < scene.before.size(); ++i) {
      for (const Shape shape : {Shape::kJson, Shape::kJsonParsed}) {
        Json bent = ToShape(scene, shape);
        Json& entries = bent["meta"][table];
        Json twice = entries[i];
        entries.push_back(twice);
        corpus.Add(scene, fmt::format("{} entry {} twice", table, i), shape, Write(bent),
                   ErrorAt(fmt::format("meta.{}[{}].accountIndex", table, entries.size() - 1)));
      }
    }
  }
  Json enhanced = ToShape(scene, Shape::kHeliusEnhanced);
  for (size_t i = 0; i < scene.accounts.size(); ++i) {
    Json bent = enhanced;
    Json& list = bent["accountData"];
    Json twice = list[i];
    list.push_back(twice);
    corpus.Add(scene, fmt::format("accountData {} twice", i), Shape::kHeliusEnhanced, Write(bent),
               ErrorAt(fmt::format("accountData[{}].account", list.size() - 1)));
    Json& changes = enhanced["accountData"][i]["tokenBalanceChanges"];
    if (changes.empty()) continue;
    bent = enhanced;
    twice = changes[0];
    bent["accountData"][i]["tokenBalanceChanges"].push_back(twice);
    corpus.Add(scene, fmt::format("token change of account {} twice", i), Shape::kHeliusEnhanced,
               Write(bent), ErrorAt(fmt::format("accountData[{}].tokenBalanceChanges[1]", i)));
  }
}

void Erase(std::vector<Holding>& holdings, const std::string& account) {
  std::erase_if(holdings, [&](const Holding& holding) { return holding.account == account; });
}

std::vector<Bend> MissingEntries() {
  return {
      {"merchant's account was not there before", Verdict::kSettled,
       [](Scene& s) { Erase(s.before, s.merchant.account); }},
      {"fee account was not there before", Verdict::kSettled,
       [](Scene& s) { Erase(s.before, s.fee.account); }},
      {"merchant's account is closed at the end", Verdict::kMerchantUnderpaid,
       [](Scene& s) { Erase(s.after, s.merchant.account); }},
      {"fee account is closed at the end", Verdict::kFeeUnderpaid,
       [](Scene& s) { Erase(s.after, s.fee.account); }},
      {"both accounts are closed at the end", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Erase(s.after, s.merchant.account);
         Erase(s.after, s.fee.account);
       }},
      {"merchant's account opened and closed within", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Erase(s.before, s.merchant.account);
         Erase(s.after, s.merchant.account);
       }},
      {"buyer's account is closed at the end", Verdict::kSettled,
       [](Scene& s) { Erase(s.after, s.buyer_account); }},
      {"no entry before", Verdict::kSettled, [](Scene& s) { s.before.clear(); }},
      {"no entry at the end", Verdict::kMerchantUnderpaid, [](Scene& s) { s.after.clear(); }},
      {"no entry at all", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.before.clear();
         s.after.clear();
       }},
      {"the tables change places", Verdict::kMerchantUnderpaid,
       [](Scene& s) { std::swap(s.before, s.after); }},
      {"the table of the end in both places", Verdict::kMerchantUnderpaid,
       [](Scene& s) { s.before = s.after; }},
      {"the table of the beginning in both places", Verdict::kMerchantUnderpaid,
       [](Scene& s) { s.after = s.before; }},
  };
}

// An owner, mint or program that is another's. A provider says none of programs, nor who owned an
// account before.
std::vector<Bend> AnotherHolder() {
  return {
      {"merchant's account ends another's", Verdict::kMerchantUnderpaid,
       [](Scene& s) { s.held_after(s.merchant.account).owner = SomeAddress("another owner"); }},
      {"fee account ends another's", Verdict::kFeeUnderpaid,
       [](Scene& s) { s.held_after(s.fee.account).owner = SomeAddress("another owner"); }},
      {"merchant's account is another's throughout", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.held_before(s.merchant.account).owner = SomeAddress("another owner");
         s.held_after(s.merchant.account).owner = SomeAddress("another owner");
       }},
      {"the two owners change places at the end", Verdict::kFeeUnderpaid,
       [](Scene& s) {
         std::swap(s.held_after(s.merchant.account).owner, s.held_after(s.fee.account).owner);
       },
       Verdict::kMerchantUnderpaid},
      {"the two owners have each other's account", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         std::swap(s.held_before(s.merchant.account).owner, s.held_before(s.fee.account).owner);
         std::swap(s.held_after(s.merchant.account).owner, s.held_after(s.fee.account).owner);
       }},
      {"merchant's account under the other program",
       Verdict::kNoncanonicalAccount,
       [](Scene& s) {
         s.held_before(s.merchant.account).program = kToken2022;
         s.held_after(s.merchant.account).program = kToken2022;
       },
       {},
       true},
      {"merchant's account ends under the other program",
       Verdict::kNoncanonicalAccount,
       [](Scene& s) { s.held_after(s.merchant.account).program = kToken2022; },
       {},
       true},
      {"fee account ends under a program that is none",
       Verdict::kNoncanonicalAccount,
       [](Scene& s) { s.held_after(s.fee.account).program = SomeAddress("program"); },
       {},
       true},
      {"everything in a look-alike mint", Verdict::kWrongAsset,
       [](Scene& s) {
         for (Holding& holding : s.before) holding.mint = SomeAddress("mint");
         for (Holding& holding : s.after) holding.mint = SomeAddress("mint");
       }},
      {"merchant paid in a look-alike mint", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.held_before(s.merchant.account).mint = SomeAddress("mint");
         s.held_after(s.merchant.account).mint = SomeAddress("mint");
       }},
      {"fee paid in a look-alike mint", Verdict::kFeeUnderpaid,
       [](Scene& s) {
         s.held_before(s.fee.account).mint = SomeAddress("mint");
         s.held_after(s.fee.account).mint = SomeAddress("mint");
       }},
  };
}

// The money goes to `account` instead of the party's own.
void Redirect(Scene& s, Party Scene::*party, const std::string& account) {
  const Party own = s.*party;
  Holding moved = s.held_after(own.account);
  s.held_after(own.account).amount = s.held_before(own.account).amount;
  moved.account = account;
  moved.amount = own.due;
  s.after.push_back(moved);
  for (TopInstruction& top : s.instructions) {
    for (std::string& to : top.own.accounts) {
      if (to == own.account) to = account;
    }
    top.own.parsed = nullptr;
  }
}

std::string Associated(const std::string& wallet, const solana::Pubkey& program,
                       const std::string& mint) {
  return solana::ToString(solana::AssociatedTokenAccount(
      solana::ParsePubkey(wallet).value(), program, solana::ParsePubkey(mint).value()));
}

// Case 19: an account that somebody filled, handed to the wallet by SetAuthority.
void HandOver(Scene& s, Party Scene::*party) {
  const Party own = s.*party;
  const std::string account = SomeAddress("handed over");
  Redirect(s, party, account);
  Holding before = s.held_after(account);
  before.owner = SomeAddress("attacker");
  before.amount = 0;
  s.before.push_back(before);
  s.Append({s.token_program,
            {account, SomeAddress("attacker")},
            std::string("\x06\x02\x01", 3) + std::string(32, 'm')});
}

std::vector<Bend> OtherAccounts() {
  std::vector<Bend> bends;
  for (const LegOf& leg : kLegs) {
    const std::string who = leg.name;
    Party Scene::*const party = leg.party;
    const auto to = [party](auto account) {
      return [=](Scene& s) { Redirect(s, party, account(s)); };
    };
    const std::string name = who + " paid into ";
    bends.push_back({name + "a second account of his", Verdict::kNoncanonicalAccount,
                     to([](const Scene&) { return SomeAddress("second account"); })});
    bends.push_back({name + "his wallet as a token account", Verdict::kNoncanonicalAccount,
                     to([party](const Scene& s) { return (s.*party).wallet; })});
    bends.push_back({name + "his account of the other token program", Verdict::kNoncanonicalAccount,
                     to([party](const Scene& s) {
                       return Associated((s.*party).wallet, solana::kToken2022Program, s.mint);
                     })});
    bends.push_back({name + "an account handed over", Verdict::kNoncanonicalAccount,
                     [party](Scene& s) { HandOver(s, party); }});
  }
  return bends;
}

// A leg short by `less`, in the balances, in the transfers or in both.
void AddShortLegs(Corpus& corpus, const Scene& scene) {
  for (const LegOf& leg : kLegs) {
    const std::string who = leg.name;
    Party Scene::*const party = leg.party;
    const Verdict underpaid = leg.underpaid;
    const uint64_t due = (scene.*party).due;
    for (const uint64_t less : {uint64_t{1}, uint64_t{2}, due / 2, due - 1, due}) {
      const auto change = [&](bool balances, bool transfers) {
        return [=](Scene& s) {
          s.KeepOnlyMemo();
          const Party& other = party == &Scene::merchant ? s.fee : s.merchant;
          s.Append(s.Pays(other, other.due));
          s.Append(s.Pays(s.*party, due - (transfers ? less : 0)));
          if (balances) s.Gains(s.*party, -static_cast<int64_t>(less));
        };
      };
      const std::string name = fmt::format("{} short by {}", who, less);
      corpus.Add(scene, {name + " in the balances", underpaid, change(true, false)});
      corpus.Add(scene, {name + " in both", underpaid, change(true, true)});
      corpus.Add(scene, {name + " in the transfers", Verdict::kViewsDisagree, change(false, true)});
    }
  }
}

// Sums beyond 64 bits, and the greatest amount of all.
std::vector<Bend> GreatAmounts() {
  return {
      {"merchant holds 2^64 - 1 at the end", Verdict::kSettled,
       [](Scene& s) { s.held_after(s.merchant.account).amount = UINT64_MAX; }},
      {"merchant held 2^64 - 1 before", Verdict::kMerchantUnderpaid,
       [](Scene& s) { s.held_before(s.merchant.account).amount = UINT64_MAX; }},
      {"transfers of 2^64 - 1, four times", Verdict::kSettled,
       [](Scene& s) {
         for (int i = 0; i < 4; ++i) s.Append(s.Pays(s.merchant, UINT64_MAX));
       }},
      {"transfers that are 0 in 64 bits", Verdict::kViewsDisagree,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.fee, s.fee.due));
         s.Append(s.Pays(s.merchant, 0));
       }},
      {"transfers that add up in 64 bits only by overflow", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.fee, s.fee.due));
         s.Append(s.Pays(s.merchant, UINT64_MAX));
         s.Append(s.Pays(s.merchant, s.merchant.due + 1));
         s.Gains(s.merchant, -1);
       }},
  };
}

}  // namespace

Corpus BalanceCases() {
  Corpus corpus("balance");
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "v1/v1_transfer_checked", "scenarios/relayer_fee_payer"}) {
    const Scene scene = ReadScene(name);
    AddEntriesTwice(corpus, scene);
    AddShortLegs(corpus, scene);
    for (const auto& bends : {MissingEntries(), OtherAccounts(), GreatAmounts()}) {
      for (const Bend& bend : bends) corpus.Add(scene, bend);
    }
  }
  const Scene scene = ReadScene("scenarios/transfer_checked_legacy");
  AddPermutations(corpus, scene);
  for (const Bend& bend : AnotherHolder()) corpus.Add(scene, bend);
  return corpus;
}

}  // namespace hilt::hostile
