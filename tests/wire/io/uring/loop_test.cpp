// The io_uring loop on the real kernel, with everything it can do and with less, as older kernels have it;
// and the epoll loop with it, since both must behave alike.
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/epoll/loop.hpp"
#include "wire/io/uring/loop.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <random>
#include <string>

using namespace tare;
using namespace tare::wire::io;
using namespace tare::tests;

namespace {

/// Sends back whole records: a byte with the number of 100-byte units, then so many. A record of none
/// finishes.
struct Records {
    struct State {};
    std::vector<Ending> ended_how;

    template <class Loop>
    void opened(Loop&, typename Loop::Connection&) {}
    template <class Loop>
    Kept received(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window) {
        std::size_t done = 0;
        while (done < window.size()) {
            const std::size_t units = static_cast<std::size_t>(window[done]);
            const std::size_t bytes = 1 + 100 * units * units;
            if (units == 0) {
                if (done > 0) loop.send_lent(c, window.first(done));
                loop.finish(c);
                return {window.size(), 0};
            }
            if (window.size() - done < bytes) {
                if (done > 0) loop.send_lent(c, window.first(done));
                return {done, bytes};
            }
            done += bytes;
        }
        loop.send_lent(c, window);
        return {done, 0};
    }
    template <class Loop>
    void overdue(Loop& loop, typename Loop::Connection& c) {
        loop.drop(c, {});
    }
    template <class Loop>
    void ended(Loop&, typename Loop::Connection&, const End& end) {
        ended_how.push_back(end.how);
    }
};

Bytes record(std::size_t units, unsigned salt) {
    Bytes bytes(1 + 100 * units * units, static_cast<std::byte>(salt));
    for (std::size_t i = 1; i < bytes.size(); i += 7) bytes[i] = static_cast<std::byte>(i + salt);
    bytes[0] = static_cast<std::byte>(units);
    return bytes;
}

/// A peer with a plain socket that never blocks.
struct Far {
    Socket socket;
    Bytes to_send, got;
    std::size_t sent = 0;
    bool reads = true, ended = false;

