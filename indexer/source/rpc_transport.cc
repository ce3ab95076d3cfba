#include "indexer/source/rpc_transport.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "indexer/source/pool.h"

namespace hilt::source {
namespace {

using CurlLong = long;  // NOLINT(google-runtime-int): what libcurl takes and gives

void InitialiseCurl() {
  static std::once_flag once;
  std::call_once(once, [] { HILT_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

// A text ended by NUL, as libcurl takes it, wiped when it goes.
class WipedText {
 public:
  explicit WipedText(const telemetry::Secret& secret) : text_(secret.Reveal()) {}
  ~WipedText() { explicit_bzero(text_.data(), text_.size()); }
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;
  const char* c_str() const { return text_.c_str(); }

 private:
  std::string text_;
};

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct TextDeleter {
  void operator()(char* text) const { curl_free(text); }
};

// None where the URL has no such part.
std::optional<std::string> UrlPart(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, TextDeleter> owned(text);
  return std::string(owned.get());
}

// Takes an answer's body as it comes, up to a limit.
struct Receiver {
  std::string body;
  size_t limit = 0;
  bool over = false;
};

size_t Receive(char* data, size_t, size_t size, void* to) {
  auto& receiver = *static_cast<Receiver*>(to);
  receiver.over = size > receiver.limit - receiver.body.size();
  if (receiver.over) return 0;  // ends the transfer
  receiver.body.append(data, size);
  return size;
}

// Asked by curl about once a second while nothing comes, and more often else. Not 0: end the
// transfer.
int EndIfStopped(void* stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stopped)->load() ? 1 : 0;
}

absl::Status Stopping() { return absl::CancelledError("the engine stops"); }

absl::Status StatusOf(CURLcode code, const Receiver& receiver) {
  if (code == CURLE_ABORTED_BY_CALLBACK) return Stopping();
  if (receiver.over) {
    return absl::ResourceExhaustedError(fmt::format("the answer is over {} bytes", receiver.limit));
  }
  if (code == CURLE_OPERATION_TIMEDOUT) return absl::DeadlineExceededError("no answer in time");
  // curl's own constant text. Its error buffer would name hosts.
  return absl::UnavailableError(curl_easy_strerror(code));
}

// One libcurl handle with its connections.
class Handle {
 public:
  // `stopped` outlives it.
  Handle(const RpcTransport::Options& options, bool https, std::atomic<bool>& stopped)
      : handle_(curl_easy_init()) {
    HILT_CHECK(handle_ != nullptr);
    headers_ = curl_slist_append(nullptr, "Content-Type: application/json");
    headers_ = curl_slist_append(headers_, "Accept: application/json");
    headers_ = curl_slist_append(headers_, "Expect:");  // none: the body follows at once
    HILT_CHECK(headers_ != nullptr);
    const WipedText url(options.url);
    Set(CURLOPT_URL, url.c_str());
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_FOLLOWLOCATION, 0L);
    Set(CURLOPT_HTTP_VERSION, static_cast<CurlLong>(CURL_HTTP_VERSION_2TLS));
    Set(CURLOPT_HTTPHEADER, headers_);
    Set(CURLOPT_USERAGENT, options.user_agent.c_str());
    Set(CURLOPT_ACCEPT_ENCODING, "gzip");
    Set(CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<CurlLong>(absl::ToInt64Milliseconds(options.connect_timeout)));
    Set(CURLOPT_NOSIGNAL, 1L);  // threads: timeouts must not be signals
    Set(CURLOPT_TCP_KEEPALIVE, 1L);
    Set(CURLOPT_WRITEFUNCTION, &Receive);
    Set(CURLOPT_XFERINFOFUNCTION, &EndIfStopped);
    Set(CURLOPT_XFERINFODATA, &stopped);
    Set(CURLOPT_NOPROGRESS, 0L);
    if (!https) Set(CURLOPT_PROXY, "");
  }
  ~Handle() {
    curl_easy_cleanup(handle_);
    curl_slist_free_all(headers_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  absl::StatusOr<RpcTransport::Answer> Post(std::string_view body, absl::Duration timeout,
                                            size_t max_answer_bytes) {
    Receiver receiver;
    receiver.limit = max_answer_bytes;
    Set(CURLOPT_WRITEDATA, &receiver);
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    Set(CURLOPT_POSTFIELDS, body.data());
    // 0 would be no limit.
    Set(CURLOPT_TIMEOUT_MS,
        static_cast<CurlLong>(std::max<int64_t>(1, absl::ToInt64Milliseconds(timeout))));
    const CURLcode code = curl_easy_perform(handle_);
    if (code != CURLE_OK) return StatusOf(code, receiver);
    RpcTransport::Answer answer;
    CurlLong status = 0;
    HILT_CHECK(curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
    answer.status = static_cast<int>(status);
    curl_off_t retry_after = 0;
    HILT_CHECK(curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &retry_after) == CURLE_OK);
    if (retry_after > 0) answer.retry_after = absl::Seconds(int64_t{retry_after});
    answer.body = std::move(receiver.body);
    return answer;
  }

 private:
  template <class T>
  void Set(CURLoption option, T value) {
    HILT_CHECK(curl_easy_setopt(handle_, option, value) == CURLE_OK);
  }

  CURL* const handle_;
  curl_slist* headers_ = nullptr;
};

}  // namespace

absl::StatusOr<RpcUrl> ReadRpcUrl(const telemetry::Secret& url) {
  const absl::Status wrong = absl::InvalidArgumentError("url: not an http or https URL");
  // curl would stop at a NUL.
  if (url.Reveal().find('\0') != std::string_view::npos) return wrong;
  const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
  HILT_CHECK(parsed != nullptr);
  const WipedText text(url);
  if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return wrong;
  const std::optional<std::string> scheme = UrlPart(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return wrong;
  if (UrlPart(parsed.get(), CURLUPART_FRAGMENT).has_value()) {
    return absl::InvalidArgumentError("url: must have no fragment");
  }
  RpcUrl parts;
  parts.https = scheme == "https";
  parts.host = UrlPart(parsed.get(), CURLUPART_HOST).value_or("");
  parts.path = UrlPart(parsed.get(), CURLUPART_PATH).value_or("/");
  parts.has_user = UrlPart(parsed.get(), CURLUPART_USER).has_value() ||
                   UrlPart(parsed.get(), CURLUPART_PASSWORD).has_value();
  parts.has_query = UrlPart(parsed.get(), CURLUPART_QUERY).has_value();
  return parts;
}

class RpcTransport::Impl {
 public:
  Impl(Options options, bool https)
      : options_(std::move(options)),
        https_(https),
        handles_([this] { return std::make_unique<Handle>(options_, https_, stopped_); }) {}

  absl::StatusOr<Answer> Post(std::string_view body, absl::Duration timeout,
                              size_t max_answer_bytes) {
    if (stopped_) return Stopping();
    return Pool<Handle>::Lease(handles_)->Post(body, timeout, max_answer_bytes);
  }
  void Stop() { stopped_ = true; }

 private:
  const Options options_;
  const bool https_;
  std::atomic<bool> stopped_ = false;
  Pool<Handle> handles_;
};

absl::StatusOr<std::unique_ptr<RpcTransport>> RpcTransport::Create(Options options) {
  InitialiseCurl();
  HILT_ASSIGN_OR_RETURN(const RpcUrl url, ReadRpcUrl(options.url));
  return std::unique_ptr<RpcTransport>(
      new RpcTransport(std::make_unique<Impl>(std::move(options), url.https)));
}

RpcTransport::RpcTransport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RpcTransport::~RpcTransport() = default;

absl::StatusOr<RpcTransport::Answer> RpcTransport::Post(std::string_view body,
                                                        absl::Duration timeout,
                                                        size_t max_answer_bytes) {
  return impl_->Post(body, timeout, max_answer_bytes);
}

void RpcTransport::Stop() { impl_->Stop(); }

}  // namespace hilt::source
