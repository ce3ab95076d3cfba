#include "fmt/format.h"
#include "solana/programs.h"
#include "tests/hostile/corpus.h"

// Family "batch": adversarial cases 26, 34, 55-58, 61. The balances are right unless a case says
// otherwise.
namespace hilt::hostile {
namespace {

using domain::Verdict;

const std::string kSystem = solana::ToString(solana::kSystemProgram);
const std::string kToken2022 = solana::ToString(solana::kToken2022Program);
const std::string kSquads = "SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf";  // a wallet program

// One part of a Batch, with counts that may lie.
struct Part {
  std::vector<std::string> accounts;
  std::string data;
  std::optional<uint8_t> said_accounts = {};
  std::optional<uint8_t> said_bytes = {};
};

Part PartOf(const Instruction& instruction) { return {instruction.accounts, instruction.data}; }

Instruction BatchOf(const std::string& program, const std::vector<Part>& parts) {
  Instruction batch{program, {}, "\xff"};
  for (const Part& part : parts) {
    batch.accounts.insert(batch.accounts.end(), part.accounts.begin(), part.accounts.end());
    batch.data +=
        static_cast<char>(part.said_accounts.value_or(static_cast<uint8_t>(part.accounts.size())));
    batch.data +=
        static_cast<char>(part.said_bytes.value_or(static_cast<uint8_t>(part.data.size())));
    batch.data += part.data;
  }
  return batch;
}

std::vector<Part> BothLegs(const Scene& s) {
  return {PartOf(s.Pays(s.merchant, s.merchant.due)), PartOf(s.Pays(s.fee, s.fee.due))};
}

// Both legs by one Batch, changed by `change`.
template <class Change>
std::function<void(Scene&)> Batched(Change change) {
  return [change](Scene& s) {
    s.KeepOnlyMemo();
    Instruction batch = BatchOf(s.token_program, BothLegs(s));
    change(s, batch);
    s.Append(batch);
  };
}

// The parts themselves changed.
template <class Change>
std::function<void(Scene&)> WithParts(Change change) {
  return Batched([change](Scene& s, Instruction& batch) {
    std::vector<Part> parts = BothLegs(s);
    change(s, parts);
    batch = BatchOf(s.token_program, parts);
  });
}

// A transfer split over several parts, all of it there or one unit short.
void AddSplits(Corpus& corpus, const Scene& scene) {
  for (const uint64_t count : {2u, 3u, 7u, 60u}) {
    for (const uint64_t missing : {0u, 1u}) {
      const auto split = [=](Scene& s, std::vector<Part>& parts) {
        parts.erase(parts.begin());
        const uint64_t each = s.merchant.due / count;
        for (uint64_t i = 1; i < count; ++i) parts.push_back(PartOf(s.Pays(s.merchant, each)));
        parts.push_back(PartOf(s.Pays(s.merchant, s.merchant.due - each * (count - 1) - missing)));
      };
      corpus.Add(scene,
                 {fmt::format("merchant's leg in {} parts, {} missing", count, missing),
                  missing == 0 ? Verdict::kSettled : Verdict::kViewsDisagree, WithParts(split)});
    }
  }
}

std::vector<Bend> Legal() {
  return {
      {"both legs in one Batch", Verdict::kSettled, Batched([](Scene&, Instruction&) {})},
      {"accounts left over", Verdict::kSettled,
       Batched([](Scene& s, Instruction& batch) { batch.accounts.push_back(s.buyer); })},
      {"a part that is no transfer", Verdict::kSettled,
       WithParts([](Scene& s, std::vector<Part>& parts) {
         parts.insert(parts.begin() + 1, {{s.buyer_account}, "\x11"});
       })},
      {"a part of a tag that nobody knows", Verdict::kSettled,
       WithParts([](Scene&, std::vector<Part>& parts) {
         parts.push_back({{}, "\xc8xyz"});
       })},
      {"bytes after a part's transfer", Verdict::kSettled,
       WithParts([](Scene&, std::vector<Part>& parts) { parts[0].data += "more"; })},
      {"accounts after a part's", Verdict::kSettled,
       WithParts([](Scene& s, std::vector<Part>& parts) { parts[0].accounts.push_back(s.buyer); })},
      {"one leg in a Batch, one beside it", Verdict::kSettled,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append(BatchOf(s.token_program, {PartOf(s.Pays(s.merchant, s.merchant.due))}));
         s.Append(s.Pays(s.fee, s.fee.due));
       }},
      {"each leg in a Batch of its own", Verdict::kSettled,
       [](Scene& s) {
         s.KeepOnlyMemo();
         for (const Part& part : BothLegs(s)) s.Append(BatchOf(s.token_program, {part}));
       }},
      {"called by a program that is no wallet", Verdict::kProgramSource,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append({SomeAddress("caller"), {}, "x"}, {BatchOf(s.token_program, BothLegs(s))});
       }},
      {"called by a well-known wallet program", Verdict::kSettled,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append({kSquads, {}, "x"}, {BatchOf(s.token_program, BothLegs(s))});
       }},
      {"one leg called by a program that is no wallet", Verdict::kProgramSource,
       [](Scene& s) {
         s.KeepOnlyMemo();
         s.Append({SomeAddress("caller"), {}, "x"}, {s.Pays(s.fee, s.fee.due)});
         s.Append(BatchOf(s.token_program, {PartOf(s.Pays(s.merchant, s.merchant.due))}));
       }},
  };
}

