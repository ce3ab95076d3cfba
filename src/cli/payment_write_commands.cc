#include <string>

#include "CLI/CLI.hpp"
#include "cli/engine_command.h"
#include "cli/payment_commands.h"
#include "cli/payment_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::CancelSessionRequest;
using settlement::v1::Payment;
using settlement::v1::RecordBroadcastRequest;
using settlement::v1::SettlementService;

constexpr char kBroadcastDescription[] =
    "Tell the engine that the buyer's wallet says it sent a transaction.";

constexpr char kBroadcastFooter[] = R"(
A claim and no evidence: the engine looks for the transaction and judges it like any other. A wrong
one does no harm. May be repeated.

Exit codes:
  0  recorded (or the payment is CONFIRMED already)
{}
Example:
  hiltctl payment broadcast 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef SIGNATURE --wallet-source phantom
)";

constexpr char kCancelDescription[] = "End a payment that nobody has begun to pay.";

constexpr char kCancelFooter[] = R"(
Only a payment that is PENDING_SIGNATURE. Should the buyer pay it all the same, a discrepancy
`paid_after_failure` is opened. May be repeated.

Exit codes:
  0  it is cancelled
{}
Example:
  hiltctl payment cancel 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef
)";

// A command about one payment that answers with the payment.
class PaymentWriteCommand : public EngineCommand {
 protected:
  void DeclarePayment(CLI::App& command) {
    command.add_option("PAYMENT", payment_id_, "Its id")->type_name("UUID")->required();
  }

  ExitCode Ask(Client& client, Io& io) final {
    if (const absl::Status id = CheckPaymentId(payment_id_); !id.ok()) return BadInput(id, io);
    Payment payment;
    const grpc::Status status = Send(client, payment);
    if (!status.ok()) return Refused(status, client, io);
    if (wants_json(io)) {
      PrintJson(payment, io);
    } else {
      io.out << PaymentText(payment, Now(io), io.style);
    }
    return ExitCode::kOk;
  }

  virtual grpc::Status Send(const Client& client, Payment& payment) = 0;

  const std::string& payment_id() const { return payment_id_; }

 private:
  std::string payment_id_;
};

class PaymentBroadcastCommand : public PaymentWriteCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override {
    CLI::App* broadcast = app.add_subcommand("broadcast", kBroadcastDescription);
    broadcast->footer(fmt::format(kBroadcastFooter, kEngineExitCodes));
    DeclarePayment(*broadcast);
    broadcast->add_option("SIGNATURE", signature_, "The transaction's")
        ->type_name("BASE58")
        ->required();
    broadcast->add_option("--payer", payer_, "Who says to have paid; a hint")->type_name("BASE58");
    broadcast->add_option("--wallet-source", wallet_source_, "With what it was signed: phantom");
    return broadcast;
  }

  grpc::Status Send(const Client& client, Payment& payment) override {
    RecordBroadcastRequest request;
    request.set_payment_id(payment_id());
    request.set_tx_signature(signature_);
    request.set_payer_wallet(payer_);
    request.set_wallet_source(wallet_source_);
    return client.Call(client.settlement(), &SettlementService::Stub::RecordBroadcast, request,
                       payment);
  }

 private:
  std::string signature_;
  std::string payer_;
  std::string wallet_source_;
};

class PaymentCancelCommand : public PaymentWriteCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override {
    CLI::App* cancel = app.add_subcommand("cancel", kCancelDescription);
    cancel->footer(fmt::format(kCancelFooter, kEngineExitCodes));
    DeclarePayment(*cancel);
    return cancel;
  }

  grpc::Status Send(const Client& client, Payment& payment) override {
    CancelSessionRequest request;
    request.set_payment_id(payment_id());
    return client.Call(client.settlement(), &SettlementService::Stub::CancelSession, request,
                       payment);
  }
};

}  // namespace

std::unique_ptr<Command> MakePaymentBroadcastCommand() {
  return std::make_unique<PaymentBroadcastCommand>();
}

std::unique_ptr<Command> MakePaymentCancelCommand() {
  return std::make_unique<PaymentCancelCommand>();
}

}  // namespace hilt::cli
