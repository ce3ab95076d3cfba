#include "tests/unit/storage/ledger_model.h"

#include "gtest/gtest.h"
#include "storage/memory/memory_store.h"

namespace hilt::storage {
namespace {

TEST(LedgerModel, ReadsAreWhatLookingThroughEverythingGives) {
  solana::SeededRandom random;
  SCOPED_TRACE(random.Label());
  MemoryStore store;
  RunLedgerModel(random, 400, {.store = [&store]() -> Store& { return store; }, .reopen = {}});
}

}  // namespace
}  // namespace hilt::storage
