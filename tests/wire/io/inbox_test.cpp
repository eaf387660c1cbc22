#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/inbox.hpp"

#include <algorithm>
#include <random>

using namespace tare::wire::io;
using namespace tare::tests;

namespace {

/// As a loop does it: the bytes arrive, and the window that a handler would see.
std::span<std::byte> arrive(Inbox& inbox, Held& held, const Bytes& bytes) {
    const std::span<std::byte> room = inbox.room(held);
    REQUIRE(room.size() >= bytes.size());
    std::copy(bytes.begin(), bytes.end(), room.begin());
    return inbox.window(held, bytes.size());
}

Bytes copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

} // namespace

TEST_CASE("connections that leave nothing behind share one buffer") {
    Inbox inbox(65536);
    Held one, two;
    const auto first = arrive(inbox, one, ascii("one"));
    const std::byte* const shared = first.data();
    inbox.keep(one, first, {3, 0});
    const auto second = arrive(inbox, two, ascii("two"));
    CHECK(second.data() == shared);
    inbox.keep(two, second, {3, 0});
    CHECK(one.buffer.capacity() == 0);
    CHECK(two.buffer.capacity() == 0);
}

TEST_CASE("a little that is left comes back in front of what follows") {
    Inbox inbox(65536);
    Held one, two;
    inbox.keep(one, arrive(inbox, one, ascii("whole half")), {6, 9});
    CHECK(one.size() == 4);
    inbox.keep(two, arrive(inbox, two, ascii("another one")), {11, 0}); // writes over the shared buffer
    const auto window = arrive(inbox, one, ascii("-told"));
    CHECK(as_text(window) == "half-told");
    inbox.keep(one, window, {9, 0});
    CHECK(one.buffer.capacity() == 0);
}

TEST_CASE("much that is left is not copied: the connection takes the buffer along") {
    Inbox inbox(65536);
    Held one, two;
    const auto begin = arrive(inbox, one, numbered(40'000));
    const std::byte* const where = begin.data();
    inbox.keep(one, begin, {100, 50'000});
    const auto other = arrive(inbox, two, ascii("two"));
    CHECK(other.data() != where);
    inbox.keep(two, other, {3, 0});
    const auto window = arrive(inbox, one, ascii("rest"));
    CHECK(window.data() == where + 100);
    CHECK(window.size() == 40'000 - 100 + 4);
    inbox.keep(one, window, {window.size(), 0});
    CHECK(one.buffer.capacity() == 0);
    CHECK(inbox.pool().held_bytes() == 65536); // one of the two went back
}

TEST_CASE("what came whole before has room at once when it is announced again") {
    Inbox inbox(65536);
    Held held;
    const auto message = [&](std::size_t announced) {
        std::vector<std::size_t> capacities;
        for (std::size_t come = 0; come < 300'000;) {
            const std::size_t piece =
                std::min<std::size_t>({inbox.room(held).size(), 60'000, 300'000 - come});
            inbox.cancel(held);
            const auto window = arrive(inbox, held, numbered(piece));
            come += piece;
            REQUIRE(window.size() == come);
            inbox.keep(held, window, {come == 300'000 ? come : 0, announced});
            capacities.push_back(held.buffer.capacity());
        }
        return capacities;
    };
    // 60 000 bytes, then four times as much as is there, then all of it; 2^18 and 2^19 bytes hold that.
    const auto first = message(300'000);
    CHECK(first.front() == 262'144); // min(300 000, 4 * 60 000) = 240 000
    CHECK(first[first.size() - 2] == 524'288);
    CHECK(held.largest == 300'000);
    CHECK(message(300'000).front() == 524'288); // room for 300 000 from the first piece on
    CHECK(held.buffer.capacity() == 0);
    // A larger announcement gets no more than has come before.
    inbox.keep(held, arrive(inbox, held, numbered(60'000)), {0, std::size_t{1} << 40});
    CHECK(held.buffer.capacity() == 524'288);
    inbox.release(held);
}

TEST_CASE("memory follows what has come, not what a header announces") {
    Inbox inbox(65536);
    Held held;
    const std::size_t announced = std::size_t{1} << 40;
    inbox.keep(held, arrive(inbox, held, numbered(10)), {0, announced});
    CHECK(held.buffer.capacity() <= 8192);
    std::size_t come = 10;
    for (int i = 0; i < 20; ++i) {
        const std::size_t most = inbox.room(held).size();
        inbox.cancel(held);
        const auto window = arrive(inbox, held, numbered(std::min<std::size_t>(most, 30'000)));
        come += std::min<std::size_t>(most, 30'000);
        REQUIRE(window.size() == come);
        inbox.keep(held, window, {0, announced});
        CHECK(held.buffer.capacity() <= std::max<std::size_t>(65536, 8 * come)); // 4 times, to a power of two
    }
}

TEST_CASE("nothing is lost or moved about, whatever is consumed when") {
    Inbox inbox(4096);
    std::mt19937 random(3);
    constexpr std::size_t kConnections = 5;
    std::vector<Held> held(kConnections);
    std::vector<Bytes> expected(kConnections);
    unsigned char next = 0;
    bool right = true;
    for (int i = 0; i < 20'000; ++i) {
        const std::size_t c = random() % kConnections;
        const std::span<std::byte> room = inbox.room(held[c]);
        if (random() % 8 == 0) {
            inbox.cancel(held[c]);
            continue;
        }
        const std::size_t n =
            1 + random() % std::min<std::size_t>(room.size(), random() % 2 == 0 ? 100 : 4096);
        for (std::size_t k = 0; k < n; ++k) {
            room[k] = static_cast<std::byte>(next);
            expected[c].push_back(static_cast<std::byte>(next++));
        }
        const std::span<std::byte> window = inbox.window(held[c], n);
        right = right && copy(window) == expected[c];
        // Sometimes everything, sometimes nothing, so that windows grow beyond the shared buffer.
        std::size_t consumed = random() % 3 == 0 ? window.size() : random() % (window.size() + 1) / 4;
        if (window.size() > 40'000) consumed = window.size();
        expected[c].erase(expected[c].begin(), expected[c].begin() + static_cast<std::ptrdiff_t>(consumed));
        const std::size_t wanted = random() % 2 == 0 ? 0 : window.size() - consumed + random() % 9000;
        inbox.keep(held[c], window, {consumed, wanted});
    }
    CHECK(right);
}
