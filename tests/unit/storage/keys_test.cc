#include "storage/keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/index.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

std::string Repeat(const std::string& digits, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += digits;
  return text;
}

const absl::Time kTime = absl::FromUnixMicros(0x0102030405060708);

TEST(Keys, HaveTheBytesOfTheSchema) {
  const std::string id = Repeat("11", 16);
  const std::string sig = Repeat("22", 64);
  const std::string wallet = Repeat("33", 32);
  const DiscrepancyScope payment = Id(0x11);
  const DiscrepancyScope account = Filled<solana::Pubkey>(0x33);
  using domain::DiscrepancyKind;
  using domain::PaymentStatus;
  struct Case {
    std::string name;
    std::string key;
    std::string hex;
  };
  const std::vector<Case> cases = {
      {"identity", IdentityKey(), "49"},
      {"payment", PaymentKey(Id(0x11)), "50" + id},
      {"nonce", NonceKey(NonceOf(0x44)), "4e" + Repeat("44", 16)},
      {"signature", SignatureKey(Sig(0x22), Id(0x11)), "53" + sig + id},
      {"idempotency", IdempotencyRowKey("cl", "key"), "4b00000002636c000000036b6579"},
      {"list of a merchant", ListPrefix(ListBy::kMerchant, "m1", std::nullopt),
       "4c01000000026d3100"},
      {"list of a product", ListPrefix(ListBy::kProduct, "p1", PaymentStatus::kPendingSignature),
       "4c0200000002703101"},
      {"list of a payer",
       ListPrefix(ListBy::kPayer, std::string(32, '\x33'), PaymentStatus::kFailed),
       "4c0300000020" + wallet + "04"},
      {"list position", ListPosition(kTime, Id(0x11)), "7efdfcfbfaf9f8f7" + id},
      {"expiry", ExpiryKey(kTime, Id(0x11)), "588102030405060708" + id},
      {"event", EventKey(domain::EventSeq(258)), "450000000000000102"},
      {"discrepancy", DiscrepancyKey(Uuid{Id(0x11).bytes}), "44" + id},
      {"open discrepancies", DiscrepancyListPrefix({}), "4f000100"},
      {"resolved ones of a kind",
       DiscrepancyListPrefix({.kind = DiscrepancyKind::kLate, .open = false}), "4f000209"},
      {"those of a payment", DiscrepancyListPrefix({.scope = payment}), "4f01" + id + "0100"},
      {"those of an account", DiscrepancyListPrefix({.scope = account}), "4f02" + wallet + "0100"},
      {"discrepancy position", DiscrepancyPosition(kTime, Uuid{Id(0x11).bytes}),
       "8102030405060708" + id},
      {"count of a payment", DiscrepancyCountKey(payment, DiscrepancyKind::kEndpointDisagreement),
       "4301" + id + "10"},
      {"count of an account", DiscrepancyCountKey(account, DiscrepancyKind::kUnmatched),
       "4302" + wallet + "0e"},
      {"summed", SummedKey(Uuid{Id(0x11).bytes}), "54" + id},
      {"hint", HintKey(Sig(0x22)), "48" + sig},
      {"hint due", HintDueKey(kTime, Sig(0x22)), "578102030405060708" + sig},
      {"unverifiable", UnverifiableKey(Id(0x11), Sig(0x22)), "55" + id + sig},
      {"watch", WatchKey(Filled<solana::Pubkey>(0x33)), "41" + wallet},
      {"watch by end", WatchEndKey(kTime, Filled<solana::Pubkey>(0x33)),
       "568102030405060708" + wallet},
      {"unmatched", UnmatchedKey(NonceOf(0x44)), "4d" + Repeat("44", 16)},
      {"unfinal", UnfinalKey(domain::Slot(0x0102), Id(0x11)), "590000000000000102" + id},
      {"cursor", CursorKey("blocks"), "5200000006626c6f636b73"},
      {"bad element", BadElementKey(3), "420000000000000003"},
  };
  for (const Case& c : cases) EXPECT_EQ(HexOf(c.key), c.hex) << c.name;
}

TEST(Keys, TablesHaveDifferentLetters) {
  std::vector<Table> tables(std::begin(kAllTables), std::end(kAllTables));
  std::sort(tables.begin(), tables.end());
  EXPECT_EQ(std::adjacent_find(tables.begin(), tables.end()), tables.end());
}

TEST(Keys, OrderTimesFromTheFarPastToTheFarFuture) {
  const std::vector<absl::Time> times = {absl::InfinitePast(),     absl::FromUnixMicros(-2),
                                         absl::FromUnixMicros(-1), absl::UnixEpoch(),
                                         absl::FromUnixMicros(1),  absl::FromUnixMicros(256),
                                         absl::InfiniteFuture()};
  for (size_t i = 1; i < times.size(); ++i) {
    EXPECT_LT(ExpiryKey(times[i - 1], Id(1)), ExpiryKey(times[i], Id(1))) << i;
    EXPECT_GT(ListPosition(times[i - 1], Id(1)), ListPosition(times[i], Id(1))) << i;
  }
}

