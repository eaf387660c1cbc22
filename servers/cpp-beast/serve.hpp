// What main.cpp knows of the two kinds of server; each is compiled in a file of its own.
#pragma once

#include "contract/cpp/server.hpp"

namespace tare::servers {

/// As Beast's asynchronous example: listens and serves; returns only on failure.
Result<void> serve_stock(const contract::ServerOptions& options);

/// With the options of contender.json's `tuned`.
Result<void> serve_tuned(const contract::ServerOptions& options);

} // namespace tare::servers
