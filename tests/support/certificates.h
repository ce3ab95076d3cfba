#pragma once

#include <memory>
#include <string>

// Certificates made on the spot, in PEM.
namespace hilt::test_support {

struct KeyAndCertificate {
  std::string key;
  std::string certificate;
};

class Authority {
 public:
  Authority();
  ~Authority();
  const std::string& certificate() const { return own_.certificate; }

  // With this common name and, unless they are empty, these subject alternative names, as OpenSSL
  // writes them: "DNS:localhost,IP:127.0.0.1".
  KeyAndCertificate Issue(const std::string& common_name,
                          const std::string& alternative_names) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  KeyAndCertificate own_;
};

}  // namespace hilt::test_support
