#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/terms.h"
#include "domain/verdict.h"
#include "tests/support/observation_builder.h"

// The adversarial cases that are the verifier's to judge, by their number in part 3 of the design's
// collection of chain facts. Each is one transaction and the verdict that it must get.
namespace hilt::verify {

struct AdversarialCase {
  std::string name;  // CaseNN_WhatHappens
  std::function<domain::TermsInput()> input;
  std::function<void(const domain::Terms&, test_support::ObservationBuilder&)> happens;
  domain::Verdict expected;
};

std::vector<AdversarialCase> TokenIdentityCases();
std::vector<AdversarialCase> DestinationCases();
std::vector<AdversarialCase> AmountCases();
std::vector<AdversarialCase> NettingCases();

}  // namespace hilt::verify
