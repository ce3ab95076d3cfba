#pragma once

#include "cli/cli11_forward.h"
#include "cli/command.h"
#include "google/protobuf/message.h"

// How answers of the engine come out. For programs they are the contract's messages in proto3 JSON
// with the fields' own names (payment_id), every field present but messages and optional fields
// that are not set; 64-bit numbers are strings. One indented document an answer; of a stream one
// line a message.
namespace hilt::cli {

struct OutputOptions {
  bool json = false;
  bool table = false;
};

// Adds --json and --table.
void DeclareOutput(CLI::App& command, OutputOptions& options);

// JSON where it is asked for, or where nobody reads: standard output is no terminal.
bool WantsJson(const OutputOptions& options, const Io& io);

void PrintJson(const google::protobuf::Message& message, Io& io);
// On one line, and flushed.
void PrintJsonLine(const google::protobuf::Message& message, Io& io);

}  // namespace hilt::cli
