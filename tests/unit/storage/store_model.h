#pragma once

#include <functional>

#include "storage/store.h"
#include "tests/unit/solana/random_bytes.h"

namespace hilt::storage {

struct ModelSubject {
  std::function<Store&()> store;
  std::function<void()> reopen;  // may be empty: it cannot be closed
};

// Does `steps` random things to a store (commits, also from an overlay that was rolled back in
// part; gets; scans of every form; snapshots held over commits; closing and opening) and to a
// std::map, written out here and sharing no code with any store, and expects the same of both.
void RunStoreModel(solana::SeededRandom& random, int steps, const ModelSubject& subject);

// Commits `commits` batches that put two rows each, while two threads read them through snapshots
// and overlays: whoever sees one row of a batch must see the other, and never go back.
void RunReadersBesideAWriter(Store& store, int commits);

}  // namespace hilt::storage
