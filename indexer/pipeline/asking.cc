#include "indexer/pipeline/asking.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "indexer/pipeline/rest.h"

namespace hilt::pipeline {
namespace {

constexpr int kMostDoublings = 8;
constexpr absl::Duration kLongestRest = absl::Seconds(30);  // of any trouble

struct Pace {
  absl::Duration first;
  absl::Duration longest;
};

Pace PaceOf(Trouble trouble) {
  switch (trouble) {
    case Trouble::kNotYet:
      return {absl::Milliseconds(100), absl::Seconds(2)};
    case Trouble::kMaybeSkipped:
    case Trouble::kTransient:
      return {absl::Milliseconds(200), absl::Seconds(5)};
    case Trouble::kCleanedUp:
    case Trouble::kRefused:
      return {absl::Seconds(2), kLongestRest};
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

std::string Text(const std::vector<EndpointTrouble>& troubles) {
  std::string text;
  for (const EndpointTrouble& one : troubles) {
    text += fmt::format("{}{}", text.empty() ? "" : "; ", one.message);
  }
  return text;
}

}  // namespace

std::string_view Name(Ask ask) {
  switch (ask) {
    case Ask::kHead:
      return "head";
    case Ask::kSlots:
      return "slots";
    case Ask::kNext:
      return "next";
    case Ask::kHeader:
      return "header";
    case Ask::kBlock:
      return "block";
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

std::string_view Name(Trouble trouble) {
  switch (trouble) {
    case Trouble::kNotYet:
      return "not_yet";
    case Trouble::kMaybeSkipped:
      return "maybe_skipped";
    case Trouble::kTransient:
      return "transient";
    case Trouble::kCleanedUp:
      return "cleaned_up";
    case Trouble::kRefused:
      return "refused";
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

Trouble BestOf(const std::vector<EndpointTrouble>& troubles) {
  HILT_CHECK(!troubles.empty());
  return std::min_element(troubles.begin(), troubles.end(),
                          [](const EndpointTrouble& a, const EndpointTrouble& b) {
                            return a.trouble < b.trouble;
                          })
      ->trouble;
}

bool Asking::MayAsk(const Question& question, absl::Time now) const {
  const auto found = states_.find(question);
  if (found == states_.end()) return true;
  return !found->second.under_way && IsOver(found->second.rests_until, kLongestRest, now);
}

void Asking::Began(const Question& question) {
  State& state = states_[question];
  HILT_CHECK(!state.under_way);
  state.under_way = true;
  ++under_way_;
}

void Asking::Ended(const Question& question, const Answer& answer, absl::Time now) {
  const auto found = states_.find(question);
  HILT_CHECK(found != states_.end() && found->second.under_way);
  found->second.under_way = false;
  --under_way_;
  if (answer.ok()) {
    // A block that did not fit, again and again, is asked for ever more seldom.
    const bool of_block = question.ask == Ask::kHeader || question.ask == Ask::kBlock;
    if (!of_block || found->second.failures == 0) states_.erase(found);
    return;
  }
  found->second.trouble = Text(answer.troubles);
  Rest(found->second, answer.troubles.empty() ? Trouble::kTransient : BestOf(answer.troubles), now);
}

void Asking::Useless(const Question& question, std::string why, absl::Time now) {
  State& state = states_[question];
  state.trouble = std::move(why);
  Rest(state, Trouble::kTransient, now);
}

void Asking::Rest(State& state, Trouble trouble, absl::Time now) {
  const Pace pace = PaceOf(trouble);
  const int doublings = std::min(state.failures, kMostDoublings);
  ++state.failures;
  state.rests_until = now + std::min(pace.first * (1 << doublings), pace.longest);
}

void Asking::ForgetUpTo(domain::Slot slot) {
  std::erase_if(states_, [slot](const auto& item) {
    const Question& question = item.first;
    return !item.second.under_way && question.ask != Ask::kHead && question.from <= slot;
  });
}

void Asking::ForgetRests() {
  std::erase_if(states_, [](const auto& item) { return !item.second.under_way; });
}

void Asking::Distrust(const std::string& endpoint, absl::Time now) {
  Blame& blame = blamed_[endpoint];
  if (IsOver(blame.until, kDistrust, now)) blame.times = 0;
  blame.until = now + kDistrust;
  ++blame.times;
}

std::vector<std::string> Asking::Distrusted(absl::Time now) const {
  std::vector<std::string> names;
  for (const auto& [name, blame] : blamed_) {
    if (!IsOver(blame.until, kDistrust, now)) names.push_back(name);
  }
  std::stable_sort(names.begin(), names.end(), [this](const auto& a, const auto& b) {
    return blamed_.at(a).times < blamed_.at(b).times;
  });
  return names;
}

absl::Time Asking::NextTurn(absl::Time now) const {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [question, state] : states_) {
    if (!state.under_way && state.rests_until > now) next = std::min(next, state.rests_until);
  }
  return next;
}

std::string Asking::TroubleWith(const Question& question) const {
  const auto found = states_.find(question);
  return found == states_.end() ? std::string() : found->second.trouble;
}

}  // namespace hilt::pipeline
