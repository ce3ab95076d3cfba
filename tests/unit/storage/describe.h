#pragma once

#include <string>

#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/payment.h"
#include "storage/ledger.h"

// Every field of a value as text, so that two values are equal when their texts are. A field that
// is added to a struct makes describe.cc fail to compile, until it is described, and stored, too.
namespace hilt::storage {

std::string Describe(const domain::Payment& payment);
std::string Describe(const domain::TermsInput& terms);
std::string Describe(const domain::Candidate& candidate);
std::string Describe(const domain::Discrepancy& discrepancy);
std::string Describe(const domain::Event& event);
std::string Describe(const Identity& identity);
std::string Describe(const SignatureLink& link);
std::string Describe(const IdempotencyRecord& record);
std::string Describe(const FetchHint& hint);
std::string Describe(const UnverifiableRecord& record);
std::string Describe(const BadElement& element);
std::string Describe(const domain::SourceAdvance& advance);

}  // namespace hilt::storage
