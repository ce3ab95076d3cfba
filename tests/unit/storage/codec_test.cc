#include "storage/codec.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/keys.h"
#include "tests/unit/storage/describe.h"
#include "tests/unit/storage/random_values.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

constexpr int kRounds = 300;

// What a table holds: how to make bytes of a sample, and how to read bytes.
struct Codec {
  std::string name;
  std::string sample;  // bytes
  std::function<absl::Status(std::string_view)> decode;
};

template <class Decode>
std::function<absl::Status(std::string_view)> StatusOf(Decode decode) {
  return [decode](std::string_view bytes) { return decode(bytes).status(); };
}

SignatureLink FullLink() {
  SignatureLink link;
  link.settlement = link.candidate = link.broadcast = true;
  link.attempt = AttemptOf(Sig(0x63));
  return link;
}

Identity FullIdentity() {
  return {.format_version = 1,
          .log_epoch = UuidText(0x71),
          .cluster = domain::Cluster::kDevnet,
          .genesis_hash = solana::ToString(Filled<solana::Blockhash>(0x72))};
}

std::vector<Codec> AllCodecs() {
  domain::Event payment_event = FullEvent();
  payment_event.type = domain::EventType::kPaymentConfirmed;
  payment_event.discrepancy.reset();
  payment_event.payment = FullPayment();
  return {
      {"payment", EncodePayment(FullPayment()), StatusOf(DecodePayment)},
      {"discrepancy", *EncodeDiscrepancy(FullDiscrepancy()), StatusOf(DecodeDiscrepancy)},
      {"event of a discrepancy", *EncodeEvent(FullEvent()), StatusOf(DecodeEvent)},
      {"event of a payment", *EncodeEvent(payment_event), StatusOf(DecodeEvent)},
      {"identity", *EncodeIdentity(FullIdentity()), StatusOf(DecodeIdentity)},
      {"signature link", EncodeSignatureLink(FullLink()), StatusOf(DecodeSignatureLink)},
      {"idempotency key", EncodeIdempotency({Id(0x11), "print"}), StatusOf(DecodeIdempotency)},
      {"hint", EncodeHint({Sig(1), At(1), 3, At(2), 7}), StatusOf(DecodeHint)},
      {"unverifiable", EncodeUnverifiable({Id(1), Sig(1), "no_meta", At(1)}),
       StatusOf(DecodeUnverifiable)},
      {"watch", EncodeWatch({Filled<solana::Pubkey>(1), At(1)}), StatusOf(DecodeWatch)},
      {"unmatched", EncodeUnmatched({Sig(1), Sig(2)}), StatusOf(DecodeUnmatched)},
      {"cursor", EncodeCursor({.advance = AdvanceOf(300, 301), .covers = true}),
       StatusOf(DecodeCursor)},
      {"bad element", EncodeBadElement({1, At(1), "not an object", "\xff{"}),
       StatusOf(DecodeBadElement)},
      {"payment id", EncodePaymentId(Id(1)), StatusOf(DecodePaymentId)},
      {"count", EncodeCount(7), StatusOf(DecodeCount)},
  };
}

TEST(Codec, PaymentsComeBackAsTheyWere) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  RandomValues values(random);
  for (int i = 0; i < kRounds; ++i) {
    const domain::Payment payment = values.Payment();
    const std::string bytes = EncodePayment(payment);
    const absl::StatusOr<domain::Payment> again = DecodePayment(bytes);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(Describe(*again), Describe(payment));
    ASSERT_EQ(EncodePayment(*again), bytes);
  }
}

TEST(Codec, DiscrepanciesComeBackAsTheyWere) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  RandomValues values(random);
  for (int i = 0; i < kRounds; ++i) {
    const domain::Discrepancy discrepancy = values.Discrepancy();
    const absl::StatusOr<std::string> bytes = EncodeDiscrepancy(discrepancy);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const absl::StatusOr<domain::Discrepancy> again = DecodeDiscrepancy(*bytes);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(Describe(*again), Describe(discrepancy));
  }
}

TEST(Codec, EventsComeBackAsTheyWere) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  RandomValues values(random);
  for (int i = 0; i < kRounds; ++i) {
    const domain::Event event = values.Event();
    const absl::StatusOr<std::string> bytes = EncodeEvent(event);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const absl::StatusOr<domain::Event> again = DecodeEvent(*bytes);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(Describe(*again), Describe(event));
  }
}

