#include "tests/hostile/field.h"

namespace hilt::hostile {
namespace {

// Looks for its own bytes in error messages: none of it may be quoted.
constexpr const char* kCanary = "canary-in-the-message";

void Append(std::vector<Variant>& out, std::initializer_list<Variant> more) {
  out.insert(out.end(), more);
}

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<Variant> NoContainer() {
  return {{"string", kCanary}, {"number", 77}, {"true", true}, {"false", false}};
}

std::vector<Variant> NoNumber() {
  return {{"string", "5"},
          {"empty string", ""},
          {"object", Json::object()},
          {"array", Json::array({5})},
          {"true", true},
          {"fraction", Raw("1.5")},
          {"whole fraction", Raw("1.0")},
          {"exponent", Raw("1e3")},
          {"fraction and exponent", Raw("29.0E0")},
          {"no double holds it", Raw("1e400")},
          {"minus zero", Raw("-0")},
          {"leading zeros", Raw("007")},
          {"plus", Raw("+1")},
          {"hex", Raw("0x10")},
          {"not a number", Raw("NaN")},
          {"infinity", Raw("Infinity")},
          {"2^64", Raw("18446744073709551616")},
          {"40 digits", Raw(Repeated("9", 40))},
          {"10,000 digits", Raw(Repeated("7", 10'000))}};
}

std::vector<Variant> NoText() {
  return {
      {"number", 5},  {"object", {{kCanary, kCanary}}},       {"array", Json::array({kCanary})},
      {"true", true}, {"lone surrogate", Raw("\"\\ud800\"")}, {"unknown escape", Raw("\"\\x41\"")}};
}

std::vector<Variant> NoU64Text() {
  std::vector<Variant> values = NoText();
  for (const char* text : {"", "-", "-0", "00", "01", "1.0", "1e3", "1e-9", "29.0", "+1", "0x10",
                           "18446744073709551616", " 1", "1 ", "1\n", "1,000", "１", "canary-7"}) {
    values.push_back({std::string("text '") + text + "'", text});
  }
  values.push_back({"text of 40 digits", Repeated("9", 40)});
  values.push_back({"text with a NUL", std::string("1\0", 2)});
  return values;
}

std::vector<Variant> NoKey(size_t bytes) {
  std::vector<Variant> values = NoText();
  Append(values, {{"empty", ""},
                  {"a byte short", Repeated("1", bytes - 1)},
                  {"a byte long", Repeated("1", bytes + 1)},
                  {"not base58", Repeated("l", bytes)},
                  {"greater than fits", Repeated("z", bytes == 32 ? 44 : 88)},
                  {"a space before", " " + Repeated("1", bytes)},
                  {"a NUL after", Repeated("1", bytes) + std::string(1, '\0')},
                  {"a canary", kCanary},
                  {"100,000 characters", Repeated("z", 100'000)}});
  return values;
}

std::vector<Variant> NoData() {
  std::vector<Variant> values = NoText();
  Append(values, {{"not base58", "0OIl"},
                  {"a space", " "},
                  {"a NUL", std::string(1, '\0')},
                  {"no ASCII", "é"},
                  {"more than an instruction holds", Repeated("z", 20'000)},
                  {"a megabyte", Repeated("2", 1'000'000)}});
  return values;
}

}  // namespace

std::vector<Variant> WrongValues(Kind kind) {
  std::vector<Variant> values;
  switch (kind) {
    case Kind::kObject:
      values = NoContainer();
      values.push_back({"array", Json::array({kCanary})});
      return values;
    case Kind::kArray:
      values = NoContainer();
      values.push_back({"object", {{kCanary, kCanary}}});
      return values;
    case Kind::kU64:
      values = NoNumber();
      Append(values, {{"negative", -1}});
      return values;
    case Kind::kByte:
      values = NoNumber();
      Append(values, {{"negative", -1}, {"256", 256}, {"2^32", uint64_t{1} << 32}});
      return values;
    case Kind::kTime:
      values = NoNumber();
      Append(values, {{"negative", -1}, {"no year of four digits", 999999999999}});
      return values;
    case Kind::kSigned:
      values = NoNumber();
      Append(values, {{"-2^64", Raw("-18446744073709551616")}, {"negative zeros", Raw("-007")}});
      return values;
    case Kind::kU64Text:
      values = NoU64Text();
      Append(values, {{"negative", "-1"}});
      return values;
    case Kind::kSignedText:
      values = NoU64Text();
      Append(values, {{"two signs", "--1"}, {"-2^64", "-18446744073709551616"}});
      return values;
    case Kind::kKey:
      return NoKey(32);
    case Kind::kKeyIfKnown:
      values = NoKey(32);
      std::erase_if(values, [](const Variant& value) { return value.name == "empty"; });
      return values;
    case Kind::kSignature:
      return NoKey(64);
    case Kind::kData:
      return NoData();
    case Kind::kOutcome:
      return {{"number", 1}, {"zero", 0}, {"false", false}, {"array", Json::array()}};
    case Kind::kBool:
      return {{"number", 1}, {"string", "true"}, {"object", Json::object()}, {"word", Raw("TRUE")}};
    case Kind::kSource:
      values = NoText();
      Append(values, {{"another word", kCanary}, {"empty", ""}, {"upper case", "Transaction"}});
      return values;
    case Kind::kUnread:
      return {};
  }
  return {};
}

std::vector<Variant> AnyValues() {
  return {{"null", nullptr},
          {"string", kCanary},
          {"object", {{kCanary, kCanary}}},
          {"array", Json::array({1, {2, Json::array()}})},
          {"no double holds it", Raw("1e400")},
          {"leading zeros", Raw("007")},
          {"40 digits", Raw(Repeated("9", 40))},
          {"lone surrogate", Raw("\"\\ud800\"")},
          {"no JSON word", Raw("nul")},
          {"nested 1,000 deep", Raw(Repeated("[", 1'000) + Repeated("]", 1'000))}};
}

}  // namespace hilt::hostile
