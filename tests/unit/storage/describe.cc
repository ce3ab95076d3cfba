#include "tests/unit/storage/describe.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/hex.h"
#include "base/int128.h"

namespace hilt::storage {
namespace {

struct Text {
  std::string out;

  void Add(const std::string& value) { out += '"' + value + '"'; }
  void Add(base::Int128 value) { out += base::ToString(value); }
  void Add(absl::Time value) { out += std::to_string(absl::ToUnixMicros(value)) + "us"; }
  template <class Tag, class Rep>
  void Add(base::StrongInt<Tag, Rep> value) {
    out += std::to_string(value.value());
  }
  template <class Tag, size_t kBytes>
  void Add(const solana::KeyBytes<Tag, kBytes>& key) {
    out += base::HexEncode(key.bytes);
  }
  void Add(const domain::PaymentId& id) { out += base::HexEncode(id.bytes); }
  void Add(const domain::Nonce& nonce) { out += base::HexEncode(nonce.bytes); }
  template <class T>
  std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>> Add(T value) {
    out += std::to_string(static_cast<int64_t>(value));
  }
  template <class T>
  void Add(const std::optional<T>& value) {
    if (value) {
      Add(*value);
    } else {
      out += "none";
    }
  }
  template <class T>
  void Add(const std::vector<T>& values) {
    out += '[';
    for (const T& value : values) Fields(value);
    out += ']';
  }
  template <class A, class B>
  void Add(const std::pair<A, B>& pair) {
    Fields(pair.first, pair.second);
  }

  template <class... Values>
  void Fields(const Values&... values) {
    out += '{';
    ((Add(values), out += ' '), ...);
    out += '}';
  }

