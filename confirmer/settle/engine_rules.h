#pragma once

#include "absl/time/time.h"
#include "confirmer/settle/transition.h"
#include "confirmer/verify/verifier.h"
#include "domain/asset.h"

namespace hilt::settle {

// What the operator has decided, as far as settling depends on it. Immutable while the engine runs.
struct EngineRules {
  domain::Cluster cluster = domain::Cluster::kMainnet;
  domain::AssetRegistry assets = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
  WebhookTrust webhook_trust = WebhookTrust::kHint;
  verify::Policy policy;
  // Of sessions that ask for none.
  domain::Commitment default_commitment = domain::Commitment::kFinalized;
  bool webhook = false;       // transactions are posted to us
  bool chain_source = false;  // a source with a cursor sees the payments
  bool rpc_endpoint = false;  // transactions can be fetched on demand

  bool livemode() const { return cluster == domain::Cluster::kMainnet; }
  // A webhook proves `confirmed` at most.
  bool can_prove_finalized() const { return chain_source || rpc_endpoint; }
};

// The rules of one payment's transitions.
Rules RulesOf(const EngineRules& rules, const domain::Terms& terms);

}  // namespace hilt::settle
