#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "domain/event.h"

namespace hilt::api {

// A place in the log of one epoch, as consumers keep it: opaque to them, 66 characters of printable
// ASCII. The place after event `seq`; 0 is the log's beginning.
std::string CursorText(std::string_view log_epoch, domain::EventSeq seq);

// What the text says, where it is one that CursorText gives: its check catches texts of other
// origin and slips of the pen, not forgery, which gains nothing.
// INVALID_ARGUMENT invalid_cursor: it is none. OUT_OF_RANGE log_changed with "log_epoch": it is of
// another log, or beyond `end`.
absl::StatusOr<domain::EventSeq> ParseCursor(std::string_view text, std::string_view log_epoch,
                                             domain::EventSeq end);

}  // namespace hilt::api
