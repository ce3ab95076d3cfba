#include <utility>

#include "CLI/CLI.hpp"
#include "base/random.h"
#include "cli/engine_command.h"
#include "cli/option_values.h"
#include "cli/payment_commands.h"
#include "cli/payment_create_request.h"
#include "cli/payment_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::CreateSessionRequest;
using settlement::v1::Payment;
using settlement::v1::SettlementService;

constexpr char kDescription[] = "Create a payment: its terms, its nonce, its memo.";

constexpr char kFooter[] = R"(
The amount is what the buyer pays in all, the fee included. --amount and --fee take decimals, read
exactly, where the asset's decimals are known here (USDC and SOL); for any other mint give minor
units. A symbol means the mint of mainnet with --livemode and that of devnet without.

Where neither --idempotency-key nor --payment-id is given, a key is made and shown. If no answer
comes, make the same call again with that key: it never creates a second payment.

Exit codes:
  0  the payment exists
{}
Examples:
  hiltctl payment create --amount 12.50 --asset USDC --merchant-wallet WALLET \
    --fee-bps 90 --fee-wallet WALLET --livemode
  hiltctl payment create --amount 0.25 --asset SOL --merchant-wallet WALLET --expires-in 30m
  hiltctl payment create --amount-minor-units 1000 --mint MINT --merchant-wallet WALLET --json |
    jq -r .memo
)";

class PaymentCreateCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  void DeclareMoney(CLI::App& create);
  void DeclareParties(CLI::App& create);
  void DeclareNames(CLI::App& create);

  CreateOptions options_;
};

CLI::App* PaymentCreateCommand::DeclareOwn(CLI::App& app) {
  CLI::App* create = app.add_subcommand("create", kDescription);
  create->footer(fmt::format(kFooter, kEngineExitCodes));
  DeclareMoney(*create);
  DeclareParties(*create);
  create->add_flag("--livemode", options_.livemode, "Real money: on mainnet, and only there");
  create->add_option("--expires-in", options_.expires_in, "1m to 24h; default 15m")
      ->type_name("TIME");
  create
      ->add_option("--commitment", options_.commitment,
                   "What confirms it: finalized (the engine's default) or confirmed")
      ->check(OneOf({"confirmed", "finalized"}));
  DeclareNames(*create);
  return create;
}

void PaymentCreateCommand::DeclareMoney(CLI::App& create) {
  create.add_option("--amount", options_.amount, "What the buyer pays in all: 12.50")
      ->type_name("DECIMAL");
  create
      .add_option("--amount-minor-units", options_.amount_minor_units,
                  "The same in minor units: 12500000")
      ->type_name("UNITS");
  create.add_option("--asset", options_.asset, "USDC or SOL")->type_name("SYMBOL");
  create.add_option("--mint", options_.mint, "Any asset that the engine is configured for")
      ->type_name("BASE58");
  create.add_option("--fee", options_.fee, "Hilt's part of the amount; default none")
      ->type_name("DECIMAL");
  create.add_option("--fee-minor-units", options_.fee_minor_units, "The same in minor units")
      ->type_name("UNITS");
  create
      .add_option("--fee-bps", options_.fee_bps,
                  "The same in basis points of the amount, rounded down")
      ->type_name("0..9999");
}

void PaymentCreateCommand::DeclareParties(CLI::App& create) {
  create.add_option("--merchant-wallet", options_.merchant_wallet, "Who is paid")
      ->type_name("BASE58")
      ->required();
  create.add_option("--fee-wallet", options_.fee_wallet, "Who gets the fee; needed with one")
      ->type_name("BASE58");
  create.add_option("--payer-wallet", options_.payer_wallet, "Who is expected to pay")
      ->type_name("BASE58");
  create.add_flag("--require-payer", options_.require_payer, "Nobody else may");
}

void PaymentCreateCommand::DeclareNames(CLI::App& create) {
  const auto name = [&](const char* flag, std::string& value, const char* help) {
    create.add_option(flag, value, help)->group("Names");
  };
  name("--idempotency-key", options_.idempotency_key,
       "Makes a repeated call safe; default a new one");
  name("--payment-id", options_.payment_id, "A UUID of your own; default the engine's");
  name("--nonce", options_.nonce, "A nonce of your own; default the engine's, which is safer");
  name("--merchant-id", options_.merchant_id, "For payment list");
  name("--product-id", options_.product_id, "For payment list");
  name("--slug", options_.slug, "Kept for you");
  create.add_option("--metadata", options_.metadata, "Kept for you; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group("Names");
}

ExitCode PaymentCreateCommand::Ask(Client& client, Io& io) {
  base::SecureRandom random;
  const absl::StatusOr<CreateSessionRequest> request = CreateRequest(options_, random);
  if (!request.ok()) return BadInput(request.status(), io);
  Payment payment;
  const grpc::Status status =
      client.Call(client.settlement(), &SettlementService::Stub::CreateSession, *request, payment);
  if (!status.ok()) {
    const ExitCode code = Refused(status, client, io);
    if (code == ExitCode::kUnavailable && options_.idempotency_key.empty() &&
        options_.payment_id.empty()) {
      io.err << "To make it again and not twice: --idempotency-key " << request->idempotency_key()
             << "\n";
    }
    return code;
  }
  if (wants_json(io)) {
    PrintJson(payment, io);
  } else {
    io.out << PaymentText(payment, Now(io), io.style) << "\n"
           << PaymentInstructions(payment, io.style);
  }
  return ExitCode::kOk;
}

}  // namespace

std::unique_ptr<Command> MakePaymentCreateCommand() {
  return std::make_unique<PaymentCreateCommand>();
}

}  // namespace hilt::cli
