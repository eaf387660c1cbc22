#include "servers/cpp-floor/serve.hpp"
#include "servers/cpp-floor/serve_many.hpp"
#include "wire/floor/engines.hpp"

int main(int argc, char** argv) {
    using namespace tare;
    using wire::floor::BlockingEngine;
    using wire::floor::RingEngine;
    return contract::run_server(
        argc, argv,
        {
            {"blocking", {.probe = BlockingEngine::probe, .serve = servers::serve<BlockingEngine>}},
            {"io_uring", {.probe = RingEngine::probe, .serve = servers::serve<RingEngine>}},
            {"epoll", {.probe = wire::floor::probe_epoll, .serve = servers::serve_many}},
        });
}
