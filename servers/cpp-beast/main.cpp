#include "servers/cpp-beast/serve.hpp"
#include "wire/beast/asio.hpp"

// TARE_BACKEND is the reactor that this program was compiled for: "epoll" or "io_uring".
int main(int argc, char** argv) {
    using namespace tare;
    wire::beast::allow_many_sockets();
    return contract::run_server(
        argc, argv,
        {
            {TARE_BACKEND, {.probe = wire::beast::probe, .serve = servers::serve_stock}},
            {TARE_BACKEND "-tuned", {.probe = wire::beast::probe, .serve = servers::serve_tuned}},
        });
}
