#include "clients/cpp-beast/clients.hpp"
#include "clients/cpp-beast/sync_client.hpp"

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

} // namespace

std::unique_ptr<contract::Client> sync_stock(contract::WaitMode wait) {
    return std::make_unique<SyncClient<SyncStock>>(wait);
}

std::unique_ptr<contract::Client> sync_tuned(contract::WaitMode wait) {
    return std::make_unique<SyncClient<SyncTuned>>(wait);
}

} // namespace tare::clients
