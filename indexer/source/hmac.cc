#include "indexer/source/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/check.h"

namespace hilt::source {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Hmac::Hmac(std::string_view key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  HILT_CHECK(mac != nullptr);
  context_ = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);  // the context keeps it
  HILT_CHECK(context_ != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  HILT_CHECK(EVP_MAC_init(context_, Bytes(key), key.size(), parameters) == 1);
}

Hmac::Hmac(const Hmac& other) : context_(EVP_MAC_CTX_dup(other.context_)) {
  HILT_CHECK(context_ != nullptr);
}

Hmac::~Hmac() { EVP_MAC_CTX_free(context_); }

Digest Hmac::Of(std::string_view message) {
  Digest digest;
  size_t size = 0;
  // Without a key: the one that the context has.
  HILT_CHECK(EVP_MAC_init(context_, nullptr, 0, nullptr) == 1);
  HILT_CHECK(EVP_MAC_update(context_, Bytes(message), message.size()) == 1);
  HILT_CHECK(EVP_MAC_final(context_, digest.data(), &size, digest.size()) == 1);
  HILT_CHECK(size == digest.size());
  return digest;
}

bool SameDigest(const Digest& a, const Digest& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Digest RandomKey() {
  Digest key;
  HILT_CHECK(RAND_bytes(key.data(), static_cast<int>(key.size())) == 1);
  return key;
}

}  // namespace hilt::source
