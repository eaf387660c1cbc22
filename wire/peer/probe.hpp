// What a contender that is made of a Peer and a backend answers to --probe.
#pragma once

#include "contract/cpp/messages.hpp"
#include "wire/tls/context.hpp"
#include "wire/ws/cpu.hpp"

#include <fmt/format.h>

#include <string>

namespace tare::wire::peer {

/// `backend_features` as the backend's own probe() said them, or why it cannot run here.
inline Result<contract::Probe> probe_with(const Result<std::string>& backend_features) {
    if (!backend_features) return backend_features.error();
    contract::Probe probe;
    probe.versions["openssl"] = tls::linked_version();
    probe.features =
        fmt::format("{}, {} masking", *backend_features, ws::best_mask(ws::detect_cpu_features()).name);
    return probe;
}

} // namespace tare::wire::peer
