#include "indexer/decode/webhook_decoder.h"

#include <fmt/format.h>

#include <utility>

#include "indexer/decode/glimpse.h"

namespace hilt::decode {
namespace {

// The base58 text of 64 zero bytes. A shorter element can hold no signature.
constexpr size_t kMinSignatureChars = 64;

WebhookElement MoreNameless(size_t count) {
  return {Path().Error(fmt::format("and {} more elements that are no transactions", count)),
          std::nullopt};
}

// Raw transactions hold `meta` and `transaction`; enhanced ones begin with fields of their own.
// Leaves the object as it was. An error of the parser ends its document, so nothing can be read
// after one.
absl::StatusOr<bool> IsRaw(ondemand::object& object, const Path& path) {
  bool raw = false;
  for (auto item : object) {
    if (item.error() != simdjson::SUCCESS) return path.Error(internal::kBroken);
    const ondemand::raw_json_string key = item.key().value_unsafe();
    raw = key == "meta" || key == "transaction";
    if (raw || key == "accountData" || key == "signature") break;
  }
  if (object.reset().error() != simdjson::SUCCESS) return path.Error(internal::kBroken);
  return raw;
}

}  // namespace

absl::StatusOr<domain::Observation> WebhookDecoder::ReadEnhanced(ondemand::object object,
                                                                 const Path& path) {
  EnhancedReader reader(enhanced_);
  HILT_RETURN_IF_ERROR(ReadBy(reader, object, path));
  return ResolveEnhanced(enhanced_, keys_, path);
}

absl::StatusOr<domain::Observation> WebhookDecoder::ReadElement(ondemand::object object,
                                                                const Path& path) {
  HILT_ASSIGN_OR_RETURN(const bool raw, IsRaw(object, path));
  return raw ? rpc_.HeliusRaw(object, path) : ReadEnhanced(object, path);
}

template <class Read>
absl::StatusOr<domain::Observation> WebhookDecoder::ReadOne(std::string_view json, Read&& read) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  HILT_ASSIGN_OR_RETURN(ondemand::object root, document_.OpenObject());
  absl::StatusOr<domain::Observation> observation = read(root, Path());
  HILT_RETURN_IF_ERROR(observation.status());
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return observation;
}

absl::StatusOr<domain::Observation> WebhookDecoder::Enhanced(std::string_view json) {
  return ReadOne(
      json, [&](ondemand::object object, const Path& path) { return ReadEnhanced(object, path); });
}

absl::StatusOr<domain::Observation> WebhookDecoder::Raw(std::string_view json) {
  return ReadOne(json, [&](ondemand::object object, const Path& path) {
    return rpc_.HeliusRaw(object, path);
  });
}

absl::StatusOr<std::vector<WebhookElement>> WebhookDecoder::BodyAtOnce() {
  HILT_ASSIGN_OR_RETURN(ondemand::array body, document_.OpenArray());
  std::vector<WebhookElement> elements;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(ondemand::object object, ReadObject(value, path));
    HILT_ASSIGN_OR_RETURN(domain::Observation observation, ReadElement(object, path));
    const solana::Signature signature = observation.signature;
    elements.push_back({std::move(observation), signature});
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(body, Path(), read));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  return elements;
}

WebhookElement WebhookDecoder::BodyElement(std::string_view text, const Path& path) {
  absl::StatusOr<ondemand::object> object = document_.OpenPart(text, path);
  if (!object.ok()) return {object.status(), std::nullopt};
  WebhookElement element{ReadElement(*object, path), std::nullopt};
  if (element.observation.ok()) {
    element.signature = element.observation->signature;
  } else if (object = document_.OpenPart(text, path); object.ok()) {
    element.signature = GlimpseTransaction(*object).signature;
  }
  return element;
}

absl::StatusOr<std::vector<WebhookElement>> WebhookDecoder::BodyOneByOne(std::string_view json) {
  HILT_ASSIGN_OR_RETURN(ondemand::array body, document_.OpenArray());
  std::vector<WebhookElement> elements;
  size_t nameless = 0;
  const auto read = [&](Value& value, const Path& path, size_t) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadRaw(value, path));
    const bool counted_only = nameless >= kMaxNamelessElements;
    if (counted_only && text.size() < kMinSignatureChars) {
      ++nameless;
      return absl::OkStatus();
    }
    WebhookElement element = BodyElement(text, path);
    if (absl::IsResourceExhausted(element.observation.status())) {
      return element.observation.status();
    }
    if (!element.signature.has_value()) {
      ++nameless;
      if (counted_only) return absl::OkStatus();
    }
    if (!element.observation.ok()) {
      const auto offset = static_cast<size_t>(text.data() - document_.loaded().data());
      element.json = json.substr(offset, text.size());
    }
    elements.push_back(std::move(element));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(ReadElements(body, Path(), read));
  HILT_RETURN_IF_ERROR(document_.CheckEnd());
  if (nameless > kMaxNamelessElements) {
    elements.push_back(MoreNameless(nameless - kMaxNamelessElements));
  }
  return elements;
}

absl::StatusOr<std::vector<WebhookElement>> WebhookDecoder::Body(std::string_view json) {
  HILT_RETURN_IF_ERROR(document_.Load(json));
  absl::StatusOr<std::vector<WebhookElement>> elements = BodyAtOnce();
  // One pass does for a good body. Past a bad element the parser is lost, so such a body is cut
  // into its elements first.
  if (absl::IsInvalidArgument(elements.status())) elements = BodyOneByOne(json);
  return elements;
}

}  // namespace hilt::decode
