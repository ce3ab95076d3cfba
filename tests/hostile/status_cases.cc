#include "fmt/format.h"
#include "tests/hostile/corpus.h"

// Family "status": adversarial cases 1-3, 9, 22, 60, 81: how it ended, what was not recorded,
// versions, and keys.
namespace hilt::hostile {
namespace {

using domain::Verdict;

const char* const kErrors[] = {
    R"({"InstructionError":[2,{"Custom":1}]})",
    R"({"InstructionError":[0,"InvalidInstructionData"]})",
    R"({"InsufficientFundsForRent":{"account_index":2}})",
    R"("AccountNotFound")",
    R"("BlockhashNotFound")",
    R"("")",
    R"({})",
    R"("null")",
    R"({"Ok":null})",
};

struct Status {
  const char* what;
  const char* text;  // null: absent
};

const Status kStatuses[] = {{"Ok", R"({"Ok":null})"},
                            {"Err", R"({"Err":"AccountNotFound"})"},
                            {"null", "null"},
                            {"absent", nullptr}};

void AddRpc(Corpus& corpus, const Scene& scene, const std::string& mutation, Verdict verdict,
            const std::function<void(Json&)>& how) {
  for (const Shape shape : {Shape::kJson, Shape::kJsonParsed}) {
    Json json = ToShape(scene, shape);
    how(json);
    corpus.Add(scene, mutation, shape, Write(json), Is(verdict));
  }
}

void PutStatus(const Status& status, Json& meta) {
  if (status.text == nullptr) {
    meta.erase("status");
  } else {
    meta["status"] = Raw(status.text);
  }
}

// err decides; where it says nothing, and where status contradicts it, nothing does.
void AddOutcomes(Corpus& corpus, const Scene& scene) {
  for (const Status& status : kStatuses) {
    const std::string beside = std::string(", status ") + status.what;
    const bool says_failed = std::string_view(status.what) == "Err";
    for (const char* error : kErrors) {
      AddRpc(corpus, scene, fmt::format("err {}{}", error, beside), Verdict::kTransactionFailed,
             [&](Json& json) {
               json["meta"]["err"] = Raw(error);
               PutStatus(status, json["meta"]);
             });
    }
    AddRpc(corpus, scene, "err absent" + beside, Verdict::kUnverifiable, [&](Json& json) {
      json["meta"].erase("err");
      PutStatus(status, json["meta"]);
    });
    AddRpc(corpus, scene, "err null" + beside,
           says_failed ? Verdict::kUnverifiable : Verdict::kSettled, [&](Json& json) {
             json["meta"]["err"] = nullptr;
             PutStatus(status, json["meta"]);
           });
  }
  for (const char* error : kErrors) {
    Json json = ToShape(scene, Shape::kHeliusEnhanced);
    json["transactionError"] = Raw(error);
    corpus.Add(scene, fmt::format("err {}", error), Shape::kHeliusEnhanced, Write(json),
               Is(Verdict::kTransactionFailed));
  }
}

// A failed transaction stays failed, whatever else is missing.
void AddFailedAndMissing(Corpus& corpus, const Scene& scene) {
  for (const char* field : {"innerInstructions", "preBalances", "postBalances", "preTokenBalances",
                            "postTokenBalances", "logMessages"}) {
    AddRpc(corpus, scene, fmt::format("failed, {} null", field), Verdict::kTransactionFailed,
           [&](Json& json) {
             json["meta"]["err"] = "AccountNotFound";
             json["meta"][field] = nullptr;
           });
  }
  AddRpc(corpus, scene, "failed, block time null", Verdict::kTransactionFailed, [](Json& json) {
    json["meta"]["err"] = "AccountNotFound";
    json["blockTime"] = nullptr;
  });
}

// Each part that was not recorded, alone and in pairs.
void AddNotRecorded(Corpus& corpus, const Scene& scene) {
  const std::vector<std::string> parts = {"/meta/preBalances",
                                          "/meta/postBalances",
                                          "/meta/preTokenBalances",
                                          "/meta/postTokenBalances",
                                          "/meta/innerInstructions",
                                          "/blockTime",
                                          "/meta"};
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = i; j < parts.size(); ++j) {
      AddRpc(corpus, scene, PathOf(parts[i]) + " null and " + PathOf(parts[j]) + " dropped",
             Verdict::kUnverifiable, [&](Json& json) {
               json = With(std::move(json), parts[i], nullptr);
               if (j != i && parts[j] != "/meta") json = Without(std::move(json), parts[j]);
               if (parts[j] == "/meta") json.erase("meta");
             });
    }
  }
}

