#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/check.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

using domain::PaymentStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LedgerPayments : public testing::Test {
 protected:
  // Whatever a test did, the store must hold together.
  void TearDown() override {
    Ledger(overlay_)
        .PutIdentity({.format_version = kFormatVersion,
                      .log_epoch = UuidText(1),
                      .cluster = domain::Cluster::kLocalnet,
                      .genesis_hash = solana::ToString(Filled<solana::Blockhash>(1))})
        .IgnoreError();
    const auto report = CheckInvariants(overlay_);
    ASSERT_TRUE(report.ok());
    for (const Finding& finding : report->findings) {
      ADD_FAILURE() << Name(finding.invariant) << " " << finding.key << " " << finding.what;
    }
  }

  void Put(const domain::Payment& payment) {
    const absl::Status status = ledger_.PutPayment(payment);
    ASSERT_TRUE(status.ok()) << status;
  }

  std::vector<std::string> List(const PaymentQuery& query) {
    const auto page = ledger_.ListPayments(query);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> ids;
    for (const domain::Payment& payment : page->payments) {
      ids.push_back(std::to_string(payment.terms.payment_id.bytes[0]));
    }
    return ids;
  }

  SignatureLink LinkOf(const solana::Signature& signature, const domain::PaymentId& payment) {
    const auto links = ledger_.FindSignature(signature);
    EXPECT_TRUE(links.ok()) << links.status();
    for (const SignatureLink& link : *links) {
      if (link.payment == payment) return link;
    }
    ADD_FAILURE() << "no link";
    return {};
  }

  MemoryStore store_;
  Overlay overlay_{store_};
  Ledger ledger_{overlay_};
};

TEST_F(LedgerPayments, AreFoundByIdAndNonce) {
  const domain::Payment payment = NewPayment({.number = 1});
  Put(payment);
  EXPECT_EQ(Describe(**ledger_.FindPayment(Id(1))), Describe(payment));
  EXPECT_EQ(*ledger_.FindNonce(NonceOf(1)), Id(1));
  EXPECT_EQ(*ledger_.FindPayment(Id(2)), std::nullopt);
  EXPECT_EQ(*ledger_.FindNonce(NonceOf(2)), std::nullopt);
}

TEST_F(LedgerPayments, ShareNoNonce) {
  Put(NewPayment({.number = 1}));
  const domain::Payment payment = NewPayment({.number = 2});
  auto input = static_cast<const domain::TermsInput&>(payment.terms);
  input.nonce = NonceOf(1);
  const domain::Payment second{*domain::MakeTerms(input), {}, {}};
  EXPECT_TRUE(absl::IsAlreadyExists(ledger_.PutPayment(second)));
  EXPECT_EQ(*ledger_.FindPayment(Id(2)), std::nullopt);
  EXPECT_EQ(*ledger_.FindNonce(NonceOf(1)), Id(1));
}

TEST_F(LedgerPayments, NeverChangeTheirTerms) {
  Put(NewPayment({.number = 1}));
  const domain::Payment payment = NewPayment({.number = 1});
  auto input = static_cast<const domain::TermsInput&>(payment.terms);
  input.amount = domain::TokenAmount(1);
  const domain::Payment changed{*domain::MakeTerms(input), {}, {}};
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.PutPayment(changed)));
  EXPECT_EQ((*ledger_.FindPayment(Id(1)))->terms.amount, domain::TokenAmount(1000));
}

TEST_F(LedgerPayments, AreListedNewestFirst) {
  Put(NewPayment({.number = 1, .created_at = At(10)}));
  Put(NewPayment({.number = 2, .created_at = At(30)}));
  Put(NewPayment({.number = 3, .created_at = At(20)}));
  EXPECT_THAT(List({.id = "merchant-1"}), ElementsAre("2", "3", "1"));
}

TEST_F(LedgerPayments, AreListedByMerchantProductAndPayer) {
  const auto payer = Filled<solana::Pubkey>(0x77);
  Put(NewPayment({.number = 1, .merchant = "m1", .product = "p1"}));
  Put(NewPayment({.number = 2, .merchant = "m1", .product = "p2", .payer = payer}));
  Put(NewPayment({.number = 3, .merchant = "", .product = ""}));
  EXPECT_THAT(List({.by = ListBy::kMerchant, .id = "m1"}), ElementsAre("1", "2"));
  EXPECT_THAT(List({.by = ListBy::kProduct, .id = "p2"}), ElementsAre("2"));
  EXPECT_THAT(List({.by = ListBy::kPayer, .id = solana::ToString(payer)}), ElementsAre("2"));
  EXPECT_THAT(List({.by = ListBy::kMerchant, .id = ""}), IsEmpty());
  EXPECT_THAT(List({.by = ListBy::kProduct, .id = "m1"}), IsEmpty());
}

