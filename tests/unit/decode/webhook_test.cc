#include <gtest/gtest.h>

#include "support.h"

namespace hilt::decode {
namespace {

constexpr const char* kSignature =
    "5wb4VVPPSS2ix3qRJLihpNgnnngTczS5H5yf3ytnKoFk1LzkrivbLZ7cvj7ECVzsHvq66wu39uY7j5kuqGqUEaDm";

struct Element {
  std::string outcome;
  std::string signature;  // empty: none

  friend bool operator==(const Element&, const Element&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Element& element) {
    return out << element.outcome << " [" << element.signature << "]";
  }
};

std::vector<Element> Decode(const std::string& body) {
  Decoder decoder;
  const auto elements = decoder.HeliusWebhook(body);
  if (!elements.ok()) return {{"body: " + Outcome(elements.status()), ""}};
  std::vector<Element> result;
  for (const WebhookElement& element : *elements) {
    result.push_back({Outcome(element.observation.status()),
                      element.signature.has_value() ? solana::ToString(*element.signature) : ""});
  }
  return result;
}

TEST(HeliusWebhook, ABadElementStopsNoOtherAndKeepsASignatureThatCanBeRead) {
  const std::string good = Enhanced().dump();
  const std::string signature = Enhanced()["signature"];
  const std::string named = "{\"signature\":\"" + std::string(kSignature) + "\"";
  struct Case {
    std::string name, text;
    Element expected;
  };
  const Case kCases[] = {
      {"good", good, {"OK", signature}},
      {"null", "null", {"[1]: not an object", ""}},
      {"number", "17", {"[1]: not an object", ""}},
      {"text", "\"x\"", {"[1]: not an object", ""}},
      {"array", "[[{}],2]", {"[1]: not an object", ""}},
      {"empty object", "{}", {"[1].signature: missing", ""}},
      {"only a signature", named + "}", {"[1].slot: missing", kSignature}},
      {"wrong type",
       named + ",\"slot\":\"1\"}",
       {"[1].slot: not an unsigned 64-bit integer", kSignature}},
      {"wrong type before the signature",
       "{\"slot\":\"1\",\"signature\":\"" + std::string(kSignature) + "\"}",
       {"[1].slot: not an unsigned 64-bit integer", kSignature}},
      {"bad signature", "{\"signature\":\"x\"}", {"[1].slot: missing", ""}},
      {"signature of another type", "{\"signature\":[1]}", {"[1].signature: not a string", ""}},
      {"signature twice",
       named + ",\"signature\":\"x\"}",
       {"[1].signature: given twice", kSignature}},
      {"broken after the signature", named + ",\"a\":[}}", {"[1]: not valid JSON", kSignature}},
      {"no value", named + ",\"slot\":}", {"[1].slot: not an unsigned 64-bit integer", kSignature}},
      {"raw transaction without a slot",
       Edited(Transaction(), "/slot", std::nullopt).dump(),
       {"[1].slot: missing", signature}},
      {"raw transaction with two signatures",
       "{\"transaction\":{\"signatures\":[\"" + std::string(kSignature) + "\",\"x\"]}}",
       {"[1].transaction.signatures[1]: not the base58 text of a 64-byte signature", kSignature}},
      {"raw transaction without signatures",
       "{\"transaction\":{\"signatures\":[]}}",
       {"[1].transaction.message: missing", ""}},
      {"raw transaction of bytes cut short",
       "{\"transaction\":[\"AQ==\",\"base64\"]}",
       {"[1].transaction[0]: byte 1: signatures: cut short", ""}},
      {"not one kind nor the other", "{\"slot\":1}", {"[1].signature: missing", ""}},
  };
  for (const Case& c : kCases) {
    const std::vector<Element> elements = Decode("[" + good + " , " + c.text + "\n," + good + "]");
    const std::vector<Element> expected = {{"OK", signature}, c.expected, {"OK", signature}};
    EXPECT_EQ(elements, expected) << c.name;
  }
}

TEST(HeliusWebhook, GoodElementsAreTheSameBesideABadOne) {
  Decoder decoder;
  const std::string good = Enhanced().dump();
  const auto alone = decoder.HeliusWebhook("[" + good + "]");
  const auto beside = decoder.HeliusWebhook("[1," + good + "]");
  ASSERT_TRUE(alone.ok() && beside.ok());
  EXPECT_EQ(Describe(*(*alone)[0].observation), Describe(*(*beside)[1].observation));
}

TEST(HeliusWebhook, ABadElementKeepsItsOwnTextInsideTheBody) {
  const std::string good = Enhanced().dump();
  const std::string bad = "{ \"signature\": [\"x\"] }";
  const std::string body = "[\n" + bad + " ,\t" + good + ",17 , \"x\" ,[ 1 ] \n]";
  Decoder decoder;
  const auto elements = decoder.HeliusWebhook(body);
  ASSERT_EQ(Outcome(elements.status()), "OK");
  const std::vector<std::string_view> expected = {bad, "", "17", "\"x\"", "[ 1 ]"};
  ASSERT_EQ(elements->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const std::string_view json = (*elements)[i].json;
    EXPECT_EQ(json, expected[i]);
    EXPECT_EQ((*elements)[i].observation.ok(), json.empty());
    if (json.empty()) continue;
    EXPECT_GE(json.data(), body.data());
    EXPECT_LE(json.data() + json.size(), body.data() + body.size());
  }
}

TEST(HeliusWebhook, MayBeEmpty) {
  Decoder decoder;
  const auto elements = decoder.HeliusWebhook(" [ ] ");
  ASSERT_EQ(Outcome(elements.status()), "OK");
  EXPECT_TRUE(elements->empty());
}

TEST(HeliusWebhook, IsRefusedAsAWholeOnlyWhereItIsNoArray) {
  const std::string good = Enhanced().dump();
  // Bytes are counted from 1.
  const size_t cut_string = 1 + good.size() + 1 + good.rfind('"', good.size() / 2 - 1) + 1;
  const std::string behind = std::to_string(good.size() + 3);
  const std::string in_second = std::to_string(good.size() + 4);
  struct Case {
    std::string name, body, error;
  };
  const Case kCases[] = {
      {"nothing", "", "document: empty"},
      {"object", good, "document: not an array"},
      {"null", "null", "document: not an array"},
      {"text", "\"x\"", "document: not an array"},
      {"cut", "[" + good + "," + good.substr(0, good.size() / 2),
       "document: a string is not closed, at byte " + std::to_string(cut_string)},
      {"cut between", "[" + good + ",", "document: does not end with its last bracket"},
      {"not closed", "[" + good, "document: does not end with its last bracket"},
      {"missing comma", "[" + good + good + "]", "document: not valid JSON"},
      {"trailing comma", "[" + good + ",]", "[1]: not valid JSON"},
      {"second array", "[" + good + "][]", "document: more after its end, at byte " + behind},
      {"no bracket in an element", "[" + good + ",{\"a\":[]]", "document: not valid JSON"},
      {"bad UTF-8", "[" + good + ",\"\xff\"]", "document: not valid UTF-8, at byte " + in_second},
  };
  for (const Case& c : kCases) {
    const std::vector<Element> expected = {{"body: " + c.error, ""}};
    EXPECT_EQ(Decode(c.body), expected) << c.name;
  }
}

// `count` times `element`, each with a comma after it.
std::string Times(size_t count, const std::string& element) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += element + ",";
  return text;
}

TEST(HeliusWebhook, GivesThe1024FirstNamelessBadElementsAndCountsTheOthers) {
  const std::vector<Element> all = Decode("[" + Times(1023, "0") + "{}]");
  ASSERT_EQ(all.size(), 1024u);
  EXPECT_EQ(all.back(), (Element{"[1023].signature: missing", ""}));

  const std::vector<Element> one_more = Decode("[" + Times(1024, "0") + "{}]");
  ASSERT_EQ(one_more.size(), 1025u);
  EXPECT_EQ(one_more[1023], (Element{"[1023]: not an object", ""}));
  EXPECT_EQ(one_more[1024],
            (Element{"document: and 1 more elements that are no transactions", ""}));
}

TEST(HeliusWebhook, LosesNoTransactionHoweverMuchChaffIsAroundIt) {
  const std::string signature = Enhanced()["signature"];
  const std::string named = "{\"signature\":\"" + std::string(kSignature) + "\"}";
  for (const std::string chaff : {"0", "{}", "[]", "\"\"", "{\"signature\":\"x\"}"}) {
    const std::string body = "[" + Times(50'000, chaff) + Enhanced().dump() + "," + named + "," +
                             Times(50'000, chaff) + Enhanced().dump() + "]";
    const std::vector<Element> elements = Decode(body);
    ASSERT_EQ(elements.size(), 1024u + 4u) << chaff;
    const std::vector<Element> found(elements.begin() + 1024, elements.end());
    const std::vector<Element> expected = {
        {"OK", signature},
        {"[50001].slot: missing", kSignature},
        {"OK", signature},
        {"document: and 98976 more elements that are no transactions", ""}};
    EXPECT_EQ(found, expected) << chaff;
  }
}

TEST(HeliusWebhook, AnElementWithASignatureIsAlwaysGivenByItself) {
  const std::string shortest = "{\"signature\":\"" + std::string(64, '1') + "\"}";
  const std::vector<Element> elements =
      Decode("[" + Times(2000, "0") + Times(2000, shortest) + "0]");
  ASSERT_EQ(elements.size(), 1024u + 2000u + 1u);
  for (size_t i = 1024; i < 3024; ++i) EXPECT_EQ(elements[i].signature, std::string(64, '1'));
}

}  // namespace
}  // namespace hilt::decode
