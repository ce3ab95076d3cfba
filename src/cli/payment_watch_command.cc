#include <optional>
#include <utility>

#include "CLI/CLI.hpp"
#include "cli/engine_command.h"
#include "cli/follow.h"
#include "cli/payment_commands.h"
#include "cli/payment_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::Payment;
using settlement::v1::WatchPaymentRequest;

constexpr char kDescription[] = "Follow a payment until it is CONFIRMED or FAILED.";

constexpr char kFooter[] = R"(
Shows the payment as it stands and then each change. A lost connection is made again for as long as
--timeout says. What happens to a CONFIRMED payment later is for hiltctl events.

With JSON each state is one line.

Exit codes:
  0    CONFIRMED
  1    FAILED, or CONFIRMED and reverted
{}  130  ended by Ctrl-C; the payment goes on without us

Examples:
  hiltctl payment watch 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef
  hiltctl payment watch "$id" --json | jq -r .status
)";

bool IsTerminal(const Payment& payment) {
  return payment.status() == settlement::v1::PAYMENT_STATUS_CONFIRMED ||
         payment.status() == settlement::v1::PAYMENT_STATUS_FAILED;
}

class PaymentWatchCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  std::optional<grpc::Status> Follow(Client& client, Io& io);
  void Show(const Payment& payment, Io& io);

  std::string payment_id_;
  Payment last_;  // version 0: nothing was sent yet
};

CLI::App* PaymentWatchCommand::DeclareOwn(CLI::App& app) {
  CLI::App* watch = app.add_subcommand("watch", kDescription);
  watch->footer(fmt::format(kFooter, kEngineExitCodes));
  watch->add_option("PAYMENT", payment_id_, "Its id")->type_name("UUID")->required();
  return watch;
}

void PaymentWatchCommand::Show(const Payment& payment, Io& io) {
  if (wants_json(io)) {
    PrintJsonLine(payment, io);
  } else {
    io.out << PaymentChangeLine(payment, io.style) << std::flush;
  }
}

std::optional<grpc::Status> PaymentWatchCommand::Follow(Client& client, Io& io) {
  WatchPaymentRequest request;
  request.set_payment_id(payment_id_);
  InterruptGuard interrupt;
  return FollowStream<Payment>(
      [&](InterruptGuard& signal) { return client.Connect(signal); },
      [&](grpc::ClientContext* context, grpc::CompletionQueue* queue) {
        return client.settlement().PrepareAsyncWatchPayment(context, request, queue);
      },
      [&](const Payment& payment) {
        // A stream that was opened again begins with what we may know already.
        if (payment.version() > last_.version()) {
          Show(payment, io);
          last_ = payment;
        }
        return IsTerminal(payment) || !io.out ? Onward::kLeave : Onward::kRead;
      },
      [&] { io.err << "hiltctl payment watch: connection lost, trying again\n"; }, client.timeout(),
      interrupt);
}

ExitCode PaymentWatchCommand::Ask(Client& client, Io& io) {
  if (const absl::Status id = CheckPaymentId(payment_id_); !id.ok()) return BadInput(id, io);
  const std::optional<grpc::Status> status = Follow(client, io);
  if (!status) return ExitCode::kInterrupted;
  if (!status->ok()) return Refused(*status, client, io);
  if (!IsTerminal(last_)) {
    io.err << "hiltctl payment watch: the engine ended the stream before the payment's end\n";
    return ExitCode::kUndecided;
  }
  if (!wants_json(io)) io.out << "\n" << PaymentText(last_, Now(io), io.style);
  const bool paid = last_.status() == settlement::v1::PAYMENT_STATUS_CONFIRMED && !last_.reverted();
  return paid ? ExitCode::kOk : ExitCode::kNo;
}

}  // namespace

std::unique_ptr<Command> MakePaymentWatchCommand() {
  return std::make_unique<PaymentWatchCommand>();
}

}  // namespace hilt::cli
