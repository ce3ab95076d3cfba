#pragma once

// Names of the command line library for headers that only mention them: its own header is large.
namespace CLI {  // NOLINT(readability-identifier-naming): the library's choice
class App;
class Validator;
}  // namespace CLI
