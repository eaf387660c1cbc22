// What only the operating system knows about this process. One file a platform: posix/, windows/.
#pragma once

#include "bench/report/style.hpp"

#include <cstdio>
#include <filesystem>
#include <optional>

namespace tare::cli {

/// Whether a stream is a terminal, and how wide that is.
report::StreamFacts stream_facts(std::FILE* stream);

/// The file that this program was started from, links resolved; empty where the system does not say.
std::filesystem::path executable_path();

/// Processes that ran or were ready to, on average over the minute before; absent where the system does not
/// say.
std::optional<double> load_average();

} // namespace tare::cli
