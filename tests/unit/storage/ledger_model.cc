#include "tests/unit/storage/ledger_model.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <variant>

#include "gtest/gtest.h"
#include "storage/check.h"
#include "storage/ledger.h"
#include "storage/open.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

using domain::PaymentStatus;

// What the ledger should hold.
struct Expected {
  std::map<domain::PaymentId, domain::Payment> payments;
  std::map<std::string, domain::Discrepancy> discrepancies;
  std::map<solana::Signature, FetchHint> hints;
  std::map<solana::Pubkey, absl::Time> watches;
  std::map<domain::Nonce, std::vector<solana::Signature>> unmatched;
  std::map<std::string, std::string> cursors;
  std::map<std::string, domain::SourceAdvance> advances;  // of the cursors that have one
  std::set<std::string> summed;                           // ids
  // As texts, and shared: a run copies what it expects at every step.
  std::vector<std::shared_ptr<const std::string>> events;
};

class Run {
 public:
  explicit Run(solana::SeededRandom& random) : random_(random) {}

  void Step(Store& store);
  void ExpectSame(const Reader& reader, const Expected& expected);
  const Expected& committed() const { return committed_; }

 private:
  uint64_t Below(uint64_t bound) { return random_.Below(bound); }
  uint8_t Small(uint64_t bound) { return static_cast<uint8_t>(1 + Below(bound)); }
  void Change(Ledger& ledger, Expected& expected);
  void ChangePayment(Ledger& ledger, Expected& expected);
  void ChangeDiscrepancy(Ledger& ledger, Expected& expected);
  void ChangeHint(Ledger& ledger, Expected& expected);
  void ChangeSource(Ledger& ledger, Expected& expected);

  void ExpectPayments(const LedgerReader& ledger, const Expected& expected);
  DiscrepancyQuery RandomDiscrepancyQuery();
  void ExpectDiscrepancies(const LedgerReader& ledger, const Expected& expected);
  void ExpectSignature(const LedgerReader& ledger, const Expected& expected);
  void ExpectSources(const LedgerReader& ledger, const Expected& expected);
  void ExpectUnfinal(const LedgerReader& ledger, const Expected& expected);
  void ExpectRest(const LedgerReader& ledger, const Expected& expected);

  solana::SeededRandom& random_;
  Expected committed_;
};

std::string Merchant(uint64_t n) { return n == 0 ? "" : "m" + std::to_string(n); }

void Run::ChangePayment(Ledger& ledger, Expected& expected) {
  const uint8_t n = Small(20);
  auto found = expected.payments.find(Id(n));
  if (found == expected.payments.end()) {
    PaymentSpec spec{.number = n, .merchant = Merchant(Below(3)), .product = Merchant(Below(2))};
    spec.created_at = At(static_cast<int64_t>(Below(10)));
    spec.expires_at = At(static_cast<int64_t>(20 + Below(10)));
    if (Below(2) == 0) spec.payer = Filled<solana::Pubkey>(Small(2));
    found = expected.payments.emplace(Id(n), NewPayment(spec)).first;
  }
  domain::Payment& payment = found->second;
  domain::PaymentState& state = payment.state;
  // Signatures of the payment's own, so that none settles two.
  const solana::Signature signature = Sig(static_cast<uint8_t>(n * 8 + Below(4)));
  switch (Below(5)) {
    case 0:
      state.candidates = {CandidateOf(signature), CandidateOf(signature)};
      MakeUnfinal(state.candidates[Below(2)], Below(10));
      break;
    case 1:
      state.candidates.clear();
      break;
    case 2:
      state.broadcasts = {{signature, At(1), Below(2) == 0}};
      break;
    case 3:
      payment = Confirmed(payment, signature);
      if (Below(2) == 0) MakeUnfinal(*state.settlement, Below(10));
      state.reverted = Below(3) == 0;
      break;
    default:
      if (!state.settlement) payment = Failed(payment);
  }
  const absl::Status put = ledger.PutPayment(payment);
  ASSERT_TRUE(put.ok()) << put;
  domain::Event event;
  event.type = domain::EventType::kPaymentPending;
  event.at = At(2);
  event.payment = payment;
  const auto appended = ledger.AppendEvent(event);
  ASSERT_TRUE(appended.ok()) << appended.status();
  event.seq = domain::EventSeq(expected.events.size() + 1);
  expected.events.push_back(std::make_shared<const std::string>(Describe(event)));
}

