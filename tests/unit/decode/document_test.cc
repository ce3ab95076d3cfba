#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "indexer/decode/document.h"
#include "indexer/decode/json_reader.h"
#include "support.h"

namespace hilt::decode {
namespace {

using ::testing::HasSubstr;

std::string RpcOutcome(std::string_view text) {
  Decoder decoder;
  return Outcome(decoder.RpcTransaction(text, domain::Commitment::kFinalized).status());
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Document, MustBeOneWellFormedJsonValueInUtf8) {
  const std::string good = Transaction().dump();
  const size_t text_at = good.find("Program ");
  const auto at = [](size_t offset) { return ", at byte " + std::to_string(offset + 1); };
  struct Case {
    std::string name, text, error;
  };
  const Case kCases[] = {
      {"as it is", good, "OK"},
      {"space around", " \r\n\t" + good + "\n ", "OK"},
      {"nothing", "", "document: empty"},
      {"white space", " \n ", "document: empty"},
      {"byte order mark", "\xef\xbb\xbf" + good, "document: not an object"},
      {"array", "[" + good + "]", "document: not an object"},
      {"number", "1", "document: not an object"},
      {"text", "\"x\"", "document: not an object"},
      {"garbage", "hello", "document: not an object"},
      {"second value", good + good, "document: more after its end" + at(good.size())},
      {"stray bracket", good + "}", "document: more after its end" + at(good.size())},
      {"trailing text", good + "x", "document: does not end with its last bracket"},
      {"NUL after", good + std::string(1, '\0'), "document: does not end with its last bracket"},
      {"bad UTF-8 in an unused text", Replaced(good, "Program ", "Progr\xff "),
       "document: not valid UTF-8" + at(text_at + 5)},
      {"cut UTF-8", Replaced(good, "Program ", "Progr\xc3"),
       "document: not valid UTF-8" + at(text_at + 5)},
      {"bad UTF-8 behind good",
       Replaced(good, "Program ", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x80"),
       "document: not valid UTF-8" + at(text_at + 9)},
      {"surrogate in UTF-8", Replaced(good, "Program ", "\xed\xa0\x80"),
       "document: not valid UTF-8" + at(text_at)},
      {"line feed in a text", Replaced(good, "Program ", "Program\n"),
       "document: a control character in a string" + at(text_at + 7)},
      {"open text", good.substr(0, text_at), "document: a string is not closed" + at(text_at - 1)},
      {"open text behind quotes",
       Replaced(good, "\"Program ", R"("\"a\\",")").substr(0, text_at + 8),
       "document: a string is not closed" + at(text_at + 7)},
      {"no last bracket", good.substr(0, good.size() - 1),
       "document: does not end with its last bracket"},
      {"bad escape in a name", Replaced(good, "\"slot\"", "\"\\uZZZZ\""),
       "document: bad escape in a field name"},
      {"bad escape in a text", Replaced(good, "\"data\":\"", "\"data\":\"\\u00"),
       "transaction.message.instructions[0].data: bad escape in string"},
      {"name without value", Replaced(good, "\"slot\":", "\"slot\","), "document: not valid JSON"},
      {"value left out", Replaced(good, "\"rewards\":[]", "\"rewards\":"), "meta: not valid JSON"},
      {"value of two texts", Replaced(good, "\"rewards\":[]", "\"rewards\":\"a\":\"b\""),
       "meta: not valid JSON"},
      {"name of no text", Replaced(good, "\"slot\"", "slot"), "document: not valid JSON"},
      {"missing comma", Replaced(good, ",\"slot\"", " \"slot\""), "document: not valid JSON"},
      {"missing comma in a list", Replaced(good, "[1,7,5,0]", "[1 7,5,0]"),
       "transaction.message.instructions[2].accounts: not valid JSON"},
      {"trailing comma", Replaced(good, "[1,7,5,0]", "[1,7,5,0,]"),
       "transaction.message.instructions[2].accounts[4]: not an integer from 0 to 255"},
      {"number and text run together", Replaced(good, "\"fee\":6500", "\"fee\":6500\"a\""),
       "meta.fee: not an unsigned 64-bit integer"},
      {"leading zero", Replaced(good, "\"fee\":6500", "\"fee\":06500"),
       "meta.fee: not an unsigned 64-bit integer"},
      {"negative zero", Replaced(good, "\"fee\":6500", "\"fee\":-0"),
       "meta.fee: not an unsigned 64-bit integer"},
      {"exponent", Replaced(good, "\"fee\":6500", "\"fee\":65e2"),
       "meta.fee: not an unsigned 64-bit integer"},
      {"2^64", Replaced(good, "\"fee\":6500", "\"fee\":18446744073709551616"),
       "meta.fee: not an unsigned 64-bit integer"},
      {"misspelt null", Replaced(good, "\"err\":null", "\"err\":nul"),
       "meta.err: neither null nor an error"},
      {"brackets crossed", Replaced(good, "[1,7,5,0]", "[1,7,5,0}"),
       "transaction.message.instructions[2].accounts: not valid JSON"},
  };
  for (const Case& c : kCases) EXPECT_EQ(RpcOutcome(c.text), c.error) << c.name;
}

TEST(Document, CutAnywhereIsRefused) {
  const std::string good = Transaction().dump();
  Decoder decoder;
  for (size_t size = 0; size < good.size(); ++size) {
    const auto status =
        decoder.RpcTransaction(good.substr(0, size), domain::Commitment::kFinalized).status();
    ASSERT_TRUE(absl::IsInvalidArgument(status)) << size << ": " << status;
  }
}

// Whatever bytes come, there is an answer, and a good document still decodes after them.
TEST(Document, DamagedAtRandomGivesAValueOrAStatus) {
  const auto seed = static_cast<uint32_t>(std::random_device()());
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string transaction = Transaction().dump();
  const std::string body = "[" + Enhanced().dump() + "," + Enhanced().dump() + "]";
  const std::string block =
      Json({{"blockhash", "85i3mXNJE2LqKdSKVSqcYLU15STAHi5PHDwe6pvRvxkT"},
            {"previousBlockhash", "85i3mXNJE2LqKdSKVSqcYLU15STAHi5PHDwe6pvRvxkT"},
            {"parentSlot", 1},
            {"transactions", {Transaction()}}})
          .dump();
  constexpr std::string_view kBytes = "{}[]\",:\\0123456789ntf-.e x\0\xff";
  const auto damage = [&](std::string text) {
    for (uint64_t i = 0, n = 1 + random() % 3; i < n; ++i) {
      const size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = kBytes[random() % kBytes.size()];
          break;
        case 1:
          text.erase(at, 1 + random() % 20);
          break;
        default:
          text.insert(at, 1, kBytes[random() % kBytes.size()]);
      }
    }
    return text;
  };
  Decoder decoder;
  size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto one = decoder.RpcTransaction(damage(transaction), domain::Commitment::kFinalized);
    refused += one.ok() ? 0u : 1u;
    const auto many = decoder.HeliusWebhook(damage(body));
    refused += many.ok() ? 0u : 1u;
    const auto blocks =
        decoder.RpcBlock(damage(block), domain::Slot(2), domain::Commitment::kFinalized);
    refused += blocks.ok() ? 0u : 1u;
  }
  EXPECT_GT(refused, 1000u) << "the damage must do something";
  EXPECT_TRUE(decoder.RpcTransaction(transaction, domain::Commitment::kFinalized).ok());
}

TEST(Document, OverTheLimitIsResourceExhausted) {
  const std::string text(kMaxInputBytes + 1, ' ');
  Decoder decoder;
  EXPECT_TRUE(absl::IsResourceExhausted(
      decoder.RpcTransaction(text, domain::Commitment::kFinalized).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(
      decoder.RpcBlock(text, domain::Slot(1), domain::Commitment::kFinalized).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(decoder.HeliusEnhanced(text).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(decoder.HeliusWebhook(text).status()));
}

TEST(Document, MessagesQuoteNothingOfTheInput) {
  const std::string secret = "s3cret";
  Json named = Json::object();
  named[secret] = 1;
  for (const Json& json :
       {Edited(Transaction(), "/slot", secret),
        Edited(Transaction(), "/transaction/signatures/0", secret),
        Edited(Transaction(), "/transaction/message/accountKeys/0", secret),
        Edited(Transaction(), "/transaction/message/instructions/4/data", secret + "0"),
        Edited(Transaction(), "/version", secret), Edited(Transaction(), "/meta/status", named)}) {
    const auto status = DecodeRpc(json).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_THAT(std::string(status.message()), ::testing::Not(HasSubstr(secret)));
  }
}

// Errors that no input can bring about here.
TEST(Document, ThatTheParserHasNoMemoryForIsNotMalformed) {
  EXPECT_EQ(DocumentError(simdjson::MEMALLOC, ""),
            absl::ResourceExhaustedError("document: no memory to parse it"));
  EXPECT_EQ(DocumentError(simdjson::UNEXPECTED_ERROR, ""),
            absl::InvalidArgumentError("document: not valid JSON"));
}

TEST(Document, ObservationsOutliveTheirDecoder) {
  std::optional<domain::Observation> kept;
  {
    Decoder decoder;
    const auto observation =
        decoder.RpcTransaction(Transaction().dump(), domain::Commitment::kFinalized);
    ASSERT_TRUE(observation.ok());
    kept = *observation;
  }
  EXPECT_EQ(Describe(*kept), Describe(*DecodeRpc(Transaction())));
}

}  // namespace
}  // namespace hilt::decode
