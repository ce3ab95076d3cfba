#include "cli/terms_json.h"

#include <algorithm>
#include <array>
#include <regex>

#include "base/unix_time.h"
#include "cli/amount_text.h"
#include "cli/terminal.h"
#include "domain/asset.h"
#include "fmt/format.h"
#include "solana/programs.h"

namespace hilt::cli {

const char kTermsHelp[] = R"(Terms, one JSON object (amounts: decimal strings of minor units):
  nonce                        32 lower-case hex digits: the memo is HILT:<nonce>
  merchant_wallet              base58
  amount_minor_units           total due, merchant and fee
  fee_minor_units, fee_wallet  Hilt's part of the total; default 0, none
  token_mint                   base58; null, absent or "SOL": native SOL
  expires_at                   RFC 3339 or Unix seconds (or expires_at_unix)
  created_at                   likewise; default 15 minutes before expires_at
  payer_wallet, require_payer  base58, true or false; default none, false
  token_program                "token", "token-2022" or base58; default: known for USDC, else
                               from the transaction
  asset_decimals, asset_symbol how amounts are shown; known for USDC and SOL
  merchant_amount_minor_units  checked against amount - fee where given
  payment_id                   UUID, shown only
  required_commitment          confirmed or finalized, shown only)";

namespace {

using domain::TokenAmount;

constexpr std::array kMembers = {
    "nonce",         "merchant_wallet",    "amount_minor_units", "fee_minor_units",
    "fee_wallet",    "token_mint",         "expires_at",         "expires_at_unix",
    "created_at",    "created_at_unix",    "payer_wallet",       "require_payer",
    "token_program", "asset_decimals",     "asset_symbol",       "merchant_amount_minor_units",
    "payment_id",    "required_commitment"};

constexpr absl::Duration kDefaultLife = absl::Minutes(15);
constexpr uint64_t kMaxDecimals = 18;
constexpr size_t kMaxSymbolChars = 16;
constexpr size_t kMaxTimeChars = 35;  // 2026-09-21T14:29:01.123456789+02:00

absl::StatusOr<solana::Pubkey> ToKey(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ToText(value));
  return solana::ParsePubkey(text);
}

// An asset's mint; "SOL" is the word for none.
absl::StatusOr<std::optional<solana::Pubkey>> ToMint(const Json& value) {
  if (value.is_string() && value.get_ref<const std::string&>() == "SOL") return std::nullopt;
  HILT_ASSIGN_OR_RETURN(const solana::Pubkey mint, ToKey(value));
  return mint;
}

absl::StatusOr<solana::Pubkey> ToTokenProgram(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ToText(value));
  if (text == "token") return solana::kTokenProgram;
  if (text == "token-2022") return solana::kToken2022Program;
  const absl::StatusOr<solana::Pubkey> program = solana::ParsePubkey(text);
  if (program.ok() && solana::IsTokenProgram(*program)) return *program;
  return absl::InvalidArgumentError("must be token, token-2022 or the address of one of them");
}

absl::StatusOr<TokenAmount> ToAmount(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const uint64_t units, ToU64(value));
  return TokenAmount(units);
}

absl::StatusOr<absl::Time> ToUnixTime(const Json& value) {
  const absl::StatusOr<uint64_t> seconds = ToU64(value);
  if (!seconds.ok() || *seconds > base::kMaxUnixSeconds) {
    return absl::InvalidArgumentError("must be whole seconds since 1970, before the year 10000");
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(*seconds));
}

// RFC 3339 as its grammar has it; absl reads more: missing digits, spaces, words.
bool IsRfc3339(const std::string& text) {
  static const std::regex kGrammar(
      R"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d))",
      std::regex::ECMAScript);
  return text.size() <= kMaxTimeChars && std::regex_match(text, kGrammar);
}

absl::StatusOr<domain::Nonce> ToNonce(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ToText(value));
  return domain::ParseNonce(text);
}

