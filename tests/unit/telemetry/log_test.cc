#include "telemetry/log.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace hilt::telemetry {
namespace {

// A log into memory.
class Lines {
 public:
  explicit Lines(Level level = Level::kDebug)
      : log({.level = level,
             .writer = [this](std::string_view line) { lines.emplace_back(line); }}) {}

  nlohmann::json Only() const {
    EXPECT_EQ(lines.size(), 1u);
    return nlohmann::json::parse(lines.at(0));
  }

  std::vector<std::string> lines;
  Log log;
};

TEST(Log, WritesOneJsonObjectALine) {
  Lines lines;
  lines.log.Warning(
      "body refused",
      {{"reason", "not an array"}, {"body_bytes", size_t{17}}, {"offset", -1}, {"kept", true}});
  const nlohmann::json line = lines.Only();
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["message"], "body refused");
  EXPECT_EQ(line["reason"], "not an array");
  EXPECT_EQ(line["body_bytes"], 17);
  EXPECT_EQ(line["offset"], -1);
  EXPECT_EQ(line["kept"], true);
  EXPECT_EQ(line.size(), 7u);
}

TEST(Log, StatesTheTimeInUtcWithMicroseconds) {
  Lines lines;
  lines.log.Info("started");
  EXPECT_TRUE(testing::internal::RE::FullMatch(
      lines.Only()["time"].get<std::string>(),
      testing::internal::RE(R"([0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\.[0-9]+Z)")));
  EXPECT_EQ(lines.Only()["time"].get<std::string>().size(), 27u);
}

TEST(Log, KeepsTheWholeRangeOfIntegers) {
  Lines lines;
  lines.log.Info("limits", {{"most", std::numeric_limits<uint64_t>::max()},
                            {"least", std::numeric_limits<int64_t>::min()}});
  EXPECT_EQ(lines.Only()["most"], std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(lines.Only()["least"], std::numeric_limits<int64_t>::min());
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  Lines lines(Level::kWarning);
  lines.log.Debug("d");
  lines.log.Info("i");
  lines.log.Warning("w");
  lines.log.Error("e");
  ASSERT_EQ(lines.lines.size(), 2u);
  EXPECT_EQ(nlohmann::json::parse(lines.lines[0])["level"], "warning");
  EXPECT_EQ(nlohmann::json::parse(lines.lines[1])["level"], "error");
  EXPECT_FALSE(lines.log.enabled(Level::kInfo));
}

TEST(Log, WritesASecretAsStars) {
  Lines lines;
  const Secret secret(std::string("whsec_0123456789abcdef"));
  lines.log.Error("loaded", {{"secret", secret}});
  EXPECT_EQ(lines.Only()["secret"], "***");
  EXPECT_EQ(lines.lines[0].find("whsec"), std::string::npos);
}

TEST(Log, StaysOneLineOfValidJsonWhateverTheBytes) {
  for (int byte = 0; byte < 256; ++byte) {
    Lines lines;
    const std::string text = std::string("a") + static_cast<char>(byte) + "{}%v";
    lines.log.Info(text, {{text, text}});
    ASSERT_EQ(lines.lines.size(), 1u);
    EXPECT_EQ(lines.lines[0].find('\n'), std::string::npos) << byte;
    EXPECT_TRUE(nlohmann::json::accept(lines.lines[0])) << byte << ": " << lines.lines[0];
    if (byte < 0x80) {
      EXPECT_EQ(lines.Only()["message"], text) << byte;
    }
  }
}

TEST(Log, CutsTextThatIsTooLong) {
  Lines lines;
  lines.log.Info("m", {{"text", std::string(kMaxTextBytes + 1, 'x')}});
  EXPECT_EQ(lines.Only()["text"], std::string(kMaxTextBytes, 'x'));
}

TEST(Log, KeepsLinesOfManyThreadsWhole) {
  constexpr size_t kThreads = 4;
  constexpr size_t kLinesEach = 200;
  Lines lines;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < kLinesEach; ++i) lines.log.Info("line", {{"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines.lines.size(), kThreads * kLinesEach);
  for (const std::string& line : lines.lines) EXPECT_TRUE(nlohmann::json::accept(line)) << line;
}

}  // namespace
}  // namespace hilt::telemetry