void AddVersions(Corpus& corpus, const Scene& scene) {
  for (const char* version :
       {"2", "3", "127", "128", "255", "256", "4294967296", "18446744073709551615"}) {
    AddRpc(corpus, scene, fmt::format("version {}", version), Verdict::kUnverifiable,
           [&](Json& json) { json["version"] = Raw(version); });
    // What does not read may be that version's way of writing it.
    AddRpc(corpus, scene, fmt::format("version {} of another form", version),
           Verdict::kUnverifiable, [&](Json& json) {
             json["version"] = Raw(version);
             json["transaction"]["message"] = "in another form";
             json["meta"]["preBalances"] = "in another form";
           });
  }
  for (const char* version : {"\"v0\"", "\"0\"", "\"Legacy\"", "\"legacy \"", "\"\"", "-1", "0.0",
                              "true", "{}", "[]", "1e0", "18446744073709551616"}) {
    for (const Shape shape : {Shape::kJson, Shape::kJsonParsed}) {
      corpus.Add(scene, fmt::format("version {}", version), shape,
                 Write(With(ToShape(scene, shape), "/version", Raw(version))), ErrorAt("version"));
    }
  }
}

// Keys of encoding json: looked up, loaded, repeated.
void AddLookups(Corpus& corpus) {
  const Scene scene = ReadScene("scenarios/v0_lookup_table");
  const Json json = ToShape(scene, Shape::kJson);
  const std::string lookups = "/transaction/message/addressTableLookups";
  const std::string loaded = "/meta/loadedAddresses";
  const auto add = [&](const std::string& what, const Json& bent, Expected expected) {
    corpus.Add(scene, what, Shape::kJson, Write(bent), std::move(expected));
  };
  const Expected not_fitting = ErrorAt("meta.loadedAddresses");
  const Json one = json.at(Json::json_pointer(loaded + "/writable/0"));
  add("lookups absent", Without(json, lookups), not_fitting);
  add("lookups null", With(json, lookups, nullptr), not_fitting);
  add("lookups empty", With(json, lookups, Json::array()), not_fitting);
  add("a writable index less", Without(json, lookups + "/0/writableIndexes/0"), not_fitting);
  add("a read-only index more", With(json, lookups + "/0/readonlyIndexes", {3, 9}), not_fitting);
  add("a loaded key less", Without(json, loaded + "/writable/0"), not_fitting);
  add("a loaded key more", With(json, loaded + "/readonly/1", SomeAddress("more")), not_fitting);
  add("nothing loaded",
      With(json, loaded, {{"writable", Json::array()}, {"readonly", Json::array()}}), not_fitting);
  add("loaded keys in each other's list",
      With(json, loaded,
           {{"writable", json.at(Json::json_pointer(loaded + "/readonly"))},
            {"readonly", json.at(Json::json_pointer(loaded + "/writable"))}}),
      not_fitting);
  add("a loaded key twice", With(json, loaded + "/writable/1", one),
      ErrorAt("meta.loadedAddresses.writable[1]"));
  add("a loaded key in both lists", With(json, loaded + "/readonly/0", one),
      ErrorAt("meta.loadedAddresses.readonly[0]"));
  add("a loaded key that is static too",
      With(json, loaded + "/writable/0", scene.accounts.front().address),
      ErrorAt("meta.loadedAddresses.writable[0]"));
  add("a static key twice",
      With(json, "/transaction/message/accountKeys/2", scene.accounts.front().address),
      ErrorAt("transaction.message.accountKeys[2]"));
  const Expected has_none = ErrorAt("transaction.message.addressTableLookups");
  add("lookups in a legacy transaction", With(json, "/version", "legacy"), has_none);
  add("lookups in a version 1 transaction", With(json, "/version", 1), has_none);
  add("lookups where no version is said", Without(json, "/version"), has_none);
  // The merchant's and the fee account are the two that were looked up as writable.
  add("the loaded accounts change places",
      With(json, loaded + "/writable", {json.at(Json::json_pointer(loaded + "/writable/1")), one}),
      Is(Verdict::kNoncanonicalAccount));
}

}  // namespace

Corpus StatusCases() {
  Corpus corpus("status");
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "scenarios/sol_native", "v1/v1_transfer_checked"}) {
    const Scene scene = ReadScene(name);
    AddOutcomes(corpus, scene);
    AddFailedAndMissing(corpus, scene);
    AddNotRecorded(corpus, scene);
    AddVersions(corpus, scene);
  }
  AddLookups(corpus);
  return corpus;
}

}  // namespace hilt::hostile
