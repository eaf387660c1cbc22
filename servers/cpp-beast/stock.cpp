#include "servers/cpp-beast/listener.hpp"
#include "servers/cpp-beast/serve.hpp"

namespace tare::servers {

Result<void> serve_stock(const contract::ServerOptions& options) {
    return serve<wire::beast::Stock>(options);
}

} // namespace tare::servers
