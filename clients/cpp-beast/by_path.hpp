// The asynchronous client for each of the contract's paths.
#pragma once

#include "clients/cpp-beast/asking_client.hpp"
#include "clients/cpp-beast/async_client.hpp"
#include "contract/cpp/client_by_path.hpp"
#include "contract/cpp/works/broadcast_work.hpp"
#include "contract/cpp/works/stream_work.hpp"
#include "contract/cpp/works/transfer_work.hpp"

#include <memory>

namespace tare::clients {

template <class Kind>
std::unique_ptr<contract::Client> async_by_path(contract::WaitMode wait) {
    return std::make_unique<contract::ClientByPath>(
        [wait](std::string_view path) -> std::unique_ptr<contract::Client> {
            if (path == "/stream") return std::make_unique<AskingClient<Kind, contract::StreamWork>>(wait);
            if (path == "/transfer")
                return std::make_unique<AskingClient<Kind, contract::TransferWork>>(wait);
            if (path == "/broadcast")
                return std::make_unique<AskingClient<Kind, contract::BroadcastWork>>(wait);
            return std::make_unique<AsyncClient<Kind>>(wait);
        });
}

} // namespace tare::clients