// What the chain would not have carried out: transfers may be missing.
std::vector<Bend> Malformed() {
  const auto cut = [](size_t bytes) {
    return Batched([bytes](Scene&, Instruction& batch) { batch.data.resize(bytes); });
  };
  std::vector<Bend> bends = {
      {"a Batch in a Batch", Verdict::kUnverifiable,
       WithParts([](Scene& s, std::vector<Part>& parts) {
         parts.push_back(PartOf(BatchOf(s.token_program, BothLegs(s))));
       })},
      {"a Batch in a Batch, and nothing else", Verdict::kUnverifiable,
       WithParts([](Scene& s, std::vector<Part>& parts) {
         parts = {PartOf(BatchOf(s.token_program, BothLegs(s)))};
       })},
      {"a part that says it has no data", Verdict::kUnverifiable,
       WithParts([](Scene&, std::vector<Part>& parts) {
         parts.push_back({{}, ""});
       })},
      {"a part that says it has more data", Verdict::kUnverifiable,
       WithParts([](Scene&, std::vector<Part>& parts) { parts[1].said_bytes = 255; })},
      {"a part that says it has more accounts", Verdict::kUnverifiable,
       WithParts([](Scene&, std::vector<Part>& parts) { parts[1].said_accounts = 255; })},
      {"a part's transfer with an account too few", Verdict::kUnverifiable,
       WithParts([](Scene&, std::vector<Part>& parts) { parts[0].accounts.pop_back(); })},
      {"no accounts", Verdict::kUnverifiable,
       Batched([](Scene&, Instruction& batch) { batch.accounts.clear(); })},
  };
  for (size_t bytes = 1; bytes < 25; ++bytes) {
    // A cut after the first part, of 12 bytes with its counts, leaves a Batch of one leg.
    const Verdict verdict = bytes == 13 ? Verdict::kViewsDisagree : Verdict::kUnverifiable;
    bends.push_back({fmt::format("cut after {} bytes", bytes), verdict, cut(bytes)});
  }
  return bends;
}

// Bytes of a Batch or transfer, to another program: nothing was paid that way.
std::vector<Bend> OtherPrograms() {
  std::vector<Bend> bends;
  for (const auto& [who, program] :
       {std::pair<std::string, std::string>{"a program unknown", SomeAddress("token-like")},
        {"System", kSystem},
        {"Token-2022", kToken2022}}) {
    bends.push_back(
        {"a Batch to " + who, Verdict::kViewsDisagree,
         Batched([program = program](Scene&, Instruction& batch) { batch.program = program; })});
    bends.push_back({"transfers to " + who, Verdict::kViewsDisagree, [program = program](Scene& s) {
                       s.KeepOnlyMemo();
                       for (const Party& party : {s.merchant, s.fee}) {
                         Instruction pays = s.Pays(party, party.due);
                         pays.program = program;
                         s.Append(pays);
                       }
                     }});
  }
  return bends;
}

// The Batch pays the merchant and takes some of it back, and the balances say so.
void AddRefunds(Corpus& corpus, const Scene& scene) {
  for (const uint64_t units : {uint64_t{1}, scene.merchant.due}) {
    corpus.Add(scene,
               {fmt::format("{} sent back by the same Batch", units), Verdict::kMerchantUnderpaid,
                WithParts([=](Scene& s, std::vector<Part>& parts) {
                  Part back = PartOf(s.Pays(s.merchant, units));
                  back.accounts = {s.merchant.account, s.mint, s.buyer_account, s.merchant.wallet};
                  parts.push_back(back);
                  s.Gains(s.merchant, -static_cast<int64_t>(units));
                })});
  }
}

