#include "cli/transaction_input.h"

#include <gtest/gtest.h>

#include <string>

#include "cli_run.h"

namespace hilt::cli {
namespace {

constexpr char kScenario[] = "scenarios/transfer_checked_legacy.json";

Json Rpc(const char* encoding) { return GoldenJson(kScenario)["rpc"][encoding]; }
Json Helius() { return GoldenJson(kScenario)["helius_enhanced"]; }

Json Raw() {
  Json raw = Rpc("json");
  raw["indexWithinBlock"] = 3;
  return raw;
}

Json Response(const Json& result) { return {{"jsonrpc", "2.0"}, {"id", 1}, {"result", result}}; }

TEST(DetectShape, KnowsEveryShapeByItsMembers) {
  struct Case {
    const char* name;
    Json document;
    Shape shape;
  };
  const Case cases[] = {
      {"json", Rpc("json"), Shape::kRpcJson},
      {"jsonParsed", Rpc("jsonParsed"), Shape::kRpcJsonParsed},
      {"base64", Rpc("base64"), Shape::kRpcBase64},
      {"json response", Response(Rpc("json")), Shape::kRpcJson},
      {"jsonParsed response", Response(Rpc("jsonParsed")), Shape::kRpcJsonParsed},
      {"base64 response", Response(Rpc("base64")), Shape::kRpcBase64},
      {"response null", Response(nullptr), Shape::kRpcJson},
      {"null", nullptr, Shape::kRpcJson},
      {"enhanced", Helius(), Shape::kHeliusEnhanced},
      {"webhook body of one", Json::array({Helius()}), Shape::kHeliusEnhanced},
      // A raw webhook is a provider's word, not a node's answer.
      {"raw webhook body of one", Json::array({Rpc("json")}), Shape::kHeliusRaw},
      {"raw", Raw(), Shape::kHeliusRaw},
  };
  for (const Case& test : cases) {
    const auto shape = DetectShape(test.document, ShapeFamily::kAuto);
    ASSERT_TRUE(shape.ok()) << test.name << ": " << shape.status();
    EXPECT_EQ(*shape, test.shape) << test.name;
  }
}

TEST(DetectShape, RefusesWhatIsNoTransaction) {
  struct Case {
    Json document;
    ShapeFamily family;
    const char* error;
  };
  const Case cases[] = {
      {Json::object(), ShapeFamily::kAuto, "neither a getTransaction result nor a Helius"},
      {"text", ShapeFamily::kAuto, "neither a getTransaction result nor a Helius"},
      {Json::array(), ShapeFamily::kAuto, "a webhook body of 0 transactions"},
      {Json::array({Helius(), Helius()}), ShapeFamily::kAuto, "a webhook body of 2 transactions"},
      {Json::array({1}), ShapeFamily::kAuto, "not a Helius transaction"},
      {Helius(), ShapeFamily::kRpc, "not a getTransaction result"},
      {Response(Rpc("json")), ShapeFamily::kHelius, "not a Helius transaction"},
  };
  for (const Case& test : cases) {
    const auto shape = DetectShape(test.document, test.family);
    ASSERT_FALSE(shape.ok()) << test.error;
    EXPECT_EQ(std::string(shape.status().message()).rfind(test.error, 0), 0u) << shape.status();
  }
}

TEST(ReadTransaction, GivesOneObservationThroughEverySupportedShape) {
  decode::Decoder decoder;
  const auto rpc =
      ReadTransaction(decoder, Rpc("json").dump(), Shape::kRpcJson, domain::Commitment::kConfirmed);
  ASSERT_TRUE(rpc.ok()) << rpc.status();
  EXPECT_EQ(rpc->observation.grade, domain::EvidenceGrade::kChain);
  EXPECT_EQ(rpc->observation.commitment, domain::Commitment::kConfirmed);
  struct Case {
    Json document;
    Shape shape;
    domain::EvidenceGrade grade;
  };
  const Case cases[] = {
      {Rpc("jsonParsed"), Shape::kRpcJsonParsed, domain::EvidenceGrade::kChain},
      {Rpc("base64"), Shape::kRpcBase64, domain::EvidenceGrade::kChain},
      {Helius(), Shape::kHeliusEnhanced, domain::EvidenceGrade::kProvider},
      {Json::array({Helius()}), Shape::kHeliusEnhanced, domain::EvidenceGrade::kProvider},
      {Raw(), Shape::kHeliusRaw, domain::EvidenceGrade::kProvider},
      {Json::array({Raw()}), Shape::kHeliusRaw, domain::EvidenceGrade::kProvider},
  };
  for (const Case& test : cases) {
    const auto read =
        ReadTransaction(decoder, test.document.dump(), test.shape, domain::Commitment::kFinalized);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->observation.signature, rpc->observation.signature) << Name(test.shape);
    EXPECT_EQ(read->observation.grade, test.grade) << Name(test.shape);
  }
}

// `text` with the first `from` in it made `to`.
std::string With(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ReadTransaction, GivesTheDecoderAWebhookBodyByteForByte) {
  const std::string body = Json::array({Helius()}).dump();
  const std::string cases[] = {
      With(body, "\"slot\":", "\"slot\":1,\"slot\":"),
      With(body, "\"fee\":", "\"fee\":-0,\"was\":"),
      body + '\0',
      "\xef\xbb\xbf" + body,
      "[" + body.substr(1, body.size() - 2) + "," + body.substr(1),
  };
  decode::Decoder decoder;
  for (const std::string& text : cases) {
    const auto read =
        ReadTransaction(decoder, text, Shape::kHeliusEnhanced, domain::Commitment::kFinalized);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << text.substr(0, 80);
  }
}

TEST(ParseJson, RefusesWhatReadersOfJsonReadDifferently) {
  struct Case {
    std::string text;
    const char* error;
  };
  const Case cases[] = {
      {R"({"a": 1, "b": 2, "a": 1})", "a: appears twice in one object"},
      {R"([{}, {"b": {"a": 1, "\u0061": 2}}])", "[1].b.a: appears twice in one object"},
      {R"({"a": 1, "a": {"b": nope}})", "a: appears twice in one object"},
      {R"({"a": [3, -0]})", "a[1]: holds the integer -0"},
      {R"({"a": [[], {"b": 0}, [1, [2], -0]]})", "a[2][2]: holds the integer -0"},
      {"-0", "holds the integer -0"},
      {R"({"a": 1e400})", "byte 11: a number that JSON readers cannot represent"},
      {"\xef\xbb\xbf{}", "byte 1: a byte order mark, which JSON must not begin with"},
      {std::string("{}\0", 3), "byte 3: not JSON"},
      {std::string("\0{}", 3), "byte 1: not JSON"},
      {std::string("{\"\0\": 1}", 8), "byte 3: not JSON"},
      {"{}{}", "byte 3: not JSON"},
      {"{} // note", "byte 4: not JSON"},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(ParseJson(test.text).status().message(), test.error) << test.text;
  }
  for (const char* text : {R"([{"a": 1}, {"a": 1}])", R"({"a": {"a": 1}})", "[0, -1, -0.5]"}) {
    EXPECT_TRUE(ParseJson(text).ok()) << text;
  }
}

TEST(ParseJson, BoundsTheMembersOfOneObject) {
  Json object = Json::object();
  for (int i = 0; i < 256; ++i) object[std::to_string(i)] = i;
  EXPECT_TRUE(ParseJson(object.dump()).ok());
  object["more"] = 1;
  EXPECT_EQ(ParseJson(object.dump()).status().message(), "more than 256 members in one object");
}

// Ends at once, or not before ctest's time limit.
TEST(ParseJson, TakesTimeInProportionToTheElementsOfAnArray) {
  std::string text = "[{}";
  for (int i = 1; i < 400000; ++i) text += ",{}";
  const auto document = ParseJson(text + "]");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->size(), 400000u);
}

TEST(Dump, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(Dump(Json{{"file", "a\xff"}}), "{\n  \"file\": \"a\xef\xbf\xbd\"\n}");
}

TEST(ParseJson, NamesTheByteAndRefusesDeepNesting) {
  EXPECT_EQ(ParseJson("{\"a\": nope}").status().message(), "byte 8: not JSON");
  EXPECT_EQ(ParseJson("").status().message(), "is empty");
  EXPECT_FALSE(ParseJson("\"\xff\"").ok());
  EXPECT_TRUE(ParseJson(std::string(200, '[') + std::string(200, ']')).ok());
  EXPECT_EQ(ParseJson(std::string(100000, '[')).status().message(),
            "byte 201: nested deeper than 200");
  EXPECT_TRUE(ParseJson("\"" + std::string(300, '[') + "\"").ok());
}

}  // namespace
}  // namespace hilt::cli
