#include "fmt/format.h"
#include "tests/hostile/corpus.h"

// Family "document": adversarial case 69: what is broken, disguised or huge as JSON.
namespace hilt::hostile {
namespace {

using domain::Verdict;

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

struct Document {
  const Scene& scene;
  Shape shape;
  Json json;
  std::string time_field;  // a number
  std::string key_field;   // a key, alone in its string
  std::string unread_field;

  std::string text() const { return Write(json); }
  // With a field that nobody knows, before all others.
  std::string TextWithUnknown(const std::string& value) const {
    return "{\"unknown\":" + value + "," + text().substr(1);
  }
};

void AddTruncated(Corpus& corpus, const Document& document) {
  const std::string text = document.text();
  // A prime, so that cuts fall on all kinds of places.
  for (size_t bytes = 0; bytes < text.size(); bytes += bytes < 64 ? 1 : 53) {
    corpus.Add(document.scene, fmt::format("cut after {} bytes", bytes), document.shape,
               text.substr(0, bytes), AnyError());
  }
  corpus.Add(document.scene, "cut before its last byte", document.shape,
             text.substr(0, text.size() - 1), AnyError());
}

void AddAround(Corpus& corpus, const Document& document) {
  const std::string text = document.text();
  const auto add = [&](const std::string& what, const std::string& bent) {
    corpus.Add(document.scene, what, document.shape, bent, AnyError());
  };
  add("byte order mark", "\xef\xbb\xbf" + text);
  add("UTF-16 byte order mark", "\xff\xfe" + text);
  add("a NUL before", std::string(1, '\0') + text);
  add("a NUL after", text + std::string(1, '\0'));
  add("a bracket after", text + "}");
  add("a comma after", text + ",");
  add("a word after", text + " null");
  add("a number after", text + "1");
  add("itself after", text + text);
  add("itself on the next line", text + "\n" + text);
  add("in an array", "[" + text + "]");
  add("in a string", Json(text).dump());
  add("a comment before", "/* */" + text);
  add("a comment after", text + "// end");
  add("single quotes", "{'" + text.substr(2));
  add("no bracket at its start", text.substr(1));
  add("an array for its bracket", "[" + text.substr(1, text.size() - 2) + "]");
  add("closed by the wrong bracket", text.substr(0, text.size() - 1) + "]");
  add("a comma before its end", text.substr(0, text.size() - 1) + ",}");
  add("two commas", [&] {
    std::string bent = text;
    return bent.insert(bent.find(",\""), ",");
  }());
  add("a colon too many", [&] {
    std::string bent = text;
    return bent.insert(bent.find("\":"), "\":");
  }());
  for (const char* other : {"", " ", "0", "true", "\"\"", "[]", "[null]", "nul", "\xff"}) {
    add(fmt::format("'{}' instead", other[0] == '\xff' ? "0xff" : other), other);
  }
  corpus.Add(document.scene, "white space around", document.shape, " \r\n\t" + text + "\n\n",
             Is(Verdict::kSettled));
  corpus.Add(document.scene, "1,000,000 spaces before", document.shape,
             std::string(1'000'000, ' ') + text, Is(Verdict::kSettled));
  corpus.Add(document.scene, "1,000,000 spaces after", document.shape,
             text + std::string(1'000'000, ' '), Is(Verdict::kSettled));
}

// Bytes that are no UTF-8, in strings that are read and in those that are not.
void AddInvalidUtf8(Corpus& corpus, const Document& document) {
  const std::pair<const char*, std::string_view> kBytes[] = {{"0x80", "\x80"},
                                                             {"0xff", "\xff"},
                                                             {"cut short", "\xe2\x82"},
                                                             {"overlong", "\xc0\xaf"},
                                                             {"surrogate", "\xed\xa0\x80"},
                                                             {"beyond Unicode", "\xf4\x90\x80\x80"},
                                                             {"overlong of three", "\xe0\x80\x80"}};
  for (const auto& [what, bytes] : kBytes) {
    for (const std::string& pointer : {document.key_field, document.unread_field}) {
      const std::string text = "\"ab" + std::string(bytes) + "cd\"";
      corpus.Add(document.scene, fmt::format("{} in {}", what, PathOf(pointer)), document.shape,
                 Write(With(document.json, pointer, Raw(text))), ErrorAt("document"));
    }
    corpus.Add(document.scene, fmt::format("{} in a name", what), document.shape,
               Write(With(document.json, "/unknown", Raw("{\"" + std::string(bytes) + "\":1}"))),
               ErrorAt("document"));
    corpus.Add(document.scene, fmt::format("{} outside a string", what), document.shape,
               document.text() + std::string(bytes), ErrorAt("document"));
  }
  for (const char control : {'\0', '\x01', '\n', '\t', '\x1f'}) {
    const std::string text = std::string("\"a") + control + "b\"";
    corpus.Add(document.scene, fmt::format("control 0x{:02x} in a string", int{control}),
               document.shape, Write(With(document.json, document.unread_field, Raw(text))),
               ErrorAt("document"));
  }
}

// Nesting as deep as 100,000, where it is skipped and where something else is wanted.
void AddNesting(Corpus& corpus, const Document& document) {
  for (const size_t depth : {1'000u, 100'000u}) {
    const std::string open = Repeated("[", depth);
    const std::string closed = open + Repeated("]", depth);
    const std::string objects = Repeated("{\"a\":", depth) + "1" + Repeated("}", depth);
    const auto add = [&](const std::string& what, const std::string& text, Expected expected) {
      corpus.Add(document.scene, fmt::format("{} deep, {}", depth, what), document.shape, text,
                 std::move(expected));
    };
    const auto put = [&](const std::string& pointer, Expected expected) {
      add("in " + PathOf(pointer), Write(With(document.json, pointer, Raw(closed))),
          std::move(expected));
    };
    put(document.unread_field, Is(Verdict::kSettled));
    put(document.key_field, ErrorAt(PathOf(document.key_field)));
    put(document.time_field, ErrorAt(PathOf(document.time_field)));
    add("in an unknown field", document.TextWithUnknown(closed), Is(Verdict::kSettled));
    add("objects in an unknown field", document.TextWithUnknown(objects), Is(Verdict::kSettled));
    add("in an unknown field, not closed", document.TextWithUnknown(open), AnyError());
    add("and nothing else", closed, AnyError());
    add("objects and nothing else", objects, AnyError());
    add("not closed", open, AnyError());
  }
}

// Megabytes of what nobody reads.
void AddHuge(Corpus& corpus, const Document& document) {
  const auto skipped = [&](const std::string& what, const std::string& value) {
    corpus.Add(document.scene, what, document.shape, document.TextWithUnknown(value),
               Is(Verdict::kSettled));
  };
  skipped("a string of 4 MB", "\"" + std::string(4'000'000, 'x') + "\"");
  skipped("a string of 1,000,000 escapes", "\"" + Repeated("\\n", 1'000'000) + "\"");
  skipped("a number of 2,000,000 digits", std::string(2'000'000, '9'));
  skipped("1,000,000 numbers", "[" + Repeated("1,", 999'999) + "1]");
  skipped("500,000 empty objects", "[" + Repeated("{},", 499'999) + "{}]");
  skipped("300,000 times one name", "{" + Repeated("\"a\":1,", 299'999) + "\"a\":1}");
  skipped("1,000,000 arrays deep", Repeated("[", 1'000'000) + Repeated("]", 1'000'000));
  std::string fields;
  for (int i = 0; i < 50'000; ++i) fields += fmt::format("\"f{}\":{},", i, i);
  skipped("50,000 fields", "{" + fields + "\"last\":1}");
  corpus.Add(document.scene, "50,000 unknown fields beside the known", document.shape,
             "{" + fields + document.text().substr(1), Is(Verdict::kSettled));
  corpus.Add(document.scene, "a name of 2 MB", document.shape,
             "{\"" + std::string(2'000'000, 'n') + "\":1," + document.text().substr(1),
             Is(Verdict::kSettled));
}

void AddAll(Corpus& corpus, const Document& document) {
  AddTruncated(corpus, document);
  AddAround(corpus, document);
  AddInvalidUtf8(corpus, document);
  AddNesting(corpus, document);
  AddHuge(corpus, document);
}

}  // namespace

Corpus DocumentCases() {
  Corpus corpus("document");
  const Scene scene = ReadScene("scenarios/transfer_checked_legacy");
  const auto add = [&](Shape shape, const std::string& key, const std::string& time,
                       const std::string& unread) {
    AddAll(corpus, {scene, shape, ToShape(scene, shape), time, key, unread});
  };
  add(Shape::kJson, "/transaction/message/accountKeys/1", "/blockTime", "/meta/logMessages/0");
  add(Shape::kJsonParsed, "/transaction/message/accountKeys/1/pubkey", "/blockTime",
      "/meta/logMessages/0");
  add(Shape::kBase64, "/transaction/0", "/blockTime", "/meta/logMessages/0");
  add(Shape::kHeliusEnhanced, "/feePayer", "/timestamp", "/description");
  return corpus;
}

}  // namespace hilt::hostile
