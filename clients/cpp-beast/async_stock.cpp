#include "clients/cpp-beast/by_path.hpp"
#include "clients/cpp-beast/clients.hpp"

namespace tare::clients {

std::unique_ptr<contract::Client> async_stock(contract::WaitMode wait) {
    return async_by_path<wire::beast::Stock>(wait);
}

} // namespace tare::clients
