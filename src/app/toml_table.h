#pragma once

#include <toml++/toml.h>

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

// A strict reader of TOML: each key is asked for by its name, type and range; what was not asked
// for is an error. Errors are gathered, so that an operator sees all of them at once. One thread.
namespace hilt::app {

class ConfigErrors {
 public:
  // `file`: its name as errors show it.
  explicit ConfigErrors(std::string file) : file_(std::move(file)) {}

  // `where`: 0:0 where there is no place to show. `what` holds no secret.
  void Add(toml::source_position where, std::string_view key, std::string_view what);
  // Not of the file: a flag, or the configuration as a whole.
  void Add(std::string_view what) { lines_.emplace_back(what); }

  // INVALID_ARGUMENT with one line an error: "hiltd.toml:12:9: http.listen: ...".
  absl::Status ToStatus() const;

 private:
  const std::string file_;
  std::vector<std::string> lines_;
};

// One table. A value that is absent or wrong reads as none, and a wrong one is an error. Borrows
// the parsed document and the errors.
class TomlTable {
 public:
  TomlTable(const toml::table& table, ConfigErrors& errors)
      : TomlTable(&table, "", table.source().begin, errors) {}

  bool present() const { return table_ != nullptr; }
  bool Has(std::string_view key) const { return Find(key) != nullptr; }

  std::optional<std::string> Text(std::string_view key);
  std::optional<bool> Bool(std::string_view key);
  // Both bounds inclusive.
  std::optional<int64_t> Integer(std::string_view key, int64_t min, int64_t max);
  std::optional<std::vector<std::string>> Texts(std::string_view key);
  std::optional<std::vector<int64_t>> Integers(std::string_view key, int64_t min, int64_t max);

  // A string or a list of strings: `text` is set or `texts` is meant.
  struct Mixed {
    std::optional<std::string> text;
    std::vector<std::string> texts;
  };
  std::optional<Mixed> TextOrTexts(std::string_view key, std::string_view wanted);

  // A string or an integer, bounds inclusive: `text` is set or `integer` is meant.
  struct Either {
    std::optional<std::string> text;
    int64_t integer = 0;
  };
  std::optional<Either> TextOrInteger(std::string_view key, int64_t min, int64_t max,
                                      std::string_view wanted);

  // One of several names.
  template <class T, size_t N>
  std::optional<T> Choice(std::string_view key,
                          const std::array<std::pair<std::string_view, T>, N>& choices) {
    const std::optional<std::string> text = Text(key);
    if (!text.has_value()) return std::nullopt;
    std::string names;
    for (const auto& [name, value] : choices) {
      if (*text == name) return value;
      if (!names.empty()) names += ", ";
      names += name;
    }
    Error(key, "must be one of: " + names);
    return std::nullopt;
  }

  // Not present() where it is absent or no table.
  TomlTable Table(std::string_view key);
  // Of an array of tables.
  std::vector<TomlTable> Tables(std::string_view key);

  // At the key's value, or at the table where the key is absent.
  void Error(std::string_view key, std::string_view what) const;
  void Require(std::string_view key) const;

  // After everything has been asked for: an error for each key that was not.
  void Finish() const;

 private:
  TomlTable(const toml::table* table, std::string path, toml::source_position at,
            ConfigErrors& errors)
      : table_(table), path_(std::move(path)), at_(at), errors_(errors) {}

  std::string PathOf(std::string_view key) const;
  const toml::node* Find(std::string_view key) const;
  const toml::node* Ask(std::string_view key);
  template <class T>
  std::optional<std::vector<T>> List(std::string_view key, std::string_view wanted);

  const toml::table* table_;  // nullptr: absent
  std::string path_;          // empty: the document
  toml::source_position at_;
  ConfigErrors& errors_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace hilt::app
