#pragma once

#include <string>
#include <vector>

#include "storage/store.h"
#include "tests/unit/solana/random_bytes.h"
#include "tests/unit/storage/store_model.h"

namespace hilt::storage {

// Does `steps` random things to a ledger over a store, and keeps the same in plain vectors and
// maps; expects of every read what looking through those gives, and at the end that all invariants
// hold.
void RunLedgerModel(solana::SeededRandom& random, int steps, const ModelSubject& subject);

}  // namespace hilt::storage
