// The client over any backend.
#pragma once

#include "clients/cpp-raw/asking_client.hpp"
#include "clients/cpp-raw/echo_client.hpp"
#include "contract/cpp/client_by_path.hpp"
#include "contract/cpp/works/broadcast_work.hpp"
#include "contract/cpp/works/stream_work.hpp"
#include "contract/cpp/works/transfer_work.hpp"

#include <memory>

namespace tare::clients {

template <template <class> class LoopOf>
std::unique_ptr<contract::Client> make_raw_client(contract::WaitMode wait) {
    return std::make_unique<contract::ClientByPath>(
        [wait](std::string_view path) -> std::unique_ptr<contract::Client> {
            if (path == "/stream") return std::make_unique<AskingClient<LoopOf, contract::StreamWork>>(wait);
            if (path == "/transfer")
                return std::make_unique<AskingClient<LoopOf, contract::TransferWork>>(wait);
            if (path == "/broadcast")
                return std::make_unique<AskingClient<LoopOf, contract::BroadcastWork>>(wait);
            return std::make_unique<EchoClient<LoopOf>>(wait);
        });
}

} // namespace tare::clients