absl::StatusOr<domain::PaymentId> ToPaymentId(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ToText(value));
  return domain::ParsePaymentId(text);
}

absl::StatusOr<uint8_t> ToDecimals(const Json& value) {
  const absl::StatusOr<uint64_t> decimals = ToU64(value);
  if (decimals.ok() && *decimals <= kMaxDecimals) return static_cast<uint8_t>(*decimals);
  return absl::InvalidArgumentError(fmt::format("must be 0 to {}", kMaxDecimals));
}

absl::StatusOr<std::string> ToSymbol(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string symbol, ToText(value));
  const bool plain =
      std::all_of(symbol.begin(), symbol.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (plain && !symbol.empty() && symbol.size() <= kMaxSymbolChars) return symbol;
  return absl::InvalidArgumentError(
      fmt::format("must be 1 to {} printable ASCII characters", kMaxSymbolChars));
}

absl::StatusOr<domain::Commitment> ToCommitment(const Json& value) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ToText(value));
  if (const auto commitment = domain::ParseCommitment(text)) return *commitment;
  return absl::InvalidArgumentError("must be processed, confirmed or finalized");
}

// An asset that a default configuration knows.
std::optional<domain::Asset> KnownAsset(const std::optional<solana::Pubkey>& mint) {
  for (const domain::Cluster cluster : {domain::Cluster::kMainnet, domain::Cluster::kDevnet}) {
    const domain::AssetRegistry registry = domain::AssetRegistry::Default(cluster);
    if (const domain::Asset* asset = registry.Find(mint)) return *asset;
  }
  return std::nullopt;
}

absl::Status ReadAsset(const ObjectReader& reader, SessionTerms& session) {
  HILT_ASSIGN_OR_RETURN(const auto mint, reader.Optional("token_mint", ToMint));
  HILT_ASSIGN_OR_RETURN(const auto decimals, reader.Optional("asset_decimals", ToDecimals));
  HILT_ASSIGN_OR_RETURN(const auto symbol, reader.Optional("asset_symbol", ToSymbol));
  HILT_ASSIGN_OR_RETURN(const auto program, reader.Optional("token_program", ToTokenProgram));

  domain::Asset& asset = session.input.asset;
  asset.mint = mint.value_or(std::nullopt);
  if (program && asset.is_native()) {
    return reader.Error("token_program", "needs a token_mint: native SOL has none");
  }
  const std::optional<domain::Asset> known = KnownAsset(asset.mint);
  asset.decimals = decimals.value_or(known ? known->decimals : 0);
  asset.symbol =
      symbol.value_or(known ? known->symbol : ShortKey(asset.mint.value_or(solana::Pubkey())));
  asset.token_program = program.value_or(solana::Pubkey());
  session.token_program_given = program.has_value();
  if (known) session.known_token_program = known->token_program;
  return absl::OkStatus();
}

absl::Status ReadAmounts(const ObjectReader& reader, domain::TermsInput& input) {
  HILT_ASSIGN_OR_RETURN(input.amount, reader.Required("amount_minor_units", ToAmount));
  HILT_ASSIGN_OR_RETURN(const auto fee, reader.Optional("fee_minor_units", ToAmount));
  input.fee = fee.value_or(TokenAmount());
  HILT_ASSIGN_OR_RETURN(const auto merchant,
                        reader.Optional("merchant_amount_minor_units", ToAmount));
  if (merchant && input.fee <= input.amount &&
      merchant->value() != input.amount.value() - input.fee.value()) {
    return reader.Error("merchant_amount_minor_units", "is not the amount less the fee");
  }
  return absl::OkStatus();
}

