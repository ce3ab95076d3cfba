#include "fmt/format.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/field.h"

// Family "field": each field dropped, nulled, of another type, out of range, given twice.
namespace hilt::hostile {
namespace {

using domain::Verdict;

class FieldBender {
 public:
  // The scene's transaction settles as it was recorded.
  FieldBender(Corpus& corpus, const Scene& scene, Shape shape, Json json)
      : corpus_(corpus), scene_(scene), shape_(shape), json_(std::move(json)) {}

  void Bend(const Field& field) {
    Lacking(field);
    if (field.kind == Kind::kUnread) {
      for (const Variant& any : AnyValues()) {
        Add(field, "is " + any.name, With(json_, field.pointer, any.value), Is(Verdict::kSettled));
      }
    }
    for (const Variant& wrong : WrongValues(field.kind)) {
      Add(field, "is " + wrong.name, With(json_, field.pointer, wrong.value), Error(field));
    }
    if (!IsElement(field.pointer)) GivenTwice(field);
  }

 private:
  void Add(const Field& field, const std::string& what, const Json& json, Expected expected) {
    corpus_.Add(scene_, PathOf(field.pointer) + " " + what, shape_, Write(json),
                std::move(expected));
  }

  // At the field; where it should be an object, also at what that should have held.
  static Expected Error(const Field& field) {
    const std::string path = PathOf(field.pointer);
    if (field.kind != Kind::kObject) return ErrorAt(path);
    return {{}, {path, path + "[*", path + ".*"}};
  }

  static Expected After(Lack lack, const Field& field) {
    if (lack == Lack::kRefused) return Error(field);
    return Is(lack == Lack::kUnverifiable ? Verdict::kUnverifiable : Verdict::kSettled);
  }

  void Lacking(const Field& field) {
    if (field.absent != Lack::kNotTried) {
      Add(field, "dropped", Without(json_, field.pointer), After(field.absent, field));
    }
    if (field.null != Lack::kNotTried) {
      Add(field, "is null", With(json_, field.pointer, nullptr), After(field.null, field));
    }
  }

  void GivenTwice(const Field& field) {
    const Json& value = json_.at(Json::json_pointer(field.pointer));
    const std::string name = LastOf(field.pointer);
    const Expected expected = field.kind == Kind::kUnread ? Is(Verdict::kSettled) : Error(field);
    Add(field, "given twice", Twice(json_, field.pointer, name, value), expected);
    Add(field, "given twice, then null", Twice(json_, field.pointer, name, nullptr), expected);
    Add(field, "given twice, spelt with an escape",
        Twice(json_, field.pointer, Escaped(name), value), expected);
  }

