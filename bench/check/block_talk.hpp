// One block as the harness would run it, and whether what the client says of it is true.
//
// Thread safety: none.
#pragma once

#include "base/units.hpp"
#include "bench/check/vectors.hpp"
#include "bench/check/verdict.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <functional>

namespace tare::check {

struct BlockTask {
    BlockSpec spec;
    bool runs = true; ///< whether it shall succeed
    std::filesystem::path times_file;
};

/// Asks a command; the time is added to the usual patience.
using Command = std::function<Result<boost::json::object>(const boost::json::object&, Nanoseconds)>;

/// block, go and, when it ran, save. `echoed`: how many messages came, as the server counts them.
Verdict talk_through_block(const BlockTask&, const Command&, const std::function<std::int64_t()>& echoed);

} // namespace tare::check
