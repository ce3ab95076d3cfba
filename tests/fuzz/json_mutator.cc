#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Mutations of JSON for libFuzzer: values and fields are moved, dropped, doubled and replaced
// whole, so that most inputs get past the parser. Every third is libFuzzer's own, on the bytes.
// Works on texts, not on a tree: what is no JSON any more is mutated as far as it goes.

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed);

namespace hilt::fuzz {
namespace {

constexpr size_t kMaxValues = 4096;

// What stands for something in one field or another, or for nothing anywhere. The last is found
// again if a message quotes the input.
constexpr std::string_view kValues[] = {
    "null",
    "true",
    "false",
    "0",
    "1",
    "2",
    "-1",
    "-0",
    "255",
    "256",
    "1e3",
    "1.0",
    "4294967296",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "\"0\"",
    "\"18446744073709551615\"",
    "\"18446744073709551616\"",
    "\"-1\"",
    "\"\"",
    "[]",
    "{}",
    "[null]",
    "[0,1,2]",
    "\"legacy\"",
    "\"transaction\"",
    "\"lookupTable\"",
    "\"transfer\"",
    "\"transferChecked\"",
    "\"transferCheckedWithFee\"",
    "\"transferWithSeed\"",
    "\"batch\"",
    "\"11111111111111111111111111111111\"",
    "\"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA\"",
    "\"TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb\"",
    "\"MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr\"",
    "\"Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo\"",
    "{\"Ok\":null}",
    "{\"Err\":\"AccountInUse\"}",
    "{\"InstructionError\":[0,{\"Custom\":1}]}",
    "\"a canary of CanaryCanaryCanary\"",
};

// A value in the text, with the key before it where it is a field.
struct Span {
  size_t begin = 0;  // of the key, or of the value
  size_t value = 0;
  size_t end = 0;
  size_t key_end = 0;  // 0: no key
};

class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {
    while (at_ < text_.size() && spans_.size() < kMaxValues) Step();
  }
  std::vector<Span> TakeSpans() { return std::move(spans_); }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      open_.push_back(spans_.size());
      Open(at_ + 1);
    } else if (c == '}' || c == ']') {
      ++at_;
      if (open_.empty()) return;
      spans_[open_.back()].end = at_;
      open_.pop_back();
    } else if (c == ',' || c == ':' || c == ' ' || c == '\n') {
      ++at_;
    } else {
      Scalar();
    }
  }

  void Open(size_t next) {
    spans_.push_back({.begin = Begin(), .value = at_, .end = text_.size(), .key_end = key_end_});
    key_end_ = 0;
    at_ = next;
  }

  void Scalar() {
    const size_t end =
        text_[at_] == '"' ? StringEnd() : text_.find_first_of(",:]}{[\" \n", at_ + 1);
    const size_t stop = std::min(end, text_.size());
    const size_t colon = text_.find_first_not_of(" \n", stop);
    if (colon != std::string_view::npos && text_[colon] == ':') {
      key_begin_ = at_;
      key_end_ = stop;
      at_ = colon + 1;
      return;
    }
    const size_t index = spans_.size();
    Open(stop);
    spans_[index].end = stop;
  }

  size_t StringEnd() const {
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        return i + 1;
      }
    }
    return text_.size();
  }

  size_t Begin() const { return key_end_ == 0 ? at_ : key_begin_; }

  std::string_view text_;
  size_t at_ = 0;
  size_t key_begin_ = 0;
  size_t key_end_ = 0;
  std::vector<Span> spans_;
  std::vector<size_t> open_;
};

class Mutation {
 public:
  Mutation(std::string_view text, unsigned int seed)
      : random_(seed), text_(text), spans_(Text(text).TakeSpans()) {}

  // Empty: nothing to be done here.
  std::string Make() {
    if (spans_.empty()) return "";
    const Span& one = Pick();
    const Span& other = Pick();
    switch (Below(7)) {
      case 0:
        return Replaced(one.value, one.end, ValueOf(other));
      case 1:
        return Replaced(one.value, one.end, kValues[Below(std::size(kValues))]);
      case 2:
        return Dropped(one);
      case 3:  // twice, or beside a sibling of another object
        return Replaced(one.end, one.end, "," + std::string(Whole(other)));
      case 4:
        return Replaced(one.end, one.end, "," + std::string(Whole(one)));
      case 5:
        if (one.key_end == 0 || other.key_end == 0) return "";
        return Replaced(one.begin, one.key_end,
                        text_.substr(other.begin, other.key_end - other.begin));
      default:
        return Changed(one);
    }
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  const Span& Pick() { return spans_[Below(spans_.size())]; }
  std::string_view ValueOf(const Span& span) const {
    return text_.substr(span.value, span.end - span.value);
  }
  std::string_view Whole(const Span& span) const {
    return text_.substr(span.begin, span.end - span.begin);
  }

  std::string Replaced(size_t begin, size_t end, std::string_view by) const {
    std::string out(text_.substr(0, begin));
    return out.append(by).append(text_.substr(end));
  }

  std::string Dropped(const Span& span) const {
    const size_t next = text_.find_first_not_of(" \n", span.end);
    if (next != std::string_view::npos && text_[next] == ',') {
      return Replaced(span.begin, next + 1, "");
    }
    const size_t before = span.begin == 0 ? 0 : text_.find_last_not_of(" \n", span.begin - 1);
    const bool comma = before != std::string_view::npos && text_[before] == ',';
    return Replaced(comma ? before : span.begin, span.end, "");
  }

  // libFuzzer's own mutations, within the value.
  std::string Changed(const Span& span) const {
    constexpr size_t kMaxBytes = 256;
    const std::string_view value = ValueOf(span);
    if (value.size() > kMaxBytes / 2) return "";
    uint8_t bytes[kMaxBytes];
    std::memcpy(bytes, value.data(), value.size());
    const size_t size = LLVMFuzzerMutate(bytes, value.size(), kMaxBytes);
    return Replaced(span.value, span.end, {reinterpret_cast<const char*>(bytes), size});
  }

  std::minstd_rand random_;
  std::string_view text_;
  std::vector<Span> spans_;
};

}  // namespace
}  // namespace hilt::fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  if (seed % 3 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string mutated =
      hilt::fuzz::Mutation({reinterpret_cast<const char*>(data), size}, seed).Make();
  if (mutated.empty() || mutated.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(mutated.begin(), mutated.end(), data);
  return mutated.size();
}
