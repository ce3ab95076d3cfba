#pragma once

#include <string>
#include <vector>

#include "domain/observation.h"

namespace hilt::domain {

// Something that a source received and could not read as a transaction.
struct UnreadableElement {
  std::string error;  // what was wrong and where; safe to log
  std::string bytes;  // as received
};

// What one step of a source hands to the confirmer. All of it becomes durable together, or none.
struct Step {
  std::vector<Observation> observations;  // in the order in which they are to be judged
  std::vector<solana::Signature> hints;   // to be fetched, because nothing better is known of them
  std::vector<UnreadableElement> unreadable;
};

}  // namespace hilt::domain
