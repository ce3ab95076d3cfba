#include "storage/check.h"

#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "storage/open.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

const auto kAccount = Filled<solana::Pubkey>(0x55);

// One of everything.
void Fill(MemoryStore& store) {
  ASSERT_TRUE(OpenLedger(store, {.cluster = domain::Cluster::kLocalnet,
                                 .genesis_hash = solana::ToString(Filled<solana::Blockhash>(1)),
                                 .new_log_epoch = UuidText(1)})
                  .ok());
  Overlay overlay(store);
  Ledger ledger(overlay);
  ASSERT_TRUE(ledger.PutPayment(NewPayment({.number = 1})).ok());
  ASSERT_TRUE(ledger.PutPayment(Confirmed(NewPayment({.number = 2}), Sig(2))).ok());
  domain::Payment unfinal = Confirmed(NewPayment({.number = 6}), Sig(8));
  MakeUnfinal(*unfinal.state.settlement, 300);
  ASSERT_TRUE(ledger.PutPayment(unfinal).ok());
  ASSERT_TRUE(ledger.PutAttempt(Id(1), AttemptOf(Sig(1))).ok());
  ledger.PutIdempotencyKey("local", "key", {Id(1), "print"});
  const domain::Discrepancy discrepancy = NewDiscrepancy({.number = 3, .payments = {Id(2)}});
  ASSERT_TRUE(ledger.PutDiscrepancy(discrepancy).ok());
  ASSERT_TRUE(ledger.PutDiscrepancy(NewDiscrepancy({.number = 4, .watch_account = kAccount})).ok());
  domain::Event created;
  created.type = domain::EventType::kPaymentCreated;
  created.payment = NewPayment({.number = 1});
  ASSERT_TRUE(ledger.AppendEvent(created).ok());
  domain::Event opened;
  opened.type = domain::EventType::kDiscrepancyOpened;
  opened.discrepancy = discrepancy;
  ASSERT_TRUE(ledger.AppendEvent(opened).ok());
  ASSERT_TRUE(ledger.PutSummed(UuidText(5)).ok());
  ASSERT_TRUE(ledger.PutHint({Sig(5), At(0), 0, At(1)}).ok());
  ledger.PutUnverifiable({Id(1), Sig(6), "no_meta", At(0)});
  for (int n = 0; n < 3; ++n) ASSERT_TRUE(ledger.AddBadElement({0, At(0), "bad", "{"}).ok());
  ASSERT_TRUE(ledger.PutWatch({kAccount, At(9)}).ok());
  ASSERT_TRUE(ledger.PutUnmatched(NonceOf(9), Sig(7)).ok());
  ASSERT_TRUE(ledger.PutAdvance(AdvanceOf(300, 301)).ok());
  ASSERT_TRUE(store.Commit(overlay.batch()).ok());
}

std::string Kinds(const CheckReport& report) {
  std::string kinds;
  for (const Finding& finding : report.findings) {
    kinds += std::string(Name(finding.invariant)) + " " + finding.key + " " + finding.what + "\n";
  }
  return kinds;
}

TEST(CheckInvariants, FindsNothingInAStoreThatTheLedgerWrote) {
  MemoryStore store;
  Fill(store);
  const auto report = CheckInvariants(store);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << Kinds(*report);
  EXPECT_EQ(report->rows, store.Scan({})->size());
}

// What is done to a sound store, and what must be found then.
struct Damage {
  std::string name;
  std::function<void(Batch&)> damage;
  Invariant broken;
};

std::string FirstUnder(const Reader& store, const std::string& prefix) {
  const auto rows = store.Scan(PrefixRange(prefix, 1));
  return rows->empty() ? "" : rows->front().key;
}

SignatureLink Link(bool settlement, bool candidate) {
  SignatureLink link;
  link.settlement = settlement;
  link.candidate = candidate;
  return link;
}

std::string EventBytes(uint64_t seq) {
  domain::Event event;
  event.seq = domain::EventSeq(seq);
  event.type = domain::EventType::kPaymentCreated;
  event.payment = NewPayment({.number = 1});
  return *EncodeEvent(event);
}

