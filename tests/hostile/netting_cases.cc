#include "fmt/format.h"
#include "tests/hostile/corpus.h"

// Family "netting": adversarial cases 13, 28-35, 39, 40.
namespace hilt::hostile {
namespace {

using domain::Verdict;

Instruction Moves(const Scene& s, const std::string& from, const std::string& to, uint64_t amount,
                  const std::string& authority) {
  Instruction moves = s.Pays(s.merchant, amount);
  moves.accounts = {from, s.mint, to, authority};
  return moves;
}

// Nothing is paid: the balances end as they began.
void Unpay(Scene& s) {
  s.KeepOnlyMemo();
  s.after = s.before;
}

void PayBoth(Scene& s) {
  for (const Party& party : {s.merchant, s.fee}) s.Append(s.Pays(party, party.due));
}

// What comes in is sent back, whole or in part; the balances say so.
void AddRefunds(Corpus& corpus, const Scene& scene) {
  for (const LegOf& leg : kLegs) {
    const std::string who = leg.name;
    Party Scene::*const party = leg.party;
    const uint64_t due = (scene.*party).due;
    const Verdict underpaid = leg.underpaid;
    for (const uint64_t back : {uint64_t{1}, due / 2, due}) {
      const auto refund = [=](Scene& s) {
        const Party& own = s.*party;
        s.Append(Moves(s, own.account, s.buyer_account, back, own.wallet));
        s.Gains(own, -static_cast<int64_t>(back));
      };
      corpus.Add(scene, {fmt::format("{} sends {} back", who, back), underpaid, refund});
      corpus.Add(scene, {fmt::format("a delegate sends {} of the {}'s back", back, who), underpaid,
                         [=](Scene& s) {
                           refund(s);
                           s.instructions.back().own.accounts[3] = SomeAddress("delegate");
                         }});
      corpus.Add(scene, {fmt::format("a program takes {} of the {}'s", back, who), underpaid,
                         [=](Scene& s) {
                           refund(s);
                           TopInstruction taken = s.instructions.back();
                           s.instructions.pop_back();
                           s.Append({SomeAddress("taker"), {}, "x"}, {taken.own});
                         }});
    }
  }
}

// Money that was the wallet's own before.
void AddShuffles(Corpus& corpus, const Scene& scene) {
  const std::string second = SomeAddress("second account");
  for (const LegOf& leg : kLegs) {
    const std::string who = leg.name;
    Party Scene::*const party = leg.party;
    const uint64_t due = (scene.*party).due;
    const Verdict underpaid = leg.underpaid;
    for (const uint64_t own_money : {uint64_t{1}, due / 2, due}) {
      const auto shuffle = [=](Scene& s) {
        s.KeepOnlyMemo();
        const Party own = s.*party;
        const Party other = party == &Scene::merchant ? s.fee : s.merchant;
        s.Append(s.Pays(other, other.due));
        s.Append(Moves(s, second, own.account, own_money, own.wallet));
        s.Append(s.Pays(own, own.due - own_money));
        s.before.push_back({second, s.mint, own.wallet, s.token_program, own_money});
        s.after.push_back({second, s.mint, own.wallet, s.token_program, 0});
      };
      corpus.Add(scene,
                 {fmt::format("{} of the {}'s come from a second account of his", own_money, who),
                  underpaid, shuffle});
      corpus.Add(scene, {fmt::format("{} of the {}'s come from an account of his, then closed",
                                     own_money, who),
                         underpaid, [=](Scene& s) {
                           shuffle(s);
                           s.after.pop_back();
                         }});
    }
  }
}

// The balances are right and no transfers explain them.
void AddUnexplained(Corpus& corpus, const Scene& scene) {
  const auto credit = [&](const std::string& what, const std::string& data) {
    corpus.Add(scene, {"merchant credited by " + what, Verdict::kViewsDisagree, [=](Scene& s) {
                         s.KeepOnlyMemo();
                         s.Append(s.Pays(s.fee, s.fee.due));
                         s.Append({s.token_program, {s.mint, s.merchant.account, s.buyer}, data});
                       }});
  };
  const std::string amount = LittleEndian(scene.merchant.due);
  credit("MintTo", "\x07" + amount);
  credit("MintToChecked", "\x0e" + amount + "\x06");
  credit("SyncNative", "\x11");
  credit("WithdrawExcessLamports", "\x26");
  credit("UnwrapLamports", std::string("\x2d\x01", 2) + amount);
  credit("an Approve", "\x04" + amount);
  for (const uint64_t less : {uint64_t{1}, scene.merchant.due / 3, scene.merchant.due - 1}) {
    corpus.Add(scene, {fmt::format("another's inflow covers {} of the merchant's", less),
                       Verdict::kViewsDisagree, [=](Scene& s) {
                         s.KeepOnlyMemo();
                         s.Append(s.Pays(s.fee, s.fee.due));
                         s.Append(s.Pays(s.merchant, s.merchant.due - less));
                         s.Append({s.token_program,
                                   {s.mint, s.merchant.account, s.buyer},
                                   "\x07" + LittleEndian(less)});
                       }});
  }
}

std::vector<Bend> Others() {
  return {
      {"nothing but the memo", Verdict::kMerchantUnderpaid, Unpay},
      {"transfers without their effect", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Unpay(s);
         PayBoth(s);
       }},
      {"the accounts pay themselves", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Unpay(s);
         for (const Party& own : {s.merchant, s.fee}) {
           s.Append(Moves(s, own.account, own.account, own.due, own.wallet));
         }
       }},
      {"the accounts pay themselves, and are credited", Verdict::kViewsDisagree,
       [](Scene& s) {
         s.KeepOnlyMemo();
         for (const Party& own : {s.merchant, s.fee}) {
           s.Append(Moves(s, own.account, own.account, own.due, own.wallet));
         }
       }},
      {"the buyer pays himself", Verdict::kViewsDisagree,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(Moves(s, s.buyer_account, s.buyer_account, s.merchant.due, s.buyer));
       }},
      {"the amounts change places", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Unpay(s);
         s.Append(s.Pays(s.merchant, s.fee.due));
         s.Append(s.Pays(s.fee, s.merchant.due));
         s.Gains(s.merchant, static_cast<int64_t>(s.fee.due));
         s.Gains(s.fee, static_cast<int64_t>(s.merchant.due));
       }},
      {"one unit of the merchant's to the fee", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.merchant, s.merchant.due - 1));
         s.Append(s.Pays(s.fee, s.fee.due + 1));
         s.Gains(s.merchant, -1);
         s.Gains(s.fee, 1);
       }},
      {"one unit of the fee's to the merchant", Verdict::kFeeUnderpaid,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.merchant, s.merchant.due + 1));
         s.Append(s.Pays(s.fee, s.fee.due - 1));
         s.Gains(s.merchant, 1);
         s.Gains(s.fee, -1);
       }},
      {"all of it to the merchant", Verdict::kFeeUnderpaid,
       [](Scene& s) {
         Unpay(s);
         s.Append(s.Pays(s.merchant, s.merchant.due + s.fee.due));
         s.Gains(s.merchant, static_cast<int64_t>(s.merchant.due + s.fee.due));
       }},
      {"all of it to the fee wallet", Verdict::kMerchantUnderpaid,
       [](Scene& s) {
         Unpay(s);
         s.Append(s.Pays(s.fee, s.merchant.due + s.fee.due));
         s.Gains(s.fee, static_cast<int64_t>(s.merchant.due + s.fee.due));
       }},
      {"more than is due", Verdict::kSettled,
       [](Scene& s) {
         s.Append(s.Pays(s.merchant, 12345));
         s.Gains(s.merchant, 12345);
       }},
      {"a fee skimmed that the transfer does not declare", Verdict::kMerchantUnderpaid,
       [](Scene& s) { s.Gains(s.merchant, -static_cast<int64_t>(s.merchant.due / 80)); }},
      {"paid by a program's account", Verdict::kProgramSource,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(s.Pays(s.fee, s.fee.due));
         s.Append({SomeAddress("exchange"), {}, "x"}, {s.Pays(s.merchant, s.merchant.due)});
       }},
  };
}

}  // namespace

Corpus NettingCases() {
  Corpus corpus("netting");
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "v1/v1_transfer_checked", "scenarios/memo_v1"}) {
    const Scene scene = ReadScene(name);
    AddRefunds(corpus, scene);
    AddShuffles(corpus, scene);
    AddUnexplained(corpus, scene);
    for (const Bend& bend : Others()) corpus.Add(scene, bend);
  }
  return corpus;
}

}  // namespace hilt::hostile