    void say(const Bytes& bytes) { to_send.insert(to_send.end(), bytes.begin(), bytes.end()); }
    void move(std::size_t most_a_send) {
        if (sent < to_send.size()) {
            const ssize_t n =
                ::send(socket.fd(), to_send.data() + sent, std::min(most_a_send, to_send.size() - sent),
                       MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n > 0) sent += static_cast<std::size_t>(n);
        }
        while (reads && !ended) {
            Bytes room(65536);
            const ssize_t n = ::recv(socket.fd(), room.data(), room.size(), MSG_DONTWAIT);
            if (n < 0) break;
            if (n == 0) ended = true;
            got.insert(got.end(), room.begin(), room.begin() + n);
        }
    }
};

template <class Loop>
struct Fixture {
    explicit Fixture(std::unique_ptr<Loop> made, Records& told) : records(told), loop(std::move(made)) {
        auto listener = listen_tcp("127.0.0.1", 0);
        REQUIRE(listener.has_value());
        port = local_port(*listener);
        REQUIRE(loop->listen(std::move(*listener), 0).has_value());
    }
    Far connect() {
        auto socket = connect_tcp("127.0.0.1", port, Nanoseconds{1'000'000'000});
        REQUIRE(socket.has_value());
        return {std::move(*socket), {}, {}};
    }
    /// Until `done`, or far too long.
    template <class Done>
    bool work(std::vector<Far>& fars, std::size_t most_a_send, Done done) {
        for (int i = 0; i < 200'000; ++i) {
            for (Far& far : fars) far.move(most_a_send);
            loop->turn(Nanoseconds{1'000'000});
            if (done()) return true;
        }
        return false;
    }
    Records& records;
    std::unique_ptr<Loop> loop;
    std::uint16_t port = 0;
};

/// What every loop must do, whatever it is made of.
template <class Make>
void check_loop(Make make) {
    Records records;
    const Options options{.high_water = 200'000, .low_water = 50'000};
    Fixture f(make(records, options), records);
    std::mt19937 random(5);

    SECTION("records small and large, from several at once, in whatever pieces") {
        std::vector<Far> fars;
        for (unsigned c = 0; c < 6; ++c) {
            fars.push_back(f.connect());
            for (int i = 0; i < 40; ++i) {
                const std::size_t units =
                    random() % 5 != 0 ? 1 + random() % 8 : 1 + random() % 50; // to 250 kB
                fars.back().say(record(units, static_cast<unsigned>(random() % 200)));
            }
        }
        const bool all = f.work(fars, 1 + random() % 100'000, [&] {
            return std::all_of(fars.begin(), fars.end(),
                               [](const Far& far) { return far.got.size() == far.to_send.size(); });
        });
        REQUIRE(all);
        for (const Far& far : fars) CHECK(far.got == far.to_send);
    }
    SECTION("many connections with few buffers") {
        std::vector<Far> fars;
        for (unsigned c = 0; c < 100; ++c) {
            fars.push_back(f.connect());
            for (int i = 0; i < 20; ++i) fars.back().say(record(3, c));
        }
        const bool all = f.work(fars, 100'000, [&] {
            return std::all_of(fars.begin(), fars.end(),
                               [](const Far& far) { return far.got == far.to_send; });
        });
        CHECK(all);
    }
    SECTION("a reader that does not read is not read from either, and loses nothing") {
        std::vector<Far> fars;
        fars.push_back(f.connect());
        fars[0].reads = false;
        for (int i = 0; i < 3000; ++i) fars[0].say(record(10, static_cast<unsigned>(i))); // 30 MB
        std::size_t before = 0;
        int still = 0; // turns in which the peer could say nothing more
        REQUIRE(f.work(fars, 1 << 20, [&] {
            still = fars[0].sent == before ? still + 1 : 0;
            before = fars[0].sent;
            return still > 50;
        }));
        CHECK(fars[0].sent < fars[0].to_send.size());
        fars[0].reads = true;
        CHECK(f.work(fars, 1 << 20, [&] { return fars[0].got.size() == fars[0].to_send.size(); }));
        CHECK(fars[0].got == fars[0].to_send);
    }
    SECTION("finish sends what is left, then ends our side, then waits for the peer's") {
        std::vector<Far> fars;
        fars.push_back(f.connect());
        const Bytes last = record(40, 3);
        fars[0].to_send = last + Bytes(1) + record(1, 1); // the record of none, and one that nobody wants
        REQUIRE(f.work(fars, 1 << 20, [&] { return fars[0].ended; }));
        CHECK(fars[0].got == last);
        CHECK(records.ended_how.empty());
        fars.clear();
        CHECK(f.work(fars, 1, [&] { return records.ended_how.size() == 1; }));
        CHECK(f.loop->connections() == 0);
    }
    SECTION("peers that go: politely, in the middle of a record, by reset") {
        std::vector<Far> fars;
        for (int c = 0; c < 3; ++c) {
            fars.push_back(f.connect());
            fars.back().to_send = Bytes(50, std::byte{9});
        }
        REQUIRE(f.work(fars, 100, [&] { return f.loop->connections() == 3 && fars[2].sent == 50; }));
        const linger hard{1, 0};
        ::setsockopt(fars[1].socket.fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        fars.clear();
        CHECK(f.work(fars, 1, [&] { return records.ended_how.size() == 3; }));
        CHECK(std::count(records.ended_how.begin(), records.ended_how.end(), Ending::broken) == 1);
        CHECK(f.loop->connections() == 0);
        fars.push_back(f.connect()); // and the loop lives
        fars[0].to_send = record(4, 4);
        CHECK(f.work(fars, 100, [&] { return fars[0].got == fars[0].to_send; }));
    }
    SECTION("a pulse wakes a loop that waits for ever, as often as it is asked to") {
        f.loop->turn(Nanoseconds{1'000'000});
        f.loop->pulse(Nanoseconds{3'600'000'000'000});
        f.loop->pulse(Nanoseconds{2'000'000});                     // instead of the other
        for (int i = 0; i < 5; ++i) f.loop->turn(Nanoseconds{-1}); // comes back, or the test's time is over
        f.loop->pulse(Nanoseconds{0});
        int silent = 0; // what was taken back may still say so
        for (int i = 0; i < 5; ++i) silent += f.loop->turn(Nanoseconds{10'000'000}) == 0 ? 1 : 0;
        CHECK(silent >= 3);
    }
    SECTION("a turn ends when its time is over") {
        f.loop->turn(Nanoseconds{1'000'000});
        CHECK(f.loop->turn(Nanoseconds{1'000'000}) == 0);
    }
}

} // namespace

TEST_CASE("the io_uring loop, with and without what newer kernels have") {
    const auto found = uring::find_features(Wait::block);
    if (!found) {
        WARN("not run: " << found.error().message);
        return;
    }
    uring::Features features = *found;
    const int less = GENERATE(0, 1, 2, 3, 4);
    if (less == 1) features.multishot_receive = false;
    if (less == 2) features.queued_send = false;
    if (less == 3) features.multishot_accept = false;
    if (less == 4) features = {}; // Linux 5.15
    INFO(features.words());
    check_loop([&](Records& records, const Options& options) {
        auto loop = uring::Loop<Records>::make_with(records, options, features);
        REQUIRE(loop.has_value());
        return std::move(*loop);
    });
}

TEST_CASE("the io_uring loop, spinning") {
    const auto found = uring::find_features(Wait::spin);
    if (!found) {
        WARN("not run: " << found.error().message);
        return;
    }
    Records records;
    auto loop = uring::Loop<Records>::make(records, {.wait = Wait::spin});
    REQUIRE(loop.has_value());
    Fixture f(std::move(*loop), records);
    std::vector<Far> fars;
    fars.push_back(f.connect());
    for (int i = 0; i < 50; ++i) fars[0].say(record(10, 4));
    CHECK(f.work(fars, 3000, [&] { return fars[0].got == fars[0].to_send; }));
}

TEST_CASE("the epoll loop does the same") {
    check_loop([](Records& records, const Options& options) {
        auto loop = epoll::Loop<Records>::make(records, options);
        REQUIRE(loop.has_value());
        return std::move(*loop);
    });
}

TEST_CASE("the probe says what it found") {
    const auto words = uring::probe();
    if (words) {
        CHECK(words->find("recv") != std::string::npos);
    } else {
        CHECK(words.error().trouble == Trouble::environment);
    }
    CHECK(uring::Features{}.words() ==
          "one recv request a read, direct send, one accept request a connection, no task-run flags");
}
