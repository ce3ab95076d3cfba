#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "solana/wire.h"
#include "tests/unit/solana/wire_fixture.h"

namespace hilt::solana {
namespace {

using Json = nlohmann::json;

std::vector<uint8_t> BytesOf(const Json& vector) {
  return FromBase64(vector["base64"].get<std::string>());
}

TEST(WireV1, TakesEveryValidVectorFieldByField) {
  const Json vectors = V1Vectors()["valid"];
  ASSERT_FALSE(vectors.empty());
  WireTransaction transaction;
  for (const Json& vector : vectors) {
    SCOPED_TRACE(vector["id"]);
    const std::vector<uint8_t> bytes = BytesOf(vector);
    Json expected = vector["decoded"];
    ASSERT_EQ(DecodeWire(bytes, transaction), absl::OkStatus());
    EXPECT_EQ(transaction.version, WireVersion::kV1);
    EXPECT_EQ(transaction.message.size(), expected["messageLength"]);
    EXPECT_EQ(bytes.size(), expected["size"]);
    EXPECT_TRUE(SignaturesVerify(transaction));
    EXPECT_TRUE(transaction.lookups.empty());
    // The mask is in which values are there; the round trip has its bits.
    for (const char* key : {"version", "configMask", "messageLength", "size"}) expected.erase(key);
    EXPECT_EQ(Described(transaction), expected);
    EXPECT_EQ(EncodeWire(transaction), bytes);
  }
}

TEST(WireV1, RefusesEveryInvalidVector) {
  // What begins with a byte of a later version is not malformed but unknown.
  const std::set<std::string> of_unknown_version = {"signatures-first", "version-0-byte",
                                                    "version-2", "version-127"};
  const Json vectors = V1Vectors()["invalid"];
  ASSERT_FALSE(vectors.empty());
  WireTransaction transaction;
  size_t unknown = 0;
  for (const Json& vector : vectors) {
    SCOPED_TRACE(vector["id"]);
    const absl::Status status = DecodeWire(BytesOf(vector), transaction);
    const bool is_unknown = of_unknown_version.contains(vector["id"]);
    EXPECT_EQ(status.code(),
              is_unknown ? absl::StatusCode::kUnimplemented : absl::StatusCode::kInvalidArgument)
        << status;
    if (is_unknown) ++unknown;
  }
  EXPECT_EQ(unknown, of_unknown_version.size());
}

TEST(WireV1, TakesWhatIsWellFormedThoughItsSignaturesAreWrong) {
  const Json vectors = V1Vectors()["bad_signature"];
  ASSERT_FALSE(vectors.empty());
  WireTransaction transaction;
  for (const Json& vector : vectors) {
    SCOPED_TRACE(vector["id"]);
    ASSERT_EQ(DecodeWire(BytesOf(vector), transaction), absl::OkStatus());
    EXPECT_FALSE(SignaturesVerify(transaction));
  }
}

struct Refusal {
  std::string id;
  std::string message;
};

TEST(WireV1, SaysWhereAVectorIsWrong) {
  const std::vector<Refusal> refusals = {
      {"empty", "byte 0: signatures: count is not a compact-u16"},
      {"version-byte-only", "byte 1: header: cut short"},
      {"trailing-byte", "byte 423: transaction: bytes after the end"},
      {"unknown-mask-bit-5", "byte 4: config mask: unknown bits"},
      {"priority-fee-low-bit-only", "byte 4: config mask: half a priority fee"},
      {"fee-payer-read-only", "byte 1: header: no fee payer that may be written"},
      {"signers-13", "byte 1: header: more than 12 signatures"},
      {"version-2", "byte 0: unknown version"},
      {"size-4097", "4097 bytes, more than 4096"},
  };
  const Json vectors = V1Vectors()["invalid"];
  WireTransaction transaction;
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.id);
    bool found = false;
    for (const Json& vector : vectors) {
      if (vector["id"] != refusal.id) continue;
      found = true;
      EXPECT_EQ(DecodeWire(BytesOf(vector), transaction).message(), refusal.message);
    }
    EXPECT_TRUE(found);
  }
}

}  // namespace
}  // namespace hilt::solana
