#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// An ordered map of byte strings with atomic, durable batches: all that the engine asks of a
// database. storage/rocks keeps it on disk; storage/memory is the model that the disk must agree
// with. What the keys and values mean is storage/keys.h and storage/codec.h, documented in
// SCHEMA.md.
namespace hilt::storage {

struct Entry {
  std::string key;
  std::string value;
  friend bool operator==(const Entry&, const Entry&) = default;
};

// Keys k with begin <= k < end, in order of unsigned bytes.
struct ScanRange {
  std::string begin{};
  std::string end{};     // empty: no upper bound
  size_t limit = 1000;   // the first so many in the order asked; 0: none
  bool reverse = false;  // from the end downwards
};

// Thread safety: calls may come from any thread at any time.
// Errors: DATA_LOSS where what is stored cannot be trusted; UNAVAILABLE where the medium failed.
// Neither goes away by asking again: the process should stop and be looked at.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;
  virtual absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const = 0;
};

// What one step changes. Later operations on a key win.
class Batch {
 public:
  struct Operation {
    std::string key;
    std::optional<std::string> value;  // none: delete
  };

  void Put(std::string key, std::string value);
  void Delete(std::string key);
  // Forgets all operations but the first `size`; there are at least as many.
  void Truncate(size_t size);
  bool empty() const { return operations_.empty(); }
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  std::vector<Operation> operations_;
};

class Store : public Reader {
 public:
  // Applies all of the batch or none. When OK returns it is durable (it survives power loss) and
  // visible to every reader that starts after. One caller at a time: the writer.
  // Where the medium cannot say whether a sync succeeded, the process is aborted: a retry after a
  // failed fsync can report success for lost data.
  // After any error nothing more is committed until the store is opened again: whether the batch
  // that failed is on the medium is not known before.
  virtual absl::Status Commit(const Batch& batch) = 0;

  // A view that stays as it is now, whatever is committed later. The store must outlive it.
  virtual std::unique_ptr<const Reader> Snapshot() const = 0;
};

// A reader that sees a store and, over it, a batch that is not committed yet: what the writer
// reads, so that one step sees what the steps before it in the same batch did. Not thread-safe.
class Overlay final : public Reader {
 public:
  // `base` must outlive the overlay.
  explicit Overlay(const Reader& base);
  ~Overlay() override;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  absl::StatusOr<std::vector<Entry>> Scan(const ScanRange& range) const override;

  void Put(std::string key, std::string value);
  void Delete(std::string key);

  // Undo, for a step that fails half way: a mark, and back to it. Going back to a mark makes the
  // later ones invalid.
  size_t Mark() const;
  void RollBackTo(size_t mark);

  // Everything put and deleted, in order.
  const Batch& batch() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::storage
