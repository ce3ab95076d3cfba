#include "indexer/source/webhook_auth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/status.h"
#include "indexer/source/hmac.h"
#include "indexer/source/pool.h"

namespace hilt::source {
namespace {

absl::Status CheckSecrets(AuthMode mode, const std::vector<telemetry::Secret>& secrets,
                          std::string_view field) {
  if (mode == AuthMode::kOff) return absl::OkStatus();
  if (secrets.empty() || secrets.size() > kMaxSecrets) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {} given, between 1 and {} wanted", field, secrets.size(), kMaxSecrets));
  }
  for (const telemetry::Secret& secret : secrets) {
    if (secret.size() < kMinSecretBytes || secret.size() > kMaxSecretBytes) {
      return absl::InvalidArgumentError(fmt::format("{}: between {} and {} bytes wanted", field,
                                                    kMinSecretBytes, kMaxSecretBytes));
    }
  }
  return absl::OkStatus();
}

bool CanBeHeaderValue(std::string_view value) {
  const auto visible = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  };
  return visible(value.front()) && visible(value.back()) &&
         std::all_of(value.begin(), value.end(),
                     [&](char c) { return visible(c) || c == ' ' || c == '\t'; });
}

// The value of a hex digit of either case, or -1.
int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Digest> ParseSignature(std::string_view text) {
  Digest digest;
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (size_t i = 0; i < digest.size(); ++i) {
    const int high = DigitValue(text[2 * i]);
    const int low = DigitValue(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return digest;
}

}  // namespace

class WebhookAuth::Impl {
 public:
  explicit Impl(const WebhookAuthOptions& options)
      : hmac_mode_(options.hmac_sha256),
        static_mode_(options.static_header),
        keyed_(KeyedBy(options)),
        contexts_([this] { return std::make_unique<Contexts>(keyed_); }) {
    if (static_mode_ == AuthMode::kOff) return;
    Hmac local = keyed_.local;
    for (const telemetry::Secret& value : options.static_values) {
      static_digests_.push_back(local.Of(value.Reveal()));
    }
  }

  bool Passes(const WebhookCredentials& credentials, std::string_view body) {
    Pool<Contexts>::Lease contexts(contexts_);
    const bool hmac = hmac_mode_ != AuthMode::kOff && HmacPasses(*contexts, credentials, body);
    const bool header = static_mode_ != AuthMode::kOff && StaticPasses(*contexts, credentials);
    if (hmac_mode_ == AuthMode::kRequired && !hmac) return false;
    if (static_mode_ == AuthMode::kRequired && !header) return false;
    return hmac || header;
  }

 private:
  struct Contexts {
    std::vector<Hmac> secrets;
    Hmac local;  // under a key of this process: makes digests of values to compare them by
  };

  static Contexts KeyedBy(const WebhookAuthOptions& options) {
    const Digest random = RandomKey();
    Contexts contexts{{}, Hmac({reinterpret_cast<const char*>(random.data()), random.size()})};
    if (options.hmac_sha256 != AuthMode::kOff) {
      for (const telemetry::Secret& secret : options.hmac_secrets) {
        contexts.secrets.emplace_back(secret.Reveal());
      }
    }
    return contexts;
  }

  static bool HmacPasses(Contexts& contexts, const WebhookCredentials& credentials,
                         std::string_view body) {
    if (!credentials.signature.has_value()) return false;
    const std::optional<Digest> given = ParseSignature(*credentials.signature);
    if (!given.has_value()) return false;
    bool same = false;
    for (Hmac& secret : contexts.secrets) {
      const bool this_one = SameDigest(*given, secret.Of(body));
      same = same | this_one;  // no short cut
    }
    return same;
  }

  bool StaticPasses(Contexts& contexts, const WebhookCredentials& credentials) const {
    if (!credentials.authorization.has_value()) return false;
    const Digest given = contexts.local.Of(*credentials.authorization);
    bool same = false;
    for (const Digest& digest : static_digests_) {
      const bool this_one = SameDigest(given, digest);
      same = same | this_one;
    }
    return same;
  }

  const AuthMode hmac_mode_;
  const AuthMode static_mode_;
  const Contexts keyed_;  // never used itself: the pool's are copies of it
  std::vector<Digest> static_digests_;
  Pool<Contexts> contexts_;
};

// By value: the secrets end here.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
absl::StatusOr<std::unique_ptr<WebhookAuth>> WebhookAuth::Create(WebhookAuthOptions options) {
  if (options.hmac_sha256 == AuthMode::kOff && options.static_header == AuthMode::kOff) {
    return absl::InvalidArgumentError("a webhook needs hmac_sha256 or static_header");
  }
  HILT_RETURN_IF_ERROR(CheckSecrets(options.hmac_sha256, options.hmac_secrets, "hmac_sha256"));
  HILT_RETURN_IF_ERROR(CheckSecrets(options.static_header, options.static_values, "static_header"));
  if (options.static_header != AuthMode::kOff) {
    for (const telemetry::Secret& value : options.static_values) {
      if (!CanBeHeaderValue(value.Reveal())) {
        return absl::InvalidArgumentError(
            "static_header: holds what no header can, or white space at an end");
      }
    }
  }
  return std::unique_ptr<WebhookAuth>(new WebhookAuth(std::make_unique<Impl>(options)));
}

WebhookAuth::WebhookAuth(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WebhookAuth::~WebhookAuth() = default;

bool WebhookAuth::Passes(const WebhookCredentials& credentials, std::string_view body) const {
  return impl_->Passes(credentials, body);
}

}  // namespace hilt::source
