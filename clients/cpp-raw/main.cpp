#include "clients/cpp-raw/raw_client.hpp"
#include "contract/cpp/client.hpp"
#include "wire/io/epoll/loop.hpp"
#include "wire/io/epoll/probe.hpp"
#include "wire/peer/probe.hpp"

namespace {

template <class Handler>
using EpollLoop = tare::wire::io::epoll::Loop<Handler>;

template <template <class> class LoopOf>
std::unique_ptr<tare::contract::Client> make_client(tare::contract::WaitMode wait) {
    return std::make_unique<tare::clients::RawClient<LoopOf>>(wait);
}

} // namespace

int main(int argc, char** argv) {
    using namespace tare;
    return contract::run_client(
        argc, argv,
        {
            {"epoll",
             {.probe = [] { return wire::peer::probe_with(wire::io::epoll::probe()); },
              .make = make_client<EpollLoop>}},
        });
}
