#include "tests/integration/cli/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/check.h"

namespace hilt::cli {
namespace {

template <class T, void (*kFree)(T*)>
struct Freed {
  void operator()(T* value) const { kFree(value); }
};
void FreeBio(BIO* bio) { BIO_free_all(bio); }

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO, FreeBio>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, X509_EXTENSION_free>>;

std::string Text(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

Bio Memory(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void Extend(X509* cert, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  HILT_CHECK(extension != nullptr);
  HILT_CHECK(X509_add_ext(cert, extension.get(), -1) == 1);
}

Cert Fill(const std::string& common_name, EVP_PKEY* key, bool authority) {
  Cert cert(X509_new());
  X509_set_version(cert.get(), X509_VERSION_3);
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  if (authority) {
    Extend(cert.get(), NID_basic_constraints, "critical,CA:TRUE");
  } else {
    Extend(cert.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  return cert;
}

}  // namespace

Certificate MakeCertificate(const std::string& common_name, const Certificate* issuer) {
  char curve[] = "P-256";  // a literal would lose its const in OpenSSL's macro
  const Key key(EVP_EC_gen(curve));
  HILT_CHECK(key != nullptr);
  const Cert cert = Fill(common_name, key.get(), issuer == nullptr);
  if (issuer == nullptr) {
    X509_set_issuer_name(cert.get(), X509_get_subject_name(cert.get()));
    HILT_CHECK(X509_sign(cert.get(), key.get(), EVP_sha256()) > 0);
  } else {
    const Cert authority(PEM_read_bio_X509(Memory(issuer->pem).get(), nullptr, nullptr, nullptr));
    const Key signer(
        PEM_read_bio_PrivateKey(Memory(issuer->key_pem).get(), nullptr, nullptr, nullptr));
    X509_set_issuer_name(cert.get(), X509_get_subject_name(authority.get()));
    HILT_CHECK(X509_sign(cert.get(), signer.get(), EVP_sha256()) > 0);
  }
  const Bio pem(BIO_new(BIO_s_mem()));
  HILT_CHECK(PEM_write_bio_X509(pem.get(), cert.get()) == 1);
  const Bio key_pem(BIO_new(BIO_s_mem()));
  HILT_CHECK(PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  return {Text(pem.get()), Text(key_pem.get())};
}

}  // namespace hilt::cli
