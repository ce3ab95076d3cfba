#include "http/request_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hilt::http {
namespace {

using Result = HeadScan::Result;
using Verb = RequestParser::Verb;

Result Scan(std::string_view bytes) {
  size_t scanned = 0;
  return ScanHead(bytes, scanned).result;
}

TEST(ScanHead, FindsTheEndOfTheHead) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  size_t scanned = 0;
  const HeadScan scan = ScanHead(head + "GET", scanned);
  EXPECT_EQ(scan.result, Result::kComplete);
  EXPECT_EQ(scan.size, head.size());
}

TEST(ScanHead, ComesToTheSameHoweverTheBytesDripIn) {
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nX:\ty z\r\n\r\n";
  size_t scanned = 0;
  for (size_t size = 0; size < head.size(); ++size) {
    ASSERT_EQ(ScanHead(head.substr(0, size), scanned).result, Result::kNeedMore) << size;
    ASSERT_EQ(scanned, size);
  }
  EXPECT_EQ(ScanHead(head, scanned).size, head.size());
}

TEST(ScanHead, RefusesWhatParsersReadDifferently) {
  struct Case {
    std::string_view what;
    std::string bytes;
  };
  const std::vector<Case> cases = {
      {"bare LF", "GET / HTTP/1.1\nHost: a\n\n"},
      {"one bare LF among CRLFs", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
      {"bare CR", "GET / HTTP/1.1\rHost: a\r\n\r\n"},
      {"CR CR LF", "GET / HTTP/1.1\r\r\n"},
      {"folded header", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"},
      {"folded by a tab", "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"},
      {"space before the request line", " GET / HTTP/1.1\r\n\r\n"},
      {"empty line first", "\r\nGET / HTTP/1.1\r\n\r\n"},
      {"NUL", std::string("GET / HTTP/1.1\r\nA: \0\r\n\r\n", 23)},
      {"vertical tab", "GET / HTTP/1.1\r\nA: \x0b\r\n\r\n"},
      {"delete", "GET / HTTP/1.1\r\nA: \x7f\r\n\r\n"},
      {"TLS", "\x16\x03\x01\x02\x01"},
  };
  for (const Case& c : cases) EXPECT_EQ(Scan(c.bytes), Result::kMalformed) << c.what;
}

TEST(RequestParser, ReadsRequestLineAndHeaders) {
  RequestParser parser;
  ASSERT_FALSE(
      parser.ParseHead("POST /a/b?c=d?e HTTP/1.1\r\nHost: h\r\nhelius-SIGNATURE: \t ab c \t\r\n"
                       "Content-Length: 12\r\n\r\n"));
  EXPECT_EQ(parser.verb(), Verb::kPost);
  EXPECT_EQ(parser.path(), "/a/b");
  EXPECT_EQ(parser.query(), "c=d?e");
  EXPECT_EQ(parser.Header("Helius-Signature"), "ab c");
  EXPECT_EQ(parser.Header("helius"), std::nullopt);
  EXPECT_EQ(parser.content_length(), 12u);
  EXPECT_TRUE(parser.has_body());
  EXPECT_FALSE(parser.chunked());
  EXPECT_TRUE(parser.keep_alive());
}

TEST(RequestParser, ForgetsTheRequestBefore) {
  RequestParser parser;
  ASSERT_FALSE(
      parser.ParseHead("POST / HTTP/1.1\r\nHost: h\r\nA: b\r\nExpect: 100-continue\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n"));
  ASSERT_FALSE(parser.ParseHead("GET /x HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(parser.Header("A"), std::nullopt);
  EXPECT_FALSE(parser.has_body());
  EXPECT_FALSE(parser.expects_continue());
  EXPECT_EQ(parser.verb(), Verb::kGet);
}

TEST(RequestParser, GivesNoValueToAHeaderThatIsRepeated) {
  RequestParser parser;
  ASSERT_FALSE(parser.ParseHead("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\na: 1\r\n\r\n"));
  EXPECT_EQ(parser.Header("A"), std::nullopt);
}

TEST(RequestParser, KeepsAliveAsTheVersionsSay) {
  struct Case {
    std::string head;
    bool keep_alive;
  };
  const std::vector<Case> cases = {
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
  };
  for (const Case& c : cases) {
    RequestParser parser;
    ASSERT_FALSE(parser.ParseHead(c.head)) << c.head;
    EXPECT_EQ(parser.keep_alive(), c.keep_alive) << c.head;
  }
}

// Status 0: accepted. Each head ends with the empty line that is added here.
struct HeadCase {
  std::string head;
  int status;
};

void CheckHeads(const std::vector<HeadCase>& cases) {
  for (const HeadCase& c : cases) {
    RequestParser parser;
    const auto refusal = parser.ParseHead(c.head + "\r\n");
    EXPECT_EQ(refusal ? refusal->status : 0, c.status) << c.head;
  }
}

TEST(RequestParser, RefusesBadRequestLines) {
  const std::string host = "Host: h\r\n";
  CheckHeads({
      {"GET / HTTP/1.1\r\n" + host, 0},
      {"BREW /pot HTTP/1.1\r\n" + host, 0},  // well-formed; the router answers
      {"GET * HTTP/1.1\r\n" + host, 0},
      {"GET http://h/ HTTP/1.1\r\n" + host, 0},
      {"GET /\r\n" + host, 400},
      {"GET\r\n" + host, 400},
      {"\r\n", 400},
      {"GET  / HTTP/1.1\r\n" + host, 400},
      {"GET / HTTP/1.1 \r\n" + host, 400},
      {"GET / x HTTP/1.1\r\n" + host, 400},
      {"GET / HTTP/2.0\r\n" + host, 400},
      {"GET / HTTP/0.9\r\n" + host, 400},
      {"GET / HTTP/1.2\r\n" + host, 400},
      {"GET / HTTP/1.10\r\n" + host, 400},
      {"GET / HTTP/11\r\n" + host, 400},
      {"GET / http/1.1\r\n" + host, 400},
      {"GET / HTTP/1,1\r\n" + host, 400},
      {"G(T / HTTP/1.1\r\n" + host, 400},
      {": / HTTP/1.1\r\n" + host, 400},
      {"PRI * HTTP/2.0\r\n", 400},
  });
}

TEST(RequestParser, RefusesBadHeaders) {
  const std::string line = "GET / HTTP/1.1\r\n";
  std::string many = line + "Host: h\r\n";
  for (size_t i = 1; i < RequestParser::kMaxFields; ++i) many += "A: b\r\n";
  CheckHeads({
      {many, 0},
      {many + "A: b\r\n", 431},
      {line, 400},
      {line + "Host: a\r\nHost: a\r\n", 400},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n", 400},
      {line + "Host: h\r\nA : b\r\n", 400},
      {line + "Host: h\r\n: b\r\n", 400},
      {line + "Host: h\r\nA\r\n", 400},
      {line + "Host: h\r\nA(: b\r\n", 400},
      {line + "Host: h\r\nA\xc3\xa9: b\r\n", 400},
      {line + "Host: h\r\nA:\r\n", 0},
      {line + "Host: h\r\nExpect: 100-continue\r\n", 0},
      {line + "Host: h\r\nExpect: 100-Continue\r\n", 0},
      {line + "Host: h\r\nExpect: a cup of tea\r\n", 417},
      {line + "Host: h\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n", 417},
      {"GET / HTTP/1.0\r\nExpect: 100-continue\r\n", 417},
  });
}

TEST(RequestParser, RefusesFramingThatCanBeReadTwoWays) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::string old = "POST / HTTP/1.0\r\nHost: h\r\n";
  CheckHeads({
      {post + "Content-Length: 5\r\n", 0},
      {post + "Content-Length: 0\r\n", 0},
      {post + "Content-Length: 000005\r\n", 0},
      {post + "Transfer-Encoding: chunked\r\n", 0},
      {post + "Transfer-Encoding: Chunked\r\n", 0},
      {old + "Content-Length: 5\r\n", 0},
      // Both, in either order and guise.
      {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400},
      {post + "Content-Length: 5\r\nTransfer-Encoding: identity\r\n", 400},
      {post + "content-length: 0\r\ntransfer-encoding: CHUNKED\r\n", 400},
      {post + "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n", 400},
      {post + "Content-Length: 5\r\nTransfer-Encoding:\r\n", 400},
      // Content-Length more than once.
      {post + "Content-Length: 5\r\nContent-Length: 5\r\n", 400},
      {post + "Content-Length: 5\r\nContent-Length: 6\r\n", 400},
      {post + "Content-Length: 5, 5\r\n", 400},
      {post + "Content-Length: 5,6\r\n", 400},
      {post + "Content-Length: 5,\r\n", 400},
      // Content-Length that is no number.
      {post + "Content-Length:\r\n", 400},
      {post + "Content-Length: +5\r\n", 400},
      {post + "Content-Length: -5\r\n", 400},
      {post + "Content-Length: 0x5\r\n", 400},
      {post + "Content-Length: 5.0\r\n", 400},
      {post + "Content-Length: 5 5\r\n", 400},
      {post + "Content-Length: 5;a=b\r\n", 400},
      {post + "Content-Length: \"5\"\r\n", 400},
      {post + "Content-Length: 1e3\r\n", 400},
      {post + "Content-Length: 18446744073709551616\r\n", 400},
      {post + "Content-Length: 18446744073709551621\r\n", 400},
      {post + "Content-Length: 18446744073709551615\r\n", 0},  // the route refuses it,
      {post + "Content-Length : 5\r\n", 400},
      // Encodings that are not just "chunked".
      {post + "Transfer-Encoding: identity\r\n", 501},
      {post + "Transfer-Encoding: gzip\r\n", 501},
      {post + "Transfer-Encoding: gzip, chunked\r\n", 501},
      {post + "Transfer-Encoding: chunked, gzip\r\n", 501},
      {post + "Transfer-Encoding: chunked, identity\r\n", 501},
      {post + "Transfer-Encoding: xchunked\r\n", 501},
      {post + "Transfer-Encoding: chunked;a=b\r\n", 501},
      {post + "Transfer-Encoding: \"chunked\"\r\n", 501},
      {post + "Transfer-Encoding: 'chunked'\r\n", 501},
      {post + "Transfer-Encoding:\r\n", 501},
      {post + "Transfer-Encoding: ,chunked\r\n", 501},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400},
      {post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", 400},
      {post + "Transfer-Encoding : chunked\r\n", 400},
      {post + "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", 0},  // another header
      {old + "Transfer-Encoding: chunked\r\n", 400},
  });
}

constexpr size_t kLimit = 100;

struct ChunksOutcome {
  std::string body;
  bool done = false;
  int status = 0;
  std::string rest;
};

// As a connection does it: `step` bytes more at a time, what is not used given again.
ChunksOutcome ReadChunks(std::string_view wire, size_t step) {
  RequestParser parser;
  EXPECT_FALSE(
      parser.ParseHead("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
  ChunksOutcome outcome;
  std::string pending;
  while (!wire.empty() && !outcome.done && outcome.status == 0) {
    pending += wire.substr(0, step);
    wire.remove_prefix(std::min(step, wire.size()));
    const auto chunks = parser.ParseChunks(pending, kLimit, outcome.body);
    pending.erase(0, chunks.used);
    outcome.done = chunks.done;
    outcome.status = chunks.refusal ? chunks.refusal->status : 0;
  }
  outcome.rest = pending + std::string(wire);
  EXPECT_EQ(parser.Header("Helius-Signature"), std::nullopt);
  return outcome;
}

TEST(RequestParser, JoinsChunksHoweverTheyAreCut) {
  const std::string wire =
      "5\r\nhello\r\n1;a=b\r\n \r\n00A\r\n\r\n\r\nworld\r\r\n"
      "0\r\nHelius-Signature: late\r\nB: c\r\n\r\nGET /next";
  for (size_t step = 1; step <= wire.size(); ++step) {
    const ChunksOutcome outcome = ReadChunks(wire, step);
    EXPECT_EQ(outcome.body, "hello \r\n\r\nworld\r") << step;
    EXPECT_TRUE(outcome.done) << step;
    EXPECT_EQ(outcome.rest, "GET /next") << step;
  }
}

TEST(RequestParser, EndsAnEmptyChunkedBody) {
  for (size_t step = 1; step <= 5; ++step) {
    const ChunksOutcome outcome = ReadChunks("0\r\n\r\n", step);
    EXPECT_TRUE(outcome.done) << step;
    EXPECT_EQ(outcome.body, "") << step;
  }
}

TEST(RequestParser, RefusesBadChunksAndLargeBodies) {
  struct Case {
    std::string_view what;
    std::string wire;
    int status;
  };
  const std::string hundred(kLimit, 'x');
  const std::vector<Case> cases = {
      {"as much as allowed", "64\r\n" + hundred + "\r\n0\r\n\r\n", 0},
      {"a byte more", "65\r\n" + hundred + "x\r\n0\r\n\r\n", 413},
      {"a byte more in another chunk", "64\r\n" + hundred + "\r\n1\r\nx\r\n0\r\n\r\n", 413},
      {"announced alone", "7fffffff\r\nx", 413},
      {"2^64 - 1", "ffffffffffffffff\r\nx", 413},
      {"2^64", "10000000000000000\r\nx\r\n", 400},
      {"2^64 + 1", "10000000000000001\r\nx\r\n0\r\n\r\n", 400},
      {"no digits", "\r\nhello\r\n0\r\n\r\n", 400},
      {"not hex", "5g\r\nhello\r\n0\r\n\r\n", 400},
      {"0x", "0x5\r\nhello\r\n0\r\n\r\n", 400},
      {"negative", "-5\r\nhello\r\n0\r\n\r\n", 400},
      {"space before the size", " 5\r\nhello\r\n0\r\n\r\n", 400},
      {"bare LF after the size", "5\nhello\r\n0\r\n\r\n", 400},
      {"longer than its size", "5\r\nhello!\r\n0\r\n\r\n", 400},
      {"shorter than its size", "5\r\nhell\r\n0\r\n\r\n", 400},
      {"bare LF after a chunk", "5\r\nhello\n0\r\n\r\n", 400},
      {"Content-Length in the trailer", "0\r\nContent-Length: 5\r\n\r\n", 400},
      {"a bad trailer", "0\r\nA b\r\n\r\n", 400},
      {"a line without end", std::string(3000, '1'), 400},
      {"an extension without end", "5;" + std::string(3000, 'a'), 400},
      {"a trailer without end", "0\r\nA: " + std::string(3000, 'a'), 400},
  };
  for (const Case& c : cases) {
    for (const size_t step : {size_t{1}, size_t{7}, size_t{10'000}}) {
      const ChunksOutcome outcome = ReadChunks(c.wire, step);
      EXPECT_EQ(outcome.status, c.status) << c.what << ", " << step;
      EXPECT_LE(outcome.body.size(), kLimit) << c.what;
      EXPECT_EQ(outcome.done, c.status == 0) << c.what << ", " << step;
    }
  }
}

}  // namespace
}  // namespace hilt::http
