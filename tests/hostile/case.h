#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/terms.h"
#include "domain/verdict.h"

// One hostile input and the answer that it must get. The answer comes from whoever bent the input,
// who knows what was bent, and from SPEC section 4; never from running the engine.
namespace hilt::hostile {

enum class Shape { kJson, kJsonParsed, kBase64, kHeliusEnhanced, kHeliusRaw };

inline constexpr Shape kAllShapes[] = {Shape::kJson, Shape::kJsonParsed, Shape::kBase64,
                                       Shape::kHeliusEnhanced, Shape::kHeliusRaw};
inline constexpr std::string_view kShapeNames[] = {"json", "jsonParsed", "base64",
                                                   "helius_enhanced", "helius_raw"};

inline std::string_view Name(Shape shape) { return kShapeNames[static_cast<size_t>(shape)]; }

// A verdict, or a decode error; or one of a few of them, and then never kSettled.
struct Expected {
  std::vector<domain::Verdict> verdicts;
  // Where the error is: "meta.fee", "document". A final '*' stands for anything; so "*" is an error
  // of whatever place, for input that is broken as JSON.
  std::vector<std::string> error_paths;

  bool may_settle() const {
    return verdicts.size() == 1 && verdicts[0] == domain::Verdict::kSettled && error_paths.empty();
  }
};

inline Expected Is(domain::Verdict verdict) { return {{verdict}, {}}; }
inline Expected ErrorAt(std::string path) { return {{}, {std::move(path)}}; }
inline Expected AnyError() { return ErrorAt("*"); }

struct Case {
  std::string family;
  std::string scenario;  // the golden transaction that was bent
  std::string mutation;  // what was done to it; the same in each shape
  Shape shape{};
  std::string text;
  Expected expected;
  domain::Terms terms;

  std::string id() const {
    return family + "/" + scenario + "/" + mutation + "/" + std::string(Name(shape));
  }
};

}  // namespace hilt::hostile