void Run::ChangeDiscrepancy(Ledger& ledger, Expected& expected) {
  if (expected.payments.empty()) return;
  DiscrepancySpec spec;
  spec.number = Small(15);
  spec.kind = domain::kAllDiscrepancyKinds[Below(3)];
  for (const auto& [id, payment] : expected.payments) {
    if (Below(expected.payments.size()) == 0) spec.payments.push_back(id);
  }
  if (Below(2) == 0) spec.watch_account = Filled<solana::Pubkey>(Small(2));
  spec.opened_at = At(static_cast<int64_t>(Below(10)));
  spec.resolved = Below(3) == 0;
  const domain::Discrepancy discrepancy = NewDiscrepancy(spec);
  const absl::Status put = ledger.PutDiscrepancy(discrepancy);
  ASSERT_TRUE(put.ok()) << put;
  expected.discrepancies.insert_or_assign(discrepancy.id, discrepancy);
}

void Run::ChangeHint(Ledger& ledger, Expected& expected) {
  const solana::Signature signature = Sig(Small(10));
  if (Below(3) == 0) {
    ASSERT_TRUE(ledger.DeleteHint(signature).ok());
    expected.hints.erase(signature);
    return;
  }
  FetchHint hint{signature, At(0), Small(5), At(static_cast<int64_t>(Below(10))), {}};
  if (Below(2) == 0) hint.first_height = Below(1000);
  ASSERT_TRUE(ledger.PutHint(hint).ok());
  expected.hints.insert_or_assign(signature, hint);
}

void Run::ChangeSource(Ledger& ledger, Expected& expected) {
  const domain::Nonce nonce = NonceOf(Small(3));
  const solana::Signature signature = Sig(Small(25));
  const auto account = Filled<solana::Pubkey>(Small(6));
  const absl::Time until = At(static_cast<int64_t>(Below(10)));
  const std::string source = "source " + std::to_string(Below(2));
  switch (Below(5)) {
    case 0:
      ledger.DeleteUnmatched(nonce);
      expected.unmatched.erase(nonce);
      break;
    case 1: {
      ASSERT_TRUE(ledger.PutWatch({account, until}).ok());
      const auto [watch, added] = expected.watches.try_emplace(account, until);
      watch->second = std::max(watch->second, until);
      break;
    }
    case 2: {
      // Of numbers that no record has.
      const std::string id = UuidText(static_cast<uint8_t>(100 + Below(20)));
      ASSERT_TRUE(ledger.PutSummed(id).ok());
      expected.summed.insert(id);
      break;
    }
    case 3:
      expected.cursors[source] = std::to_string(Below(1000));
      ASSERT_TRUE(ledger.PutCursor(source, expected.cursors[source]).ok());
      expected.advances.erase(source);
      break;
    case 4: {
      const auto before = expected.advances.find(source);
      const uint64_t reached =
          before == expected.advances.end() ? 1 : before->second.frontier.value();
      domain::SourceAdvance advance = AdvanceOf(1, reached + Below(5));
      advance.source = source;
      ASSERT_TRUE(ledger.PutAdvance(advance).ok());
      expected.cursors[source] = advance.cursor;
      expected.advances.insert_or_assign(source, advance);
      break;
    }
    default: {
      ASSERT_TRUE(ledger.PutUnmatched(nonce, signature).ok());
      std::vector<solana::Signature>& kept = expected.unmatched[nonce];
      const bool known = std::find(kept.begin(), kept.end(), signature) != kept.end();
      if (!known && kept.size() < 16) kept.push_back(signature);
    }
  }
}

void Run::Change(Ledger& ledger, Expected& expected) {
  for (uint64_t n = 1 + Below(3); n > 0; --n) {
    switch (Below(6)) {
      case 0:
        ChangeDiscrepancy(ledger, expected);
        break;
      case 2:
      case 3:
        ChangeSource(ledger, expected);
        break;
      case 1:
        ChangeHint(ledger, expected);
        break;
      default:
        ChangePayment(ledger, expected);
    }
  }
}

// Whether a filter lets a value through.
template <class Value>
bool Wanted(const std::vector<Value>& filter, Value value) {
  return filter.empty() || std::find(filter.begin(), filter.end(), value) != filter.end();
}

