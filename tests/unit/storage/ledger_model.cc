#include "tests/unit/storage/ledger_model.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

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

  void ExpectPayments(const LedgerReader& ledger, const Expected& expected);
  void ExpectDiscrepancies(const LedgerReader& ledger, const Expected& expected);
  void ExpectSignature(const LedgerReader& ledger, const Expected& expected);
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
      state.candidates = {CandidateOf(signature)};
      break;
    case 1:
      state.candidates.clear();
      break;
    case 2:
      state.broadcasts = {{signature, At(1), Below(2) == 0}};
      break;
    case 3:
      payment = Confirmed(payment, signature);
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
  const FetchHint hint{signature, At(0), Small(5), At(static_cast<int64_t>(Below(10)))};
  ASSERT_TRUE(ledger.PutHint(hint).ok());
  expected.hints.insert_or_assign(signature, hint);
}

void Run::Change(Ledger& ledger, Expected& expected) {
  for (uint64_t n = 1 + Below(3); n > 0; --n) {
    switch (Below(4)) {
      case 0:
        ChangeDiscrepancy(ledger, expected);
        break;
      case 1:
        ChangeHint(ledger, expected);
        break;
      default:
        ChangePayment(ledger, expected);
    }
  }
}

void Run::ExpectPayments(const LedgerReader& ledger, const Expected& expected) {
  PaymentQuery query{.id = Merchant(1 + Below(2)), .limit = 1 + Below(4)};
  query.by = Below(2) == 0 ? ListBy::kMerchant : ListBy::kProduct;
  if (Below(2) == 0) {
    constexpr PaymentStatus kStatuses[] = {PaymentStatus::kPendingSignature,
                                           PaymentStatus::kPendingConfirmation,
                                           PaymentStatus::kConfirmed, PaymentStatus::kFailed};
    query.status = kStatuses[Below(4)];
  }
  if (Below(2) == 0) query.created_from = At(static_cast<int64_t>(Below(10)));
  if (Below(2) == 0) query.created_before = At(static_cast<int64_t>(Below(10)));

  std::vector<domain::Payment> wanted;
  for (const auto& [id, payment] : expected.payments) {
    const auto& details = payment.details;
    const std::string& name =
        query.by == ListBy::kMerchant ? details.merchant_id : details.product_id;
    const absl::Time created = payment.terms.created_at;
    if (name != query.id || (query.status && payment.state.status() != *query.status)) continue;
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

void Run::ExpectDiscrepancies(const LedgerReader& ledger, const Expected& expected) {
  DiscrepancyQuery query{.resolved_too = Below(2) == 0};
  const domain::PaymentId payment = Id(Small(20));
  const auto account = Filled<solana::Pubkey>(Small(2));
  const uint64_t scope = Below(3);
  if (scope == 1) query.scope = payment;
  if (scope == 2) query.scope = account;
  if (Below(2) == 0) query.kind = domain::kAllDiscrepancyKinds[Below(3)];

  std::vector<std::tuple<absl::Time, std::string>> wanted;
  uint64_t of_kind = 0;
  for (const auto& [id, discrepancy] : expected.discrepancies) {
    const auto& payments = discrepancy.payments;
    const bool names = std::find(payments.begin(), payments.end(), payment) != payments.end();
    if (scope == 1 && !names) continue;
    if (scope == 2 && (!payments.empty() || discrepancy.watch_account != account)) continue;
    if (query.kind && discrepancy.kind != *query.kind) continue;
    ++of_kind;
    if (discrepancy.open() || query.resolved_too) wanted.emplace_back(discrepancy.opened_at, id);
  }
  std::sort(wanted.begin(), wanted.end());
  const auto page = ledger.ListDiscrepancies(query);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->discrepancies.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    const std::string& id = std::get<1>(wanted[i]);
    ASSERT_EQ(Describe(page->discrepancies[i]), Describe(expected.discrepancies.at(id)));
  }
  if (query.scope && query.kind) {
    ASSERT_EQ(*ledger.CountDiscrepancies(*query.scope, *query.kind), of_kind);
  }
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

void Run::ExpectRest(const LedgerReader& ledger, const Expected& expected) {
  const absl::Time until = At(static_cast<int64_t>(Below(35)));
  std::vector<std::pair<absl::Time, domain::PaymentId>> pending;
  for (const auto& [id, payment] : expected.payments) {
    if (payment.state.terminal() || payment.terms.expires_at > until) continue;
    pending.emplace_back(payment.terms.expires_at, id);
  }
  std::sort(pending.begin(), pending.end());
  std::vector<domain::PaymentId> ids;
  for (const auto& [at, id] : pending) ids.push_back(id);
  ASSERT_EQ(*ledger.PendingByExpiry(until, 100), ids);

  std::vector<std::pair<absl::Time, solana::Signature>> due;
  for (const auto& [signature, hint] : expected.hints) {
    if (hint.next_at <= until) due.emplace_back(hint.next_at, signature);
  }
  std::sort(due.begin(), due.end());
  const auto hints = ledger.HintsDue(until, 100);
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
}

}  // namespace hilt::storage