TEST(Codec, SmallRowsComeBackAsTheyWere) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  RandomValues values(random);
  for (int i = 0; i < kRounds; ++i) {
    SignatureLink link{{}, values.Coin(), values.Coin(), values.Coin(), {}};
    if (values.Coin()) link.attempt = values.Attempt();
    EXPECT_EQ(Describe(*DecodeSignatureLink(EncodeSignatureLink(link))), Describe(link));
    const IdempotencyRecord key{values.Bytes<domain::PaymentId>(), values.Text()};
    EXPECT_EQ(Describe(*DecodeIdempotency(EncodeIdempotency(key))), Describe(key));
    FetchHint hint{{}, values.Time(), static_cast<uint32_t>(values.U64()), values.Time(), {}};
    if (values.Coin()) hint.first_height = values.U64();
    EXPECT_EQ(Describe(*DecodeHint(EncodeHint(hint))), Describe(hint));
    const UnverifiableRecord row{{}, {}, values.Text(), values.Time()};
    EXPECT_EQ(Describe(*DecodeUnverifiable(EncodeUnverifiable(row))), Describe(row));
    const BadElement element{0, values.Time(), values.Text(), values.Text()};
    EXPECT_EQ(Describe(*DecodeBadElement(EncodeBadElement(element))), Describe(element));
    const WatchRecord watch{{}, values.Time()};
    EXPECT_EQ(DecodeWatch(EncodeWatch(watch))->until, watch.until);
    std::vector<solana::Signature> unmatched(1 + values.Below(kMaxUnmatched));
    for (size_t at = 0; at < unmatched.size(); ++at) {
      unmatched[at] = values.Bytes<solana::Signature>();
      unmatched[at].bytes[0] = static_cast<uint8_t>(at);  // each once
    }
    EXPECT_EQ(*DecodeUnmatched(EncodeUnmatched(unmatched)), unmatched);
    const CursorRecord cursor = values.Cursor();
    const auto decoded = DecodeCursor(EncodeCursor(cursor));
    EXPECT_EQ(Describe(decoded->advance), Describe(cursor.advance));
    EXPECT_EQ(decoded->covers, cursor.covers);
    const uint64_t count = values.U64();
    EXPECT_EQ(*DecodeCount(EncodeCount(count)), count);
  }
  EXPECT_EQ(Describe(*DecodeIdentity(*EncodeIdentity(FullIdentity()))), Describe(FullIdentity()));
}

TEST(Codec, OrderOfMetadataDoesNotChangeTheBytes) {
  domain::Payment payment = FullPayment();
  const std::string bytes = EncodePayment(payment);
  std::swap(payment.details.metadata[0], payment.details.metadata[1]);
  EXPECT_EQ(EncodePayment(payment), bytes);
}

TEST(Codec, CutsTimesToWholeMicroseconds) {
  domain::Payment payment = FullPayment();
  const std::string bytes = EncodePayment(payment);
  payment.state.updated_at += absl::Nanoseconds(999);
  EXPECT_EQ(EncodePayment(payment), bytes);
}

TEST(Codec, NeverCrashesOnAByteThatChanged) {
  for (const Codec& codec : AllCodecs()) {
    SCOPED_TRACE(codec.name);
    for (size_t at = 0; at < codec.sample.size(); ++at) {
      for (const int bit : {0, 1, 3, 6, 7}) {
        std::string bytes = codec.sample;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
        const absl::Status status = codec.decode(bytes);
        EXPECT_TRUE(status.ok() || absl::IsDataLoss(status) || absl::IsFailedPrecondition(status))
            << at << "^" << bit << ": " << status;
      }
    }
  }
}

TEST(Codec, NeverCrashesOnBytesThatAreCutOff) {
  for (const Codec& codec : AllCodecs()) {
    SCOPED_TRACE(codec.name);
    for (size_t size = 0; size < codec.sample.size(); ++size) {
      const absl::Status status = codec.decode(codec.sample.substr(0, size));
      EXPECT_TRUE(status.ok() || absl::IsDataLoss(status)) << size << ": " << status;
    }
    EXPECT_TRUE(absl::IsDataLoss(codec.decode(""))) << "the format is missing";
  }
}

TEST(Codec, RefusesRecordsOfANewerFormat) {
  for (const Codec& codec : AllCodecs()) {
    if (codec.name == "payment id" || codec.name == "count") continue;  // bare values
    SCOPED_TRACE(codec.name);
    ASSERT_EQ(codec.sample.substr(0, 2), "\x08\x01");  // field 1, varint 1
    std::string bytes = codec.sample;
    bytes[1] = '\x02';
    const absl::Status status = codec.decode(bytes);
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr("newer version"));
  }
}

