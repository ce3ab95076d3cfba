#pragma once

#include <map>
#include <set>
#include <string>

#include "domain/discrepancy.h"
#include "domain/payment.h"
#include "storage/keys.h"

// Which index entries a row has: the one place that says so, used to write them and to check them.
// Private to storage/.
namespace hilt::storage {

// A set, so that what a change adds and removes falls out of a comparison.
using IndexKeys = std::set<std::string>;

// Lists, expiry, and the slots in which the payment may yet be lost. Their values are empty.
IndexKeys PaymentIndexKeys(const domain::Payment& payment);

struct LinkFlags {
  bool settlement = false;
  bool candidate = false;
  bool broadcast = false;
  friend bool operator==(const LinkFlags&, const LinkFlags&) = default;
};

// What each signature is to the payment now.
std::map<solana::Signature, LinkFlags> LinksOf(const domain::PaymentState& state);

// The scopes whose lists and counts the discrepancy is in, besides everybody's.
std::set<DiscrepancyScope> ScopesOf(const domain::Discrepancy& discrepancy);

// Lists. Their values are empty. `id` is the discrepancy's.
IndexKeys DiscrepancyIndexKeys(const Uuid& id, const domain::Discrepancy& discrepancy);

}  // namespace hilt::storage
