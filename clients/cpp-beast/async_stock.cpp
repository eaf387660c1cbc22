#include "clients/cpp-beast/async_client.hpp"
#include "clients/cpp-beast/clients.hpp"

namespace tare::clients {

std::unique_ptr<contract::Client> async_stock(contract::WaitMode wait) {
    return std::make_unique<AsyncClient<wire::beast::Stock>>(wait);
}

} // namespace tare::clients
