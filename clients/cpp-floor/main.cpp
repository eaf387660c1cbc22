#include "clients/cpp-floor/asking_client.hpp"
#include "clients/cpp-floor/broadcast_client.hpp"
#include "clients/cpp-floor/floor_client.hpp"
#include "clients/cpp-floor/many_client.hpp"
#include "contract/cpp/client_by_path.hpp"
#include "wire/floor/engines.hpp"

namespace {

using namespace tare;
using contract::WaitMode;
using Made = std::unique_ptr<contract::Client>;

template <class Engine>
Made one_connection(WaitMode wait) {
    return std::make_unique<contract::ClientByPath>([wait](std::string_view path) -> Made {
        if (path == "/stream" || path == "/transfer")
            return std::make_unique<clients::AskingClient<Engine>>(wait);
        if (path == "/broadcast") return nullptr;
        return std::make_unique<clients::FloorClient<Engine>>(wait);
    });
}

Made many_connections(WaitMode wait) {
    return std::make_unique<contract::ClientByPath>([wait](std::string_view path) -> Made {
        if (path == "/stream" || path == "/transfer") return nullptr;
        if (path == "/broadcast") return std::make_unique<clients::BroadcastClient>(wait);
        return std::make_unique<clients::ManyClient>(wait);
    });
}

} // namespace

int main(int argc, char** argv) {
    using wire::floor::BlockingEngine;
    using wire::floor::RingEngine;
    return contract::run_client(
        argc, argv,
        {
            {"blocking", {.probe = BlockingEngine::probe, .make = one_connection<BlockingEngine>}},
            {"io_uring", {.probe = RingEngine::probe, .make = one_connection<RingEngine>}},
            {"epoll", {.probe = wire::floor::probe_epoll, .make = many_connections}},
        });
}
