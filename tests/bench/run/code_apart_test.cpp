#include "bench/run/code_apart.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::run;

namespace {

constexpr std::uint64_t kMib = std::uint64_t{1} << 20;

std::vector<hw::MappedCode> library_at(std::uint64_t mib) { return {{"fe:00 1234", mib * kMib}}; }

/// A client whose library lies at these addresses, in MiB, one after the other; at the last for ever.
struct Client {
    std::vector<std::uint64_t> addresses;
    std::size_t starts = 1;

    Result<void> kept_apart_from(std::uint64_t server) {
        return keep_code_apart(
            library_at(server),
            [this] { return library_at(addresses[std::min(starts, addresses.size()) - 1]); },
            [this]() -> Result<void> {
                ++starts;
                return {};
            });
    }
};

} // namespace

TEST_CASE("a client whose code does not collide with the server's is left alone") {
    Client client{{102}};
    CHECK(client.kept_apart_from(100));
    CHECK(client.starts == 1);
}

TEST_CASE("one that collides is started until it does not") {
    Client client{{116, 84, 100 + 1600, 102}}; // 16 MiB above, 16 below, a hundred times 16 above; 2 above
    CHECK(client.kept_apart_from(100));
    CHECK(client.starts == 4);
}

TEST_CASE("what collides for ever is measured as it is") {
    Client client{{116}};
    CHECK(client.kept_apart_from(100));
    CHECK(client.starts == kMostStarts);
}

TEST_CASE("a client that does not start again is an error") {
    const auto kept = keep_code_apart(
        library_at(100), [] { return library_at(116); },
        []() -> Result<void> { return make_error(Trouble::contender, "it is gone"); });
    REQUIRE_FALSE(kept);
    CHECK(kept.error().message == "it is gone");
}
