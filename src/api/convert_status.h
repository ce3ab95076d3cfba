#pragma once

#include "absl/status/status.h"
#include "api/engine.h"
#include "hilt/settlement/v1/engine_status.pb.h"

// GetStatus.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::Health ToProto(Health health);
v1::SourceKind ToProto(SourceKind kind);

// The worst of its parts; a queue from nine tenths full is lagging.
Health HealthOf(const EngineView& view);

// Errors as from the store, where the log's end cannot be read.
absl::Status GetStatus(const Engine& engine, v1::EngineStatus& answer);

}  // namespace hilt::api
