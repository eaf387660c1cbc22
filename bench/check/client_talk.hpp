// The checker as the harness and the server of one client contender.
//
// Thread safety: none.
#pragma once

#include "bench/check/echo_server.hpp"
#include "bench/check/verdict.hpp"
#include "bench/run/child_process.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::check {

/// What a client is spoken to with.
struct ClientSetting {
    run::ChildProcess& client;
    Listener& listener;
    std::string ca_file; ///< empty: ws; else wss
    std::filesystem::path times_file;
    Nanoseconds patience{0};             ///< how long each answer may take, beyond its own durations
    std::vector<std::string>& keys_seen; ///< every Sec-WebSocket-Key so far
};

/// open, one block where the vector has one, close.
Verdict talk_to_client(const ClientVector&, const ClientSetting&);

} // namespace tare::check
