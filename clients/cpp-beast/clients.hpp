// What main.cpp knows of the three kinds of client; each is compiled in a file of its own.
#pragma once

#include "contract/cpp/client.hpp"

#include <memory>

namespace tare::clients {

/// Blocking calls on one connection; asked to spin, open() is an error.
std::unique_ptr<contract::Client> sync_stock(contract::WaitMode wait);
std::unique_ptr<contract::Client> sync_tuned(contract::WaitMode wait);

/// Callbacks on one io_context, any number of connections.
std::unique_ptr<contract::Client> async_stock(contract::WaitMode wait);
std::unique_ptr<contract::Client> async_tuned(contract::WaitMode wait);

} // namespace tare::clients
