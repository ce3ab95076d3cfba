#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/arrows.h"
#include "tests/lint/hygiene.h"
#include "tests/lint/layout.h"
#include "tests/lint/tree.h"

namespace hilt::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The layout that the project itself is held against, so that each arrow below is a real one.
Layout ProjectLayout() {
  Violations violations;
  const Tree rules = LoadTree(HILT_LINT_DIR);
  Layout layout = ParseLayout(rules.at("modules.txt"), violations);
  EXPECT_THAT(violations, IsEmpty());
  return layout;
}

struct PlantedInclude {
  std::string path;
  std::string include;
  std::string message;
};

TEST(Arrows, CatchesEveryPlantedInclude) {
  const std::vector<PlantedInclude> cases = {
      {"indexer/pipeline/x.cc", "\"confirmer/settle/transition.h\"",
       "indexer/pipeline may not include confirmer/settle/transition.h (module confirmer/settle)"},
      {"confirmer/verify/x.cc", "\"indexer/decode/decode.h\"",
       "confirmer/verify may not include indexer/decode/decode.h (module indexer/decode)"},
      {"confirmer/settle/x.h", "\"indexer/source/source.h\"",
       "confirmer/settle may not include indexer/source/source.h (module indexer/source)"},
      {"src/base/x.h", "\"domain/ids.h\"",
       "src/base may not include domain/ids.h (module src/domain)"},
      {"src/solana/x.h", "\"domain/ids.h\"",
       "src/solana may not include domain/ids.h (module src/domain)"},
      {"confirmer/verify/x.cc", "<simdjson.h>",
       "confirmer/verify may not include simdjson.h (family simdjson)"},
      {"indexer/source/x.cc", "\"simdjson.h\"",
       "indexer/source may not include simdjson.h (family simdjson)"},
      {"confirmer/publish/x.cc", "<grpcpp/grpcpp.h>",
       "confirmer/publish may not include grpcpp/grpcpp.h (family grpc)"},
      {"src/domain/x.h", "\"hilt/settlement/v1/payment.pb.h\"",
       "src/domain may not include hilt/settlement/v1/payment.pb.h (family contract)"},
      {"storage/x.cc", "<rocksdb/db.h>", "storage may not include rocksdb/db.h (family rocksdb)"},
      {"storage/memory/x.cc", "\"storage/rocks/rocks_store.h\"",
       "storage/memory may not include storage/rocks/rocks_store.h (module storage/rocks)"},
      {"src/api/x.cc", "<boost/beast.hpp>",
       "src/api may not include boost/beast.hpp (family beast)"},
      {"indexer/decode/x.cc", "<fstream>", "indexer/decode may not include fstream (family os)"},
      {"confirmer/verify/x.cc", "<thread>",
       "confirmer/verify may not include thread (family threads)"},
      {"confirmer/settle/x.cc", "<thread>",
       "confirmer/settle may not include thread (family threads)"},
      {"src/solana/x.cc", "<sys/socket.h>", "src/solana may not include sys/socket.h (family os)"},
      {"src/domain/x.cc", "<chrono>", "src/domain may not include chrono (family ambient)"},
      {"confirmer/settle/x.cc", "\"absl/time/clock.h\"",
       "confirmer/settle may not include absl/time/clock.h (family ambient)"},
      {"src/base/x.cc", "\"tests/support/fake_clock.h\"",
       "src/base may not include tests/support/fake_clock.h (module tests)"},
      {"src/cli/x.cc", "\"bench/harness.h\"",
       "src/cli may not include bench/harness.h (module bench)"},
      {"src/base/x.cc", "<leveldb/db.h>", "leveldb/db.h belongs to no module and no family"},
      {"src/base/x.cc", "\"check.h\"", "check.h belongs to no module and no family"},
  };
  const Layout layout = ProjectLayout();
  for (const PlantedInclude& c : cases) {
    const Tree tree = {{c.path, "#pragma once\n\n#include " + c.include + "\n"}};
    EXPECT_THAT(CheckArrows(layout, tree), ElementsAre(c.path + ":3: " + c.message)) << c.path;
  }
}

TEST(Arrows, AllowsWhatTheLayoutDraws) {
  const Tree tree = {
      {"src/solana/keys.h", "#include <array>\n#include \"base/hex.h\"\n"},
      {"src/solana/keys.cc", "#include \"solana/keys.h\"\n#include <sodium.h>\n"},
      {"indexer/decode/decode.cc", "#include \"domain/ids.h\"\n#include \"simdjson.h\"\n"},
      {"storage/rocks/rocks_store.cc", "#include <mutex>\n#include <rocksdb/db.h>\n"},
      {"src/app/main.cc", "#include <thread>\n#include \"confirmer/settle/writer.h\"\n"},
      {"src/base/check.cc", "#include <cstdio>\n"},
      {"tests/unit/base/x_test.cc", "#include <thread>\n#include \"anything/at/all.h\"\n"},
  };
  EXPECT_THAT(CheckArrows(ProjectLayout(), tree), IsEmpty());
}

TEST(Arrows, ReadsAnIncludeHoweverItIsSpaced) {
  const Tree tree = {
      {"src/domain/x.h", "  #  include   <fstream>  // why\n// #include <chrono>\n"}};
  EXPECT_THAT(CheckArrows(ProjectLayout(), tree),
              ElementsAre("src/domain/x.h:1: src/domain may not include fstream (family os)"));
}

TEST(Arrows, RefusesAFileOfNoModule) {
  const Tree tree = {{"src/misc/x.cc", ""}, {"indexer/x.h", ""}};
  EXPECT_THAT(
      CheckArrows(ProjectLayout(), tree),
      ElementsAre("indexer/x.h: belongs to no module", "src/misc/x.cc: belongs to no module"));
}

