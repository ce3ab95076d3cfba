#include <cstdint>
#include <map>
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

WireVersion VersionOf(const Json& version) {
  if (version == "legacy") return WireVersion::kLegacy;
  return version == 0 ? WireVersion::kV0 : WireVersion::kV1;
}

TEST(WireOfRecorded, SaysWhatTheNodeSaysInJsonAndIsWrittenAsItWas) {
  std::vector<RecordedTransaction> all = RecordedScenarios();
  for (RecordedTransaction& recorded : RecordedBlocks()) all.push_back(std::move(recorded));
  std::map<WireVersion, int> seen;
  WireTransaction transaction;
  for (const RecordedTransaction& recorded : all) {
    SCOPED_TRACE(recorded.name);
    ASSERT_EQ(DecodeWire(recorded.bytes, transaction), absl::OkStatus());
    EXPECT_EQ(transaction.version, VersionOf(recorded.json["version"]));
    EXPECT_EQ(Described(transaction), DescribedByNode(recorded.json["transaction"]));
    EXPECT_EQ(EncodeWire(transaction), recorded.bytes);
    ++seen[transaction.version];
  }
  EXPECT_GT(seen[WireVersion::kLegacy], 0);
  EXPECT_GT(seen[WireVersion::kV0], 0);
  EXPECT_GT(seen[WireVersion::kV1], 0);
}

TEST(WireOfRecorded, HasTheMessageThatWasSigned) {
  WireTransaction transaction;
  for (const RecordedTransaction& recorded : RecordedScenarios()) {
    SCOPED_TRACE(recorded.name);
    ASSERT_EQ(DecodeWire(recorded.bytes, transaction), absl::OkStatus());
    EXPECT_TRUE(SignaturesVerify(transaction));
  }
}

TEST(WireOfRecorded, IsRefusedWhereverItIsCutShort) {
  WireTransaction transaction;
  for (const RecordedTransaction& recorded : RecordedScenarios()) {
    SCOPED_TRACE(recorded.name);
    for (size_t length = 0; length < recorded.bytes.size(); ++length) {
      // A copy of that length, so that a read past its end is one past an allocation.
      const std::vector<uint8_t> cut(recorded.bytes.begin(),
                                     recorded.bytes.begin() + static_cast<ptrdiff_t>(length));
      ASSERT_EQ(DecodeWire(cut, transaction).code(), absl::StatusCode::kInvalidArgument) << length;
    }
  }
}

TEST(WireOfRecorded, IsRefusedWithAByteMore) {
  WireTransaction transaction;
  for (RecordedTransaction recorded : RecordedScenarios()) {
    SCOPED_TRACE(recorded.name);
    recorded.bytes.push_back(0);
    EXPECT_EQ(DecodeWire(recorded.bytes, transaction).code(), absl::StatusCode::kInvalidArgument);
  }
}

// Sets one byte to another value. There is no second form of a transaction: what is taken at all is
// written as it was read.
void ExpectOneForm(std::vector<uint8_t> bytes, size_t at, uint8_t value) {
  static WireTransaction transaction;
  bytes[at] = value;
  const absl::Status status = DecodeWire(bytes, transaction);
  if (!status.ok()) {
    ASSERT_TRUE(absl::IsInvalidArgument(status) || absl::IsUnimplemented(status)) << status;
    return;
  }
  ASSERT_EQ(EncodeWire(transaction), bytes) << "byte " << at << " set to " << int{value};
}

TEST(WireOfRecorded, HasOneFormWhateverBitIsFlipped) {
  for (const RecordedTransaction& recorded : RecordedScenarios()) {
    SCOPED_TRACE(recorded.name);
    for (size_t at = 0; at < recorded.bytes.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        ExpectOneForm(recorded.bytes, at, static_cast<uint8_t>(recorded.bytes[at] ^ 1 << bit));
      }
    }
  }
}

TEST(WireOfRecorded, HasOneFormWhateverValueAByteIsGiven) {
  const std::set<std::string> one_of_each_version = {"transfer_checked_legacy", "v0_lookup_table",
                                                     "v1_sol_native"};
  size_t done = 0;
  for (const RecordedTransaction& recorded : RecordedScenarios()) {
    if (!one_of_each_version.contains(recorded.name)) continue;
    ++done;
    SCOPED_TRACE(recorded.name);
    for (size_t at = 0; at < recorded.bytes.size(); ++at) {
      for (int value = 0; value < 256; ++value) {
        ExpectOneForm(recorded.bytes, at, static_cast<uint8_t>(value));
      }
    }
  }
  EXPECT_EQ(done, one_of_each_version.size());
}

}  // namespace
}  // namespace hilt::solana