TEST_F(LedgerPayments, MoveToTheListOfTheirNewStatus) {
  Put(NewPayment({.number = 1}));
  PaymentQuery query{.id = "merchant-1", .statuses = {PaymentStatus::kPendingSignature}};
  EXPECT_THAT(List(query), ElementsAre("1"));

  domain::Payment pending = NewPayment({.number = 1});
  pending.state.broadcasts = {{Sig(1), At(1), true}};
  Put(pending);
  EXPECT_THAT(List(query), IsEmpty());
  query.statuses = {PaymentStatus::kPendingConfirmation};
  EXPECT_THAT(List(query), ElementsAre("1"));

  Put(Confirmed(pending, Sig(1)));
  EXPECT_THAT(List(query), IsEmpty());
  query.statuses = {PaymentStatus::kConfirmed};
  EXPECT_THAT(List(query), ElementsAre("1"));
  query.statuses.clear();
  EXPECT_THAT(List(query), ElementsAre("1"));
}

TEST_F(LedgerPayments, AreListedByTheTimeOfCreation) {
  for (uint8_t n = 1; n <= 5; ++n) Put(NewPayment({.number = n, .created_at = At(n)}));
  const absl::Duration nano = absl::Nanoseconds(1);
  struct Case {
    std::string name;
    std::optional<absl::Time> from;
    std::optional<absl::Time> before;
    std::vector<std::string> listed;
  };
  const std::vector<Case> cases = {
      {"from is inclusive", At(4), {}, {"5", "4"}},
      {"before is exclusive", {}, At(3), {"2", "1"}},
      {"both", At(2), At(4), {"3", "2"}},
      {"a little later than one", At(4) + nano, {}, {"5"}},
      {"up to a little later than one", {}, At(2) + nano, {"2", "1"}},
      {"nothing between", At(3), At(3), {}},
      {"upside down", At(4), At(2), {}},
      {"all", absl::InfinitePast(), absl::InfiniteFuture(), {"5", "4", "3", "2", "1"}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(List({.id = "merchant-1", .created_from = c.from, .created_before = c.before}),
              c.listed)
        << c.name;
  }
}

TEST_F(LedgerPayments, AreListedInPagesThatMissAndRepeatNothing) {
  for (uint8_t n = 1; n <= 7; ++n) {
    Put(NewPayment({.number = n, .created_at = At(n / 3)}));  // some at the same time
  }
  std::vector<std::string> ids;
  PaymentQuery query{.id = "merchant-1", .limit = 2};
  for (int pages = 1;; ++pages) {
    const auto page = ledger_.ListPayments(query);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& payment : page->payments) {
      ids.push_back(std::to_string(payment.terms.payment_id.bytes[0]));
    }
    query.after = page->next;
    // A payment that comes meanwhile is newer than the page.
    if (pages == 1) Put(NewPayment({.number = 8, .created_at = At(100)}));
    if (query.after.empty()) break;
    ASSERT_LT(pages, 10);
  }
  EXPECT_THAT(ids, ElementsAre("6", "7", "3", "4", "5", "1", "2"));
}

TEST_F(LedgerPayments, OfSeveralStatusesAreListedAsOneList) {
  for (uint8_t n = 1; n <= 9; ++n) {
    domain::Payment payment = NewPayment({.number = n, .created_at = At(n / 3)});
    if (n % 3 == 1) payment = Confirmed(payment, Sig(n));
    if (n % 3 == 2) payment = Failed(payment);
    Put(payment);
  }
  PaymentQuery query{.id = "merchant-1",
                     .statuses = {PaymentStatus::kFailed, PaymentStatus::kConfirmed,
                                  PaymentStatus::kFailed, PaymentStatus::kPendingConfirmation},
                     .limit = 2};
  std::vector<std::string> pages;
  do {
    std::string ids;
    for (const std::string& id : List(query)) ids += id;
    pages.push_back(ids);
    query.after = ledger_.ListPayments(query)->next;
  } while (!query.after.empty() && pages.size() < 10);
  EXPECT_THAT(pages, ElementsAre("78", "45", "12"));

  // Bounds of time hold for each of them.
  query = {.id = "merchant-1",
           .statuses = {PaymentStatus::kFailed, PaymentStatus::kConfirmed},
           .created_from = At(1),
           .created_before = At(2)};
  EXPECT_THAT(List(query), ElementsAre("4", "5"));
}

