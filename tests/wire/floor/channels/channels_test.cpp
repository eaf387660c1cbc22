// The same demands on a channel of blocking calls and on one over io_uring, waiting both ways.
#include "tests/catch.hpp"
#include "wire/floor/engines.hpp"
#include "wire/floor/sockets.hpp"

#include <sys/socket.h>

#include <array>
#include <optional>
#include <thread>
#include <vector>

using namespace tare;
using namespace tare::wire::floor;

namespace {

using contract::WaitMode;

struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        near = Socket(ends[0]);
        far = Socket(ends[1]);
    }
    Socket near, far;
};

std::vector<std::byte> pattern(std::size_t size) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 % 251);
    return bytes;
}

/// Sends everything that it receives back, until the other end closes or `bytes` were sent.
void echo(int descriptor, std::size_t bytes) {
    std::vector<std::byte> buffer(4096);
    while (bytes > 0) {
        const ssize_t got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        if (got <= 0) return;
        for (ssize_t sent = 0; sent < got;) {
            const ssize_t n =
                ::send(descriptor, buffer.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
            if (n <= 0) return;
            sent += n;
        }
        bytes -= static_cast<std::size_t>(got);
    }
}

/// Nothing where this machine has no io_uring: said, and nothing is tested.
template <class Engine>
std::optional<Engine> engine(WaitMode wait) {
    auto made = Engine::create(wait);
    if (!made) {
        WARN(made.error().message);
        return std::nullopt;
    }
    return std::move(*made);
}

template <class Engine>
void exchanges_and_ends(WaitMode wait) {
    auto made = engine<Engine>(wait);
    if (!made) return;

    SECTION("everything is sent and exactly what is asked for is received") {
        // 300 000 bytes do not fit a socket's buffer: sends and receives stop half-way.
        for (const std::size_t size : {std::size_t{1}, std::size_t{264}, std::size_t{300'000}}) {
            Pair pair;
            std::thread peer(echo, pair.far.descriptor(), size);
            auto channel = made->channel(pair.near.descriptor(), Nanoseconds{0});
            const auto out = pattern(size);
            std::vector<std::byte> in(size);
            CHECK(channel->exchange(out, in) == Outcome::done);
            CHECK(in == out);
            peer.join();
        }
    }
    SECTION("what comes first is enough for exchange_some") {
        Pair pair;
        const auto sent = pattern(10);
        REQUIRE(::send(pair.far.descriptor(), sent.data(), sent.size(), 0) == 10);
        auto channel = made->channel(pair.near.descriptor(), Nanoseconds{0});
        std::vector<std::byte> in(64);
        std::size_t received = 0;
        CHECK(channel->exchange_some({}, in, received) == Outcome::done);
        CHECK(received == 10);
    }
    SECTION("a peer that closes is told from one that is silent") {
        Pair pair;
        { const Socket gone = std::move(pair.far); }
        auto channel = made->channel(pair.near.descriptor(), Nanoseconds{0});
        std::array<std::byte, 6> in{};
        CHECK(channel->exchange({}, in) == Outcome::closed);
    }
    SECTION("silence ends with the deadline, and the channel can be dropped with a receive under way") {
        Pair pair;
        constexpr Nanoseconds kDeadline{20'000'000};
        set_deadline(pair.near, kDeadline);
        const StampNs began = contract::now_ns();
        {
            auto channel = made->channel(pair.near.descriptor(), kDeadline);
            std::array<std::byte, 6> in{};
            CHECK(channel->exchange({}, in) == Outcome::silent);
        }
        CHECK(contract::now_ns() - began >= kDeadline.count());
    }
}

} // namespace

TEST_CASE("blocking channel") { exchanges_and_ends<BlockingEngine>(WaitMode::block); }
TEST_CASE("spinning channel") { exchanges_and_ends<BlockingEngine>(WaitMode::spin); }
TEST_CASE("io_uring channel") { exchanges_and_ends<RingEngine>(WaitMode::block); }
TEST_CASE("spinning io_uring channel") { exchanges_and_ends<RingEngine>(WaitMode::spin); }
