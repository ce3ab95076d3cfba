#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "telemetry/secret.h"

// Whether a webhook comes from someone who knows the secret. Judged over the raw bytes, before
// anything parses them.
//
// Two modes:
//   hmac_sha256    header `helius-signature`: HMAC-SHA256 of the body under the secret, as
//                  exactly 64 hex digits, upper or lower case, nothing before or after. Source:
//                  Hilt's webhook documentation; a relay adds it, Helius itself does not sign.
//   static_header  header `Authorization` equals the configured value, scheme and all. This is what
//                  Helius sends (its `authHeader`). Source: Helius' webhook documentation.
//
// Every comparison is of 32-byte digests in constant time, so neither content nor length of a
// secret shows in the time taken; and all secrets are always tried, so neither does which one
// matched.
namespace hilt::source {

enum class AuthMode {
  kOff,       // its header is ignored
  kAccepted,  // suffices, where no other mode is required
  kRequired,  // must pass
};

inline constexpr size_t kMinSecretBytes = 16;
inline constexpr size_t kMaxSecretBytes = 1024;
inline constexpr size_t kMaxSecrets = 2;  // the old one and the new one, while they are exchanged

struct WebhookAuthOptions {
  AuthMode hmac_sha256 = AuthMode::kOff;
  std::vector<telemetry::Secret> hmac_secrets;
  AuthMode static_header = AuthMode::kOff;
  std::vector<telemetry::Secret> static_values;
};

// What of a delivery is judged. Views live for the call.
struct WebhookCredentials {
  std::optional<std::string_view> signature;      // of helius-signature; none: absent, or repeated
  std::optional<std::string_view> authorization;  // likewise
};

inline constexpr std::string_view kSignatureHeader = "helius-signature";
inline constexpr std::string_view kAuthorizationHeader = "Authorization";

// Thread-safe. The secrets are kept inside OpenSSL's keyed contexts, which are wiped at the end,
// and as digests.
class WebhookAuth {
 public:
  // INVALID_ARGUMENT: both modes off; a mode that is on and has no secret or more than kMaxSecrets;
  // a secret too short or too long; a header value that no header can have (control characters,
  // white space at an end). Messages name the field, never the secret. Takes the secrets over and
  // wipes them.
  static absl::StatusOr<std::unique_ptr<WebhookAuth>> Create(WebhookAuthOptions options);
  ~WebhookAuth();
  WebhookAuth(const WebhookAuth&) = delete;
  WebhookAuth& operator=(const WebhookAuth&) = delete;

  // True: every required mode passes, and at least one that is required or accepted.
  bool Passes(const WebhookCredentials& credentials, std::string_view body) const;

 private:
  class Impl;
  explicit WebhookAuth(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::source