  Corpus& corpus_;
  const Scene& scene_;
  Shape shape_;
  Json json_;
};

void BendAll(Corpus& corpus, const Scene& scene, Shape shape, const Json& json,
             const std::vector<Field>& fields) {
  FieldBender bender(corpus, scene, shape, json);
  for (const Field& field : fields) bender.Bend(field);
}

// What a node calls an instruction. Of another type it is no transfer; what it says of a transfer
// must be whole.
void AddParsedTypes(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJsonParsed);
  const std::string parsed = "/transaction/message/instructions/1/parsed";
  const std::string path = PathOf(parsed);
  const auto add = [&](const std::string& what, const Json& bent, Expected expected) {
    corpus.Add(scene, "parsed " + what, Shape::kJsonParsed, Write(bent), std::move(expected));
  };
  for (const char* type : {"mintTo", "approve", "Transfer", "transferchecked", "transferChecked ",
                           "transferCheckedWithFee", "batched"}) {
    add(fmt::format("type '{}'", type), With(json, parsed + "/type", type),
        Is(Verdict::kViewsDisagree));
  }
  // A plain Transfer has `amount`, which a TransferChecked has not.
  add("type 'transfer'", With(json, parsed + "/type", "transfer"), ErrorAt(path + ".info.amount"));
  add("type 'batch'", With(json, parsed + "/type", "batch"), ErrorAt(path + ".info.instructions"));
  add("type ''", With(json, parsed + "/type", ""), ErrorAt(path + ".type"));
  add("without type", Without(json, parsed + "/type"), ErrorAt(path + ".type"));
  for (const Json& value : {Json(nullptr), Json(3), Json::array(), Json::object()}) {
    add("is " + value.dump(), With(json, parsed, value), ErrorAt(path + "*"));
    add("type is " + value.dump(), With(json, parsed + "/type", value), ErrorAt(path + ".type"));
  }
  add("is a text", With(json, parsed, "text"), ErrorAt(path));
  const std::string memo = "/transaction/message/instructions/0/parsed";
  for (const Json& value : {Json(nullptr), Json(3), Json::array(), Json::object()}) {
    add("memo is " + value.dump(), With(json, memo, value), ErrorAt(PathOf(memo)));
  }
}

// A node's words for a Batch.
void AddParsedBatches(Corpus& corpus, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kJsonParsed);
  const std::string parsed = "/transaction/message/instructions/1/parsed";
  const std::string parts = PathOf(parsed) + ".info.instructions";
  const auto add = [&](const std::string& what, const Json& instructions, Expected expected) {
    const Json batch = {{"type", "batch"}, {"info", {{"instructions", instructions}}}};
    corpus.Add(scene, "parsed Batch " + what, Shape::kJsonParsed, Write(With(json, parsed, batch)),
               std::move(expected));
  };
  const Json transfer = json.at(Json::json_pointer(parsed));
  const Json other = {{"type", "syncNative"}, {"info", Json::object()}};
  const Json batch = {{"type", "batch"}, {"info", {{"instructions", Json::array({transfer})}}}};
  add("of the transfer", Json::array({transfer}), Is(Verdict::kSettled));
  add("of the transfer and another", Json::array({transfer, other}), Is(Verdict::kSettled));
  add("of nothing that transfers", Json::array({other}), Is(Verdict::kViewsDisagree));
  add("in a Batch", Json::array({transfer, batch}), Is(Verdict::kUnverifiable));
  add("of a number", Json::array({transfer, 7}), ErrorAt(parts + "[1].type"));
  add("of null", Json::array({nullptr}), ErrorAt(parts + "[0].type"));
  add("of an array", Json::array({Json::array({transfer})}), ErrorAt(parts + "[0].type"));
  add("of an object", Json::object(), ErrorAt(parts));
  add("of what is null", nullptr, ErrorAt(parts));
}

}  // namespace

Corpus FieldCases() {
  Corpus corpus("field");
  const Scene loaded = ReadScene("scenarios/v0_lookup_table");
  BendAll(corpus, loaded, Shape::kJson, ToShape(loaded, Shape::kJson), RpcFields());
  BendAll(corpus, loaded, Shape::kHeliusRaw, ToShape(loaded, Shape::kHeliusRaw), RpcFields());
  const auto bend_parsed = [&](const char* name, const std::vector<Field>& fields) {
    const Scene scene = ReadScene(name);
    BendAll(corpus, scene, Shape::kJsonParsed, ToShape(scene, Shape::kJsonParsed), fields);
  };
  bend_parsed("scenarios/transfer_checked_legacy", ParsedFields());
  bend_parsed("scenarios/transfer_unchecked", ParsedTransferFields());
  bend_parsed("scenarios/sol_native", ParsedSystemFields());
  const Scene checked = ReadScene("scenarios/transfer_checked_legacy");
  AddParsedTypes(corpus, checked);
  AddParsedBatches(corpus, checked);
  const Scene calling = ReadScene("scenarios/merchant_ata_created");
  BendAll(corpus, calling, Shape::kJson, ToShape(calling, Shape::kJson), RpcInnerFields());
  BendAll(corpus, calling, Shape::kHeliusEnhanced, calling.file.at("helius_enhanced"),
          EnhancedFields());
  return corpus;
}

}  // namespace hilt::hostile
