#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/command.h"
#include "hilt/settlement/v1/query.pb.h"

namespace hilt::cli {

// hiltctl payment and what stands under it.
std::unique_ptr<Command> MakePaymentCommands();

std::unique_ptr<Command> MakePaymentCreateCommand();
std::unique_ptr<Command> MakePaymentGetCommand();
std::unique_ptr<Command> MakePaymentListCommand();
std::unique_ptr<Command> MakePaymentWatchCommand();
std::unique_ptr<Command> MakePaymentBroadcastCommand();
std::unique_ptr<Command> MakePaymentConfirmCommand();
std::unique_ptr<Command> MakePaymentCancelCommand();

// A payment by what people hold of it: its id, nonce, memo or a transaction's signature, told apart
// by their forms. INVALID_ARGUMENT: it is none of them.
absl::StatusOr<settlement::v1::GetPaymentRequest> PaymentKey(const std::string& text);

// OK for the one form of a payment's id.
absl::Status CheckPaymentId(const std::string& text);

}  // namespace hilt::cli
