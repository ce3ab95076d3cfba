#pragma once

#include <memory>
#include <string>

// Certificates made on the spot, in PEM.
namespace hilt::api {

struct KeyAndCertificate {
  std::string key;
  std::string certificate;
};

class Authority {
 public:
  Authority();
  ~Authority();
  const std::string& certificate() const { return own_.certificate; }

  // With this common name, and with `dns_name` as its subject alternative name unless it is empty.
  KeyAndCertificate Issue(const std::string& common_name, const std::string& dns_name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  KeyAndCertificate own_;
};

}  // namespace hilt::api