// More calls than one transaction may make today (64), and as many as it ever might.
void AddCalls(Corpus& corpus, const Scene& scene) {
  for (const uint64_t calls : {65u, 1'399u}) {
    corpus.Add(scene,
               {fmt::format("merchant's leg by {} calls", calls), Verdict::kSettled, [=](Scene& s) {
                  s.KeepOnlyMemo();
                  s.Append(s.Pays(s.fee, s.fee.due));
                  std::vector<Instruction> inner(calls - 1, s.Pays(s.merchant, 1));
                  inner.push_back(s.Pays(s.merchant, s.merchant.due - (calls - 1)));
                  s.Append({kSquads, {}, "x"}, inner);
                }});
  }
}

// The balances are one unit short of what the Batch says.
std::vector<Bend> ShortBalances() {
  const auto both = Batched([](Scene&, Instruction&) {});
  return {
      {"merchant's balance one short", Verdict::kMerchantUnderpaid,
       [both](Scene& s) {
         both(s);
         s.Gains(s.merchant, -1);
       }},
      {"fee balance one short", Verdict::kFeeUnderpaid,
       [both](Scene& s) {
         both(s);
         s.Gains(s.fee, -1);
       }},
      {"a part to the account itself", Verdict::kViewsDisagree,
       WithParts(
           [](Scene& s, std::vector<Part>& parts) { parts[0].accounts[0] = s.merchant.account; })},
      {"a part of another mint", Verdict::kViewsDisagree,
       WithParts(
           [](Scene&, std::vector<Part>& parts) { parts[0].accounts[1] = SomeAddress("mint"); })},
      {"a part into the buyer's own account", Verdict::kViewsDisagree,
       WithParts(
           [](Scene& s, std::vector<Part>& parts) { parts[0].accounts[2] = s.buyer_account; })},
      {"the parts' accounts change places", Verdict::kViewsDisagree,
       WithParts([](Scene&, std::vector<Part>& parts) {
         std::swap(parts[0].accounts, parts[1].accounts);
       })},
  };
}

// Transfers outside a Batch.
void AddTransfers(Corpus& corpus, const Scene& scene) {
  const Instruction whole = scene.Pays(scene.merchant, scene.merchant.due);
  const auto with = [&](const Instruction& merchant_leg) {
    return [=](Scene& s) {
      s.KeepOnlyMemo();
      s.Append(s.Pays(s.fee, s.fee.due));
      s.Append(merchant_leg);
    };
  };
  for (size_t bytes = 0; bytes < whole.data.size(); ++bytes) {
    Instruction cut = whole;
    cut.data.resize(bytes);
    corpus.Add(scene, {fmt::format("TransferChecked cut after {} bytes", bytes),
                       Verdict::kUnverifiable, with(cut)});
  }
  for (size_t accounts = 0; accounts < whole.accounts.size(); ++accounts) {
    Instruction cut = whole;
    cut.accounts.resize(accounts);
    corpus.Add(scene, {fmt::format("TransferChecked of {} accounts", accounts),
                       Verdict::kUnverifiable, with(cut)});
  }
  Instruction longer = whole;
  longer.data += "and more";
  corpus.Add(scene, {"bytes after a TransferChecked", Verdict::kSettled, with(longer)});
  longer = whole;
  for (int i = 0; i < 9; ++i) longer.accounts.push_back(scene.buyer);
  corpus.Add(scene, {"accounts after a TransferChecked's", Verdict::kSettled, with(longer)});
  for (int tag = 0; tag < 255; ++tag) {
    if (tag == 3 || tag == 12) continue;
    Instruction other = whole;
    other.data[0] = static_cast<char>(tag);
    corpus.Add(scene, {fmt::format("the bytes of a transfer under tag {}", tag),
                       Verdict::kViewsDisagree, with(other)});
  }
}

}  // namespace

Corpus BatchCases() {
  Corpus corpus("batch");
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "v1/v1_transfer_checked"}) {
    const Scene scene = ReadScene(name);
    AddSplits(corpus, scene);
    AddRefunds(corpus, scene);
    AddCalls(corpus, scene);
    for (const auto& bends : {Legal(), Malformed(), OtherPrograms(), ShortBalances()}) {
      for (const Bend& bend : bends) corpus.Add(scene, bend);
    }
  }
  AddTransfers(corpus, ReadScene("scenarios/transfer_checked_legacy"));
  return corpus;
}

}  // namespace hilt::hostile
