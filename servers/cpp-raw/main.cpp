#include "contract/cpp/server.hpp"
#include "servers/cpp-raw/serve.hpp"
#include "wire/io/epoll/loop.hpp"
#include "wire/io/epoll/probe.hpp"
#include "wire/io/uring/loop.hpp"
#include "wire/liburing.hpp"
#include "wire/peer/probe.hpp"

namespace {

template <class Handler>
using EpollLoop = tare::wire::io::epoll::Loop<Handler>;
template <class Handler>
using UringLoop = tare::wire::io::uring::Loop<Handler>;

tare::Result<tare::contract::Probe> probe_io_uring() {
    auto probe = tare::wire::peer::probe_with(tare::wire::io::uring::probe());
    if (probe) probe->versions["liburing"] = tare::wire::liburing_version();
    return probe;
}

} // namespace

int main(int argc, char** argv) {
    using namespace tare;
    return contract::run_server(
        argc, argv,
        {
            {"epoll",
             {.probe = [] { return wire::peer::probe_with(wire::io::epoll::probe()); },
              .serve = servers::serve<EpollLoop>}},
            {"io_uring", {.probe = probe_io_uring, .serve = servers::serve<UringLoop>}},
        });
}
