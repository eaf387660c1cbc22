#include "clients/cpp-beast/clients.hpp"
#include "wire/beast/asio.hpp"

// TARE_BACKEND is the reactor that this program was compiled for: "epoll" or "io_uring". The synchronous
// client, which needs none, is offered by the first of the two alone.
int main(int argc, char** argv) {
    using namespace tare;
    wire::beast::allow_many_sockets();
    using wire::beast::probe;
    std::map<std::string, contract::ClientVariant> variants{
        {TARE_BACKEND, {.probe = probe, .make = clients::async_stock}},
        {TARE_BACKEND "-tuned", {.probe = probe, .make = clients::async_tuned}},
    };
#if defined(TARE_WITH_SYNC)
    variants["sync"] = {.probe = probe, .make = clients::sync_stock};
    variants["sync-tuned"] = {.probe = probe, .make = clients::sync_tuned};
#endif
    return contract::run_client(argc, argv, variants);
}