  void Add(const domain::Asset& value) {
    const auto& [symbol, mint, program, decimals, finalized, agreement, extensions] = value;
    Fields(symbol, mint, program, decimals, finalized, agreement, extensions);
  }
  void Add(const domain::TermsInput& value) {
    const auto& [id, nonce, asset, merchant, fee_wallet, payer, require, amount, fee, created,
                 expires, commitment] = value;
    Fields(id, nonce, asset, merchant, fee_wallet, payer, require, amount, fee, created, expires,
           commitment);
  }
  void Add(const domain::Leg& value) {
    const auto& [role, wallet, account, due] = value;
    Fields(role, wallet, account, due);
  }
  void Add(const domain::Path& value) {
    const auto& [program, amount, allowed] = value;
    Fields(program, amount, allowed);
  }
  void Add(const domain::LegResult& value) {
    const auto& [leg, transfers, account_delta, owner_net, paths] = value;
    Fields(leg, transfers, account_delta, owner_net, paths);
  }
  void Add(const domain::Payer& value) {
    const auto& [observed, authority, matches] = value;
    Fields(observed, authority, matches);
  }
  void Add(const domain::ObservationKey& value) {
    const auto& [signature, slot, blockhash] = value;
    Fields(signature, slot, blockhash);
  }
  void Add(const domain::Candidate& value) {
    const auto& [key, index, block_time, commitment, grade, agreed, legs, overpaid, payer,
                 fee_payer, signers] = value;
    Fields(key, index, block_time, commitment, grade, agreed, legs, overpaid, payer, fee_payer,
           signers);
  }
  void Add(const domain::Attempt& value) {
    const auto& [outcome, verdict, legs, key, commitment, grade, at] = value;
    Fields(outcome, verdict, legs, key, commitment, grade, at);
  }
  void Add(const domain::AttemptLog& value) {
    const auto& [first, last, count] = value;
    Fields(first, last, count);
  }
  void Add(const domain::Broadcast& value) {
    const auto& [signature, recorded_at, live] = value;
    Fields(signature, recorded_at, live);
  }
  void Add(const domain::PaymentState& value) {
    const auto& [candidates, broadcasts, attempts, settlement, reverted, failure, created, updated,
                 confirmed, failed, version] = value;
    Fields(candidates, broadcasts, attempts, settlement, reverted, failure, created, updated,
           confirmed, failed, version);
  }
  void Add(const domain::SessionDetails& value) {
    const auto& [client, key, merchant, product, slug, source, payer_hint, metadata, livemode,
                 watch] = value;
    Fields(client, key, merchant, product, slug, source, payer_hint, metadata, livemode, watch);
  }
  void Add(const domain::Payment& value) {
    const auto& [terms, details, state] = value;
    Fields(static_cast<const domain::TermsInput&>(terms), terms.legs, details, state);
  }
  void Add(const domain::Credit& value) {
    const auto& [wallet, mint, amount] = value;
    Fields(wallet, mint, amount);
  }
  void Add(const domain::Resolution& value) {
    const auto& [at, note, actor, peer] = value;
    Fields(at, note, actor, peer);
  }
  void Add(const domain::Sighting& value) {
    const auto& [slot, block_time, commitment, grade] = value;
    Fields(slot, block_time, commitment, grade);
  }
  void Add(const domain::Discrepancy& value) {
    const auto& [id, kind, payments, nonces, watch, signature, last, seen, verdict, legs, credits,
                 other_assets, detail, candidate, count, opened, updated, version, resolution] =
        value;
    Fields(id, kind, payments, nonces, watch, signature, last, seen, verdict, legs, credits,
           other_assets, detail, candidate, count, opened, updated, version, resolution);
  }
  void Add(const domain::Event& value) {
    const auto& [seq, type, at, payment, discrepancy] = value;
    Fields(seq, type, at, payment, discrepancy);
  }
  void Add(const Identity& value) {
    const auto& [format, epoch, cluster, genesis] = value;
    Fields(format, epoch, cluster, genesis);
  }
  void Add(const SignatureLink& value) {
    const auto& [payment, settlement, candidate, broadcast, attempt] = value;
    Fields(payment, settlement, candidate, broadcast, attempt);
  }
  void Add(const IdempotencyRecord& value) {
    const auto& [payment, fingerprint] = value;
    Fields(payment, fingerprint);
  }
  void Add(const FetchHint& value) {
    const auto& [signature, arrived, attempts, next, height] = value;
    Fields(signature, arrived, attempts, next, height);
  }
  void Add(const UnverifiableRecord& value) {
    const auto& [payment, signature, reason, first] = value;
    Fields(payment, signature, reason, first);
  }
  void Add(const BadElement& value) {
    const auto& [number, at, error, bytes] = value;
    Fields(number, at, error, bytes);
  }
  void Add(const domain::SourceAdvance& value) {
    const auto& [source, cursor, from, frontier, from_time, frontier_time, height] = value;
    Fields(source, cursor, from, frontier, from_time, frontier_time, height);
  }
};

template <class T>
std::string TextOf(const T& value) {
  Text text;
  text.Add(value);
  return std::move(text.out);
}

}  // namespace

std::string Describe(const domain::Payment& payment) { return TextOf(payment); }
std::string Describe(const domain::TermsInput& terms) { return TextOf(terms); }
std::string Describe(const domain::Candidate& candidate) { return TextOf(candidate); }
std::string Describe(const domain::Discrepancy& discrepancy) { return TextOf(discrepancy); }
std::string Describe(const domain::Event& event) { return TextOf(event); }
std::string Describe(const Identity& identity) { return TextOf(identity); }
std::string Describe(const SignatureLink& link) { return TextOf(link); }
std::string Describe(const IdempotencyRecord& record) { return TextOf(record); }
std::string Describe(const FetchHint& hint) { return TextOf(hint); }
std::string Describe(const UnverifiableRecord& record) { return TextOf(record); }
std::string Describe(const BadElement& element) { return TextOf(element); }
std::string Describe(const domain::SourceAdvance& advance) { return TextOf(advance); }

}  // namespace hilt::storage
