#include "cli/payment_create_request.h"

#include <array>
#include <optional>

#include "base/hex.h"
#include "base/status.h"
#include "cli/option_values.h"
#include "cli/terminal.h"
#include "cli/words.h"
#include "domain/asset.h"
#include "fmt/format.h"
#include "solana/keys.h"

namespace hilt::cli {
namespace {

using domain::Asset;
using domain::AssetRegistry;
using settlement::v1::CreateSessionRequest;

constexpr size_t kShownChars = 128;

absl::Status Wrong(std::string_view flag, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", flag, what));
}

struct AssetChoice {
  std::string mint;                 // empty: native SOL
  std::optional<uint8_t> decimals;  // none: not known, so that decimal amounts cannot be read
};

absl::StatusOr<AssetChoice> ChooseAsset(const CreateOptions& options) {
  if (options.asset.empty() == options.mint.empty()) {
    return absl::InvalidArgumentError("--asset, --mint: give one of them");
  }
  // A symbol means another mint on each cluster, and --livemode says which; a mint means itself.
  for (const domain::Cluster cluster : {domain::Cluster::kMainnet, domain::Cluster::kDevnet}) {
    const bool of_cluster = options.livemode == (cluster == domain::Cluster::kMainnet);
    const AssetRegistry registry = AssetRegistry::Default(cluster);
    for (const Asset& asset : registry.assets()) {
      const std::string mint = asset.mint ? solana::ToString(*asset.mint) : "";
      const bool by_symbol = of_cluster && asset.symbol == options.asset;
      const bool by_mint = !options.mint.empty() && options.mint == mint;
      if (by_symbol || by_mint) return AssetChoice{mint, asset.decimals};
    }
  }
  if (!options.mint.empty()) return AssetChoice{options.mint, std::nullopt};
  return Wrong("--asset", "must be USDC or SOL; name any other asset by its --mint");
}

// A decimal amount, for which the asset must be known, or minor units.
absl::StatusOr<uint64_t> Amount(const AssetChoice& asset, std::string_view decimal_flag,
                                const std::string& decimal, std::string_view units_flag,
                                const std::string& units) {
  if (!decimal.empty() && !units.empty()) {
    return Wrong(decimal_flag, fmt::format("and {}: give one of them", units_flag));
  }
  if (!units.empty()) {
    const auto number = ToWholeNumber(units);
    return number.ok() ? number : base::Annotate(number.status(), units_flag);
  }
  if (!asset.decimals) {
    return Wrong(decimal_flag,
                 fmt::format("the decimals of this mint are not known here: give {}", units_flag));
  }
  const auto amount = ToAmount(decimal, *asset.decimals);
  if (!amount.ok()) return base::Annotate(amount.status(), decimal_flag);
  return amount->value();
}

absl::Status SetFee(const CreateOptions& options, const AssetChoice& asset,
                    CreateSessionRequest& request) {
  const bool by_amount = !options.fee.empty() || !options.fee_minor_units.empty();
  if (!options.fee_bps.empty()) {
    if (by_amount) return Wrong("--fee-bps", "and a fee by amount: give one of them");
    constexpr uint64_t kMaxBps = 9999;
    const auto bps = ToWholeNumber(options.fee_bps);
    if (!bps.ok() || *bps > kMaxBps) return Wrong("--fee-bps", "must be 0 to 9999");
    request.set_fee_bps(static_cast<uint32_t>(*bps));
  } else if (by_amount) {
    HILT_ASSIGN_OR_RETURN(const uint64_t fee, Amount(asset, "--fee", options.fee,
                                                     "--fee-minor-units", options.fee_minor_units));
    request.set_fee_minor_units(fee);
  } else if (!options.fee_wallet.empty()) {
    return Wrong("--fee-wallet", "needs --fee, --fee-minor-units or --fee-bps");
  }
  return absl::OkStatus();
}

absl::Status SetTimes(const CreateOptions& options, CreateSessionRequest& request) {
  if (!options.expires_in.empty()) {
    const auto life = ToDuration(options.expires_in, absl::Minutes(1), absl::Hours(24));
    if (!life.ok()) return base::Annotate(life.status(), "--expires-in");
    if (*life % absl::Seconds(1) != absl::ZeroDuration()) {
      return Wrong("--expires-in", "must be whole seconds");
    }
    request.mutable_expires_in()->set_seconds(absl::ToInt64Seconds(*life));
  }
  if (!options.commitment.empty()) {
    const auto commitment = ParseWord<settlement::v1::Commitment>(options.commitment);
    if (!commitment) return Wrong("--commitment", "must be confirmed or finalized");
    request.set_required_commitment(*commitment);
  }
  return absl::OkStatus();
}

absl::Status SetMetadata(const CreateOptions& options, CreateSessionRequest& request) {
  for (const std::string& entry : options.metadata) {
    const size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Wrong("--metadata", "must be KEY=VALUE");
    }
    const std::string key = entry.substr(0, equals);
    if (!request.mutable_metadata()->insert({key, entry.substr(equals + 1)}).second) {
      return Wrong("--metadata", fmt::format("{} is given twice", Printable(key, kShownChars)));
    }
  }
  return absl::OkStatus();
}

void SetNames(const CreateOptions& options, CreateSessionRequest& request) {
  request.set_merchant_wallet(options.merchant_wallet);
  request.set_fee_wallet(options.fee_wallet);
  request.set_payer_wallet(options.payer_wallet);
  request.set_payment_id(options.payment_id);
  request.set_nonce(options.nonce);
  request.set_merchant_id(options.merchant_id);
  request.set_product_id(options.product_id);
  request.set_slug(options.slug);
  request.set_idempotency_key(options.idempotency_key);
}

std::string FreshKey(base::Random& random) {
  std::array<uint8_t, 16> bytes{};
  random.Fill(bytes);
  return "hiltctl-" + base::HexEncode(bytes);
}

}  // namespace

absl::StatusOr<CreateSessionRequest> CreateRequest(const CreateOptions& options,
                                                   base::Random& random) {
  CreateSessionRequest request;
  HILT_ASSIGN_OR_RETURN(const AssetChoice asset, ChooseAsset(options));
  request.set_token_mint(asset.mint);
  if (options.amount.empty() && options.amount_minor_units.empty()) {
    return absl::InvalidArgumentError("--amount, --amount-minor-units: give one of them");
  }
  HILT_ASSIGN_OR_RETURN(const uint64_t amount,
                        Amount(asset, "--amount", options.amount, "--amount-minor-units",
                               options.amount_minor_units));
  request.set_amount_minor_units(amount);
  HILT_RETURN_IF_ERROR(SetFee(options, asset, request));
  HILT_RETURN_IF_ERROR(SetTimes(options, request));
  SetNames(options, request);
  HILT_RETURN_IF_ERROR(SetMetadata(options, request));
  request.set_require_payer(options.require_payer);
  request.set_livemode(options.livemode);
  if (options.idempotency_key.empty() && options.payment_id.empty()) {
    request.set_idempotency_key(FreshKey(random));
  }
  return request;
}

}  // namespace hilt::cli
