#include "indexer/decode/key_cache.h"

#include <gtest/gtest.h>

#include <random>

#include "indexer/decode/scalars.h"
#include "support.h"

namespace hilt::decode {
namespace {

TEST(KeyCache, AnswersAsIfItWereNotThere) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  // More keys than places, so that they take each other's; and texts that are none.
  std::vector<std::string> texts = {"",
                                    "1",
                                    "x",
                                    std::string(43, '1'),
                                    std::string(45, '1'),
                                    std::string(44, 'z'),
                                    std::string(32, '1'),
                                    "0OIl0OIl0OIl"};
  for (int i = 0; i < 2000; ++i) {
    solana::Pubkey key;
    for (uint8_t& byte : key.bytes) byte = static_cast<uint8_t>(random());
    texts.push_back(solana::ToString(key));
    // The same ending, which chooses the place.
    std::string twin = texts.back();
    twin[0] = twin[0] == '2' ? '3' : '2';
    texts.push_back(twin);
  }
  KeyCache cache;
  const Path path;
  for (int i = 0; i < 20'000; ++i) {
    const std::string& text = texts[random() % texts.size()];
    const auto cached = cache.Parse(text, path);
    const auto parsed = ParseKey(text, path);
    ASSERT_EQ(Outcome(cached.status()), Outcome(parsed.status())) << text;
    if (parsed.ok()) {
      ASSERT_EQ(*cached, *parsed) << text;
    }
  }
}

}  // namespace
}  // namespace hilt::decode
