#include "fmt/format.h"
#include "tests/hostile/corpus.h"

// Family "length": adversarial cases 55, 60, 61: indexes that point nowhere, lists that do not fit
// each other, and lists longer than the chain allows.
namespace hilt::hostile {
namespace {

struct Place {
  std::string pointer;
  std::string error;  // none: the path of the pointer
};

void AddIndexes(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJson);
  const size_t keys = scene.accounts.size();
  const std::string top = "/transaction/message/instructions/1";
  const std::string inner = "/meta/innerInstructions/0/instructions/1";
  const Place kPlaces[] = {
      {top + "/programIdIndex", ""},
      {top + "/accounts/0", ""},
      {top + "/accounts/3", ""},
      {inner + "/programIdIndex", ""},
      {inner + "/accounts/0", ""},
      {"/meta/preTokenBalances/0/accountIndex", ""},
      {"/meta/postTokenBalances/1/accountIndex", ""},
  };
  for (const Place& place : kPlaces) {
    for (const size_t index : {keys, keys + 1, size_t{128}, size_t{255}, size_t{256}}) {
      corpus.Add(scene, fmt::format("{} is {}", PathOf(place.pointer), index), Shape::kJson,
                 Write(With(json, place.pointer, index)), ErrorAt(PathOf(place.pointer)));
    }
  }
  for (const size_t index : {4u, 5u, 64u, 255u, 409u, 410u, 411u, 65536u}) {
    corpus.Add(scene, fmt::format("inner instructions of instruction {}", index), Shape::kJson,
               Write(With(json, "/meta/innerInstructions/0/index", index)),
               ErrorAt("meta.innerInstructions[0].index"));
  }
  Json twice = json;
  twice["meta"]["innerInstructions"].push_back(json["meta"]["innerInstructions"][0]);
  corpus.Add(scene, "inner instructions of one instruction twice", Shape::kJson, Write(twice),
             ErrorAt("meta.innerInstructions[1].index"));
  corpus.Add(scene, "the fee payer as program", Shape::kJson,
             Write(With(json, top + "/programIdIndex", 0)),
             ErrorAt("transaction.message.instructions[1].programIdIndex"));
}

void AddHeaders(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJson);
  const std::string header = "/transaction/message/header";
  const auto add = [&](const std::string& field, int value, const std::string& error) {
    corpus.Add(scene, fmt::format("{} is {}", field, value), Shape::kJson,
               Write(With(json, header + "/" + field, value)), ErrorAt(error));
  };
  const std::string at_header = PathOf(header);
  add("numRequiredSignatures", 0, at_header);
  add("numRequiredSignatures", 2, "transaction.signatures");
  add("numRequiredSignatures", 255, at_header);
  add("numReadonlySignedAccounts", 1, at_header);
  add("numReadonlySignedAccounts", 255, at_header);
  add("numReadonlyUnsignedAccounts", 200, at_header);
  add("numReadonlyUnsignedAccounts", 255, at_header);
}

// One entry less or more than there are keys, or none.
void AddBalanceLists(Corpus& corpus, const Scene& scene) {
  for (const char* list : {"preBalances", "postBalances"}) {
    for (const Shape shape : {Shape::kJson, Shape::kJsonParsed}) {
      const Json json = ToShape(scene, shape);
      const std::string pointer = std::string("/meta/") + list;
      const Expected error = ErrorAt(std::string("meta.") + list);
      corpus.Add(scene, fmt::format("{} one short", list), shape,
                 Write(Without(json, pointer + "/0")), error);
      corpus.Add(scene, fmt::format("{} one long", list), shape,
                 Write(With(json, pointer + "/-", 1)), error);
      corpus.Add(scene, fmt::format("{} empty", list), shape,
                 Write(With(json, pointer, Json::array())), error);
    }
  }
}

Json Repeated(const Json& element, size_t times) {
  Json list = Json::array();
  for (size_t i = 0; i < times; ++i) list.push_back(element);
  return list;
}

// Far more elements than any transaction has; the reading stops at the bound.
void AddLongLists(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJson);
  const Place kPlaces[] = {
      {"/transaction/signatures", ""},
      {"/transaction/message/accountKeys", ""},
      {"/transaction/message/instructions", ""},
      {"/transaction/message/instructions/1/accounts", ""},
      {"/meta/preBalances", ""},
      {"/meta/postBalances", ""},
      {"/meta/preTokenBalances", ""},
      {"/meta/innerInstructions", ""},
      {"/meta/innerInstructions/0/instructions", ""},
      {"/meta/innerInstructions/0/instructions/1/accounts", ""},
  };
  for (const Place& place : kPlaces) {
    const Json element = json.at(Json::json_pointer(place.pointer + "/0"));
    for (const size_t length : {1'500u, 4'000u}) {
      corpus.Add(scene, fmt::format("{} of {} elements", PathOf(place.pointer), length),
                 Shape::kJson, Write(With(json, place.pointer, Repeated(element, length))),
                 ErrorAt(PathOf(place.pointer) + "[*"));
    }
  }
  const Json enhanced = ToShape(scene, Shape::kHeliusEnhanced);
  const Place kEnhanced[] = {{"/instructions", ""},
                             {"/instructions/1/accounts", ""},
                             {"/instructions/0/innerInstructions", ""},
                             {"/accountData", ""},
                             {"/accountData/1/tokenBalanceChanges", ""}};
  for (const Place& place : kEnhanced) {
    const Json element = enhanced.at(Json::json_pointer(place.pointer + "/0"));
    for (const size_t length : {1'500u, 4'000u}) {
      corpus.Add(scene, fmt::format("{} of {} elements", PathOf(place.pointer), length),
                 Shape::kHeliusEnhanced,
                 Write(With(enhanced, place.pointer, Repeated(element, length))),
                 ErrorAt(PathOf(place.pointer) + "[*"));
    }
  }
}

}  // namespace

Corpus LengthCases() {
  Corpus corpus("length");
  const Scene scene = ReadScene("scenarios/merchant_ata_created");
  AddIndexes(corpus, scene);
  AddHeaders(corpus, scene);
  AddBalanceLists(corpus, scene);
  AddLongLists(corpus, scene);
  return corpus;
}

}  // namespace hilt::hostile
