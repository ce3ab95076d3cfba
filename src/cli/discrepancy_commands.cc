#include "cli/discrepancy_commands.h"

#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "base/status.h"
#include "cli/command_group.h"
#include "cli/discrepancy_text.h"
#include "cli/engine_command.h"
#include "cli/option_values.h"
#include "cli/pages.h"
#include "cli/proto_time.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::Discrepancy;
using settlement::v1::DiscrepancyKind;
using settlement::v1::DiscrepancyState;
using settlement::v1::ListDiscrepanciesRequest;
using settlement::v1::ListDiscrepanciesResponse;
using settlement::v1::ResolveDiscrepancyRequest;
using settlement::v1::SettlementService;

constexpr char kDescription[] = "The operators' queue: money that did not settle cleanly.";

constexpr char kFooter[] = R"(
Example:
  hiltctl discrepancy list
  hiltctl discrepancy resolve ID --actor ada --note "refunded in 3kZ.."
)";

constexpr char kListDescription[] = "List discrepancies, the open ones unless told otherwise.";

constexpr char kListFooter[] = R"(
Oldest first. --from and --before take an RFC 3339 time, or how long ago: 24h.

Exit codes:
  0  listed, be it none
{}
Examples:
  hiltctl discrepancy list --details
  hiltctl discrepancy list --kind duplicate_payment --kind paid_after_failure
  hiltctl discrepancy list --json | jq -r '.discrepancies[].discrepancy_id'
)";

constexpr char kResolveDescription[] = "Close a discrepancy with a note of what was found or done.";

constexpr char kResolveFooter[] = R"(
It moves no money and changes no payment. The name of the connection's client is recorded beside
--actor. May be repeated with the same note and actor.

Exit codes:
  0  it is closed
{}
Example:
  hiltctl discrepancy resolve ID --actor ada --note "refunded in 3kZ.."
)";

class DiscrepancyListCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  absl::StatusOr<ListDiscrepanciesRequest> Request(const Io& io) const;
  void PrintText(const ListDiscrepanciesResponse& response, Io& io) const;

  std::string state_;
  std::vector<std::string> kinds_;
  std::string payment_id_;
  std::string account_;
  std::string from_;
  std::string before_;
  std::string page_token_;
  uint32_t limit_ = 50;
  bool details_ = false;
};

CLI::App* DiscrepancyListCommand::DeclareOwn(CLI::App& app) {
  CLI::App* list = app.add_subcommand("list", kListDescription);
  list->footer(fmt::format(kListFooter, kEngineExitCodes));
  list->add_option("--state", state_, "open (default) or resolved")
      ->check(OneOf(LowerWords(TypeOf<DiscrepancyState>())));
  list->add_option("--kind", kinds_, "Only this kind; may be repeated")
      ->check(OneOf(LowerWords(TypeOf<DiscrepancyKind>())))
      ->allow_extra_args(false);
  list->add_option("--payment", payment_id_, "About this payment")->type_name("UUID");
  list->add_option("--account", account_, "About this watched account")->type_name("BASE58");
  list->add_option("--from", from_, "Opened then or later")->type_name("TIME");
  list->add_option("--before", before_, "Opened before")->type_name("TIME");
  list->add_option("--limit", limit_, "How many at most, 1 to 10000; default 50")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 10000).description(""));
  list->add_option("--page-token", page_token_, "Go on where an earlier list ended")
      ->type_name("TOKEN");
  list->add_flag("--details", details_, "Everything about each, instead of a table");
  return list;
}

absl::StatusOr<ListDiscrepanciesRequest> DiscrepancyListCommand::Request(const Io& io) const {
  ListDiscrepanciesRequest request;
  if (!state_.empty()) request.set_state(*ParseWord<DiscrepancyState>(state_));
  for (const std::string& kind : kinds_) request.add_kinds(*ParseWord<DiscrepancyKind>(kind));
  request.set_payment_id(payment_id_);
  request.set_watch_account(account_);
  HILT_RETURN_IF_ERROR(
      SetTime(from_, "--from", Now(io), [&] { return request.mutable_opened_from(); }));
  HILT_RETURN_IF_ERROR(
      SetTime(before_, "--before", Now(io), [&] { return request.mutable_opened_before(); }));
  request.set_page_token(page_token_);
  return request;
}

void DiscrepancyListCommand::PrintText(const ListDiscrepanciesResponse& response, Io& io) const {
  const std::vector<Discrepancy> rows(response.discrepancies().begin(),
                                      response.discrepancies().end());
  if (rows.empty()) {
    io.out << "No such discrepancy.\n";
  } else if (details_) {
    for (size_t i = 0; i < rows.size(); ++i) {
      io.out << (i > 0 ? "\n" : "") << DiscrepancyText(rows[i], Now(io), io.style);
    }
  } else {
    io.out << DiscrepancyTable(rows, Now(io)).ToText(io.style);
  }
  if (!response.next_page_token().empty()) {
    io.out << "There are more: --page-token " << Printable(response.next_page_token(), 1000)
           << "\n";
  }
}

ExitCode DiscrepancyListCommand::Ask(Client& client, Io& io) {
  const absl::StatusOr<ListDiscrepanciesRequest> request = Request(io);
  if (!request.ok()) return BadInput(request.status(), io);
  ListDiscrepanciesResponse response;
  const grpc::Status status = ReadPages(
      *request, limit_,
      [&](const ListDiscrepanciesRequest& ask, ListDiscrepanciesResponse& page) {
        return client.Call(client.settlement(), &SettlementService::Stub::ListDiscrepancies, ask,
                           page);
      },
      [](ListDiscrepanciesResponse& page) { return page.mutable_discrepancies(); }, response);
  if (!status.ok()) return Refused(status, client, io);
  if (wants_json(io)) {
    PrintJson(response, io);
  } else {
    PrintText(response, io);
  }
  return ExitCode::kOk;
}

class DiscrepancyResolveCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override {
    CLI::App* resolve = app.add_subcommand("resolve", kResolveDescription);
    resolve->footer(fmt::format(kResolveFooter, kEngineExitCodes));
    resolve->add_option("DISCREPANCY", id_, "Its id")->type_name("ID")->required();
    resolve->add_option("--note", note_, "What was found or done")->required();
    resolve->add_option("--actor", actor_, "Who decided it: a person's name or account")
        ->required();
    return resolve;
  }

  ExitCode Ask(Client& client, Io& io) override {
    ResolveDiscrepancyRequest request;
    request.set_discrepancy_id(id_);
    request.set_note(note_);
    request.set_actor(actor_);
    Discrepancy discrepancy;
    const grpc::Status status = client.Call(
        client.settlement(), &SettlementService::Stub::ResolveDiscrepancy, request, discrepancy);
    if (!status.ok()) return Refused(status, client, io);
    if (wants_json(io)) {
      PrintJson(discrepancy, io);
    } else {
      io.out << DiscrepancyText(discrepancy, Now(io), io.style);
    }
    return ExitCode::kOk;
  }

 private:
  std::string id_;
  std::string note_;
  std::string actor_;
};

}  // namespace

std::unique_ptr<Command> MakeDiscrepancyCommands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(std::make_unique<DiscrepancyListCommand>());
  commands.push_back(std::make_unique<DiscrepancyResolveCommand>());
  return std::make_unique<CommandGroup>("discrepancy", kDescription, kFooter, std::move(commands));
}

}  // namespace hilt::cli
