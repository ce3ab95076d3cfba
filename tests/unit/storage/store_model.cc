#include "tests/unit/storage/store_model.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace hilt::storage {
namespace {

using Rows = std::map<std::string, std::string>;

// Few keys, so that operations meet; with the bytes at which order and prefixes go wrong.
std::string RandomKey(solana::SeededRandom& random) {
  static constexpr char kBytes[] = {'\x00', '\x01', 'a', 'b', '\x7f', '\x80', '\xff'};
  std::string key(random.Below(4), '\0');
  for (char& c : key) c = kBytes[random.Below(sizeof(kBytes))];
  return key;
}

ScanRange RandomRange(solana::SeededRandom& random) {
  ScanRange range;
  range.begin = RandomKey(random);
  range.end = RandomKey(random);
  range.limit = random.Below(3) == 0 ? 1000 : random.Below(6);
  range.reverse = random.Below(2) == 0;
  return range;
}

std::vector<Entry> Expected(const Rows& rows, const ScanRange& range) {
  std::vector<Entry> entries;
  for (const auto& [key, value] : rows) {
    const bool within = key >= range.begin && (range.end.empty() || key < range.end);
    if (!within) continue;
    entries.push_back({key, value});
  }
  if (range.reverse) std::reverse(entries.begin(), entries.end());
  if (entries.size() > range.limit) entries.resize(range.limit);
  return entries;
}

void ExpectSame(const Reader& reader, const Rows& rows, solana::SeededRandom& random) {
  const std::string key = RandomKey(random);
  const auto row = rows.find(key);
  const auto got = reader.Get(key);
  ASSERT_TRUE(got.ok()) << got.status();
  ASSERT_EQ(*got, row == rows.end() ? std::nullopt : std::optional(row->second));
  const ScanRange range = RandomRange(random);
  const auto scanned = reader.Scan(range);
  ASSERT_TRUE(scanned.ok()) << scanned.status();
  ASSERT_EQ(*scanned, Expected(rows, range));
}

// A few operations on the overlay and on the rows that it should show.
void Change(Overlay& overlay, Rows& rows, solana::SeededRandom& random) {
  for (uint64_t n = 1 + random.Below(4); n > 0; --n) {
    const std::string key = RandomKey(random);
    if (random.Below(3) == 0) {
      overlay.Delete(key);
      rows.erase(key);
    } else {
      const std::string value = random.Below(4) == 0 ? "" : std::to_string(random.Below(1000));
      overlay.Put(key, value);
      rows[key] = value;
    }
  }
}

struct Held {
  std::unique_ptr<const Reader> snapshot;
  Rows rows;
};

// Reads the two rows until the last batch is there; says what was wrong, if anything was.
std::string ReadUntil(const Store& store, const std::string& last) {
  std::string before;
  while (before != last) {
    const auto snapshot = store.Snapshot();
    const auto rows = snapshot->Scan({.begin = "x", .end = "z"});
    const auto second = snapshot->Get("y");
    if (!rows.ok() || !second.ok()) return "a read failed";
    if (rows->size() == 1) return "half a batch";
    if (rows->empty()) continue;
    const std::string& value = rows->front().value;
    if (rows->back().value != value || **second != value) return "rows of two batches";
    if (value < before) return "went back to " + value + " from " + before;
    before = value;
  }
  return "";
}

}  // namespace

void RunReadersBesideAWriter(Store& store, int commits) {
  constexpr int kFirst = 100'000;  // so that numbers sort as texts
  std::vector<std::string> wrong(2);
  std::vector<std::thread> readers;
  readers.reserve(wrong.size());
  for (std::string& result : wrong) {
    readers.emplace_back([&store, &result, last = std::to_string(kFirst + commits)] {
      result = ReadUntil(store, last);
    });
  }
  for (int i = 1; i <= commits; ++i) {
    Batch batch;
    batch.Put("x", std::to_string(kFirst + i));
    batch.Put("y", std::to_string(kFirst + i));
    EXPECT_TRUE(store.Commit(batch).ok());
  }
  for (std::thread& reader : readers) reader.join();
  for (const std::string& result : wrong) EXPECT_EQ(result, "");
}

void RunStoreModel(solana::SeededRandom& random, int steps, const ModelSubject& subject) {
  Rows rows;
  Held held;
  for (int step = 0; step < steps && !testing::Test::HasFatalFailure(); ++step) {
    if (subject.reopen && step % 100 == 99) {
      held = {};
      subject.reopen();
    }
    Store& store = subject.store();
    Overlay overlay(store);
    Rows changed = rows;
    Change(overlay, changed, random);
    const size_t mark = overlay.Mark();
    const Rows marked = changed;
    Change(overlay, changed, random);
    ExpectSame(overlay, changed, random);
    if (random.Below(2) == 0) {
      overlay.RollBackTo(mark);
      changed = marked;
      ExpectSame(overlay, changed, random);
    }
    ExpectSame(store, rows, random);
    if (random.Below(4) != 0) {
      const absl::Status committed = store.Commit(overlay.batch());
      ASSERT_TRUE(committed.ok()) << committed;
      rows = changed;
    }
    ExpectSame(store, rows, random);
    if (held.snapshot) ExpectSame(*held.snapshot, held.rows, random);
    if (random.Below(10) == 0) held = {store.Snapshot(), rows};
  }
}

}  // namespace hilt::storage