TEST_F(LedgerPayments, NameAListEntryThatIsTooShort) {
  const std::string short_key("L\x01\0\0\0\x01m\0x", 9);
  const size_t mark = overlay_.Mark();
  overlay_.Put(short_key, "");
  const absl::Status status = ledger_.ListPayments({.id = "m"}).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("key 4c01000000016d0078"));
  overlay_.RollBackTo(mark);
}

TEST_F(LedgerPayments, APageThatEndsWithTheListHasNoNext) {
  Put(NewPayment({.number = 1}));
  Put(NewPayment({.number = 2}));
  EXPECT_EQ(ledger_.ListPayments({.id = "merchant-1", .limit = 2})->next, "");
  EXPECT_NE(ledger_.ListPayments({.id = "merchant-1", .limit = 1})->next, "");
}

TEST_F(LedgerPayments, RefuseQueriesThatCannotBeMeant) {
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.ListPayments({.id = "m", .limit = 0}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.ListPayments({.id = "m", .limit = 1001}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_.ListPayments({.id = "m", .after = "x"}).status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(ledger_.ListPayments({.by = ListBy::kPayer, .id = "0"}).status()));
}

TEST_F(LedgerPayments, ExpireSoonestFirstWhilePending) {
  Put(NewPayment({.number = 1, .expires_at = At(300)}));
  Put(NewPayment({.number = 2, .expires_at = At(100)}));
  Put(NewPayment({.number = 3, .expires_at = At(200)}));
  EXPECT_THAT(*ledger_.PendingByExpiry(At(200), 10), ElementsAre(Id(2), Id(3)));
  EXPECT_THAT(*ledger_.PendingByExpiry(At(300), 1), ElementsAre(Id(2)));
  EXPECT_THAT(*ledger_.PendingByExpiry(At(300), 10, At(200)), ElementsAre(Id(3), Id(1)));
  EXPECT_THAT(*ledger_.PendingByExpiry(At(300), 10, At(200) + absl::Nanoseconds(1)),
              ElementsAre(Id(1)));
  EXPECT_THAT(*ledger_.PendingByExpiry(At(100), 10, At(200)), IsEmpty());
  EXPECT_THAT(*ledger_.PendingByExpiry(At(200) - absl::Microseconds(1), 10), ElementsAre(Id(2)));
  Put(Failed(NewPayment({.number = 2, .expires_at = At(100)})));
  Put(Confirmed(NewPayment({.number = 3, .expires_at = At(200)}), Sig(3)));
  EXPECT_THAT(*ledger_.PendingByExpiry(absl::InfiniteFuture(), 10), ElementsAre(Id(1)));
}

TEST_F(LedgerPayments, AreFoundByTheirSignatures) {
  domain::Payment payment = NewPayment({.number = 1});
  payment.state.candidates = {CandidateOf(Sig(1))};
  payment.state.broadcasts = {{Sig(1), At(1), true}, {Sig(2), At(1), true}};
  Put(payment);
  const SignatureLink both = LinkOf(Sig(1), Id(1));
  EXPECT_TRUE(both.candidate && both.broadcast && !both.settlement);
  const SignatureLink announced = LinkOf(Sig(2), Id(1));
  EXPECT_TRUE(!announced.candidate && announced.broadcast && !announced.settlement);

  Put(Confirmed(payment, Sig(1)));
  const SignatureLink settles = LinkOf(Sig(1), Id(1));
  EXPECT_TRUE(!settles.candidate && settles.broadcast && settles.settlement);
  EXPECT_THAT(*ledger_.FindSignature(Sig(9)), IsEmpty());
}

TEST_F(LedgerPayments, KeepTheAttemptOfASignatureThatBecomesACandidate) {
  Put(NewPayment({.number = 1}));
  ASSERT_TRUE(ledger_.PutAttempt(Id(1), AttemptOf(Sig(1))).ok());
  domain::Payment payment = NewPayment({.number = 1});
  payment.state.candidates = {CandidateOf(Sig(1))};
  Put(payment);
  const SignatureLink link = LinkOf(Sig(1), Id(1));
  EXPECT_TRUE(link.candidate);
  ASSERT_TRUE(link.attempt.has_value());
  EXPECT_EQ(link.attempt->verdict, domain::Verdict::kMerchantUnderpaid);
}

TEST_F(LedgerPayments, KeepTheCandidateOfASignatureThatBecomesAnAttempt) {
  domain::Payment payment = NewPayment({.number = 1});
  payment.state.candidates = {CandidateOf(Sig(1))};
  Put(payment);
  ASSERT_TRUE(ledger_.PutAttempt(Id(1), AttemptOf(Sig(1))).ok());
  EXPECT_TRUE(LinkOf(Sig(1), Id(1)).candidate);
  Put(NewPayment({.number = 1}));
  const SignatureLink link = LinkOf(Sig(1), Id(1));
  EXPECT_FALSE(link.candidate);
  EXPECT_TRUE(link.attempt.has_value());
}

TEST_F(LedgerPayments, KeepTheLinkOfASignatureThatIsNothingToThemAnyMore) {
  domain::Payment payment = NewPayment({.number = 1});
  payment.state.broadcasts = {{Sig(1), At(1), true}};
  Put(payment);
  Put(NewPayment({.number = 1}));
  const SignatureLink link = LinkOf(Sig(1), Id(1));
  EXPECT_FALSE(link.settlement || link.candidate || link.broadcast || link.attempt);
}

TEST_F(LedgerPayments, ASignatureMayBeAnnouncedForSeveral) {
  for (uint8_t n = 1; n <= 2; ++n) {
    domain::Payment payment = NewPayment({.number = n});
    payment.state.broadcasts = {{Sig(5), At(1), true}};
    Put(payment);
  }
  EXPECT_EQ(ledger_.FindSignature(Sig(5))->size(), 2u);
}

TEST_F(LedgerPayments, ASignatureSettlesAtMostOne) {
  Put(NewPayment({.number = 1}));
  Put(NewPayment({.number = 2}));
  Put(Confirmed(NewPayment({.number = 1}), Sig(5)));
  const size_t before = overlay_.batch().operations().size();
  const absl::Status second = ledger_.PutPayment(Confirmed(NewPayment({.number = 2}), Sig(5)));
  EXPECT_TRUE(absl::IsAlreadyExists(second)) << second;
  EXPECT_THAT(std::string(second.message()), HasSubstr(UuidText(1)));
  EXPECT_EQ(overlay_.batch().operations().size(), before);
  EXPECT_FALSE((*ledger_.FindPayment(Id(2)))->state.settlement.has_value());
}

TEST_F(LedgerPayments, ReplaceTheirSettlementByAnother) {
  Put(Confirmed(NewPayment({.number = 1}), Sig(5)));
  Put(Confirmed(NewPayment({.number = 1}), Sig(6)));
  EXPECT_FALSE(LinkOf(Sig(5), Id(1)).settlement);
  EXPECT_TRUE(LinkOf(Sig(6), Id(1)).settlement);
}

TEST_F(LedgerPayments, AreTheSameBytesWhenPutAgain) {
  Put(FullPayment());
  const auto before = overlay_.Scan({});
  Put(FullPayment());
  EXPECT_EQ(*overlay_.Scan({}), *before);
}

TEST_F(LedgerPayments, NameTheRowThatCannotBeRead) {
  overlay_.Put("P" + std::string(16, '\x01'), "garbage");
  for (const absl::Status& status :
       {ledger_.FindPayment(Id(1)).status(), ledger_.PutPayment(NewPayment({.number = 1}))}) {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("key 5001010101010101010101010101010101"));
  }
  overlay_.Delete("P" + std::string(16, '\x01'));
}

TEST_F(LedgerPayments, NameTheIndexEntryThatPointsNowhere) {
  Put(NewPayment({.number = 1}));
  const size_t mark = overlay_.Mark();
  overlay_.Delete("P" + std::string(16, '\x01'));
  const auto page = ledger_.ListPayments({.id = "merchant-1"});
  EXPECT_TRUE(absl::IsDataLoss(page.status())) << page.status();
  EXPECT_THAT(std::string(page.status().message()), HasSubstr("key 4c01"));
  overlay_.RollBackTo(mark);
}

TEST_F(LedgerPayments, IdempotencyKeysBelongToTheirClient) {
  Put(NewPayment({.number = 1}));
  ledger_.PutIdempotencyKey("a", "key", {Id(1), "print"});
  const auto found = ledger_.FindIdempotencyKey("a", "key");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->payment, Id(1));
  EXPECT_EQ((*found)->fingerprint, "print");
  EXPECT_EQ(ledger_.FindIdempotencyKey("b", "key")->has_value(), false);
  // Client and key are not run together.
  EXPECT_EQ(ledger_.FindIdempotencyKey("ak", "ey")->has_value(), false);
}

}  // namespace
}  // namespace hilt::storage