void Run::ExpectPayments(const LedgerReader& ledger, const Expected& expected) {
  PaymentQuery query{.id = Merchant(1 + Below(2)), .limit = 1 + Below(4)};
  query.by = Below(2) == 0 ? ListBy::kMerchant : ListBy::kProduct;
  constexpr PaymentStatus kStatuses[] = {PaymentStatus::kPendingSignature,
                                         PaymentStatus::kPendingConfirmation,
                                         PaymentStatus::kConfirmed, PaymentStatus::kFailed};
  for (uint64_t n = Below(4); n > 0; --n) query.statuses.push_back(kStatuses[Below(4)]);
  if (Below(2) == 0) query.created_from = At(static_cast<int64_t>(Below(10)));
  if (Below(2) == 0) query.created_before = At(static_cast<int64_t>(Below(10)));

  std::vector<domain::Payment> wanted;
  for (const auto& [id, payment] : expected.payments) {
    const auto& details = payment.details;
    const std::string& name =
        query.by == ListBy::kMerchant ? details.merchant_id : details.product_id;
    const absl::Time created = payment.terms.created_at;
    if (name != query.id || !Wanted(query.statuses, payment.state.status())) continue;
    if (query.created_from && created < *query.created_from) continue;
    if (query.created_before && created >= *query.created_before) continue;
    wanted.push_back(payment);
  }
  std::sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) {
    return std::tuple(-absl::ToUnixMicros(a.terms.created_at), a.terms.payment_id) <
           std::tuple(-absl::ToUnixMicros(b.terms.created_at), b.terms.payment_id);
  });
  std::vector<std::string> listed;
  do {
    const auto page = ledger.ListPayments(query);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const domain::Payment& payment : page->payments) listed.push_back(Describe(payment));
    query.after = page->next;
  } while (!query.after.empty() && listed.size() <= wanted.size());
  ASSERT_EQ(listed.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) ASSERT_EQ(listed[i], Describe(wanted[i]));
}

bool Wanted(const DiscrepancyQuery& query, const domain::Discrepancy& discrepancy) {
  if (!Wanted(query.kinds, discrepancy.kind)) return false;
  if (query.state == DiscrepancyStateFilter::kOpen && !discrepancy.open()) return false;
  if (query.state == DiscrepancyStateFilter::kResolved && discrepancy.open()) return false;
  if (query.opened_from && discrepancy.opened_at < *query.opened_from) return false;
  return !query.opened_before || discrepancy.opened_at < *query.opened_before;
}

bool InScope(const std::optional<DiscrepancyScope>& scope, const domain::Discrepancy& discrepancy) {
  if (!scope) return true;
  const auto& payments = discrepancy.payments;
  if (const auto* payment = std::get_if<domain::PaymentId>(&*scope)) {
    return std::find(payments.begin(), payments.end(), *payment) != payments.end();
  }
  return payments.empty() && discrepancy.watch_account == std::get<solana::Pubkey>(*scope);
}

DiscrepancyQuery Run::RandomDiscrepancyQuery() {
  DiscrepancyQuery query{.limit = 1 + Below(4)};
  constexpr DiscrepancyStateFilter kStates[] = {DiscrepancyStateFilter::kOpen,
                                                DiscrepancyStateFilter::kResolved,
                                                DiscrepancyStateFilter::kAll};
  query.state = kStates[Below(3)];
  const uint64_t scope = Below(3);
  if (scope == 1) query.scope = Id(Small(20));
  if (scope == 2) query.scope = Filled<solana::Pubkey>(Small(2));
  for (uint64_t n = Below(3); n > 0; --n) {
    query.kinds.push_back(domain::kAllDiscrepancyKinds[Below(3)]);
  }
  if (Below(3) == 0) query.opened_from = At(static_cast<int64_t>(Below(10)));
  if (Below(3) == 0) query.opened_before = At(static_cast<int64_t>(Below(10)));
  return query;
}

void Run::ExpectDiscrepancies(const LedgerReader& ledger, const Expected& expected) {
  DiscrepancyQuery query = RandomDiscrepancyQuery();
  const domain::DiscrepancyKind kind = domain::kAllDiscrepancyKinds[Below(3)];
  std::vector<std::tuple<absl::Time, std::string>> wanted;
  std::optional<std::tuple<absl::Time, std::string>> last;
  uint64_t of_kind = 0;
  for (const auto& [id, discrepancy] : expected.discrepancies) {
    if (!InScope(query.scope, discrepancy)) continue;
    const std::tuple place(discrepancy.opened_at, id);
    if (Wanted(query, discrepancy)) wanted.push_back(place);
    if (discrepancy.kind != kind) continue;
    ++of_kind;
    if (!last || *last < place) last = place;
  }
  std::sort(wanted.begin(), wanted.end());
  std::vector<std::string> listed;
  do {
    const auto page = ledger.ListDiscrepancies(query);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const domain::Discrepancy& found : page->discrepancies) listed.push_back(Describe(found));
    query.after = page->next;
  } while (!query.after.empty() && listed.size() <= wanted.size());
  ASSERT_EQ(listed.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_EQ(listed[i], Describe(expected.discrepancies.at(std::get<1>(wanted[i]))));
  }
  if (!query.scope) return;
  ASSERT_EQ(*ledger.CountDiscrepancies(*query.scope, kind), of_kind);
  const auto found = ledger.LastDiscrepancy(*query.scope, kind);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->has_value() ? (*found)->id : "", last ? std::get<1>(*last) : "");
}

