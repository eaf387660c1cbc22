#include "clients/cpp-beast/clients.hpp"
#include "clients/cpp-beast/sync_asking_client.hpp"
#include "clients/cpp-beast/sync_client.hpp"
#include "contract/cpp/client_by_path.hpp"
#include "contract/cpp/works/stream_work.hpp"
#include "contract/cpp/works/transfer_work.hpp"

namespace tare::clients {
namespace {

struct SyncStock {
    static constexpr bool kTuned = false;
    using Plain = websocket::stream<tcp::socket>;
    using Secure = websocket::stream<wire::beast::TlsStream<tcp::socket>>;
};

struct SyncTuned {
    static constexpr bool kTuned = true;
    using Plain = websocket::stream<wire::beast::ReadAhead<tcp::socket>, false>;
    using Secure = websocket::stream<wire::beast::TlsStream<tcp::socket>, false>;
};

/// No broadcast: over one connection it is an echo.
template <class Kind>
std::unique_ptr<contract::Client> by_path(contract::WaitMode wait) {
    return std::make_unique<contract::ClientByPath>(
        [wait](std::string_view path) -> std::unique_ptr<contract::Client> {
            if (path == "/stream")
                return std::make_unique<SyncAskingClient<Kind, contract::StreamWork>>(wait);
            if (path == "/transfer")
                return std::make_unique<SyncAskingClient<Kind, contract::TransferWork>>(wait);
            if (path == "/broadcast") return nullptr;
            return std::make_unique<SyncClient<Kind>>(wait);
        });
}

} // namespace

std::unique_ptr<contract::Client> sync_stock(contract::WaitMode wait) { return by_path<SyncStock>(wait); }

std::unique_ptr<contract::Client> sync_tuned(contract::WaitMode wait) { return by_path<SyncTuned>(wait); }

} // namespace tare::clients
