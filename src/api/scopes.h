#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hilt::api {

// What a client may do.
enum class Scope { kRead, kWrite, kAdmin };

std::string_view Name(Scope scope);  // "read"

struct MethodScope {
  std::string_view method;  // "SettlementService/CreateSession"
  Scope scope{};
};

// The one table of what each method needs. A test holds it against the contract's descriptors, so
// that a method without a scope cannot be served.
std::span<const MethodScope> MethodScopes();

// None: no such method.
std::optional<Scope> ScopeOf(std::string_view method);

}  // namespace hilt::api
