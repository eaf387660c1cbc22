#include "clients/cpp-floor/floor_client.hpp"
#include "clients/cpp-floor/many_client.hpp"
#include "wire/floor/engines.hpp"

namespace {

template <class Engine>
tare::contract::ClientVariant variant() {
    return {.probe = Engine::probe, .make = [](tare::contract::WaitMode wait) {
                return std::make_unique<tare::clients::FloorClient<Engine>>(wait);
            }};
}

} // namespace

int main(int argc, char** argv) {
    return tare::contract::run_client(argc, argv,
                                      {
                                          {"blocking", variant<tare::wire::floor::BlockingEngine>()},
                                          {"io_uring", variant<tare::wire::floor::RingEngine>()},
                                          {"epoll",
                                           {.probe = tare::wire::floor::probe_epoll,
                                            .make =
                                                [](tare::contract::WaitMode wait) {
                                                    return std::make_unique<tare::clients::ManyClient>(wait);
                                                }}},
                                      });
}
