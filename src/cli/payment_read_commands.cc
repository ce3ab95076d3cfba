#include <array>
#include <utility>

#include "CLI/CLI.hpp"
#include "base/status.h"
#include "cli/engine_command.h"
#include "cli/option_values.h"
#include "cli/pages.h"
#include "cli/payment_commands.h"
#include "cli/payment_text.h"
#include "cli/proto_time.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::ListPaymentsRequest;
using settlement::v1::ListPaymentsResponse;
using settlement::v1::Payment;
using settlement::v1::PaymentStatus;
using settlement::v1::SettlementService;

constexpr char kGetDescription[] = "Show a payment as it stands.";

constexpr char kGetFooter[] = R"(
PAYMENT is what you hold of it: its id, its nonce, its memo or a transaction's signature. Found by a
signature, the answer says what that transaction is to the payment: only `settlement` means that it
paid.

Exit codes:
  0  there is such a payment, whatever its status
{}
Examples:
  hiltctl payment get 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef
  hiltctl payment get HILT:dbeffd99458e5bb9ece946850a088510 --json | jq -r .status
)";

constexpr char kListDescription[] = "List the payments of a merchant, a product or a payer.";

constexpr char kListFooter[] = R"(
Newest first. --from and --before take an RFC 3339 time, or how long ago: 24h.

Exit codes:
  0  listed, be it none
{}
Examples:
  hiltctl payment list --merchant-id shop-7 --from 24h
  hiltctl payment list --payer WALLET --status confirmed --limit 1000 --json |
    jq -r '.payments[].payment_id'
)";

class PaymentGetCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override {
    CLI::App* get = app.add_subcommand("get", kGetDescription);
    get->footer(fmt::format(kGetFooter, kEngineExitCodes));
    get->add_option("PAYMENT", key_, "Its id, nonce, memo or a signature")
        ->type_name("KEY")
        ->required();
    return get;
  }

  ExitCode Ask(Client& client, Io& io) override {
    const auto request = PaymentKey(key_);
    if (!request.ok()) return BadInput(request.status(), io);
    Payment payment;
    const grpc::Status status =
        client.Call(client.settlement(), &SettlementService::Stub::GetPayment, *request, payment);
    if (!status.ok()) return Refused(status, client, io);
    if (wants_json(io)) {
      PrintJson(payment, io);
    } else {
      io.out << PaymentText(payment, Now(io), io.style);
    }
    return ExitCode::kOk;
  }

 private:
  std::string key_;
};

class PaymentListCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  absl::StatusOr<ListPaymentsRequest> Request(const Io& io) const;
  void PrintTable(const ListPaymentsResponse& response, Io& io) const;

  std::string merchant_id_;
  std::string product_id_;
  std::string payer_;
  std::vector<std::string> statuses_;
  std::string from_;
  std::string before_;
  std::string page_token_;
  uint32_t limit_ = 50;
};

CLI::App* PaymentListCommand::DeclareOwn(CLI::App& app) {
  CLI::App* list = app.add_subcommand("list", kListDescription);
  list->footer(fmt::format(kListFooter, kEngineExitCodes));
  list->add_option("--merchant-id", merchant_id_, "Created with this merchant id");
  list->add_option("--product-id", product_id_, "Created with this product id");
  list->add_option("--payer", payer_, "Whose terms name this wallet as the payer")
      ->type_name("BASE58");
  list->add_option("--status", statuses_, "Only this status; may be repeated")
      ->check(OneOf(LowerWords(TypeOf<PaymentStatus>())))
      ->allow_extra_args(false);
  list->add_option("--from", from_, "Created then or later")->type_name("TIME");
  list->add_option("--before", before_, "Created before")->type_name("TIME");
  list->add_option("--limit", limit_, "How many at most, 1 to 10000; default 50")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 10000).description(""));
  list->add_option("--page-token", page_token_, "Go on where an earlier list ended")
      ->type_name("TOKEN");
  return list;
}

absl::StatusOr<ListPaymentsRequest> PaymentListCommand::Request(const Io& io) const {
  const int given =
      (merchant_id_.empty() ? 0 : 1) + (product_id_.empty() ? 0 : 1) + (payer_.empty() ? 0 : 1);
  if (given != 1) {
    return absl::InvalidArgumentError("--merchant-id, --product-id, --payer: give one of them");
  }
  ListPaymentsRequest request;
  if (!merchant_id_.empty()) request.set_merchant_id(merchant_id_);
  if (!product_id_.empty()) request.set_product_id(product_id_);
  if (!payer_.empty()) request.set_payer_wallet(payer_);
  for (const std::string& status : statuses_) {
    request.add_statuses(*ParseWord<PaymentStatus>(status));
  }
  HILT_RETURN_IF_ERROR(
      SetTime(from_, "--from", Now(io), [&] { return request.mutable_created_from(); }));
  HILT_RETURN_IF_ERROR(
      SetTime(before_, "--before", Now(io), [&] { return request.mutable_created_before(); }));
  request.set_page_token(page_token_);
  return request;
}

void PaymentListCommand::PrintTable(const ListPaymentsResponse& response, Io& io) const {
  if (response.payments().empty()) {
    io.out << "No such payment.\n";
  } else {
    io.out << PaymentTable({response.payments().begin(), response.payments().end()}, Now(io))
                  .ToText(io.style);
  }
  if (!response.next_page_token().empty()) {
    io.out << "There are more: --page-token " << Printable(response.next_page_token(), 1000)
           << "\n";
  }
}

ExitCode PaymentListCommand::Ask(Client& client, Io& io) {
  const absl::StatusOr<ListPaymentsRequest> request = Request(io);
  if (!request.ok()) return BadInput(request.status(), io);
  ListPaymentsResponse response;
  const grpc::Status status = ReadPages(
      *request, limit_,
      [&](const ListPaymentsRequest& ask, ListPaymentsResponse& page) {
        return client.Call(client.settlement(), &SettlementService::Stub::ListPayments, ask, page);
      },
      [](ListPaymentsResponse& page) { return page.mutable_payments(); }, response);
  if (!status.ok()) return Refused(status, client, io);
  if (wants_json(io)) {
    PrintJson(response, io);
  } else {
    PrintTable(response, io);
  }
  return ExitCode::kOk;
}

}  // namespace

std::unique_ptr<Command> MakePaymentGetCommand() { return std::make_unique<PaymentGetCommand>(); }

std::unique_ptr<Command> MakePaymentListCommand() { return std::make_unique<PaymentListCommand>(); }

}  // namespace hilt::cli
