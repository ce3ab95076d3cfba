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

  static Expected Error(const Field& field) { return ErrorAt(PathOf(field.pointer)); }

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

}  // namespace

Corpus FieldCases() {
  Corpus corpus("field");
  const Scene loaded = ReadScene("scenarios/v0_lookup_table");
  BendAll(corpus, loaded, Shape::kJson, ToShape(loaded, Shape::kJson), RpcFields());
  const Scene calling = ReadScene("scenarios/merchant_ata_created");
  BendAll(corpus, calling, Shape::kJson, ToShape(calling, Shape::kJson), RpcInnerFields());
  BendAll(corpus, calling, Shape::kHeliusEnhanced, calling.file.at("helius_enhanced"),
          EnhancedFields());
  return corpus;
}

}  // namespace hilt::hostile
