#include "contract/cpp/server.hpp"
#include "servers/cpp-raw/echo.hpp"
#include "wire/io/epoll/loop.hpp"
#include "wire/io/epoll/probe.hpp"
#include "wire/peer/probe.hpp"

namespace {

template <class Handler>
using EpollLoop = tare::wire::io::epoll::Loop<Handler>;

} // namespace

int main(int argc, char** argv) {
    using namespace tare;
    return contract::run_server(
        argc, argv,
        {
            {"epoll",
             {.probe = [] { return wire::peer::probe_with(wire::io::epoll::probe()); },
              .serve = servers::serve_echo<EpollLoop>}},
        });
}
