#include "storage/open.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/memory/memory_store.h"
#include "tests/unit/storage/samples.h"

namespace hilt::storage {
namespace {

using testing::HasSubstr;

const std::string kGenesis = solana::ToString(Filled<solana::Blockhash>(1));

OpenRequest Request() {
  return {
      .cluster = domain::Cluster::kDevnet, .genesis_hash = kGenesis, .new_log_epoch = UuidText(1)};
}

TEST(OpenLedger, GivesANewStoreItsIdentity) {
  MemoryStore store;
  const auto identity = OpenLedger(store, Request());
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->format_version, kFormatVersion);
  EXPECT_EQ(identity->log_epoch, UuidText(1));
  EXPECT_EQ(identity->cluster, domain::Cluster::kDevnet);
  EXPECT_EQ(identity->genesis_hash, kGenesis);
  EXPECT_TRUE(LedgerReader(store).FindIdentity()->has_value());
}

TEST(OpenLedger, KeepsTheEpochOfAnOldStore) {
  MemoryStore store;
  ASSERT_TRUE(OpenLedger(store, Request()).ok());
  OpenRequest again = Request();
  again.new_log_epoch = UuidText(2);
  EXPECT_EQ(OpenLedger(store, again)->log_epoch, UuidText(1));
}

TEST(OpenLedger, RefusesWhatIsNotItsStore) {
  using Spoil = std::function<void(MemoryStore&, OpenRequest&)>;
  const auto put = [](MemoryStore& store, const std::string& value) {
    Batch batch;
    batch.Put(IdentityKey(), value);
    ASSERT_TRUE(store.Commit(batch).ok());
  };
  struct Case {
    std::string name;
    Spoil spoil;
    absl::StatusCode code;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"another cluster",
       [](MemoryStore&, OpenRequest& request) { request.cluster = domain::Cluster::kMainnet; },
       absl::StatusCode::kFailedPrecondition, "belongs to devnet, not to mainnet"},
      {"another chain",
       [](MemoryStore&, OpenRequest& request) {
         request.genesis_hash = solana::ToString(Filled<solana::Blockhash>(2));
       },
       absl::StatusCode::kFailedPrecondition, "genesis hash"},
      {"a newer format",
       [&put](MemoryStore& store, OpenRequest&) {
         Identity newer{kFormatVersion + 1, UuidText(1), domain::Cluster::kDevnet, kGenesis};
         put(store, *EncodeIdentity(newer));
       },
       absl::StatusCode::kFailedPrecondition, "format 2, written by a newer version"},
      {"an identity that cannot be read",
       [&put](MemoryStore& store, OpenRequest&) { put(store, "\xff"); },
       absl::StatusCode::kDataLoss, "identity"},
  };
  for (const Case& c : cases) {
    MemoryStore store;
    ASSERT_TRUE(OpenLedger(store, Request()).ok());
    OpenRequest request = Request();
    c.spoil(store, request);
    const absl::Status status = OpenLedger(store, request).status();
    EXPECT_EQ(status.code(), c.code) << c.name << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.says)) << c.name;
  }
}

TEST(OpenLedger, RefusesRowsWithoutAnIdentity) {
  MemoryStore store;
  Batch batch;
  batch.Put("P", "");
  ASSERT_TRUE(store.Commit(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(OpenLedger(store, Request()).status()));
}

TEST(OpenLedger, WritesNothingForAMalformedRequest) {
  MemoryStore store;
  OpenRequest request = Request();
  request.new_log_epoch = "";
  EXPECT_TRUE(absl::IsInvalidArgument(OpenLedger(store, request).status()));
  request = Request();
  request.genesis_hash = "";
  EXPECT_TRUE(absl::IsInvalidArgument(OpenLedger(store, request).status()));
  EXPECT_TRUE(store.Scan({})->empty());
}

}  // namespace
}  // namespace hilt::storage
