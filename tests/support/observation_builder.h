#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/int128.h"
#include "domain/memo.h"
#include "domain/observation.h"
#include "domain/terms.h"
#include "solana/programs.h"

// Terms and observations for tests, made so that a test says only what it is about.
//
//   const domain::Terms terms = MakeTermsOrDie(UsdcInput());
//   const domain::Observation seen =
//       ObservationBuilder(terms).Memo(terms.nonce).Pay(0, 9'900).Pay(1, 100).Build();
//
// Keys are labels: Key("merchant") is the same key everywhere and reads as itself in a debugger.
namespace hilt::test_support {

inline solana::Pubkey Key(std::string_view label) {
  HILT_CHECK(label.size() <= solana::Pubkey::kSize);
  solana::Pubkey key;
  std::copy(label.begin(), label.end(), key.bytes.begin());
  return key;
}

inline domain::Nonce NonceOf(uint8_t byte) {
  domain::Nonce nonce;
  nonce.bytes.fill(byte);
  return nonce;
}

inline const solana::Pubkey kBuyer = Key("buyer");
inline const solana::Pubkey kBuyerTokens = Key("buyer tokens");
inline constexpr uint64_t kNetworkFee = 5'000;  // lamports, paid by the buyer

inline domain::Asset UsdcAsset() {
  domain::Asset asset;
  asset.symbol = "USDC";
  asset.mint = Key("usdc mint");
  asset.token_program = solana::kTokenProgram;
  asset.decimals = 6;
  return asset;
}

inline domain::Asset SolAsset() {
  domain::Asset asset;
  asset.symbol = "SOL";
  asset.decimals = 9;
  return asset;
}

// 9,900 to the merchant and 100 to the fee wallet, within 900 s; no payer is named.
inline domain::TermsInput UsdcInput() {
  domain::TermsInput input;
  input.nonce = NonceOf(0x11);
  input.asset = UsdcAsset();
  input.merchant_wallet = Key("merchant");
  input.fee_wallet = Key("fee wallet");
  input.amount = domain::TokenAmount(10'000);
  input.fee = domain::TokenAmount(100);
  input.created_at = absl::FromUnixSeconds(1'790'000'000);
  input.expires_at = input.created_at + absl::Seconds(900);
  return input;
}

inline domain::TermsInput SolInput() {
  domain::TermsInput input = UsdcInput();
  input.asset = SolAsset();
  return input;
}

inline domain::Terms MakeTermsOrDie(domain::TermsInput input) {
  absl::StatusOr<domain::Terms> terms = domain::MakeTerms(std::move(input));
  HILT_CHECK(terms.ok());
  return *std::move(terms);
}

// A transfer as an instruction orders it. It moves nothing: balances are told separately.
struct Order {
  solana::Pubkey source{};
  solana::Pubkey destination{};
  uint64_t amount = 0;
  solana::Pubkey authority = kBuyer;
  std::optional<solana::TransferKind> kind{};  // none: checked, or System for SOL
  uint64_t fee = 0;
  std::optional<solana::Pubkey> mint{};     // none: the asset's, where the kind names one
  std::optional<solana::Pubkey> program{};  // none: the asset's token program, or System
  std::optional<solana::Pubkey> via{};      // outer program of a CPI; none: top level
  std::optional<uint32_t> batch_index{};
};

// A holding in a token account over the transaction.
struct Holding {
  solana::Pubkey account{};
  solana::Pubkey owner{};
  base::Int128 delta = 0;
  std::optional<solana::Pubkey> mint{};  // none: the asset's
  bool held_at_end = true;
};

// Starts as a complete chain-grade record of a transaction that succeeded in time, signed and paid
// for by the buyer, with no memo and no movement but the network fee.
class ObservationBuilder {
 public:
  explicit ObservationBuilder(const domain::Terms& terms) : terms_(terms) {
    seen_.slot = domain::Slot(447'600'400);
    seen_.block_time = terms.created_at + absl::Seconds(60);
    seen_.commitment = domain::Commitment::kFinalized;
    seen_.grade = domain::EvidenceGrade::kChain;
    seen_.version = domain::MessageVersion::kV0;
    seen_.execution = domain::Execution::kSucceeded;
    seen_.fee_payer = kBuyer;
    seen_.fee_lamports = kNetworkFee;
    seen_.signers = {kBuyer};
    seen_.inner_instructions_recorded = true;
    seen_.lamports_recorded = true;
    seen_.token_balances_recorded = true;
    Lamports(kBuyer, -base::Int128{kNetworkFee});
  }

  ObservationBuilder& Memo(const domain::Nonce& nonce) { return MemoText(domain::HiltMemo(nonce)); }

  ObservationBuilder& MemoText(std::string_view text) {
    domain::Memo& memo = seen_.memos.emplace_back();
    memo.program = solana::kMemoV3Program;
    memo.data.assign(text.begin(), text.end());
    memo.place.outer_program = memo.program;
    return *this;
  }

  ObservationBuilder& Orders(const Order& order) {
    const bool native = terms_.asset.is_native();
    domain::OrderedTransfer& ordered = seen_.transfers.emplace_back();
    solana::Transfer& transfer = ordered.transfer;
    transfer.kind = order.kind.value_or(native ? solana::TransferKind::kSystemTransfer
                                               : solana::TransferKind::kTransferChecked);
    transfer.program =
        order.program.value_or(native ? solana::kSystemProgram : terms_.asset.token_program);
    transfer.source = order.source;
    transfer.destination = order.destination;
    transfer.authority = order.authority;
    transfer.amount = order.amount;
    transfer.fee = order.fee;
    transfer.batch_index = order.batch_index;
    if (!native && transfer.kind != solana::TransferKind::kTransfer) {
      transfer.mint = order.mint ? order.mint : terms_.asset.mint;
    }
    ordered.place.top_index = static_cast<uint32_t>(seen_.transfers.size());
    ordered.place.outer_program = order.via.value_or(transfer.program);
    if (order.via) ordered.place.inner_index = 0;
    return *this;
  }

  // Adds to the entry of the same account, owner and mint, or appends one.
  ObservationBuilder& Changes(const Holding& holding) {
    const solana::Pubkey mint = holding.mint ? *holding.mint : terms_.asset.mint.value_or(Key(""));
    for (domain::TokenChange& change : seen_.token_changes) {
      if (change.account == holding.account && change.owner == holding.owner &&
          change.mint == mint) {
        change.delta += holding.delta;
        return *this;
      }
    }
    domain::TokenChange& change = seen_.token_changes.emplace_back();
    change.account = holding.account;
    change.mint = mint;
    change.owner = holding.owner;
    change.program = terms_.asset.is_native() ? solana::kTokenProgram : terms_.asset.token_program;
    change.delta = holding.delta;
    change.held_at_end = holding.held_at_end;
    return *this;
  }

  ObservationBuilder& Lamports(const solana::Pubkey& account, base::Int128 delta) {
    for (domain::LamportChange& change : seen_.lamport_changes) {
      if (change.account == account) {
        change.delta += delta;
        return *this;
      }
    }
    seen_.lamport_changes.push_back({account, delta});
    return *this;
  }

  // The balances of a payment from the buyer to the leg, without an instruction that orders it.
  ObservationBuilder& Credit(size_t leg, uint64_t amount) {
    const domain::Leg& to = terms_.legs.at(leg);
    if (terms_.asset.is_native()) {
      return Lamports(kBuyer, -base::Int128{amount}).Lamports(to.account, amount);
    }
    return Changes({.account = kBuyerTokens, .owner = kBuyer, .delta = -base::Int128{amount}})
        .Changes({.account = to.account, .owner = to.wallet, .delta = amount});
  }

  // A plain payment from the buyer to the leg: ordered at top level (or by CPI) and carried out.
  ObservationBuilder& Pay(size_t leg, uint64_t amount, std::optional<solana::Pubkey> via = {}) {
    const bool native = terms_.asset.is_native();
    return Orders({.source = native ? kBuyer : kBuyerTokens,
                   .destination = terms_.legs.at(leg).account,
                   .amount = amount,
                   .via = via})
        .Credit(leg, amount);
  }

  // The memo, and every leg exactly.
  ObservationBuilder& PayInFull() {
    Memo(terms_.nonce);
    for (size_t leg = 0; leg < terms_.legs.size(); ++leg) Pay(leg, terms_.legs[leg].due.value());
    return *this;
  }

  // For what has no word of its own here.
  domain::Observation& raw() { return seen_; }

  domain::Observation Build() const { return seen_; }

 private:
  domain::Terms terms_;
  domain::Observation seen_;
};

}  // namespace hilt::test_support
