#include "app/toml_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace hilt::app {

void ConfigErrors::Add(toml::source_position where, std::string_view key, std::string_view what) {
  const std::string place =
      where.line == 0 ? file_ : fmt::format("{}:{}:{}", file_, where.line, where.column);
  lines_.push_back(key.empty() ? fmt::format("{}: {}", place, what)
                               : fmt::format("{}: {}: {}", place, key, what));
}

absl::Status ConfigErrors::ToStatus() const {
  if (lines_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("{}", fmt::join(lines_, "\n")));
}

std::string TomlTable::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

const toml::node* TomlTable::Find(std::string_view key) const {
  return table_ == nullptr ? nullptr : table_->get(key);
}

const toml::node* TomlTable::Ask(std::string_view key) {
  asked_.emplace(key);
  return Find(key);
}

std::optional<std::string> TomlTable::Text(std::string_view key) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return text->get();
  Error(key, "must be a string");
  return std::nullopt;
}

std::optional<bool> TomlTable::Bool(std::string_view key) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  Error(key, "must be true or false");
  return std::nullopt;
}

std::optional<int64_t> TomlTable::Integer(std::string_view key, int64_t min, int64_t max) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  const auto* value = node->as_integer();
  if (value != nullptr && value->get() >= min && value->get() <= max) return value->get();
  Error(key, fmt::format("must be an integer from {} to {}", min, max));
  return std::nullopt;
}

template <class T>
std::optional<std::vector<T>> TomlTable::List(std::string_view key, std::string_view wanted) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  const toml::array* array = node->as_array();
  std::vector<T> values;
  for (size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const toml::value<T>* value = (*array)[i].template as<T>();
    if (value == nullptr) {
      array = nullptr;
    } else {
      values.push_back(value->get());
    }
  }
  if (array != nullptr) return values;
  Error(key, wanted);
  return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::Texts(std::string_view key) {
  return List<std::string>(key, "must be a list of strings");
}

std::optional<TomlTable::Mixed> TomlTable::TextOrTexts(std::string_view key,
                                                       std::string_view wanted) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return Mixed{text->get(), {}};
  std::optional<std::vector<std::string>> texts = List<std::string>(key, wanted);
  if (!texts.has_value()) return std::nullopt;
  return Mixed{std::nullopt, *std::move(texts)};
}

std::optional<TomlTable::Either> TomlTable::TextOrInteger(std::string_view key, int64_t min,
                                                          int64_t max, std::string_view wanted) {
  const toml::node* node = Ask(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return Either{text->get(), 0};
  const auto* integer = node->as_integer();
  if (integer != nullptr && integer->get() >= min && integer->get() <= max) {
    return Either{std::nullopt, integer->get()};
  }
  Error(key, wanted);
  return std::nullopt;
}

std::optional<std::vector<int64_t>> TomlTable::Integers(std::string_view key, int64_t min,
                                                        int64_t max) {
  const std::string wanted = fmt::format("must be a list of integers from {} to {}", min, max);
  std::optional<std::vector<int64_t>> values = List<int64_t>(key, wanted);
  if (!values.has_value()) return std::nullopt;
  const bool in_range = std::all_of(values->begin(), values->end(),
                                    [&](int64_t value) { return value >= min && value <= max; });
  if (in_range) return values;
  Error(key, wanted);
  return std::nullopt;
}

TomlTable TomlTable::Table(std::string_view key) {
  const toml::node* node = Ask(key);
  const toml::table* table = node == nullptr ? nullptr : node->as_table();
  if (node != nullptr && table == nullptr) Error(key, "must be a table");
  return {table, PathOf(key), node == nullptr ? at_ : node->source().begin, errors_};
}

std::vector<TomlTable> TomlTable::Tables(std::string_view key) {
  const toml::node* node = Ask(key);
  std::vector<TomlTable> tables;
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  for (size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const toml::node& element = (*array)[i];
    if (element.as_table() == nullptr) {
      array = nullptr;
    } else {
      tables.push_back({element.as_table(), fmt::format("{}[{}]", PathOf(key), i),
                        element.source().begin, errors_});
    }
  }
  if (array != nullptr) return tables;
  Error(key, fmt::format("must be tables, each begun by [[{}]]", PathOf(key)));
  return {};
}

void TomlTable::Error(std::string_view key, std::string_view what) const {
  const toml::node* node = Find(key);
  errors_.Add(node == nullptr ? at_ : node->source().begin, PathOf(key), what);
}

void TomlTable::Require(std::string_view key) const {
  if (!Has(key)) Error(key, "missing");
}

void TomlTable::Finish() const {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    if (asked_.contains(key.str())) continue;
    errors_.Add(key.source().begin, PathOf(key.str()),
                fmt::format("unknown key; known here: {}", fmt::join(asked_, ", ")));
  }
}

}  // namespace hilt::app
