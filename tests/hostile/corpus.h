#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/hostile/case.h"
#include "tests/hostile/transaction.h"

namespace hilt::hostile {

// What is done to a scene, and what must come of it.
struct Bend {
  std::string mutation;
  domain::Verdict expected{};
  std::function<void(Scene&)> how;
  // Where Helius enhanced, which shows less, must get another verdict.
  std::optional<domain::Verdict> enhanced = {};
  // Helius enhanced cannot express it.
  bool chain_only = false;
};

class Corpus {
 public:
  explicit Corpus(std::string family) : family_(std::move(family)) {}

  // One text of one shape of the scene's transaction.
  void Add(const Scene& scene, std::string mutation, Shape shape, std::string text,
           Expected expected);
  // The bent scene in every shape; base64 only where it fits into a transaction.
  void Add(const Scene& scene, const Bend& bend);

  const std::vector<Case>& cases() const { return cases_; }

 private:
  std::string family_;
  std::vector<Case> cases_;
};

// Each family of the corpus: one table row of README.md.
Corpus FieldCases();     // every field that is read, in each JSON shape
Corpus LengthCases();    // lists that are too long, too short, or do not fit each other
Corpus BalanceCases();   // who held what before and after
Corpus MemoCases();      // near misses of a HILT memo, and where memos may stand
Corpus BatchCases();     // Batch, and instructions cut short
Corpus NettingCases();   // money that does not stay, or that no transfer shows
Corpus LamportCases();   // the same in SOL
Corpus StatusCases();    // err and status, what was not recorded, versions, keys
Corpus WireCases();      // bytes of base64: flipped, cut, added, in another alphabet
Corpus DocumentCases();  // what is broken or huge as JSON

}  // namespace hilt::hostile
