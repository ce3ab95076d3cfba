#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "indexer/pipeline/chain_reader.h"

namespace hilt::pipeline {

// Which questions are under way, which rest after they got no answer, and whose answers did not fit
// lately. What is to be asked is decided elsewhere, anew each time. One thread at a time.
class Asking {
 public:
  // An endpoint whose answer contradicted others is asked last for so long.
  static constexpr absl::Duration kDistrust = absl::Minutes(1);

  // Neither under way nor resting.
  bool MayAsk(const Question& question, absl::Time now) const;

  void Began(const Question& question);
  // The answer came; without one the question rests, longer each time.
  void Ended(const Question& question, const Answer& answer, absl::Time now);
  // Ended with an answer that is of no use, which `why` says: it rests as after none.
  void Useless(const Question& question, std::string why, absl::Time now);

  // Drops what is known of questions about slots up to this one, but for those under way.
  void ForgetUpTo(domain::Slot slot);
  void ForgetRests();

  void Distrust(const std::string& endpoint, absl::Time now);
  // The least blamed first: who is next to a wrong answer is blamed with it.
  std::vector<std::string> Distrusted(absl::Time now) const;

  size_t under_way() const { return under_way_; }
  // When the first question that still rests may be asked again.
  absl::Time NextTurn(absl::Time now) const;
  // Why it rests; empty: it does not.
  std::string TroubleWith(const Question& question) const;

 private:
  struct State {
    bool under_way = false;
    int failures = 0;  // in a row
    absl::Time rests_until = absl::InfinitePast();
    std::string trouble;
  };

  void Rest(State& state, Trouble trouble, absl::Time now);

  std::map<Question, State> states_;
  struct Blame {
    absl::Time until = absl::InfinitePast();
    int times = 0;
  };
  std::map<std::string, Blame> blamed_;  // by endpoint
  size_t under_way_ = 0;
};

// The most hopeful of what the endpoints had against it; they are not empty.
Trouble BestOf(const std::vector<EndpointTrouble>& troubles);

}  // namespace hilt::pipeline