void Run::ExpectSignature(const LedgerReader& ledger, const Expected& expected) {
  const solana::Signature signature = Sig(static_cast<uint8_t>(8 + Below(160)));
  const auto links = ledger.FindSignature(signature);
  ASSERT_TRUE(links.ok()) << links.status();
  std::set<domain::PaymentId> linked;
  for (const SignatureLink& link : *links) {
    linked.insert(link.payment);
    const domain::PaymentState& state = expected.payments.at(link.payment).state;
    ASSERT_EQ(link.settlement, state.settlement && state.settlement->key.signature == signature);
    ASSERT_EQ(link.candidate, std::any_of(state.candidates.begin(), state.candidates.end(),
                                          [&](const domain::Candidate& candidate) {
                                            return candidate.key.signature == signature;
                                          }));
  }
  for (const auto& [id, payment] : expected.payments) {
    const bool settles =
        payment.state.settlement && payment.state.settlement->key.signature == signature;
    if (settles) {
      ASSERT_TRUE(linked.contains(id));
    }
  }
}

void Run::ExpectSources(const LedgerReader& ledger, const Expected& expected) {
  const absl::Time now = At(static_cast<int64_t>(Below(10)));
  std::vector<std::pair<absl::Time, solana::Pubkey>> wanted;
  for (const auto& [account, until] : expected.watches) {
    ASSERT_EQ((*ledger.FindWatch(account))->until, until);
    if (until >= now) wanted.emplace_back(until, account);
  }
  std::sort(wanted.begin(), wanted.end());
  std::vector<std::pair<absl::Time, solana::Pubkey>> active;
  std::string after;
  do {
    const auto page = ledger.ActiveWatches(now, after, 1 + Below(3));
    ASSERT_TRUE(page.ok()) << page.status();
    for (const WatchRecord& watch : page->watches) active.emplace_back(watch.until, watch.account);
    after = page->next;
  } while (!after.empty() && active.size() <= wanted.size());
  ASSERT_EQ(active, wanted);

  for (uint8_t n = 1; n <= 3; ++n) {
    const auto kept = expected.unmatched.find(NonceOf(n));
    const auto found = ledger.Unmatched(NonceOf(n));
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(*found,
              kept == expected.unmatched.end() ? std::vector<solana::Signature>() : kept->second);
  }
  const std::string id = UuidText(static_cast<uint8_t>(100 + Below(20)));
  ASSERT_EQ(*ledger.IsSummed(id), expected.summed.contains(id));
  for (const std::string source : {"source 0", "source 1"}) {
    const auto cursor = expected.cursors.find(source);
    ASSERT_EQ(*ledger.FindCursor(source),
              cursor == expected.cursors.end() ? std::nullopt : std::optional(cursor->second));
  }
  std::vector<std::string> advances;
  for (const auto& [source, advance] : expected.advances) advances.push_back(Describe(advance));
  const auto found = ledger.Advances();
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), advances.size());
  for (size_t i = 0; i < advances.size(); ++i) ASSERT_EQ(Describe((*found)[i]), advances[i]);
}

bool RestsOnSlots(const domain::PaymentState& state, uint64_t from, uint64_t until) {
  const auto may_be_lost = [&](const domain::Candidate& candidate) {
    const uint64_t slot = candidate.key.slot.value();
    return candidate.commitment < domain::Commitment::kFinalized && from <= slot && slot <= until;
  };
  if (state.settlement) return !state.reverted && may_be_lost(*state.settlement);
  return !state.terminal() &&
         std::any_of(state.candidates.begin(), state.candidates.end(), may_be_lost);
}

void Run::ExpectUnfinal(const LedgerReader& ledger, const Expected& expected) {
  const uint64_t from = Below(10);
  const uint64_t until = Below(10);
  std::set<domain::PaymentId> wanted;
  for (const auto& [id, payment] : expected.payments) {
    if (RestsOnSlots(payment.state, from, until)) wanted.insert(id);
  }
  const auto found = ledger.UnfinalPayments(domain::Slot(from), domain::Slot(until));
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), wanted.size());
  ASSERT_EQ(std::set<domain::PaymentId>(found->begin(), found->end()), wanted);
}

