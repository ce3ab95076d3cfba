#include <array>

#include "cli/call_error.h"
#include "cli/words.h"
#include "hilt/settlement/v1/error.pb.h"

namespace hilt::cli {
namespace {

using settlement::v1::ErrorReason;

// No `default`, so that the compiler names a reason that is left out. Empty: act on the code.
std::string_view AdviceFor(ErrorReason reason) {
  switch (reason) {
    case settlement::v1::ERROR_REASON_INVALID_FIELD:
      return "Correct the field that is named.";
    case settlement::v1::ERROR_REASON_INVALID_CURSOR:
      return "Give a cursor that this engine printed, or leave out --after to read from the "
             "beginning.";
    case settlement::v1::ERROR_REASON_INVALID_PAGE_TOKEN:
      return "Begin at the first page, without --page-token, and keep the filters the same.";
    case settlement::v1::ERROR_REASON_UNKNOWN_ASSET:
      return "Give a configured asset: hiltctl status lists them.";
    case settlement::v1::ERROR_REASON_WALLET_IS_TOKEN_ACCOUNT:
      return "Give the wallet that owns the token account.";
    case settlement::v1::ERROR_REASON_LIVEMODE_MISMATCH:
      return "Give --livemode on mainnet, and only there; or connect to the other engine.";
    case settlement::v1::ERROR_REASON_TRANSACTION_MALFORMED:
    case settlement::v1::ERROR_REASON_WOULD_NOT_SETTLE:
      return "Build another transaction.";
    case settlement::v1::ERROR_REASON_TRANSACTION_NOT_SIGNED:
      return "Have it signed by every signer.";
    case settlement::v1::ERROR_REASON_DURABLE_NONCE:
      return "Build a transaction with a recent blockhash.";
    case settlement::v1::ERROR_REASON_PAYMENT_NOT_FOUND:
      return "Check the id, and that this is the engine that made it. It is no proof that nothing "
             "was paid: hiltctl discrepancy list --kind unmatched.";
    case settlement::v1::ERROR_REASON_DISCREPANCY_NOT_FOUND:
      return "Check the id: hiltctl discrepancy list.";
    case settlement::v1::ERROR_REASON_TRANSACTION_NOT_FOUND:
      return "Wait a moment and ask again: it may not be there yet.";
    case settlement::v1::ERROR_REASON_IDEMPOTENCY_KEY_REUSED:
      return "Use a new key for a new session, or leave out --idempotency-key.";
    case settlement::v1::ERROR_REASON_PAYMENT_ID_TAKEN:
      return "Use another --payment-id.";
    case settlement::v1::ERROR_REASON_NONCE_TAKEN:
      return "Leave out --nonce, and the engine chooses one.";
    case settlement::v1::ERROR_REASON_PAYMENT_CONFIRMED:
      return "It is paid: hiltctl payment get shows by what.";
    case settlement::v1::ERROR_REASON_PAYMENT_FAILED:
      return "Create a new session.";
    case settlement::v1::ERROR_REASON_PAYMENT_PENDING_CONFIRMATION:
      return "A transaction may be on its way. Watch it (hiltctl payment watch), and try again if "
             "it returns to PENDING_SIGNATURE.";
    case settlement::v1::ERROR_REASON_SESSION_EXPIRED:
    case settlement::v1::ERROR_REASON_COULD_LAND_LATE:
      return "Create a new session.";
    case settlement::v1::ERROR_REASON_SUBMISSION_IN_FLIGHT:
      return "Watch the transaction that is under way; try again once it is dead, usually within "
             "two minutes.";
    case settlement::v1::ERROR_REASON_DISCREPANCY_RESOLVED:
      return "Nothing: it was closed before. hiltctl discrepancy list --state resolved says by "
             "whom.";
    case settlement::v1::ERROR_REASON_NOT_WATCHED:
    case settlement::v1::ERROR_REASON_ASSET_UNAVAILABLE:
      return "Configure a source that would see such a payment: hiltctl status lists the sources.";
    case settlement::v1::ERROR_REASON_COMMITMENT_UNAVAILABLE:
      return "Ask for --commitment confirmed, or configure a chain source.";
    case settlement::v1::ERROR_REASON_NO_ENDPOINT:
      return "Configure a JSON-RPC endpoint in hiltd.";
    case settlement::v1::ERROR_REASON_BACKFILL_RUNNING:
      return "Wait for the backfill that runs, or stop it.";
    case settlement::v1::ERROR_REASON_DIRECTORY_EXISTS:
      return "Name a directory that does not exist yet.";
    case settlement::v1::ERROR_REASON_LOG_CHANGED:
      return "The store was restored from a backup. Read again from the beginning, without "
             "--after, "
             "and drop by event_id what was handled already.";
    case settlement::v1::ERROR_REASON_SLOTS_UNAVAILABLE:
      return "Ask for the slots that could be had.";
    case settlement::v1::ERROR_REASON_TOO_MANY_CONFIRMS:
      return "Others wait on this payment already: hiltctl payment watch costs less.";
    case settlement::v1::ERROR_REASON_TOO_MANY_STREAMS:
      return "Close a stream of this client: a watch, or events with --follow.";
    case settlement::v1::ERROR_REASON_DISK_FULL:
      return "Make room on the engine's disk.";
    case settlement::v1::ERROR_REASON_OVERLOADED:
      return "Try the same call again in a moment.";
    case settlement::v1::ERROR_REASON_SHUTTING_DOWN:
      return "Try the same call again when the engine is back.";
    case settlement::v1::ERROR_REASON_STORE_UNAVAILABLE:
      return "The engine cannot use its disk: look at its log, then try the same call again.";
    case settlement::v1::ERROR_REASON_CLOCK_SKEW:
      return "Set the engine's clock (NTP), then try the same call again.";
    case settlement::v1::ERROR_REASON_ENDPOINT_UNAVAILABLE:
      return "No JSON-RPC endpoint answers: hiltctl status says why. Try the same call again.";
    case settlement::v1::ERROR_REASON_UNKNOWN_CLIENT:
      return "Configure this certificate's name in hiltd, or use another certificate.";
    case settlement::v1::ERROR_REASON_MISSING_SCOPE:
      return "Use the unix socket (admin), or a client with the scope that is named.";
    case settlement::v1::ERROR_REASON_UNSPECIFIED:
    case settlement::v1::ErrorReason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case settlement::v1::ErrorReason_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";  // a reason of a later contract
}

std::string_view AdviceFor(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return "Is hiltd running, and is this its address? Name another with --server or "
             "HILT_SERVER, or its data folder with --data-dir; its socket is only for the user "
             "that "
             "hiltd runs as.";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "Try the same call again, with a longer --timeout. A write may have been made: made "
             "again, it is not made twice.";
    case grpc::StatusCode::CANCELLED:
      return "The engine ended the call, as it does when it stops: try the same call again.";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "This engine does not do that yet; compare versions: hiltctl --version, hiltctl "
             "status.";
    case grpc::StatusCode::INTERNAL:
      return "A defect of the engine: look at its log and report it.";
    default:
      return "Look at the engine's log.";
  }
}

}  // namespace

std::string_view Advice(const std::optional<Refusal>& refusal, grpc::StatusCode code) {
  if (refusal) {
    const auto reason = ParseWord<ErrorReason>(refusal->reason);
    const std::string_view advice = AdviceFor(reason.value_or(ErrorReason()));
    if (!advice.empty()) return advice;
  }
  return AdviceFor(code);
}

}  // namespace hilt::cli
