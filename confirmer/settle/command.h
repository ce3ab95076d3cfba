#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "confirmer/settle/engine_rules.h"
#include "storage/ledger.h"

namespace hilt::settle {

// What a command may use while it is applied: the ledger with everything that earlier commands of
// the same batch wrote, one time for the whole batch, and the rules.
struct WriteContext {
  storage::Ledger& ledger;
  absl::Time now;
  const EngineRules& rules;
};

// One thing to be done by the writer, whole or not at all.
class Command {
 public:
  virtual ~Command() = default;

  // On the writer's thread. Where it does not return OK, everything that it wrote is undone.
  virtual absl::Status Apply(WriteContext& context) = 0;

  // Called once, on the writer's thread; must not block. OK: what Apply wrote is durable. Otherwise
  // Apply's own status, or UNAVAILABLE where the store failed and nothing is durable.
  virtual void Done(const absl::Status& status) = 0;
};

// A command from two functions: `apply` makes the answer, `done` gets it once it is durable.
//
//   writer.Submit(MakeCommand<domain::Payment>(
//       [id](WriteContext& context) { return CancelSession(context, id); },
//       [reactor](absl::StatusOr<domain::Payment> payment) { reactor->Finish(payment); }));
template <typename Answer>
std::unique_ptr<Command> MakeCommand(std::function<absl::StatusOr<Answer>(WriteContext&)> apply,
                                     std::function<void(absl::StatusOr<Answer>)> done) {
  class FunctionCommand final : public Command {
   public:
    FunctionCommand(std::function<absl::StatusOr<Answer>(WriteContext&)> apply,
                    std::function<void(absl::StatusOr<Answer>)> done)
        : apply_(std::move(apply)), done_(std::move(done)) {}

    absl::Status Apply(WriteContext& context) override {
      answer_ = apply_(context);
      return answer_.status();
    }

    void Done(const absl::Status& status) override {
      if (!status.ok()) answer_ = status;
      done_(std::move(answer_));
    }

   private:
    const std::function<absl::StatusOr<Answer>(WriteContext&)> apply_;
    const std::function<void(absl::StatusOr<Answer>)> done_;
    absl::StatusOr<Answer> answer_;
  };
  return std::make_unique<FunctionCommand>(std::move(apply), std::move(done));
}

}  // namespace hilt::settle
