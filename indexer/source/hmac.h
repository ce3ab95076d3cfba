#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

typedef struct evp_mac_ctx_st EVP_MAC_CTX;  // NOLINT(modernize-use-using): as OpenSSL declares it

namespace hilt::source {

using Digest = std::array<uint8_t, 32>;

// HMAC-SHA256 under one key, by OpenSSL, which uses the CPU's SHA instructions. The key is expanded
// once and the context used again for each message. One thread at a time.
class Hmac {
 public:
  explicit Hmac(std::string_view key);
  Hmac(const Hmac& other);  // the same key, a context of its own
  Hmac& operator=(const Hmac&) = delete;
  ~Hmac();

  Digest Of(std::string_view message);

 private:
  EVP_MAC_CTX* context_;
};

// In constant time.
bool SameDigest(const Digest& a, const Digest& b);

// A key that nobody else has, for digests that are compared in this process only.
Digest RandomKey();

}  // namespace hilt::source
