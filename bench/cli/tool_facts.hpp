// Which tare this is: what a result must say about the program that wrote it.
#pragma once

#include "bench/core/result.hpp"

#include <string>

namespace tare::cli {

/// The revision and its dirtiness are those of the sources at the last build, not at the last configuration;
/// "unknown" where they were not built from a checkout.
core::ToolFacts tool_facts();

/// "tare 0.1.0 (3f2c1ab9d0, modified; GNU 12.2.0)"
std::string version_line();

} // namespace tare::cli
