#include "bench/selftest/contenders/clients/cpp-injected/injected_client.hpp"

namespace {

using namespace tare;

contract::ClientVariant variant(const selftest::Injection& injection) {
    return {.probe =
                [] {
                    return Result<contract::Probe>(contract::Probe{{}, "blocking sockets"});
                },
            .make =
                [injection](contract::WaitMode) {
                    return std::make_unique<selftest::InjectedClient>(injection);
                }};
}

} // namespace

int main(int argc, char** argv) {
    std::map<std::string, contract::ClientVariant> variants{{"plain", variant({})}};
    for (const int every : {1, 10, 20, 50, 100, 200})
        variants.emplace(fmt::format("twice-{}", every), variant({.twice_every = every}));
    for (const int ns : {50, 100, 200, 1000})
        variants.emplace(fmt::format("spin-{}", ns), variant({.spin_ns = static_cast<double>(ns)}));
    return contract::run_client(argc, argv, variants);
}