void Run::ExpectRest(const LedgerReader& ledger, const Expected& expected) {
  const absl::Time until = At(static_cast<int64_t>(Below(35)));
  const absl::Time from =
      Below(2) == 0 ? absl::InfinitePast() : At(static_cast<int64_t>(Below(25)));
  std::vector<std::pair<absl::Time, domain::PaymentId>> pending;
  for (const auto& [id, payment] : expected.payments) {
    if (payment.state.terminal()) continue;
    if (payment.terms.expires_at < from || payment.terms.expires_at > until) continue;
    pending.emplace_back(payment.terms.expires_at, id);
  }
  std::sort(pending.begin(), pending.end());
  std::vector<domain::PaymentId> ids;
  ids.reserve(pending.size());
  for (const auto& [at, id] : pending) ids.push_back(id);
  ASSERT_EQ(*ledger.PendingByExpiry(until, 100, from), ids);

  std::vector<std::pair<absl::Time, solana::Signature>> due;
  for (const auto& [signature, hint] : expected.hints) {
    if (from <= hint.next_at && hint.next_at <= until) due.emplace_back(hint.next_at, signature);
  }
  std::sort(due.begin(), due.end());
  const auto hints = ledger.HintsDue(until, 100, from);
  ASSERT_TRUE(hints.ok()) << hints.status();
  ASSERT_EQ(hints->size(), due.size());
  for (size_t i = 0; i < due.size(); ++i) {
    ASSERT_EQ(Describe((*hints)[i]), Describe(expected.hints.at(due[i].second)));
  }

  ASSERT_EQ(ledger.LastEvent()->value(), expected.events.size());
  const uint64_t after = Below(expected.events.size() + 1);
  const auto events = ledger.ReadEvents(domain::EventSeq(after), 5);
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_EQ(events->size(), std::min<size_t>(5, expected.events.size() - after));
  for (size_t i = 0; i < events->size(); ++i) {
    ASSERT_EQ(Describe((*events)[i]), *expected.events[after + i]);
  }
}

void Run::ExpectSame(const Reader& reader, const Expected& expected) {
  const LedgerReader ledger(reader);
  ExpectPayments(ledger, expected);
  ExpectDiscrepancies(ledger, expected);
  ExpectSignature(ledger, expected);
  ExpectSources(ledger, expected);
  ExpectUnfinal(ledger, expected);
  ExpectRest(ledger, expected);
}

void Run::Step(Store& store) {
  Overlay overlay(store);
  Ledger ledger(overlay);
  Expected changed = committed_;
  Change(ledger, changed);
  const size_t mark = overlay.Mark();
  const Expected marked = changed;
  Change(ledger, changed);
  ExpectSame(overlay, changed);
  if (Below(3) == 0) {
    overlay.RollBackTo(mark);
    changed = marked;
    ExpectSame(overlay, changed);
  }
  ASSERT_TRUE(store.Commit(overlay.batch()).ok());
  committed_ = std::move(changed);
  ExpectSame(*store.Snapshot(), committed_);
}

}  // namespace

void RunLedgerModel(solana::SeededRandom& random, int steps, const ModelSubject& subject) {
  ASSERT_TRUE(
      OpenLedger(subject.store(), {.cluster = domain::Cluster::kLocalnet,
                                   .genesis_hash = solana::ToString(Filled<solana::Blockhash>(1)),
                                   .new_log_epoch = UuidText(1)})
          .ok());
  Run run(random);
  for (int step = 0; step < steps && !testing::Test::HasFatalFailure(); ++step) {
    if (subject.reopen && step % 50 == 49) subject.reopen();
    run.Step(subject.store());
  }
  const auto report = CheckInvariants(subject.store());
  ASSERT_TRUE(report.ok()) << report.status();
  for (const Finding& finding : report->findings) {
    ADD_FAILURE() << Name(finding.invariant) << " " << finding.key << " " << finding.what;
  }
  EXPECT_GT(run.committed().events.size(), static_cast<size_t>(steps) / 2);
  EXPECT_FALSE(run.committed().watches.empty());
  EXPECT_FALSE(run.committed().cursors.empty());
  EXPECT_FALSE(run.committed().discrepancies.empty());
}

}  // namespace hilt::storage
