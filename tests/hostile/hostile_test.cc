#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <unordered_set>

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
    {"field", FieldCases},       {"length", LengthCases}, {"balance", BalanceCases},
    {"memo", MemoCases},         {"batch", BatchCases},   {"netting", NettingCases},
    {"lamport", LamportCases},   {"status", StatusCases}, {"wire", WireCases},
    {"document", DocumentCases},
};

Json Recorded(const Scene& scene, Shape shape) {
  const Json& rpc = scene.file.at("rpc");
  if (shape == Shape::kHeliusEnhanced) return scene.file.at("helius_enhanced");
  if (shape == Shape::kHeliusRaw) return With(rpc.at("json"), "/indexWithinBlock", 7);
  return rpc.at(std::string(Name(shape)));
}

class HostileCorpus : public testing::TestWithParam<Family> {};

// The answer, its form, its time and its memory, of every case of a family.
TEST_P(HostileCorpus, EveryInputGetsItsAnswer) {
  const Corpus corpus = GetParam().make();
  ASSERT_FALSE(corpus.cases().empty());
  for (const Case& hostile : corpus.cases()) CheckCase(hostile);
}

// What two shapes must agree on. Where something was not recorded, the other shape may tell it; and
// each shape has its own places for errors.
std::string WhatItSays(const Answer& answer) {
  if (!answer.observation.ok()) return "an error";
  if (answer.verification->verdict == domain::Verdict::kUnverifiable) return "unverifiable";
  return Describe(answer);
}

// What was done to one transaction has the same answer in every shape of the chain's that shows it.
TEST_P(HostileCorpus, TheShapesOfOneMutationAgree) {
  const Corpus corpus = GetParam().make();
  std::map<std::string, std::pair<std::string, std::string>> first_of;  // id, what it says
  for (const Case& hostile : corpus.cases()) {
    if (hostile.shape == Shape::kHeliusEnhanced || hostile.shape == Shape::kHeliusRaw) continue;
    const std::string says = WhatItSays(AnswerTo(hostile));
    const auto [at, is_first] =
        first_of.try_emplace(hostile.scenario + "/" + hostile.mutation, hostile.id(), says);
    if (is_first) continue;
    EXPECT_EQ(at->second.second, says) << at->second.first << "\n" << hostile.id();
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
      if (hostile.expected.verdicts.empty()) ++errors;
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
    for (const Shape shape : kAllShapes) {
      Case hostile{.family = "unbent",
                   .scenario = name,
                   .mutation = "none",
                   .shape = shape,
                   .text = Write(ToShape(scene, shape)),
                   .expected = Is(domain::Verdict::kSettled),
                   .terms = scene.terms};
      CheckCase(hostile);
      const std::string written = Describe(AnswerTo(hostile));
      hostile.text = Recorded(scene, shape).dump();
      EXPECT_EQ(written, Describe(AnswerTo(hostile))) << hostile.id();
    }
  }
}

}  // namespace
}  // namespace hilt::hostile
