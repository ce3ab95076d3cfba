#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/step.h"
#include "indexer/pipeline/chain_reader.h"

// Blocks, questions and answers for the tests of this folder.
namespace hilt::pipeline {

inline const absl::Time kTimeOfSlot0 = absl::FromUnixSeconds(1'790'000'000);

// Of a slot on a fork; each slot's block is a second after the one before.
inline BlockHeader FirstBlock(uint64_t slot, uint8_t fork = 0) {
  BlockHeader header;
  header.slot = domain::Slot(slot);
  header.parent_slot = domain::Slot(slot - 1);
  header.blockhash.bytes[0] = static_cast<uint8_t>(slot);
  header.blockhash.bytes[1] = static_cast<uint8_t>(slot >> 8);
  header.blockhash.bytes[2] = fork;
  header.blockhash.bytes[3] = 1;
  header.height = slot / 2;
  header.time = kTimeOfSlot0 + absl::Seconds(static_cast<int64_t>(slot));
  return header;
}

inline BlockHeader BlockAfter(const BlockHeader& parent, uint64_t slot, uint8_t fork = 0) {
  BlockHeader header = FirstBlock(slot, fork);
  header.parent_slot = parent.slot;
  header.previous_blockhash = parent.blockhash;
  header.height = *parent.height + 1;
  return header;
}

inline domain::BlockRef RefOf(const BlockHeader& header) {
  return {.slot = header.slot, .blockhash = header.blockhash};
}

// A transaction that was seen whole.
inline domain::Observation PaymentIn(const BlockHeader& header, domain::Commitment commitment,
                                     uint8_t number = 1) {
  domain::Observation seen;
  seen.signature.bytes[0] = number;
  seen.slot = header.slot;
  seen.index = 0;
  seen.blockhash = header.blockhash;
  seen.block_time = header.time;
  seen.commitment = commitment;
  seen.grade = domain::EvidenceGrade::kChain;
  seen.execution = domain::Execution::kSucceeded;
  seen.inner_instructions_recorded = true;
  seen.lamports_recorded = true;
  seen.token_balances_recorded = true;
  return seen;
}

inline Question Finalized(Ask ask, uint64_t from = 0, uint64_t to = 0) {
  return {.ask = ask,
          .commitment = domain::Commitment::kFinalized,
          .from = domain::Slot(from),
          .to = domain::Slot(to)};
}

inline Question Confirmed(Ask ask, uint64_t from = 0, uint64_t to = 0) {
  Question question = Finalized(ask, from, to);
  question.commitment = domain::Commitment::kConfirmed;
  return question;
}

inline Answer Slots(const std::vector<uint64_t>& slots, std::string endpoint = "a") {
  Answer answer;
  answer.endpoint = std::move(endpoint);
  for (const uint64_t slot : slots) answer.slots.emplace_back(slot);
  return answer;
}

inline Answer Block(const BlockHeader& header, std::vector<domain::Observation> observations = {},
                    std::string endpoint = "a") {
  Answer answer;
  answer.endpoint = std::move(endpoint);
  answer.header = header;
  answer.observations = std::move(observations);
  return answer;
}

inline Answer None(Trouble trouble) {
  Answer answer;
  answer.troubles.push_back({.endpoint = "a", .trouble = trouble, .message = "a: none"});
  return answer;
}

}  // namespace hilt::pipeline