// Replaces the only place where `from` stands.
std::string Replaced(std::string bytes, const std::string& from, const std::string& to) {
  const size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  bytes.replace(at, from.size(), to);
  return bytes;
}

TEST(Codec, RefusesAPaymentWhoseLegsDoNotFollowFromItsTerms) {
  struct Case {
    std::string name;
    std::function<void(std::vector<domain::Leg>&)> damage;
  };
  const std::vector<Case> cases = {
      {"another role", [](auto& legs) { legs[1].role = domain::LegRole::kMerchant; }},
      {"another wallet", [](auto& legs) { legs[0].wallet = Filled<solana::Pubkey>(0x99); }},
      {"another amount", [](auto& legs) { legs[0].due = domain::TokenAmount(1); }},
      {"one missing", [](auto& legs) { legs.pop_back(); }},
      {"none", [](auto& legs) { legs.clear(); }},
      {"one more", [](auto& legs) { legs.push_back(legs[1]); }},
      {"another order", [](auto& legs) { std::swap(legs[0], legs[1]); }},
  };
  for (const Case& c : cases) {
    domain::Payment payment = FullPayment();
    c.damage(payment.terms.legs);
    const absl::Status status = DecodePayment(EncodePayment(payment)).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << c.name << ": " << status;
    EXPECT_EQ(status.message(), "payment: terms: legs: not those of the terms") << c.name;
  }
}

TEST(Codec, RefusesAnAccountOfNativeSolThatIsNotTheWallet) {
  domain::Payment payment = NewPayment();
  payment.terms.legs[0].account = Filled<solana::Pubkey>(0x99);
  EXPECT_TRUE(absl::IsDataLoss(DecodePayment(EncodePayment(payment)).status()));
}

// Deriving accounts at every read would cost more than all the rest of it.
TEST(Codec, BelievesTheTokenAccountsOfAPayment) {
  domain::Payment payment = FullPayment();
  payment.terms.legs[0].account = Filled<solana::Pubkey>(0x99);
  const absl::StatusOr<domain::Payment> decoded = DecodePayment(EncodePayment(payment));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(Describe(*decoded), Describe(payment));
}

TEST(Codec, RefusesAPaymentWhoseTermsBreakARule) {
  domain::Payment payment = FullPayment();
  payment.terms.expires_at = payment.terms.created_at;
  EXPECT_EQ(DecodePayment(EncodePayment(payment)).status().message(),
            "payment: terms: expires_at: must be after created_at");
}

TEST(Codec, RefusesUnmatchedSignaturesThatNoLedgerWrote) {
  std::vector<solana::Signature> many;
  for (uint8_t n = 0; n <= kMaxUnmatched; ++n) many.push_back(Sig(n));
  struct Case {
    std::string name;
    std::vector<solana::Signature> signatures;
  };
  for (const Case& c :
       {Case{"none", {}}, Case{"one twice", {Sig(1), Sig(1)}}, Case{"too many", many}}) {
    const absl::Status status = DecodeUnmatched(EncodeUnmatched(c.signatures)).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << c.name << ": " << status;
  }
}

TEST(Codec, SaysWhichFieldIsDamaged) {
  EXPECT_EQ(DecodePayment("\x08\x01").status().message(),
            "payment: terms: payment_id: 0 bytes, not 16");
  const std::string verdict =
      Replaced(EncodeSignatureLink(FullLink()), "\x08\x01\x10\x06", "\x08\x01\x10\x7f");
  EXPECT_EQ(DecodeSignatureLink(verdict).status().message(),
            "signature link: attempt: verdict: has an unknown number");
}

TEST(Codec, RefusesAnEventWithoutItsSubject) {
  domain::Event event = FullEvent();
  event.type = domain::EventType::kPaymentCreated;
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeEvent(event).status()));
  event = FullEvent();
  event.payment = FullPayment();
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeEvent(event).status()));
  event.payment.reset();
  event.discrepancy.reset();
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeEvent(event).status()));
}

TEST(Codec, RefusesIdsThatAreNoUuids) {
  domain::Discrepancy discrepancy = FullDiscrepancy();
  discrepancy.id = "21";
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeDiscrepancy(discrepancy).status()));
  Identity identity = FullIdentity();
  identity.log_epoch = "one";
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeIdentity(identity).status()));
  identity = FullIdentity();
  identity.genesis_hash = "0";
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeIdentity(identity).status()));
}

}  // namespace
}  // namespace hilt::storage
