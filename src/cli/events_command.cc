#include "cli/events_command.h"

#include <optional>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "cli/amount_text.h"
#include "cli/discrepancy_text.h"
#include "cli/engine_command.h"
#include "cli/follow.h"
#include "cli/human_text.h"
#include "cli/option_values.h"
#include "cli/payment_text.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::Event;
using settlement::v1::StreamEventsRequest;

constexpr char kDescription[] = "Read the log of what happened.";

constexpr char kFooter[] = R"(
From the beginning of the log, or after a cursor, to its end; with --follow also what comes, until
Ctrl-C. A lost connection is made again for as long as --timeout says: no event is missed and none
comes twice. To go on later, keep the last `cursor` and give it to --after.

With JSON each event is one line.

Exit codes:
  0    the log's end
{}  130  ended by Ctrl-C

Examples:
  hiltctl events --type payment.confirmed --type payment.failed
  hiltctl events --follow --after "$cursor" --json | jq -r '[.type, .payment.payment_id] | @tsv'
)";

class EventsCommand : public EngineCommand {
 protected:
  CLI::App* DeclareOwn(CLI::App& app) override;
  ExitCode Ask(Client& client, Io& io) override;

 private:
  std::optional<grpc::Status> Follow(Client& client, Io& io);
  void Show(const Event& event, Io& io);
  void ShowCursor(Io& io) const;

  std::string after_;
  std::vector<std::string> types_;
  bool follow_ = false;
};

CLI::App* EventsCommand::DeclareOwn(CLI::App& app) {
  CLI::App* events = app.add_subcommand("events", kDescription);
  events->footer(fmt::format(kFooter, kEngineExitCodes));
  events->add_option("--after", after_, "Begin after this event; default the log's beginning")
      ->type_name("CURSOR");
  events->add_option("--type", types_, "Only this type; may be repeated")
      ->check(OneOf(EventNames()))
      ->allow_extra_args(false);
  events->add_flag("--follow", follow_, "Stay, and show events as they come");
  return events;
}

void EventsCommand::Show(const Event& event, Io& io) {
  if (wants_json(io)) {
    PrintJsonLine(event, io);
  } else {
    io.out << EventLine(event, io.style) << std::flush;
  }
}

std::optional<grpc::Status> EventsCommand::Follow(Client& client, Io& io) {
  StreamEventsRequest request;
  request.set_follow(follow_);
  for (const std::string& type : types_) request.add_types(*ParseEventName(type));
  InterruptGuard interrupt;
  return FollowStream<Event>(
      [&](InterruptGuard& signal) { return client.Connect(signal); },
      [&](grpc::ClientContext* context, grpc::CompletionQueue* queue) {
        request.set_after(after_);
        return client.settlement().PrepareAsyncStreamEvents(context, request, queue);
      },
      [&](const Event& event) {
        Show(event, io);
        after_ = event.cursor();
        return io.out ? Onward::kRead : Onward::kLeave;
      },
      [&] { io.err << "hiltctl events: connection lost, trying again\n"; }, client.timeout(),
      interrupt);
}

void EventsCommand::ShowCursor(Io& io) const {
  if (wants_json(io) || after_.empty()) return;
  io.out << io.style.Faint(fmt::format("To go on from here: --after {}", Printable(after_, 128)))
         << "\n";
}

ExitCode EventsCommand::Ask(Client& client, Io& io) {
  const std::optional<grpc::Status> status = Follow(client, io);
  ShowCursor(io);
  if (!status) return ExitCode::kInterrupted;
  return status->ok() ? ExitCode::kOk : Refused(*status, client, io);
}

std::string SubjectText(const Event& event, const Style& style) {
  if (event.has_payment()) {
    const settlement::v1::Payment& payment = event.payment();
    const Cell status = StatusCell(payment);
    return fmt::format(
        "{}  {}  {}", Printable(payment.payment_id(), 100),
        UnitsText(payment.amount_minor_units(), payment.decimals(), payment.asset_symbol()),
        Painted(status.text, status.paint, style));
  }
  if (event.has_discrepancy()) return DiscrepancyLine(event.discrepancy());
  return "";
}

}  // namespace

std::string EventLine(const Event& event, const Style& style) {
  constexpr size_t kTypeColumns = 22;  // the longest, payment.attempt_failed
  return fmt::format("{}  {:<{}}  {}\n", style.Faint(TimeText(FromProto(event.occurred_at()))),
                     EventName(event.type()), kTypeColumns, SubjectText(event, style));
}

std::unique_ptr<Command> MakeEventsCommand() { return std::make_unique<EventsCommand>(); }

}  // namespace hilt::cli
