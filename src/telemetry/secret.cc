#include "telemetry/secret.h"

#include <cstring>
#include <utility>

namespace hilt::telemetry {

Secret::Secret(std::string&& text)
    : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
  if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
  // The whole capacity: an earlier, longer text may stand behind this one.
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::Wipe() {
  if (bytes_ != nullptr) explicit_bzero(bytes_.get(), size_);
  bytes_.reset();
  size_ = 0;
}

std::string RedactUrl(std::string_view url) {
  constexpr std::string_view kAfterScheme = "://";
  const size_t scheme = url.find(kAfterScheme);
  if (scheme == std::string_view::npos) return std::string(kRedacted);
  const size_t start = scheme + kAfterScheme.size();
  const size_t end = url.find_first_of("/?#", start);
  std::string_view host = url.substr(start, end == std::string_view::npos ? end : end - start);
  std::string shown(url.substr(0, start));
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) {
    shown += kRedacted;
    host.remove_prefix(at);
  }
  shown += host;
  if (end != std::string_view::npos) shown.append("/").append(kRedacted);
  return shown;
}

}  // namespace hilt::telemetry
