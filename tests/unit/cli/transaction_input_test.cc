#include "cli/transaction_input.h"

#include <gtest/gtest.h>

#include <string>

#include "cli_run.h"

namespace hilt::cli {
namespace {

constexpr char kScenario[] = "scenarios/transfer_checked_legacy.json";

Json Rpc(const char* encoding) { return GoldenJson(kScenario)["rpc"][encoding]; }
Json Helius() { return GoldenJson(kScenario)["helius_enhanced"]; }

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
      // A raw webhook is a provider's word, not a node's answer.
      {Json::array({Rpc("json")}), ShapeFamily::kAuto, "not a Helius enhanced transaction"},
      {Helius(), ShapeFamily::kRpc, "not a getTransaction result"},
      {Rpc("json"), ShapeFamily::kHelius, "not a Helius enhanced transaction"},
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
  for (const Json& document : {Helius(), Json(Json::array({Helius()}))}) {
    const auto enhanced = ReadTransaction(decoder, document.dump(), Shape::kHeliusEnhanced,
                                          domain::Commitment::kFinalized);
    ASSERT_TRUE(enhanced.ok()) << enhanced.status();
    EXPECT_EQ(enhanced->observation.signature, rpc->observation.signature);
    EXPECT_EQ(enhanced->observation.grade, domain::EvidenceGrade::kProvider);
  }
}

TEST(ReadTransaction, SaysWhichShapeItCannotReadYet) {
  decode::Decoder decoder;
  for (const Shape shape : {Shape::kRpcJsonParsed, Shape::kRpcBase64}) {
    if (IsSupported(shape)) continue;
    const auto input = ReadTransaction(decoder, "{}", shape, domain::Commitment::kFinalized);
    EXPECT_EQ(input.status().code(), absl::StatusCode::kUnimplemented);
    EXPECT_EQ(input.status().message(), "not supported yet: " + std::string(Name(shape)));
  }
}

TEST(ParseJson, NamesTheByteAndRefusesDeepNesting) {
  EXPECT_EQ(ParseJson("{\"a\": nope}").status().message(), "byte 8: not JSON");
  EXPECT_EQ(ParseJson("").status().message(), "byte 1: not JSON");
  EXPECT_FALSE(ParseJson("\"\xff\"").ok());
  EXPECT_TRUE(ParseJson(std::string(200, '[') + std::string(200, ']')).ok());
  EXPECT_EQ(ParseJson(std::string(100000, '[')).status().message(),
            "byte 200: nested deeper than 200");
  EXPECT_TRUE(ParseJson("\"" + std::string(300, '[') + "\"").ok());
}

}  // namespace
}  // namespace hilt::cli
