#pragma once

#include <string>

namespace hilt::cli {

struct Certificate {
  std::string pem;
  std::string key_pem;
};

// A key pair and its certificate, valid for an hour: of its own signature and an authority where
// `issuer` is null, else signed by it, for "localhost" and 127.0.0.1.
Certificate MakeCertificate(const std::string& common_name, const Certificate* issuer);

}  // namespace hilt::cli
