#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

// A value that must not be seen: a key, a token, a URL with a key in it.
//
// It cannot be copied, printed or logged: as a log field it is ***, and no formatter knows it. Its
// memory is zeroed when it is moved from, replaced or destroyed. Reveal() is the one way to the
// text, so that a search for that word finds every use.
namespace hilt::telemetry {

class Secret {
 public:
  Secret() = default;
  // Takes the text over: `text` is zeroed and left empty.
  explicit Secret(std::string&& text);
  ~Secret() { Wipe(); }
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Lives as long as this object does.
  std::string_view Reveal() const { return {bytes_.get(), size_}; }

 private:
  void Wipe();

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
};

inline constexpr std::string_view kRedacted = "***";

// What of a URL may be shown: scheme, host and port. User, path, query and fragment become ***,
// since RPC providers put their keys there. What has no scheme is *** as a whole.
//   RedactUrl("https://rpc.example.com:8899/v2/KEY?api-key=KEY") ==
//   "https://rpc.example.com:8899/***"
std::string RedactUrl(std::string_view url);

}  // namespace hilt::telemetry
