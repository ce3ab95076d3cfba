#include "cli/payment_commands.h"

#include <utility>
#include <vector>

#include "base/status.h"
#include "cli/command_group.h"
#include "domain/ids.h"
#include "solana/keys.h"

namespace hilt::cli {
namespace {

constexpr char kDescription[] = "Create payments, see how they stand, and advance or end them.";

constexpr char kFooter[] = R"(
Each has its own --help with examples. A payment's life on the command line:
  hiltctl payment create --amount 12.50 --asset USDC --merchant-wallet WALLET
  hiltctl payment watch PAYMENT
)";

constexpr std::string_view kMemoStart = "HILT:";

}  // namespace

std::unique_ptr<Command> MakePaymentCommands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(MakePaymentCreateCommand());
  commands.push_back(MakePaymentGetCommand());
  commands.push_back(MakePaymentWatchCommand());
  commands.push_back(MakePaymentListCommand());
  commands.push_back(MakePaymentBroadcastCommand());
  commands.push_back(MakePaymentConfirmCommand());
  commands.push_back(MakePaymentCancelCommand());
  return std::make_unique<CommandGroup>("payment", kDescription, kFooter, std::move(commands));
}

absl::StatusOr<settlement::v1::GetPaymentRequest> PaymentKey(const std::string& text) {
  settlement::v1::GetPaymentRequest request;
  const std::string nonce = text.starts_with(kMemoStart) ? text.substr(kMemoStart.size()) : text;
  if (domain::ParsePaymentId(text).ok()) {
    request.set_payment_id(text);
  } else if (domain::ParseNonce(nonce).ok()) {
    request.set_nonce(nonce);
  } else if (solana::ParseSignature(text).ok()) {
    request.set_tx_signature(text);
  } else {
    return absl::InvalidArgumentError(
        "PAYMENT: neither an id (UUID), a nonce (32 lower-case hex digits), a memo (HILT:nonce) "
        "nor a transaction's signature (base58)");
  }
  return request;
}

absl::Status CheckPaymentId(const std::string& text) {
  return base::Annotate(domain::ParsePaymentId(text).status(), "PAYMENT");
}

}  // namespace hilt::cli
