#include <string>

#include "CLI/CLI.hpp"
#include "base/status.h"
#include "cli/engine_command.h"
#include "cli/human_text.h"
#include "cli/option_values.h"
#include "cli/payment_commands.h"
#include "cli/payment_text.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::ConfirmOutcome;
using settlement::v1::ConfirmPaymentRequest;
using settlement::v1::ConfirmPaymentResponse;
using settlement::v1::SettlementService;

constexpr char kDescription[] =
    "Have a transaction fetched and judged now, and wait for the outcome.";

constexpr char kFooter[] = R"(
Give the payment, the transaction, or both; without the payment the memo decides. What is learned is
recorded; what is not waited for is found without it.

Exit codes:
  0  CONFIRMED by this transaction
  1  REJECTED, OTHER_PAYMENT, EXPIRED, FAILED or DUPLICATE
  3  AWAITING_COMMITMENT, NOT_SEEN or UNDECIDED: ask again, or watch the payment
{}
Examples:
  hiltctl payment confirm 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef --signature SIGNATURE
  hiltctl payment confirm --signature SIGNATURE --wait 30s --json | jq -r .outcome
)";

constexpr absl::Duration kDefaultWait = absl::Seconds(10);  // session.proto
constexpr absl::Duration kMostWait = absl::Seconds(60);

ExitCode CodeOf(ConfirmOutcome outcome) {
  switch (outcome) {
    case settlement::v1::CONFIRM_OUTCOME_CONFIRMED:
      return ExitCode::kOk;
    case settlement::v1::CONFIRM_OUTCOME_REJECTED:
    case settlement::v1::CONFIRM_OUTCOME_OTHER_PAYMENT:
    case settlement::v1::CONFIRM_OUTCOME_EXPIRED:
    case settlement::v1::CONFIRM_OUTCOME_FAILED:
    case settlement::v1::CONFIRM_OUTCOME_DUPLICATE:
      return ExitCode::kNo;
    default:
      return ExitCode::kUndecided;
  }
}

std::string_view Meaning(ConfirmOutcome outcome) {
  switch (outcome) {
    case settlement::v1::CONFIRM_OUTCOME_CONFIRMED:
      return "paid by this transaction";
    case settlement::v1::CONFIRM_OUTCOME_AWAITING_COMMITMENT:
      return "it settles the payment and is not final enough yet: ask again, or watch";
    case settlement::v1::CONFIRM_OUTCOME_NOT_SEEN:
      return "no endpoint knows the transaction: it may still come";
    case settlement::v1::CONFIRM_OUTCOME_REJECTED:
      return "it does not settle the payment, which another transaction still can";
    case settlement::v1::CONFIRM_OUTCOME_OTHER_PAYMENT:
      return "its memo names another payment";
    case settlement::v1::CONFIRM_OUTCOME_EXPIRED:
      return "too late: if it paid, a discrepancy is opened";
    case settlement::v1::CONFIRM_OUTCOME_FAILED:
      return "the payment had ended: if it paid, a discrepancy is opened";
    case settlement::v1::CONFIRM_OUTCOME_DUPLICATE:
      return "another transaction had confirmed the payment: the buyer paid twice";
    case settlement::v1::CONFIRM_OUTCOME_UNDECIDED:
      return "it cannot be judged yet; the engine keeps trying";
    default:
      return "an outcome of a later contract: update hiltctl";
  }
}

class PaymentConfirmCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  absl::StatusOr<ConfirmPaymentRequest> Request() const;
  void PrintText(const ConfirmPaymentResponse& response, Io& io) const;

  std::string payment_id_;
  std::string signature_;
  std::string payer_;
  std::string wait_;
};

