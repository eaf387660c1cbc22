// The stamps that a client saved after a block (CONTRACT.md, "The stamps"), turned into one time an
// operation.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "bench/core/sample.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace tare::run {

/// What the client said of the block the stamps belong to.
struct BlockClaim {
    std::int64_t operations = 0;
    /// How many messages may be under way at once: connections × depth. With one, stamps form a chain.
    std::int64_t outstanding = 1;
    StampNs started_ns = 0;
    StampNs ended_ns = 0;
    std::optional<core::PerConnection> per_connection{};
};

/// The file as it is.
Result<std::vector<StampNs>> read_stamps(const std::filesystem::path&);

/// How large the file of such a block is.
std::int64_t stamps_bytes(const BlockClaim&);

/// Reads the file, checks it against the claim, and returns one time an operation, in order of completion.
/// Every doubt is an error: a wrong count, a clock that goes backwards, a stamp outside the block.
Result<std::vector<std::int64_t>> read_latencies(const std::filesystem::path&, const BlockClaim&);

/// The same for stamps in memory.
Result<std::vector<std::int64_t>> latencies(std::span<const StampNs>, const BlockClaim&);

} // namespace tare::run