TEST(Arrows, HoldsCMakeLinksAgainstTheSameTable) {
  const std::string base = "hilt_module(base SOURCES x.cc)\n";
  const std::string settle = "hilt_module(settle SOURCES x.cc)\n";
  const Tree tree = {
      {"src/base/CMakeLists.txt", base},
      {"confirmer/settle/CMakeLists.txt", settle},
      {"src/domain/CMakeLists.txt",
       "# hilt::settle in a comment is nothing\n"
       "hilt_module(domain SOURCES x.cc PUBLIC hilt::base PRIVATE hilt::settle "
       "simdjson::simdjson)\n"},
      {"src/domain/x.cc", "#include \"base/hex.h\"\n"},
  };
  EXPECT_THAT(CheckArrows(ProjectLayout(), tree),
              ElementsAre("src/domain/CMakeLists.txt: src/domain may not link hilt::settle",
                          "src/domain/CMakeLists.txt: src/domain may not link simdjson::simdjson"));
}

TEST(Arrows, WantsAModuleToLinkJustWhatItIncludes) {
  const Tree tree = {
      {"src/base/CMakeLists.txt", "hilt_module(base SOURCES x.cc)"},
      {"src/solana/CMakeLists.txt", "hilt_module(solana SOURCES x.cc PUBLIC fmt::fmt)"},
      {"src/solana/x.cc", "\n#include \"base/hex.h\"\n"},
  };
  EXPECT_THAT(
      CheckArrows(ProjectLayout(), tree),
      ElementsAre("src/solana/x.cc:2: src/solana includes src/base and does not link it",
                  "src/solana/CMakeLists.txt: src/solana links fmt and includes none of it"));
}

TEST(Arrows, AsksNoLinkForTheStandardLibrary) {
  const Tree tree = {
      {"confirmer/settle/CMakeLists.txt", "hilt_module(settle SOURCES x.cc)"},
      {"confirmer/settle/x.cc", "#include <mutex>\n#include \"absl/synchronization/mutex.h\"\n"},
  };
  EXPECT_THAT(CheckArrows(ProjectLayout(), tree),
              ElementsAre("confirmer/settle/x.cc:2: confirmer/settle includes sync and does not "
                          "link it"));
}

TEST(Arrows, ReadsFilesFromDisk) {
  const Tree tree = LoadTree(HILT_LINT_DIR "/fixtures/planted");
  EXPECT_THAT(CheckArrows(ProjectLayout(), tree),
              ElementsAre("indexer/pipeline/planted.cc:3: indexer/pipeline may not include "
                          "confirmer/settle/transition.h (module confirmer/settle)"));
}

TEST(Layout, RefusesACycleAmongTheDeclaredArrows) {
  Violations violations;
  ParseLayout(
      "module a : b :\n"
      "module b : c :\n"
      "module c : b :\n",
      violations);
  EXPECT_THAT(violations, ElementsAre("modules.txt: the arrows form a cycle: b -> c -> b"));
}

TEST(Layout, RefusesNamesThatNothingDeclares) {
  Violations violations;
  ParseLayout("module a : b : wood\n", violations);
  EXPECT_THAT(violations, ElementsAre("modules.txt: a names the unknown module b",
                                      "modules.txt: a names the unknown family wood"));
}

TEST(Layout, RefusesLinesThatItCannotRead) {
  Violations violations;
  ParseLayout("modul a : :\nmodule a :\nmodule a : :\nmodule a : :\n", violations);
  EXPECT_THAT(violations,
              ElementsAre("modules.txt:1: neither a new module nor a new family: modul a : :",
                          "modules.txt:2: neither a new module nor a new family: module a :",
                          "modules.txt:4: neither a new module nor a new family: module a : :"));
}

TEST(Layout, GivesAFileToTheInnermostModule) {
  const Layout layout = ProjectLayout();
  EXPECT_EQ(layout.OwnerOf("storage/rocks/rocks_store.cc"), "storage/rocks");
  EXPECT_EQ(layout.OwnerOf("storage/store.h"), "storage");
  EXPECT_EQ(layout.ModuleOfInclude("storage/memory/memory_store.h"), "storage/memory");
  EXPECT_EQ(layout.ModuleOfInclude("base/hex.h"), "src/base");
}

std::string FileOf(size_t lines) {
  std::string text;
  for (size_t i = 0; i < lines; ++i) text += "x\n";
  return text;
}

TEST(Sizes, FlagsCodePastFiveHundredLines) {
  const Tree tree = {
      {"a/fits.cc", FileOf(500)},
      {"a/long.cc", FileOf(501)},
      {"a/long.md", FileOf(501)},
      {"b/long.proto", FileOf(700)},
  };
  EXPECT_THAT(CheckSizes(tree), ElementsAre("a/long.cc: 501 lines, more than 500",
                                            "b/long.proto: 700 lines, more than 500"));
}

TEST(Words, NamesTheLineThatHoldsAForbiddenText) {
  const Tree tree = {{"doc.md", "see\n/srv/me/x\n"}, {"fine.md", "/srv/you\n"}};
  EXPECT_THAT(CheckWords("# why\n/srv/me : a path of one machine\n", tree),
              ElementsAre("doc.md:2: /srv/me: a path of one machine"));
}

TEST(Words, ProjectForbidsLockFilesThatNameAHost) {
  const Tree rules = LoadTree(HILT_LINT_DIR);
  const Tree tree = {{"package-lock.json", "{\n\"resolved\": \"x\"\n}"}};
  EXPECT_THAT(CheckWords(rules.at("words.txt"), tree), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace hilt::lint
