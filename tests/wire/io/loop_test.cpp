// The epoll loop on a scripted kernel: what a handler is told, and what reaches the peer.
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/scripted/kernel.hpp"

#include <cerrno>
#include <string>

using namespace tare;
using namespace tare::wire::io;
using namespace tare::tests;

namespace {

/// Sends back every line ("…\n"), whole lines only; "bye\n" finishes, "drop\n" drops.
struct Lines {
    struct State {
        std::string last;
    };
    std::vector<std::string> log;
    std::vector<std::size_t> windows;

    template <class Loop>
    void opened(Loop& loop, typename Loop::Connection& c) {
        log.push_back("opened " + std::to_string(c.tag));
        loop.set_deadline(c, Nanoseconds{10'000'000'000});
    }
    template <class Loop>
    Kept received(Loop& loop, typename Loop::Connection& c, std::span<std::byte> window) {
        windows.push_back(window.size());
        loop.clear_deadline(c);
        const std::string text = as_text(window);
        const std::size_t end = text.rfind('\n');
        if (end == std::string::npos) return {0, 0};
        loop.send_lent(c, window.first(end + 1));
        if (text.find("bye\n") != std::string::npos) loop.finish(c);
        if (text.find("drop\n") != std::string::npos) loop.drop(c, {});
        return {end + 1, 0};
    }
    template <class Loop>
    void overdue(Loop& loop, typename Loop::Connection& c) {
        log.push_back("overdue");
        loop.drop(c, {});
    }
    template <class Loop>
    void drained(Loop&, typename Loop::Connection&) {
        log.push_back("drained");
    }
    template <class Loop>
    void ended(Loop&, typename Loop::Connection&, const End& end) {
        log.push_back(end.how == Ending::by_peer  ? "ended by peer"
                      : end.how == Ending::broken ? "broken " + std::to_string(end.error)
                                                  : "ended by us");
    }
};

using LinesLoop = scripted::Loop<Lines>;

struct Fixture {
    explicit Fixture(Options options = {}) {
        auto made = LinesLoop::make(handler, options);
        REQUIRE(made.has_value());
        loop = std::move(*made);
        REQUIRE(loop->listen(Socket(), 5).has_value());
    }
    scripted::World& world() { return loop->system().world(); }
    int connect() {
        const int fd = world().knock();
        loop->turn(Nanoseconds{0});
        return fd;
    }
    void say(int fd, const std::string& text) { world().say(fd, ascii(text)); }
    void turns(int n = 1) {
        for (int i = 0; i < n; ++i) loop->turn(Nanoseconds{0});
    }
    std::string sent(int fd) { return as_text(world().wire(fd).sent); }

    Lines handler;
    std::unique_ptr<LinesLoop> loop;
};

} // namespace

TEST_CASE("bytes come and go, one read and one send a message") {
    Fixture f;
    const int fd = f.connect();
    CHECK(f.handler.log == std::vector<std::string>{"opened 5"});
    f.say(fd, "hello\n");
    f.turns();
    CHECK(f.sent(fd) == "hello\n");
    CHECK(f.world().wire(fd).receives == 1); // a short read needs no second one that says EAGAIN
    CHECK(f.world().wire(fd).sends == 1);
}

TEST_CASE("what is not consumed is there again, wherever the stream is cut") {
    Fixture f;
    const int fd = f.connect();
    for (const char* piece : {"a", "b", "c\nd", "e\n", "f\ng\nh"}) f.say(fd, piece);
    f.turns(8);
    CHECK(f.sent(fd) == "abc\nde\nf\ng\n");
    CHECK(f.handler.windows == std::vector<std::size_t>{1, 2, 5, 3, 5}); // a ab abc\nd de\n f\ng\nh
}

TEST_CASE("a partial send is finished when there is room, in order") {
    Fixture f;
    const int fd = f.connect();
    f.world().wire(fd).room = 3;
    f.say(fd, "first\n");
    f.say(fd, "second\n");
    f.turns(3);
    CHECK(f.sent(fd) == "fir");
    CHECK((f.world().wire(fd).interest & EPOLLOUT) != 0);
    f.world().make_room(fd, 4);
    f.turns();
    CHECK(f.sent(fd) == "first\ns");
    f.world().make_room(fd, 1000);
    f.turns();
    CHECK(f.sent(fd) == "first\nsecond\n");
}

TEST_CASE("who asks is told once when everything has left") {
    Fixture f;
    const int fd = f.connect();
    auto& world = f.world();
    world.wire(fd).room = 3;
    f.say(fd, "first\n");
    f.turns();
    f.loop->each([&](auto& c) {
        CHECK(f.loop->has_unsent(c));
        f.loop->tell_when_sent(c);
    });
    world.make_room(fd, 2);
    f.turns();
    CHECK(f.handler.log.size() == 1); // one byte is left
    world.make_room(fd, 1000);
    f.turns();
    CHECK(f.handler.log == std::vector<std::string>{"opened 5", "drained"});
    world.wire(fd).room = 0;
    f.say(fd, "second\n");
    f.turns();
    world.make_room(fd, 1000);
    f.turns();
    CHECK(f.handler.log.size() == 2); // nobody asked
}

TEST_CASE("each visits the connections that are open") {
    Fixture f;
    const int one = f.connect();
    f.connect();
    const auto count = [&] {
        int found = 0;
        f.loop->each([&](const auto&) { ++found; });
        return found;
    };
    CHECK(count() == 2);
    f.world().hang_up(one);
    f.turns();
    CHECK(count() == 1);
}

TEST_CASE("a short wait is as short as it was asked for") {
    Fixture f;
    f.connect();
    f.loop->each([&](auto& c) { f.loop->clear_deadline(c); });
    const std::int64_t before = f.world().now_ns;
    f.loop->turn(Nanoseconds{150'000});
    CHECK(f.world().now_ns - before == 150'000);
}

TEST_CASE("a slow reader is not read from until it has caught up") {
    Fixture f({.high_water = 100, .low_water = 50});
    const int fd = f.connect();
    f.world().wire(fd).room = 0;
    const std::string line = std::string(79, 'x') + "\n";
    for (int i = 0; i < 6; ++i) f.say(fd, line);
    f.turns(10);
    CHECK(f.world().wire(fd).incoming.size() == 4); // after two lines 160 > 100 bytes are unsent
    f.world().make_room(fd, 80);
    f.turns(3);
    CHECK(f.world().wire(fd).incoming.size() == 4); // 80 > 50 left
    f.world().make_room(fd, 40);
    f.turns(3);
    CHECK(f.world().wire(fd).incoming.size() == 3); // 40 <= 50: read on, until 120 > 100
    f.world().make_room(fd, 10'000);
    f.turns(10);
    CHECK(f.sent(fd).size() == 6 * 80);
}

TEST_CASE("a busy connection lets the others have their turn") {
    Fixture f({.read_bytes = 4096});
    const int busy = f.connect();
    const int other = f.connect();
    f.world().say(busy, Bytes(100 * 4096, std::byte{'\n'}));
    f.say(other, "me too\n");
    f.turns();
    CHECK(f.sent(other) == "me too\n");
    CHECK(f.sent(busy).size() == 2 * 8 * 4096); // eight reads, and eight more at the end of the turn
    f.turns(20);
    CHECK(f.sent(busy).size() == 100 * 4096);
}

TEST_CASE("ends: by the peer, by an error, by us") {
    Fixture f;
    const int fd = f.connect();
    f.handler.log.clear();
    SECTION("the peer hangs up, after its last words") {
        f.say(fd, "last\n");
        f.world().hang_up(fd);
        f.turns();
        CHECK(f.sent(fd) == "last\n");
        CHECK(f.handler.log == std::vector<std::string>{"ended by peer"});
    }
    SECTION("the peer hangs up before it has read everything") {
        f.world().wire(fd).room = 2;
        f.say(fd, "last\n");
        f.world().hang_up(fd);
        f.turns(2);
        CHECK(f.handler.log.empty());
        f.world().make_room(fd, 100);
        f.turns();
        CHECK(f.sent(fd) == "last\n");
        CHECK(f.handler.log == std::vector<std::string>{"ended by peer"});
    }
    SECTION("the kernel reports a reset") {
        f.world().break_with(fd, ECONNRESET);
        f.turns();
        CHECK(f.handler.log == std::vector<std::string>{"broken " + std::to_string(ECONNRESET)});
    }
    SECTION("a send fails") {
        f.world().wire(fd).send_error = EPIPE;
        f.say(fd, "hello\n");
        f.turns();
        CHECK(f.handler.log == std::vector<std::string>{"broken " + std::to_string(EPIPE)});
    }
    SECTION("finish: our side ends, the peer's is waited for, and what it says is not heard") {
        f.say(fd, "bye\n");
        f.turns();
        CHECK(f.sent(fd) == "bye\n");
        CHECK(f.world().wire(fd).writing_ended);
        CHECK_FALSE(f.world().wire(fd).closed);
        f.say(fd, "more\n");
        f.turns();
        CHECK(f.sent(fd) == "bye\n");
        f.world().hang_up(fd);
        f.turns();
        CHECK(f.handler.log == std::vector<std::string>{"ended by us"});
    }
    SECTION("finish: a peer that stays is not waited for long") {
        f.say(fd, "bye\n");
        f.turns();
        f.loop->turn(kLinger);
        CHECK(f.handler.log == std::vector<std::string>{"ended by us"});
    }
    SECTION("finish waits for what is unsent") {
        f.world().wire(fd).room = 1;
        f.say(fd, "bye\n");
        f.turns(2);
        CHECK_FALSE(f.world().wire(fd).writing_ended);
        f.world().make_room(fd, 100);
        f.turns();
        CHECK(f.sent(fd) == "bye\n");
        CHECK(f.world().wire(fd).writing_ended);
    }
    SECTION("drop") {
        f.say(fd, "drop\n");
        f.say(fd, "never read\n");
        f.turns(2);
        CHECK(f.handler.log == std::vector<std::string>{"ended by us"});
        CHECK(f.world().wire(fd).incoming.size() == 1);
    }
    if (f.handler.log.size() == 1) {
        CHECK(f.world().wire(fd).closed);
        CHECK(f.loop->connections() == 0);
    }
}

TEST_CASE("a deadline comes due, and only then is a clock looked at") {
    Fixture f;
    const int slow = f.connect();
    const int fast = f.connect();
    f.say(fast, "here\n");
    f.turns();
    f.loop->turn(Nanoseconds{-1}); // would wait for ever, but the slow one's ten seconds are running
    CHECK(f.world().timeouts.back() == 10'000);
    CHECK(f.world().wire(slow).closed);
    CHECK_FALSE(f.world().wire(fast).closed);
    CHECK(f.handler.log.back() == "ended by us");
    f.loop->turn(Nanoseconds{5'000'000});
    CHECK(f.world().timeouts.back() == 5); // no deadline left: exactly what was asked
}

TEST_CASE("a pulse wakes a loop that waits for ever, until it is taken back") {
    Fixture f;
    const int fd = f.connect();
    f.say(fd, "here\n");
    f.turns();
    f.loop->pulse(Nanoseconds{250'000'000});
    const std::int64_t before = f.world().now_ns;
    CHECK(f.loop->turn(Nanoseconds{-1}) == 0);
    CHECK(f.world().now_ns - before == 250'000'000);
    CHECK(f.world().timeouts.back() == -1); // the wait itself sets no timer
    f.loop->pulse(Nanoseconds{0});
    CHECK_THROWS(f.loop->turn(Nanoseconds{-1}));
}

TEST_CASE("a flood of connections costs nothing") {
    Fixture f({.most_connections = 2});
    const int one = f.connect();
    f.connect();
    const int third = f.connect();
    CHECK(f.world().wire(third).closed);
    CHECK(f.loop->connections() == 2);
    f.world().hang_up(one);
    f.turns();
    const int fourth = f.connect();
    CHECK_FALSE(f.world().wire(fourth).closed);
}

TEST_CASE("out of descriptors, connections are refused rather than left to wake us for ever") {
    Fixture f;
    f.world().descriptors_left = 1;
    f.world().knock();
    const int second = f.world().knock();
    f.turns(2);
    CHECK(f.loop->connections() == 1);
    CHECK(f.world().shed == 1);
    CHECK(f.world().wire(second).closed);
}

TEST_CASE("spinning never waits, and receives without asking first") {
    Fixture f({.wait = Wait::spin});
    const int fd = f.world().knock();
    f.turns(64);
    REQUIRE(f.handler.log.size() == 1);
    const std::size_t asked = f.world().timeouts.size();
    f.say(fd, "hello\n");
    CHECK(f.loop->turn(Nanoseconds{-1}) == 1);
    CHECK(f.sent(fd) == "hello\n");
    CHECK(f.world().timeouts.size() == asked);
    f.turns(64);
    for (const int timeout : f.world().timeouts) CHECK(timeout == 0);
    f.world().hang_up(fd);
    f.turns(1);
    CHECK(f.handler.log.back() == "ended by peer");
}
