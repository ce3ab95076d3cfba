#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace hilt::api {

// What a request says, as a text: equal requests have equal ones, in every process and for ever,
// since stored ones are compared with those of later builds. For each field that is present, in
// order of number, "number=digest;"; a field of default value counts as present only where the
// contract tells the two apart. Map entries are taken in order of key; fields that this build does
// not know are left out.
// `but_for` are names of top-level fields that shall not count.
std::string Fingerprint(const google::protobuf::Message& message,
                        const std::vector<std::string_view>& but_for = {});

// The name of the first field of `message` in which the two fingerprints of such messages differ;
// empty: in none that this build knows.
std::string FirstDifference(const google::protobuf::Message& message, std::string_view a,
                            std::string_view b);

}  // namespace hilt::api
