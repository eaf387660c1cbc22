// Samples for tests: a block of 10 ms in which each end had the CPU for a stated share.
#pragma once

#include "bench/core/sample.hpp"

namespace tare::stats::test {

inline constexpr std::int64_t kBlockNs = 10'000'000;

/// `operations` in 10 ms; both ends' CPU time in ns.
inline core::Sample block(int round, std::int64_t operations, std::int64_t server_cpu_ns,
                          std::int64_t client_cpu_ns, int session = 0) {
    core::Sample sample;
    sample.session = session;
    sample.round = round;
    sample.operations = operations;
    sample.bytes = operations * 256;
    sample.started_ns = 1'000;
    sample.ended_ns = 1'000 + kBlockNs;
    sample.server.cpu_ns = server_cpu_ns;
    sample.client.cpu_ns = client_cpu_ns;
    return sample;
}

} // namespace tare::stats::test