TEST(Keys, ReadBackWhatWasWritten) {
  std::string key = KeyWriter(Table::kIdentity)
                        .Byte(7)
                        .U64(1ull << 40)
                        .Text(std::string("a\0b", 3))
                        .Time(kTime)
                        .TimeNewestFirst(kTime)
                        .Raw(Id(9))
                        .Done();
  KeyReader reader(std::string_view(key).substr(1));
  EXPECT_EQ(reader.Byte(), 7);
  EXPECT_EQ(reader.U64(), 1ull << 40);
  EXPECT_EQ(reader.Text(), std::string("a\0b", 3));
  EXPECT_EQ(reader.Time(), kTime);
  EXPECT_EQ(reader.TimeNewestFirst(), kTime);
  EXPECT_FALSE(reader.Complete());
  EXPECT_EQ(reader.Raw<domain::PaymentId>(), Id(9));
  EXPECT_TRUE(reader.Complete());
}

TEST(Keys, AreIncompleteWhereAFieldIsCutOff) {
  const std::string key = KeyWriter(std::string()).Text("abc").U64(5).Done();
  for (size_t size = 0; size < key.size(); ++size) {
    KeyReader reader(std::string_view(key).substr(0, size));
    reader.Text();
    reader.U64();
    EXPECT_FALSE(reader.Complete()) << size;
  }
}

TEST(Keys, ListsOfOneIdDoNotReachIntoAnothers) {
  // "m" is the start of "m1", and its list is not the start of that list.
  const ScanRange range = PrefixRange(ListPrefix(ListBy::kMerchant, "m", std::nullopt), 10);
  const std::string other = ListPrefix(ListBy::kMerchant, "m1", std::nullopt);
  EXPECT_FALSE(range.begin <= other && other < range.end);
}

TEST(Keys, EndOfAPrefixIsTheFirstKeyBehindIt) {
  struct Case {
    std::string prefix;
    std::string end;
  };
  const std::vector<Case> cases = {
      {"a", "b"}, {"a\xff", "b"}, {"\xff\xff", ""}, {"", ""}, {std::string("a\0", 2), "a\x01"}};
  for (const Case& c : cases) EXPECT_EQ(AfterPrefix(c.prefix), c.end) << HexOf(c.prefix);
}

TEST(DiscrepancyIds, AreTheSameForEver) {
  EXPECT_EQ(DiscrepancyId(domain::DiscrepancyKind::kDuplicatePayment, Id(1), Sig(2)),
            "b6183eb5-3392-81b9-bf12-95d5ba61313a");
}

TEST(DiscrepancyIds, OfSumsAreTheSameForEver) {
  EXPECT_EQ(DiscrepancySumId(Id(1), domain::DiscrepancyKind::kLate),
            "4695b6a3-cfe4-87d4-9947-d88aa65bf2b2");
  EXPECT_EQ(DiscrepancySumId(Filled<solana::Pubkey>(1), domain::DiscrepancyKind::kLate),
            "da79cb2e-7a66-8d61-b634-4eeddb1ab998");
}

TEST(DiscrepancyIds, AreVersion8Uuids) {
  const std::string id = DiscrepancyId(domain::DiscrepancyKind::kLate, Id(3), std::nullopt);
  ASSERT_TRUE(ParseUuid(id).ok()) << id;
  EXPECT_EQ(id[14], '8');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
}

TEST(DiscrepancyIds, DifferInEachPartOfTheKey) {
  using domain::DiscrepancyKind;
  std::vector<std::string> ids = {
      DiscrepancyId(DiscrepancyKind::kLate, Id(1), Sig(1)),
      DiscrepancyId(DiscrepancyKind::kReverted, Id(1), Sig(1)),
      DiscrepancyId(DiscrepancyKind::kLate, Id(2), Sig(1)),
      DiscrepancyId(DiscrepancyKind::kLate, Id(1), Sig(2)),
      DiscrepancyId(DiscrepancyKind::kLate, std::nullopt, Sig(1)),
      DiscrepancyId(DiscrepancyKind::kLate, Id(1), std::nullopt),
      DiscrepancyId(DiscrepancyKind::kLate, std::nullopt, std::nullopt),
      DiscrepancySumId(Id(1), DiscrepancyKind::kLate),
      DiscrepancySumId(Id(2), DiscrepancyKind::kLate),
      DiscrepancySumId(Id(1), DiscrepancyKind::kReverted),
      DiscrepancySumId(Filled<solana::Pubkey>(1), DiscrepancyKind::kLate)};
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

}  // namespace
}  // namespace hilt::storage