// A payment of a token whose merchant gets it in another account than the wallet's.
domain::Payment Misdirected() {
  domain::Payment payment = FullPayment();
  payment.terms.legs[0].account = Filled<solana::Pubkey>(0x99);
  return payment;
}

std::string EventBytes(const domain::Payment& payment) {
  domain::Event event;
  event.seq = domain::EventSeq(3);
  event.type = domain::EventType::kPaymentCreated;
  event.payment = payment;
  return *EncodeEvent(event);
}

// One bad element more than are kept.
void PutBadElements(Batch& batch) {
  for (uint64_t n = 1; n <= kBadElementsKept + 1; ++n) {
    batch.Put(BadElementKey(n), EncodeBadElement({n, At(0), "bad", "{"}));
  }
}

std::vector<Damage> AllDamage(const Reader& sound) {
  const std::string payment = PaymentKey(Id(1));
  const std::string bytes = **sound.Get(payment);
  const std::string list = ListPrefix(ListBy::kMerchant, "merchant-1", std::nullopt);
  const std::string open_list = DiscrepancyListPrefix({.open = true});
  const Uuid uuid{Id(3).bytes};
  const std::string discrepancy = DiscrepancyKey(uuid);
  const std::string discrepancy_bytes = **sound.Get(discrepancy);
  const auto put = [](const std::string& key, const std::string& value) {
    return [key, value](Batch& batch) { batch.Put(key, value); };
  };
  const auto remove = [](const std::string& key) {
    return [key](Batch& batch) { batch.Delete(key); };
  };
  return {
      {"no identity", remove(IdentityKey()), Invariant::kIdentity},
      {"identity unreadable", put(IdentityKey(), "\xff"), Invariant::kIdentity},
      {"identity twice", put(IdentityKey() + "2", ""), Invariant::kKeyMatches},
      {"unknown table", put("z", ""), Invariant::kReadable},
      {"empty key", put("", ""), Invariant::kReadable},

      {"payment unreadable", put(payment, "\xff"), Invariant::kReadable},
      {"payment with a field more", put(payment, bytes + "\xf8\x07\x01"), Invariant::kCanonical},
      {"payment under another id", put(PaymentKey(Id(9)), bytes), Invariant::kKeyMatches},
      {"payment missing", remove(payment), Invariant::kPointsToRow},
      {"payment with another account", put(PaymentKey(Id(0x11)), EncodePayment(Misdirected())),
       Invariant::kDerived},
      {"list entry missing", remove(FirstUnder(sound, list)), Invariant::kIndexed},
      {"list entry of another status",
       put(ListPrefix(ListBy::kMerchant, "merchant-1", domain::PaymentStatus::kFailed) +
               ListPosition(At(0), Id(1)),
           ""),
       Invariant::kPointsToRow},
      {"list entry too short", put("L\x01", ""), Invariant::kPointsToRow},
      {"list entry with a value", put(FirstUnder(sound, list), "x"), Invariant::kCanonical},
      {"expiry missing", remove(ExpiryKey(At(900), Id(1))), Invariant::kIndexed},
      {"expiry of a confirmed payment", put(ExpiryKey(At(900), Id(2)), ""),
       Invariant::kPointsToRow},
      {"unfinal entry missing", remove(UnfinalKey(domain::Slot(300), Id(6))), Invariant::kIndexed},
      {"unfinal entry of another slot", put(UnfinalKey(domain::Slot(301), Id(6)), ""),
       Invariant::kPointsToRow},
      {"unfinal entry of a finalized payment",
       put(UnfinalKey(domain::Slot(447'600'400), Id(2)), ""), Invariant::kPointsToRow},
      {"nonce missing", remove(NonceKey(NonceOf(1))), Invariant::kNonce},
      {"nonce of another payment", put(NonceKey(NonceOf(1)), EncodePaymentId(Id(2))),
       Invariant::kNonce},
      {"nonce that no payment has", put(NonceKey(NonceOf(9)), EncodePaymentId(Id(1))),
       Invariant::kNonce},
      {"nonce without an id", put(NonceKey(NonceOf(1)), "x"), Invariant::kReadable},

      {"link missing", remove(SignatureKey(Sig(2), Id(2))), Invariant::kIndexed},
      {"link of nobody", put(SignatureKey(Sig(2), Id(9)), EncodeSignatureLink({})),
       Invariant::kPointsToRow},
      {"link says more than the payment",
       put(SignatureKey(Sig(1), Id(1)), EncodeSignatureLink(Link(false, true))), Invariant::kLinks},
      {"link says less than the payment", put(SignatureKey(Sig(2), Id(2)), EncodeSignatureLink({})),
       Invariant::kLinks},
      {"a signature settles two",
       put(SignatureKey(Sig(2), Id(1)), EncodeSignatureLink(Link(true, false))),
       Invariant::kSettlementUnique},
      {"link with an attempt of another signature",
       [](Batch& batch) {
         SignatureLink link;
         link.attempt = AttemptOf(Sig(3));
         batch.Put(SignatureKey(Sig(1), Id(1)), EncodeSignatureLink(link));
       },
       Invariant::kKeyMatches},
      {"link unreadable", put(SignatureKey(Sig(2), Id(2)), ""), Invariant::kReadable},

      {"idempotency key of nobody",
       put(IdempotencyRowKey("a", "b"), EncodeIdempotency({Id(9), ""})), Invariant::kPointsToRow},
      {"idempotency key malformed", put("K\1", EncodeIdempotency({Id(1), ""})),
       Invariant::kKeyMatches},

      {"first event missing", remove(EventKey(domain::EventSeq(1))), Invariant::kGapless},
      {"event in between missing", put(EventKey(domain::EventSeq(4)), EventBytes(4)),
       Invariant::kGapless},
      {"event under another number", put(EventKey(domain::EventSeq(2)), EventBytes(1)),
       Invariant::kKeyMatches},
      {"event of a payment with another account",
       put(EventKey(domain::EventSeq(3)), EventBytes(Misdirected())), Invariant::kDerived},
      {"event unreadable", put(EventKey(domain::EventSeq(2)), "x"), Invariant::kReadable},

      {"discrepancy missing", remove(discrepancy), Invariant::kPointsToRow},
      {"discrepancy unreadable", put(discrepancy, "x"), Invariant::kReadable},
      {"discrepancy under another id", put(DiscrepancyKey(Uuid{Id(8).bytes}), discrepancy_bytes),
       Invariant::kKeyMatches},
      {"open entry missing", remove(FirstUnder(sound, open_list)), Invariant::kIndexed},
      {"entry of a resolved one",
       put(DiscrepancyListPrefix({.open = false}) + DiscrepancyPosition(At(0), uuid), ""),
       Invariant::kPointsToRow},
      {"entry of another time", put(open_list + DiscrepancyPosition(At(77), uuid), ""),
       Invariant::kPointsToRow},
      {"count missing",
       remove(DiscrepancyCountKey(Id(2), domain::DiscrepancyKind::kDuplicatePayment)),
       Invariant::kCounts},
      {"count too high",
       put(DiscrepancyCountKey(kAccount, domain::DiscrepancyKind::kDuplicatePayment),
           EncodeCount(2)),
       Invariant::kCounts},
      {"count of nothing",
       put(DiscrepancyCountKey(Id(2), domain::DiscrepancyKind::kLate), EncodeCount(1)),
       Invariant::kCounts},

      {"summed under a long key", put(SummedKey(uuid) + "x", ""), Invariant::kKeyMatches},
      {"summed with a value", put(SummedKey(Uuid{Id(5).bytes}), "x"), Invariant::kCanonical},
      {"summed with a row of its own", put(SummedKey(uuid), ""), Invariant::kPointsToRow},

      {"hint without its time", remove(HintDueKey(At(1), Sig(5))), Invariant::kIndexed},
      {"time without its hint", put(HintDueKey(At(2), Sig(5)), ""), Invariant::kPointsToRow},
      {"unverifiable of nobody",
       put(UnverifiableKey(Id(9), Sig(6)), EncodeUnverifiable({{}, {}, "no_meta", At(0)})),
       Invariant::kPointsToRow},
      {"hint under a short key", put("H\1", EncodeHint({Sig(5), At(0), 0, At(1)})),
       Invariant::kKeyMatches},
      {"hint with a field more",
       put(HintKey(Sig(5)), EncodeHint({Sig(5), At(0), 0, At(1)}) + "\xf8\x07\x01"),
       Invariant::kCanonical},
      {"unverifiable under a short key", put("U\1", EncodeUnverifiable({{}, {}, "no_meta", At(0)})),
       Invariant::kKeyMatches},

      {"watch without its end", remove(WatchEndKey(At(9), kAccount)), Invariant::kIndexed},
      {"watch of another end", put(WatchKey(kAccount), EncodeWatch({kAccount, At(8)})),
       Invariant::kIndexed},
      {"watch missing", remove(WatchKey(kAccount)), Invariant::kPointsToRow},
      {"end of another time", put(WatchEndKey(At(8), kAccount), ""), Invariant::kPointsToRow},
      {"end with a value", put(WatchEndKey(At(9), kAccount), "x"), Invariant::kCanonical},
      {"watch unreadable", put(WatchKey(kAccount), "x"), Invariant::kReadable},
      {"watch under a long key", put(WatchKey(kAccount) + "x", EncodeWatch({kAccount, At(9)})),
       Invariant::kKeyMatches},
      {"unmatched unreadable", put(UnmatchedKey(NonceOf(9)), EncodeUnmatched({})),
       Invariant::kReadable},
      {"unmatched under a short key", put("M", EncodeUnmatched({Sig(1)})), Invariant::kKeyMatches},
      {"unmatched with a field more",
       put(UnmatchedKey(NonceOf(9)), EncodeUnmatched({Sig(1)}) + "\xf8\x07\x01"),
       Invariant::kCanonical},
      {"cursor unreadable", put(CursorKey("blocks"), "x"), Invariant::kReadable},
      {"cursor of a source without a name", put(CursorKey(""), EncodeCursor(PositionOf("x"))),
       Invariant::kKeyMatches},
      {"cursor with a field more",
       put(CursorKey("blocks"), EncodeCursor(PositionOf("x")) + "\xf8\x07\x01"),
       Invariant::kCanonical},
      {"cursor that covers nothing",
       put(CursorKey("blocks"), EncodeCursor({.advance = AdvanceOf(301, 300), .covers = true})),
       Invariant::kReadable},
      {"bad element unreadable", put(BadElementKey(1), "x"), Invariant::kReadable},
      {"bad element in between missing", remove(BadElementKey(2)), Invariant::kGapless},
      {"too many bad elements", PutBadElements, Invariant::kGapless},
  };
}