CLI::App* PaymentConfirmCommand::DeclareOwn(CLI::App& app) {
  CLI::App* confirm = app.add_subcommand("confirm", kDescription);
  confirm->footer(fmt::format(kFooter, kEngineExitCodes));
  confirm->add_option("PAYMENT", payment_id_, "Its id")->type_name("UUID");
  confirm->add_option("--signature", signature_, "The transaction's")->type_name("BASE58");
  confirm->add_option("--payer", payer_, "Who says to have paid")->type_name("BASE58");
  confirm->add_option("--wait", wait_, "For a final outcome, 0 to 60s; default 10s")
      ->type_name("TIME");
  return confirm;
}

absl::StatusOr<ConfirmPaymentRequest> PaymentConfirmCommand::Request() const {
  ConfirmPaymentRequest request;
  if (payment_id_.empty() && signature_.empty()) {
    return absl::InvalidArgumentError("PAYMENT, --signature: give at least one of them");
  }
  if (!payment_id_.empty()) HILT_RETURN_IF_ERROR(CheckPaymentId(payment_id_));
  request.set_payment_id(payment_id_);
  request.set_tx_signature(signature_);
  request.set_payer_wallet(payer_);
  absl::Duration wait = kDefaultWait;
  if (!wait_.empty()) {
    const auto given = ToDuration(wait_, absl::ZeroDuration(), kMostWait);
    if (!given.ok()) return base::Annotate(given.status(), "--wait");
    wait = *given;
  }
  const int64_t seconds = absl::ToInt64Seconds(wait);
  request.mutable_wait()->set_seconds(seconds);
  request.mutable_wait()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(wait - absl::Seconds(seconds))));
  return request;
}

void PaymentConfirmCommand::PrintText(const ConfirmPaymentResponse& response, Io& io) const {
  const Paint paint = CodeOf(response.outcome()) == ExitCode::kOk   ? Paint::kGood
                      : CodeOf(response.outcome()) == ExitCode::kNo ? Paint::kBad
                                                                    : Paint::kPlain;
  io.out << fmt::format("{} {}\n  {}\n", io.style.Strong("OUTCOME"),
                        Painted(Word(response.outcome()), paint, io.style),
                        Meaning(response.outcome()));
  if (response.verdict() != settlement::v1::VERDICT_UNSPECIFIED) {
    io.out << FieldLine("verdict", LowerWord(response.verdict()), io.style);
  }
  if (response.unverifiable_reason() != settlement::v1::UNVERIFIABLE_REASON_UNSPECIFIED) {
    io.out << FieldLine("because", LowerWord(response.unverifiable_reason()), io.style);
  }
  if (!response.tx_signature().empty()) {
    io.out << FieldLine("transaction", Printable(response.tx_signature(), 100), io.style);
  }
  if (!response.other_payment_id().empty()) {
    io.out << FieldLine("names", Printable(response.other_payment_id(), 100), io.style);
  }
  io.out << LegsText(response.legs(), response.payment().decimals(),
                     response.payment().asset_symbol(), 16, io.style);
  if (response.has_payment()) {
    io.out << "\n" << PaymentText(response.payment(), Now(io), io.style);
  }
}

ExitCode PaymentConfirmCommand::Ask(Client& client, Io& io) {
  const absl::StatusOr<ConfirmPaymentRequest> request = Request();
  if (!request.ok()) return BadInput(request.status(), io);
  ConfirmPaymentResponse response;
  // The engine may use all of `wait` before it answers.
  const absl::Duration wait = absl::Seconds(request->wait().seconds() + 1);
  const grpc::Status status = client.Call(
      client.settlement(), &SettlementService::Stub::ConfirmPayment, *request, response, wait);
  if (!status.ok()) return Refused(status, client, io);
  if (wants_json(io)) {
    PrintJson(response, io);
  } else {
    PrintText(response, io);
  }
  return CodeOf(response.outcome());
}

}  // namespace

std::unique_ptr<Command> MakePaymentConfirmCommand() {
  return std::make_unique<PaymentConfirmCommand>();
}

}  // namespace hilt::cli
