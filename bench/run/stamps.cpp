#include "bench/run/stamps.hpp"

#include <bit>
#include <cstring>
#include <fstream>

namespace tare::run {
namespace {

Error stamps_error(const std::string& what) { return Error{Trouble::contender, "its times file " + what}; }

std::int64_t stamps_expected(const BlockClaim& claim) {
    return claim.outstanding == 1 ? claim.operations + 1 : 2 * claim.operations;
}

/// One message at a time: the start, then one stamp an operation.
Result<std::vector<std::int64_t>> from_chain(std::span<const StampNs> stamps, const BlockClaim& claim) {
    std::vector<std::int64_t> times;
    times.reserve(stamps.size());
    for (std::size_t i = 1; i < stamps.size(); ++i) {
        const auto took = stamps[i] - stamps[i - 1];
        if (took <= 0)
            return stamps_error(fmt::format("goes backwards or stands still at stamp {}: {} ns", i, took));
        times.push_back(took);
    }
    if (!stamps.empty() && (stamps.front() < claim.started_ns || stamps.back() > claim.ended_ns))
        return stamps_error("has stamps outside the block");
    return times;
}

/// Several: sent and received, in order of receipt.
Result<std::vector<std::int64_t>> from_pairs(std::span<const StampNs> stamps, const BlockClaim& claim) {
    std::vector<std::int64_t> times;
    times.reserve(stamps.size() / 2);
    for (std::size_t i = 0; i + 1 < stamps.size(); i += 2) {
        const auto sent = stamps[i], received = stamps[i + 1];
        if (received <= sent)
            return stamps_error(fmt::format("has operation {} received before it was sent", i / 2));
        if (i > 0 && received < stamps[i - 1]) return stamps_error("is not in order of receipt");
        if (sent < claim.started_ns || received > claim.ended_ns)
            return stamps_error("has stamps outside the block");
        times.push_back(received - sent);
    }
    return times;
}

} // namespace

std::int64_t stamps_bytes(const BlockClaim& claim) {
    return stamps_expected(claim) * std::int64_t{sizeof(StampNs)};
}

Result<std::vector<std::int64_t>> latencies(std::span<const StampNs> stamps, const BlockClaim& claim) {
    const bool chain = claim.outstanding == 1;
    const auto expected = stamps_expected(claim);
    if (static_cast<std::int64_t>(stamps.size()) != expected)
        return stamps_error(
            fmt::format("has {} stamps, expected {} for {} operations with {} under way at once",
                        stamps.size(), expected, claim.operations, claim.outstanding));
    return chain ? from_chain(stamps, claim) : from_pairs(stamps, claim);
}

Result<std::vector<StampNs>> read_stamps(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return stamps_error("was not written");
    std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (bytes.size() % sizeof(StampNs) != 0)
        return stamps_error(fmt::format("has {} bytes, expected a multiple of 8", bytes.size()));
    std::vector<StampNs> stamps(bytes.size() / sizeof(StampNs));
    std::memcpy(stamps.data(), bytes.data(), bytes.size());
    static_assert(std::endian::native == std::endian::little,
                  "the file is little-endian; a big-endian host must swap");
    return stamps;
}

Result<std::vector<std::int64_t>> read_latencies(const std::filesystem::path& path, const BlockClaim& claim) {
    const auto stamps = read_stamps(path);
    if (!stamps) return stamps.error();
    return latencies(*stamps, claim);
}

} // namespace tare::run
