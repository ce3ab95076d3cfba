#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <unordered_set>

#include "tests/hostile/allocation.h"
#include "tests/hostile/checks.h"
#include "tests/hostile/corpus.h"

namespace hilt::hostile {
namespace {

constexpr size_t kMinDistinctInputs = 1000;

struct Family {
  std::string_view name;
  Corpus (*make)();
};

constexpr Family kFamilies[] = {
    {"field", FieldCases},     {"length", LengthCases}, {"balance", BalanceCases},
    {"memo", MemoCases},       {"batch", BatchCases},   {"netting", NettingCases},
    {"lamport", LamportCases}, {"status", StatusCases}, {"document", DocumentCases},
};

constexpr Shape kWritten[] = {Shape::kJson, Shape::kJsonParsed, Shape::kHeliusEnhanced};

Json Recorded(const Scene& scene, Shape shape) {
  if (shape == Shape::kHeliusEnhanced) return scene.file.at("helius_enhanced");
  return scene.file.at("rpc").at(std::string(Name(shape)));
}

class HostileCorpus : public testing::TestWithParam<Family> {};

// The answer, its form, its time and its memory, of every case of a family.
TEST_P(HostileCorpus, EveryInputGetsItsAnswer) {
  const Corpus corpus = GetParam().make();
  ASSERT_FALSE(corpus.cases().empty());
  for (const Case& hostile : corpus.cases()) CheckCase(hostile);
}

// What was done to one transaction has the same answer in every shape of the chain's that shows it.
TEST_P(HostileCorpus, TheShapesOfOneMutationAgree) {
  const Corpus corpus = GetParam().make();
  std::map<std::string, std::pair<const Case*, std::string>> first_of;
  for (const Case& hostile : corpus.cases()) {
    if (hostile.shape == Shape::kHeliusEnhanced || hostile.shape == Shape::kHeliusRaw) continue;
    const std::string answer = Describe(AnswerTo(hostile));
    const auto [at, is_first] =
        first_of.try_emplace(hostile.scenario + "/" + hostile.mutation, &hostile, answer);
    if (!is_first) {
      EXPECT_EQ(at->second.second, answer) << at->second.first->id() << "\n" << hostile.id();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, HostileCorpus, testing::ValuesIn(kFamilies),
                         [](const auto& family) { return std::string(family.param.name); });

TEST(HostileCorpusSize, IsAThousandDistinctInputsOrMore) {
  std::unordered_set<std::string> all;
  for (const Family& family : kFamilies) {
    const Corpus corpus = family.make();
    std::unordered_set<std::string> texts;
    std::map<std::string, size_t> by_shape;
    size_t errors = 0;
    for (const Case& hostile : corpus.cases()) {
      if (!texts.insert(hostile.text).second) continue;
      ++by_shape[std::string(Name(hostile.shape))];
      if (hostile.expected.is_error()) ++errors;
    }
    all.insert(texts.begin(), texts.end());
    std::string shapes;
    for (const auto& [shape, count] : by_shape) shapes += fmt::format(" {} {}", shape, count);
    fmt::print("{:10} {:6} distinct inputs, {:5} of them errors;{}\n", family.name, texts.size(),
               errors, shapes);
  }
  fmt::print("{:10} {:6} distinct inputs\n", "all", all.size());
  EXPECT_GE(all.size(), kMinDistinctInputs);
}

// What the corpus is made of is what was recorded: unbent, every transaction settles, and says the
// same as the recorded text of its shape.
TEST(HostileCorpusScenes, AreWrittenAsTheyWereRecorded) {
  for (const char* name : kSettling) {
    const Scene scene = ReadScene(name);
    for (const Shape shape : kWritten) {
      Case hostile{.family = "unbent",
                   .scenario = name,
                   .mutation = "none",
                   .shape = shape,
                   .text = Write(ToShape(scene, shape)),
                   .expected = Is(domain::Verdict::kSettled),
                   .terms = scene.terms,
                   .policy = {}};
      CheckCase(hostile);
      const std::string written = Describe(AnswerTo(hostile));
      hostile.text = Recorded(scene, shape).dump();
      EXPECT_EQ(written, Describe(AnswerTo(hostile))) << hostile.id();
    }
  }
}

}  // namespace
}  // namespace hilt::hostile
