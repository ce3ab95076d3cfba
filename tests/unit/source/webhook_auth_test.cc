#include "indexer/source/webhook_auth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/hex.h"

namespace hilt::source {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kSecret = "whsec_test_fixture";
constexpr std::string_view kOtherSecret = "another secret of ours";
constexpr std::string_view kHeader = "Bearer 0123456789abcdef";
constexpr std::string_view kOtherHeader = "Bearer fedcba9876543210";
constexpr std::string_view kBody = R"([{"signature":"x"}])";

// By OpenSSL's one-shot call, which shares no code with what is tested.
std::string Sign(std::string_view secret, std::string_view body) {
  std::array<uint8_t, 32> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &size);
  EXPECT_EQ(size, digest.size());
  return base::HexEncode(digest);
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::vector<telemetry::Secret> Secrets(std::initializer_list<std::string_view> texts) {
  std::vector<telemetry::Secret> secrets;
  for (const std::string_view text : texts) secrets.emplace_back(std::string(text));
  return secrets;
}

WebhookAuthOptions Options(AuthMode hmac, AuthMode header) {
  WebhookAuthOptions options;
  options.hmac_sha256 = hmac;
  options.hmac_secrets = Secrets({kSecret});
  options.static_header = header;
  options.static_values = Secrets({kHeader});
  return options;
}

std::unique_ptr<WebhookAuth> Make(WebhookAuthOptions options) {
  auto auth = WebhookAuth::Create(std::move(options));
  EXPECT_TRUE(auth.ok()) << auth.status();
  return *std::move(auth);
}

std::string ReadGolden(const std::string& name) {
  std::ifstream in(HILT_GOLDEN_DIR "/chain/webhooks/" + name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

TEST(WebhookAuth, TakesTheSignatureInOneFormAlone) {
  const std::string good = Sign(kSecret, kBody);
  std::string mixed = good;
  for (size_t i = 0; i < mixed.size(); i += 2) mixed[i] = Upper(mixed)[i];
  std::string last_digit = good;
  last_digit.back() = last_digit.back() == '0' ? '1' : '0';
  std::string not_hex = good;
  not_hex[10] = 'g';
  struct Case {
    std::string what;
    std::optional<std::string> signature;
    bool passes;
  };
  const std::vector<Case> cases = {
      {"lower case", good, true},
      {"upper case", Upper(good), true},
      {"both cases", mixed, true},
      {"missing", std::nullopt, false},
      {"empty", "", false},
      {"last digit changed", last_digit, false},
      {"no hex digit", not_hex, false},
      {"a digit short", good.substr(1), false},
      {"a digit long", good + "0", false},
      {"a byte short", good.substr(2), false},
      {"twice", good + good, false},
      {"sha256= before it", "sha256=" + good, false},
      {"0x before it", "0x" + good, false},
      {"space before it", " " + good, false},
      {"space after it", good + " ", false},
      {"NUL in it", good.substr(0, 63) + std::string(1, '\0'), false},
      {"base64", "4izKJ1lWv9HT8zbyb2IIoXz9wvsO0PUYvH0jo8bLjE0=", false},
      {"by another secret", Sign(kOtherSecret, kBody), false},
      {"of another body", Sign(kSecret, "[]"), false},
      {"of nothing", Sign(kSecret, ""), false},
      {"all zero", std::string(64, '0'), false},
      {"the secret itself", std::string(kSecret), false},
  };
  const auto auth = Make(Options(AuthMode::kRequired, AuthMode::kOff));
  for (const Case& c : cases) {
    EXPECT_EQ(auth->Passes({.signature = c.signature, .authorization = kHeader}, kBody), c.passes)
        << c.what;
  }
}

TEST(WebhookAuth, TakesTheStaticHeaderByteForByte) {
  struct Case {
    std::string what;
    std::optional<std::string> authorization;
    bool passes;
  };
  const std::string value(kHeader);
  const std::vector<Case> cases = {
      {"equal", value, true},
      {"missing", std::nullopt, false},
      {"empty", "", false},
      {"a prefix", value.substr(0, value.size() - 1), false},
      {"longer", value + "0", false},
      {"without its scheme", value.substr(7), false},
      {"in another case", Upper(value), false},
      {"NUL after it", value + std::string(1, '\0'), false},
      {"another", std::string(kOtherHeader), false},
  };
  const auto auth = Make(Options(AuthMode::kOff, AuthMode::kAccepted));
  for (const Case& c : cases) {
    EXPECT_EQ(
        auth->Passes({.signature = Sign(kSecret, kBody), .authorization = c.authorization}, kBody),
        c.passes)
        << c.what;
  }
}

TEST(WebhookAuth, NeedsEveryRequiredModeAndOneThatIsOn) {
  constexpr AuthMode kOff = AuthMode::kOff;
  constexpr AuthMode kAccepted = AuthMode::kAccepted;
  constexpr AuthMode kRequired = AuthMode::kRequired;
  struct Case {
    AuthMode hmac;
    AuthMode header;
    bool with_neither, with_hmac, with_header, with_both;
  };
  const std::vector<Case> cases = {
      {kOff, kAccepted, false, false, true, true},
      {kOff, kRequired, false, false, true, true},
      {kAccepted, kOff, false, true, false, true},
      {kAccepted, kAccepted, false, true, true, true},
      {kAccepted, kRequired, false, false, true, true},
      {kRequired, kOff, false, true, false, true},
      {kRequired, kAccepted, false, true, false, true},
      {kRequired, kRequired, false, false, false, true},
  };
  const std::string signature = Sign(kSecret, kBody);
  const std::string wrong = Sign(kOtherSecret, kBody);
  for (const Case& c : cases) {
    const auto auth = Make(Options(c.hmac, c.header));
    const auto passes = [&](bool hmac, bool header) {
      return auth->Passes(
          {.signature = hmac ? signature : wrong, .authorization = header ? kHeader : kOtherHeader},
          kBody);
    };
    const std::string modes = std::to_string(static_cast<int>(c.hmac)) + " and " +
                              std::to_string(static_cast<int>(c.header));
    EXPECT_EQ(passes(false, false), c.with_neither) << modes;
    EXPECT_EQ(passes(true, false), c.with_hmac) << modes;
    EXPECT_EQ(passes(false, true), c.with_header) << modes;
    EXPECT_EQ(passes(true, true), c.with_both) << modes;
    EXPECT_FALSE(auth->Passes({}, kBody)) << modes;
  }
}

TEST(WebhookAuth, TakesEitherOfTwoSecretsWhileTheyAreExchanged) {
  WebhookAuthOptions options = Options(AuthMode::kAccepted, AuthMode::kAccepted);
  options.hmac_secrets = Secrets({kSecret, kOtherSecret});
  options.static_values = Secrets({kHeader, kOtherHeader});
  const auto auth = Make(std::move(options));
  EXPECT_TRUE(auth->Passes({.signature = Sign(kSecret, kBody), .authorization = {}}, kBody));
  EXPECT_TRUE(auth->Passes({.signature = Sign(kOtherSecret, kBody), .authorization = {}}, kBody));
  EXPECT_TRUE(auth->Passes({.signature = {}, .authorization = kHeader}, kBody));
  EXPECT_TRUE(auth->Passes({.signature = {}, .authorization = kOtherHeader}, kBody));
  EXPECT_FALSE(auth->Passes({.signature = Sign("a third secret of ours", kBody),
                             .authorization = "Bearer a third one of ours"},
                            kBody));
}

TEST(WebhookAuth, RefusesToStartOnSecretsThatProtectNothing) {
  constexpr AuthMode kOff = AuthMode::kOff;
  constexpr AuthMode kOn = AuthMode::kAccepted;
  struct Case {
    std::string what;
    AuthMode hmac;
    std::vector<std::string> hmac_secrets;
    AuthMode header;
    std::vector<std::string> values;
    std::string error;  // empty: it starts
  };
  const std::string ok(kMinSecretBytes, 'k');
  const std::vector<Case> cases = {
      {"16 bytes", kOn, {ok}, kOff, {}, ""},
      {"1024 bytes", kOn, {std::string(kMaxSecretBytes, 'k')}, kOff, {}, ""},
      {"any bytes for the MAC", kOn, {ok + std::string("\0\n\xff", 3)}, kOff, {}, ""},
      {"a header of 16 bytes", kOff, {}, kOn, {ok}, ""},
      {"a mode that is off needs none", kOn, {ok}, kOff, {"short"}, ""},
      {"both off", kOff, {ok}, kOff, {ok}, "needs hmac_sha256 or static_header"},
      {"no secret", kOn, {}, kOff, {}, "hmac_sha256: 0 given"},
      {"an empty secret", kOn, {""}, kOff, {}, "hmac_sha256: between 16"},
      {"15 bytes", kOn, {ok.substr(1)}, kOff, {}, "hmac_sha256: between 16"},
      {"one of two short", kOn, {ok, "k"}, kOff, {}, "hmac_sha256: between 16"},
      {"too long", kOn, {std::string(kMaxSecretBytes + 1, 'k')}, kOff, {}, "1024 bytes"},
      {"three", kOn, {ok, ok, ok}, kOff, {}, "hmac_sha256: 3 given"},
      {"no header value", kOn, {ok}, kOn, {}, "static_header: 0 given"},
      {"a short header value", kOff, {}, kOn, {"Bearer short"}, "static_header: between 16"},
      {"a line end", kOff, {}, kOn, {ok + "\n"}, "static_header: holds"},
      {"a space at the end", kOff, {}, kOn, {ok + " "}, "static_header: holds"},
      {"a space before", kOff, {}, kOn, {" " + ok}, "static_header: holds"},
      {"NUL", kOff, {}, kOn, {"0123456789" + std::string(1, '\0') + "abcdef"}, "holds"},
  };
  for (const Case& c : cases) {
    WebhookAuthOptions options;
    options.hmac_sha256 = c.hmac;
    options.static_header = c.header;
    for (const std::string& text : c.hmac_secrets) {
      options.hmac_secrets.emplace_back(std::string(text));
    }
    for (const std::string& text : c.values) options.static_values.emplace_back(std::string(text));
    const auto auth = WebhookAuth::Create(std::move(options));
    if (c.error.empty()) {
      EXPECT_TRUE(auth.ok()) << c.what << ": " << auth.status();
      continue;
    }
    ASSERT_TRUE(absl::IsInvalidArgument(auth.status())) << c.what;
    EXPECT_THAT(std::string(auth.status().message()), HasSubstr(c.error)) << c.what;
    EXPECT_THAT(std::string(auth.status().message()), Not(HasSubstr("kkk"))) << c.what;
  }
}

TEST(WebhookAuth, AgreesWithTheRecordedSignatures) {
  const auto auth = Make(Options(AuthMode::kRequired, AuthMode::kOff));
  for (const std::string name : {"one", "two", "batch_25", "redelivery_and_failed"}) {
    const std::string body = ReadGolden(name + ".json");
    const std::string signature = ReadGolden(name + ".json.hmac").substr(0, 64);
    EXPECT_TRUE(auth->Passes({.signature = signature, .authorization = {}}, body)) << name;
  }
}

TEST(WebhookAuth, NoticesAnyChangedByte) {
  const auto auth = Make(Options(AuthMode::kRequired, AuthMode::kOff));
  std::string body = ReadGolden("one.json");
  const std::string signature = ReadGolden("one.json.hmac").substr(0, 64);
  size_t tried = 0;
  for (size_t i = 0; i < body.size(); ++i) {
    body[i] = static_cast<char>(body[i] ^ 0x01);
    EXPECT_FALSE(auth->Passes({.signature = signature, .authorization = {}}, body)) << i;
    body[i] = static_cast<char>(body[i] ^ 0x01);
    ++tried;
  }
  EXPECT_EQ(tried, body.size());
  EXPECT_TRUE(auth->Passes({.signature = signature, .authorization = {}}, body));
  EXPECT_FALSE(auth->Passes({.signature = signature, .authorization = {}}, body + "\n"));
  EXPECT_FALSE(
      auth->Passes({.signature = signature, .authorization = {}}, body.substr(0, body.size() - 1)));
}

TEST(WebhookAuth, JudgesFromManyThreadsAtOnce) {
  const auto auth = Make(Options(AuthMode::kRequired, AuthMode::kOff));
  std::atomic<size_t> wrong = 0;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string body = "[" + std::to_string(t) + "]";
      const std::string signature = Sign(kSecret, body);
      for (size_t i = 0; i < 500; ++i) {
        const bool good = i % 2 == 0;
        const bool passes =
            auth->Passes({.signature = signature, .authorization = {}}, good ? body : body + " ");
        if (passes != good) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace hilt::source
