#include "servers/cpp-beast/listener.hpp"
#include "servers/cpp-beast/serve.hpp"

namespace tare::servers {

Result<void> serve_tuned(const contract::ServerOptions& options) {
    return serve<wire::beast::Tuned>(options);
}

} // namespace tare::servers
