#include "tests/catch.hpp"
#include "wire/floor/epoll.hpp"

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace tare;
using namespace tare::wire::floor;

namespace {

/// Two connected ends; no network is involved.
struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
        near = Socket(ends[0]);
        far = Socket(ends[1]);
    }
    void say(std::string_view text) const {
        REQUIRE(::send(far.descriptor(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string heard() const {
        std::string text(1 << 20, '\0');
        const ssize_t got = ::recv(far.descriptor(), text.data(), text.size(), MSG_DONTWAIT);
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return text;
    }
    Socket near, far;
};

/// What receive() handed over, a text a call.
struct Taken {
    std::vector<std::string> calls;
    std::vector<std::byte> shared = std::vector<std::byte>(Pieces::kSharedBytes);

    Flow from(Pieces& pieces, const Pair& pair) {
        return pieces.receive(pair.near.descriptor(), shared, [this](std::span<std::byte> whole) {
            calls.emplace_back(reinterpret_cast<const char*>(whole.data()), whole.size());
            return true;
        });
    }
};

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

} // namespace

TEST_CASE("pieces of one size out of a stream, wherever it is cut") {
    Pair pair;
    Pieces pieces;
    pieces.set_size(3);
    Taken taken;
    pair.say("ab");
    CHECK(taken.from(pieces, pair) == Flow::waits);
    CHECK(taken.calls.empty()); // not one yet
    pair.say("cdefg");
    CHECK(taken.from(pieces, pair) == Flow::waits);
    CHECK(taken.calls == std::vector<std::string>{"abcdef"}); // two in a row, and "g" waits
    pair.say("hi");
    CHECK(taken.from(pieces, pair) == Flow::waits);
    CHECK(taken.calls == std::vector<std::string>{"abcdef", "ghi"});
    CHECK(taken.from(pieces, pair) == Flow::waits); // nothing there: nothing happens
    CHECK(taken.calls.size() == 2);
}

TEST_CASE("pieces too large to share memory are kept where they arrive") {
    Pair pair;
    Pieces pieces;
    const std::size_t size = Pieces::kLargestShared + 1;
    pieces.set_size(size);
    Taken taken;
    // In parts that a socket's buffer holds; the second piece begins with the end of the first.
    std::string sent;
    for (std::size_t i = 0; i < 2 * size; ++i) sent += static_cast<char>('a' + i % 23);
    for (std::size_t at = 0; at < sent.size(); at += 10'000) {
        pair.say(std::string_view(sent).substr(at, 10'000));
        CHECK(taken.from(pieces, pair) == Flow::waits);
    }
    REQUIRE(taken.calls.size() == 2);
    CHECK(taken.calls[0] == sent.substr(0, size));
    CHECK(taken.calls[1] == sent.substr(size));
}

TEST_CASE("another size takes over what is left of the stream") {
    Pair pair;
    Pieces pieces;
    pieces.set_size(2);
    Taken taken;
    pair.say("abc");
    taken.from(pieces, pair);
    pieces.set_size(3);
    pair.say("de");
    taken.from(pieces, pair);
    CHECK(taken.calls == std::vector<std::string>{"ab", "cde"});
}

TEST_CASE("the end of a stream") {
    Pair pair;
    Pieces pieces;
    Taken taken;
    { const Socket gone = std::move(pair.far); }
    CHECK(taken.from(pieces, pair) == Flow::ended);
}

TEST_CASE("what the kernel does not take is kept, in order") {
    Pair pair;
    Sender sender;
    CHECK(sender.send(pair.near.descriptor(), bytes_of("one")));
    CHECK_FALSE(sender.waits());
    CHECK(pair.heard() == "one");

    const std::string large(std::size_t{4} << 20, 'x'); // more than a socket's buffer holds
    CHECK(sender.send(pair.near.descriptor(), bytes_of(large)));
    REQUIRE(sender.waits());
    CHECK(sender.send(pair.near.descriptor(), bytes_of("end"))); // waits behind the rest
    std::string heard;
    for (int turns = 0; sender.waits() && turns < 1000; ++turns) {
        heard += pair.heard();
        CHECK(sender.flush(pair.near.descriptor()));
    }
    for (std::string more = pair.heard(); !more.empty(); more = pair.heard()) heard += more;
    CHECK(heard.size() == large.size() + 3);
    CHECK(heard.ends_with("xend"));
}

TEST_CASE("several parts leave as one") {
    Pair pair;
    Sender sender;
    std::string a = "ab", b = "cd";
    const std::array<iovec, 2> parts{{{a.data(), 2}, {b.data(), 2}}};
    CHECK(sender.send(pair.near.descriptor(), parts));
    CHECK(pair.heard() == "abcd");
}

TEST_CASE("a peer that is gone cannot be sent to") {
    Pair pair;
    Sender sender;
    { const Socket gone = std::move(pair.far); }
    CHECK_FALSE(sender.send(pair.near.descriptor(), bytes_of("?")));
}
