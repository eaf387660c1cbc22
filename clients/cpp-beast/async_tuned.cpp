#include "clients/cpp-beast/async_client.hpp"
#include "clients/cpp-beast/clients.hpp"

namespace tare::clients {

std::unique_ptr<contract::Client> async_tuned(contract::WaitMode wait) {
    return std::make_unique<AsyncClient<wire::beast::Tuned>>(wait);
}

} // namespace tare::clients
