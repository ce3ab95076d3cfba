#include "api/deadline.h"

#include <algorithm>

#include "grpc/support/time.h"

namespace hilt::api {
namespace {

// For the answer's way back.
constexpr absl::Duration kMargin = absl::Milliseconds(250);

}  // namespace

absl::Duration TimeLeft(const grpc::CallbackServerContext& context) {
  const gpr_timespec deadline = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_MONOTONIC);
  if (gpr_time_cmp(deadline, gpr_inf_future(GPR_CLOCK_MONOTONIC)) == 0) {
    return absl::InfiniteDuration();
  }
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(GPR_CLOCK_MONOTONIC));
  return absl::Seconds(left.tv_sec) + absl::Nanoseconds(left.tv_nsec);
}

absl::Duration WithinDeadline(absl::Duration wanted, absl::Duration time_left) {
  return std::clamp(time_left - kMargin, absl::ZeroDuration(), wanted);
}

}  // namespace hilt::api
