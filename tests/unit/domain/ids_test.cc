#include "domain/ids.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace hilt::domain {
namespace {

TEST(PaymentId, HasOneText) {
  const std::string text = "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef";
  const absl::StatusOr<PaymentId> id = ParsePaymentId(text);
  ASSERT_TRUE(id.ok());
  EXPECT_EQ(id->bytes[0], 0x5e);
  EXPECT_EQ(id->bytes[4], 0xbd);
  EXPECT_EQ(id->bytes[15], 0xef);
  EXPECT_EQ(ToString(*id), text);
}

TEST(PaymentId, RejectsEveryOtherText) {
  const std::vector<std::string> cases = {
      "",
      "5e9b4379bd6546e49de393a22ba2c8ef",       // no hyphens
      "5E9B4379-BD65-46E4-9DE3-93A22BA2C8EF",   // upper case
      "5e9b4379-bd65-46e4-9de3-93a22ba2c8e",    // short
      "5e9b4379-bd65-46e4-9de3-93a22ba2c8eff",  // long
      "5e9b43790bd65-46e4-9de3-93a22ba2c8ef",   // long, first hyphen replaced
      "5e9b4379-bd65-46e4-9de3093a22ba2c8ef",   // last hyphen replaced
      "5e9b437-9bd65-46e4-9de3-93a22ba2c8ef",   // hyphen moved
      "{5e9b4379-bd65-46e4-9de3-93a22ba2c8e}",  // braces
      "5e9b4379-bd65-46e4-9de3-93a22ba2c8eg",   // not hex
      " 5e9b4379-bd65-46e4-9de3-93a22ba2c8e",   // space
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(ParsePaymentId(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Nonce, HasOneText) {
  const std::string text = "dbeffd99458e5bb9ece946850a088510";
  const absl::StatusOr<Nonce> nonce = ParseNonce(text);
  ASSERT_TRUE(nonce.ok());
  EXPECT_EQ(nonce->bytes[0], 0xdb);
  EXPECT_EQ(nonce->bytes[15], 0x10);
  EXPECT_EQ(ToString(*nonce), text);
}

TEST(Nonce, RejectsEveryOtherText) {
  const std::vector<std::string> cases = {
      "",
      "dbeffd99458e5bb9ece946850a08851",
      "dbeffd99458e5bb9ece946850a0885100",
      "DBEFFD99458E5BB9ECE946850A088510",
      "dbeffd99458e5bb9ece946850a08851g",
      "0xeffd99458e5bb9ece946850a088510",
      "dbeffd99-58e-bb9-ce9-6850a088510",
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(ParseNonce(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Ids, AreOrderedByTheirBytes) {
  Nonce low;
  Nonce high;
  low.bytes[15] = 0xff;
  high.bytes[0] = 0x01;
  EXPECT_LT(low, high);
  EXPECT_NE(low, high);
  EXPECT_LT(ToString(low), ToString(high));
}

}  // namespace
}  // namespace hilt::domain
