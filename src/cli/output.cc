#include "cli/output.h"

#include <string>

#include "CLI/CLI.hpp"
#include "cli/json_fields.h"
#include "google/protobuf/util/json_util.h"

namespace hilt::cli {
namespace {

std::string JsonText(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  // Fails only for the well-known types that are out of range.
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? text : Dump(Json{{"error", status.ToString()}});
}

}  // namespace

void DeclareOutput(CLI::App& command, OutputOptions& options) {
  constexpr char kGroup[] = "Output";
  const auto json = command.add_flag(
      "--json", options.json, "For programs; the default where standard output is no terminal");
  json->group(kGroup);
  command.add_flag("--table", options.table, "For people; the default on a terminal")
      ->excludes(json)
      ->group(kGroup);
}

bool WantsJson(const OutputOptions& options, const Io& io) {
  if (options.json || options.table) return options.json;
  return !io.style.terminal;
}

void PrintJson(const google::protobuf::Message& message, Io& io) {
  // Indented as the other commands do.
  io.out << Dump(Json::parse(JsonText(message))) << '\n';
}

void PrintJsonLine(const google::protobuf::Message& message, Io& io) {
  io.out << JsonText(message) << std::endl;
}

}  // namespace hilt::cli
