#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "app/config.h"

namespace hilt::app {

// A configuration's other files, in memory.
class FakeFiles {
 public:
  // A key, a header's value and a URL with a key in it, and a certificate.
  FakeFiles() {
    files_["/etc/hilt/hmac"] = {"0123456789abcdef-HMAC\n"};
    files_["/etc/hilt/hmac-next"] = {"fedcba9876543210-NEXT"};
    files_["/etc/hilt/header"] = {"Bearer 0123456789-HEADER\r\n"};
    files_["/etc/hilt/url"] = {"https://rpc.example.com/v2/KEY?api-key=KEY\n"};
    files_["/etc/hilt/pem"] = {"-----BEGIN"};
  }

  void Put(const std::string& path, std::string text, bool others_may_read = false) {
    files_[path] = {std::move(text), others_may_read};
  }

  absl::StatusOr<Config> Parse(std::string_view text, const ConfigOverrides& overrides = {}) const {
    const auto read = [this](const std::string& path) -> absl::StatusOr<FileText> {
      const auto file = files_.find(path);
      if (file == files_.end()) return absl::NotFoundError("no such file");
      return file->second;
    };
    return Config::Parse(text, "/etc/hilt/hiltd.toml", overrides, read);
  }

 private:
  std::map<std::string, FileText> files_;
};

// The least that will do, without an [engine] table's header before it or tables after it.
inline constexpr std::string_view kWebhook = R"(
[webhook.hmac_sha256]
mode = "required"
secret_files = ["hmac"]
)";
inline constexpr std::string_view kEndpoint = R"(
[[rpc.endpoints]]
name = "main"
url_file = "url"
)";

// The least configuration with `more` after it.
inline std::string Least(std::string_view more = "") {
  std::string text = "[engine]\ncluster = \"mainnet\"\n";
  text.append(kWebhook).append(kEndpoint).append(more);
  return text;
}

}  // namespace hilt::app
