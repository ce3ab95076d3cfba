#include "api/page_token.h"

#include <algorithm>

#include "api/digest.h"
#include "api/fingerprint.h"
#include "base/hex.h"
#include "confirmer/settle/refusal.h"

namespace hilt::api {
namespace {

constexpr size_t kCheckChars = 16;

std::string Check(const google::protobuf::Message& request, std::string_view position) {
  // The type's name, so that two lists with no filter in common are told apart too.
  std::string text = request.GetTypeName() + ";";
  text += Fingerprint(request, {"page_size", "page_token"});
  text += position;
  return base::HexEncode(BigEndian(Digest(text)));
}

}  // namespace

absl::Status InvalidPageToken() {
  return settle::Refusal(absl::StatusCode::kInvalidArgument, "invalid_page_token",
                         "page_token: not of this list, or the filters have changed");
}

size_t PageLimit(uint32_t page_size) {
  return page_size == 0 ? kDefaultPageSize : std::min(page_size, kMaxPageSize);
}

std::string PageToken(const google::protobuf::Message& request, const std::string& position) {
  return position.empty() ? std::string() : Check(request, position) + position;
}

absl::StatusOr<std::string> ParsePageToken(const google::protobuf::Message& request,
                                           std::string_view token) {
  if (token.empty()) return std::string();
  if (token.size() <= kCheckChars) return InvalidPageToken();
  const std::string position(token.substr(kCheckChars));
  if (Check(request, position) != token.substr(0, kCheckChars)) return InvalidPageToken();
  return position;
}

}  // namespace hilt::api
