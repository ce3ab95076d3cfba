#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hilt::http {

// A client of bytes: sends what a test says, well-formed or not. Every wait ends after kPatience.
class Client {
 public:
  static constexpr std::chrono::seconds kPatience{20};

  struct Answer {
    int status = 0;  // 0: the connection ended before an answer was whole, or nothing came
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    bool answered() const { return status != 0; }
    std::string Header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
  };

  explicit Client(uint16_t port);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  // False: the server has closed.
  bool Send(std::string_view bytes) const;
  void CloseSending() const;  // the server sees the end, and may still answer
  // Closes with a reset, as a client that crashes.
  void Abort();

  // The next answer. `head_only`: to a HEAD, without a body.
  Answer Read(bool head_only = false);
  Answer Ask(std::string_view request) { return Send(request) ? Read() : Answer(); }

  // True: the server closes, and nothing but the end comes. Takes no answers away.
  bool ReadsEnd();

 private:
  bool Fill();

  int fd_;
  bool connected_ = false;
  std::string received_;
};

// "POST <path> HTTP/1.1" with a Content-Length; `headers` as "A: b\r\n".
std::string Post(std::string_view path, std::string_view body, std::string_view headers = "");
std::string Get(std::string_view path, std::string_view headers = "");

}  // namespace hilt::http
