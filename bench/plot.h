#pragma once

#include <string>
#include <vector>

#include "bench/runner.h"

namespace hilt::bench {

// An SVG document: for each comparison a bar of either side, as long as its median CPU time, with
// the range from min to max as a line over its end; and the ratio. The scale is linear and each
// comparison's own.
std::string Plot(const std::string& title, const std::string& machine_line,
                 const std::vector<Comparison>& rows);

}  // namespace hilt::bench