absl::Status ReadParties(const ObjectReader& reader, SessionTerms& session) {
  domain::TermsInput& input = session.input;
  HILT_ASSIGN_OR_RETURN(input.merchant_wallet, reader.Required("merchant_wallet", ToKey));
  HILT_ASSIGN_OR_RETURN(input.fee_wallet, reader.Optional("fee_wallet", ToKey));
  HILT_ASSIGN_OR_RETURN(input.payer_wallet, reader.Optional("payer_wallet", ToKey));
  HILT_ASSIGN_OR_RETURN(const auto require_payer, reader.Optional("require_payer", ToBool));
  input.require_payer = require_payer.value_or(false);
  if (input.fee.value() == 0) std::swap(session.idle_fee_wallet, input.fee_wallet);
  return absl::OkStatus();
}

// A time under `key`, under "<key>_unix", or under both alike.
absl::StatusOr<std::optional<absl::Time>> ReadTime(const ObjectReader& reader,
                                                   const std::string& key) {
  HILT_ASSIGN_OR_RETURN(const auto time, reader.Optional(key, ToTime));
  HILT_ASSIGN_OR_RETURN(const auto unix_time, reader.Optional(key + "_unix", ToUnixTime));
  if (time && unix_time && *time != *unix_time) {
    return reader.Error(key + "_unix", fmt::format("is another time than {}", key));
  }
  return time ? time : unix_time;
}

absl::Status ReadTimes(const ObjectReader& reader, domain::TermsInput& input) {
  HILT_ASSIGN_OR_RETURN(const auto expires_at, ReadTime(reader, "expires_at"));
  if (!expires_at) return reader.Error("expires_at", "is missing");
  HILT_ASSIGN_OR_RETURN(const auto created_at, ReadTime(reader, "created_at"));
  input.expires_at = *expires_at;
  input.created_at = created_at.value_or(*expires_at - kDefaultLife);
  return absl::OkStatus();
}

absl::Status RefuseUnknown(const Json& session, const ObjectReader& reader) {
  for (const auto& member : session.items()) {
    if (std::find(kMembers.begin(), kMembers.end(), member.key()) == kMembers.end()) {
      return reader.Error(Printable(member.key(), 40), "is not a member of the terms");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<absl::Time> ToTime(const Json& value) {
  if (absl::StatusOr<absl::Time> unix_time = ToUnixTime(value); unix_time.ok()) {
    return unix_time;
  }
  absl::Time time;
  std::string ignored;
  if (value.is_string() && IsRfc3339(value.get_ref<const std::string&>()) &&
      absl::ParseTime(absl::RFC3339_full, value.get_ref<const std::string&>(), &time, &ignored) &&
      time >= absl::UnixEpoch() && time <= absl::FromUnixSeconds(base::kMaxUnixSeconds)) {
    return time;
  }
  return absl::InvalidArgumentError("must be an RFC 3339 time or Unix seconds");
}

absl::StatusOr<SessionTerms> ReadSession(const Json& session, UnknownMembers unknown,
                                         const ObjectReader::NameOf& name_of) {
  if (!session.is_object()) return absl::InvalidArgumentError("the terms must be a JSON object");
  const ObjectReader reader(session, name_of);
  if (unknown == UnknownMembers::kRefuse) {
    HILT_RETURN_IF_ERROR(RefuseUnknown(session, reader));
  }
  SessionTerms result;
  result.name_of = name_of;
  HILT_ASSIGN_OR_RETURN(result.input.nonce, reader.Required("nonce", ToNonce));
  HILT_ASSIGN_OR_RETURN(const auto payment_id, reader.Optional("payment_id", ToPaymentId));
  result.input.payment_id = payment_id.value_or(domain::PaymentId());
  HILT_RETURN_IF_ERROR(ReadAmounts(reader, result.input));
  HILT_RETURN_IF_ERROR(ReadParties(reader, result));
  HILT_RETURN_IF_ERROR(ReadAsset(reader, result));
  HILT_RETURN_IF_ERROR(ReadTimes(reader, result.input));
  HILT_ASSIGN_OR_RETURN(const auto commitment,
                        reader.Optional("required_commitment", ToCommitment));
  result.input.required_commitment = commitment.value_or(domain::Commitment::kFinalized);
  return result;
}

}  // namespace hilt::cli
