#include "tests/integration/http/client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace hilt::http {

Client::Client(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      connected_(other.connected_),
      received_(std::move(other.received_)) {}

bool Client::Send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Client::CloseSending() const { ::shutdown(fd_, SHUT_WR); }

void Client::Abort() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  ::close(std::exchange(fd_, -1));
}

bool Client::Fill() {
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  received_.append(buffer.data(), static_cast<size_t>(got));
  return true;
}

Client::Answer Client::Read(bool head_only) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  while (received_.find(kEnd) == std::string::npos) {
    if (!Fill()) return {};
  }
  const size_t head_size = received_.find(kEnd) + kEnd.size();
  Answer answer;
  std::string_view head = std::string_view(received_).substr(0, head_size - 2);
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  for (head.remove_prefix(head.find('\n') + 1); !head.empty();
       head.remove_prefix(head.find('\n') + 1)) {
    const size_t colon = head.find(": ");
    std::string name(head.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[name] = head.substr(colon + 2, head.find('\r') - colon - 2);
  }
  size_t length = 0;
  const std::string& stated = answer.headers["content-length"];
  std::from_chars(stated.data(), stated.data() + stated.size(), length);
  if (head_only || answer.status == 100) length = 0;
  while (received_.size() < head_size + length) {
    if (!Fill()) return {};
  }
  answer.body = received_.substr(head_size, length);
  received_.erase(0, head_size + length);
  return answer;
}

bool Client::ReadsEnd() {
  if (!received_.empty()) return false;
  char byte = 0;
  const ssize_t got = ::recv(fd_, &byte, 1, 0);
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

std::string Post(std::string_view path, std::string_view body, std::string_view headers) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: h\r\n{}Content-Length: {}\r\n\r\n{}", path, headers,
                     body.size(), body);
}

std::string Get(std::string_view path, std::string_view headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n{}\r\n", path, headers);
}

}  // namespace hilt::http