TEST(CheckInvariants, FindsEachKindOfDamage) {
  MemoryStore sound;
  Fill(sound);
  for (const Damage& damage : AllDamage(sound)) {
    MemoryStore store;
    Fill(store);
    Batch batch;
    damage.damage(batch);
    ASSERT_TRUE(store.Commit(batch).ok());
    const auto report = CheckInvariants(store);
    ASSERT_TRUE(report.ok()) << damage.name << ": " << report.status();
    bool found = false;
    for (const Finding& finding : report->findings) found |= finding.invariant == damage.broken;
    EXPECT_TRUE(found) << damage.name << " gave:\n" << Kinds(*report);
    EXPECT_FALSE(report->ok()) << damage.name;
  }
}

TEST(CheckInvariants, EveryInvariantHasItsDamage) {
  MemoryStore sound;
  Fill(sound);
  std::vector<bool> covered(static_cast<size_t>(Invariant::kCounts) + 1);
  for (const Damage& damage : AllDamage(sound)) covered[static_cast<size_t>(damage.broken)] = true;
  for (size_t i = 0; i < covered.size(); ++i) {
    EXPECT_TRUE(covered[i]) << Name(static_cast<Invariant>(i));
  }
}

TEST(CheckInvariants, KeepsABoundedNumberOfFindings) {
  MemoryStore store;
  Batch batch;
  for (size_t i = 0; i < kMaxFindings + 10; ++i) batch.Put("z" + std::to_string(i), "");
  ASSERT_TRUE(store.Commit(batch).ok());
  const auto report = CheckInvariants(store);
  EXPECT_EQ(report->findings.size(), kMaxFindings);
  EXPECT_EQ(report->broken, kMaxFindings + 11);  // and no identity
}

}  // namespace
}  // namespace hilt::storage
