#include "tests/support/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <functional>

#include "base/check.h"

namespace hilt::test_support {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key NewKey() {
  char curve[] = "P-256";  // not const: it is an argument of a C variadic function
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), &EVP_PKEY_free);
  HILT_CHECK(key != nullptr);
  return key;
}

std::string Pem(const std::function<int(BIO*)>& write) {
  BIO* bio = BIO_new(BIO_s_mem());
  HILT_CHECK(write(bio) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's type
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

KeyAndCertificate ToPem(EVP_PKEY* key, X509* certificate) {
  return {Pem([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
          }),
          Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); })};
}

void Extend(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  HILT_CHECK(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Unsigned; valid from a minute ago for an hour.
Certificate NewCertificate(EVP_PKEY* key, const std::string& common_name, long serial) {  // NOLINT
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  return certificate;
}

}  // namespace

struct Authority::Impl {
  Key key = NewKey();
  Certificate certificate = NewCertificate(key.get(), "test authority", 1);
};

Authority::Authority() : impl_(std::make_unique<Impl>()) {
  X509* own = impl_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  Extend(own, NID_basic_constraints, "critical,CA:TRUE");
  HILT_CHECK(X509_sign(own, impl_->key.get(), EVP_sha256()) != 0);
  own_ = ToPem(impl_->key.get(), own);
}

Authority::~Authority() = default;

KeyAndCertificate Authority::Issue(const std::string& common_name,
                                   const std::string& alternative_names) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(key.get(), common_name, 2);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(impl_->certificate.get()));
  if (!alternative_names.empty()) {
    Extend(certificate.get(), NID_subject_alt_name, alternative_names);
  }
  HILT_CHECK(X509_sign(certificate.get(), impl_->key.get(), EVP_sha256()) != 0);
  return ToPem(key.get(), certificate.get());
}

}  // namespace hilt::test_support
