#include "clients/cpp-raw/raw_client.hpp"
#include "contract/cpp/client.hpp"
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
    return contract::run_client(
        argc, argv,
        {
            {"epoll",
             {.probe = [] { return wire::peer::probe_with(wire::io::epoll::probe()); },
              .make = clients::make_raw_client<EpollLoop>}},
            {"io_uring", {.probe = probe_io_uring, .make = clients::make_raw_client<UringLoop>}},
        });
}
