// The small parts that every backend shares: slots, deadlines, the queue of what is unsent.
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/deadlines.hpp"
#include "wire/io/outbox.hpp"
#include "wire/io/slab.hpp"

using namespace tare::wire::io;
using namespace tare::tests;

namespace {

struct Thing {
    SlotId id;
    int value = 0;
};

} // namespace

TEST_CASE("a slot that is used again has another name") {
    Slab<Thing> slab;
    Thing& first = slab.take();
    first.value = 7;
    const SlotId old = first.id;
    CHECK(slab.find(old) == &first);
    slab.give(first);
    CHECK(slab.find(old) == nullptr);
    Thing& second = slab.take();
    CHECK(&second == &first); // the same place
    CHECK(second.value == 0); // made anew
    CHECK(slab.find(old) == nullptr);
    CHECK(slab.find(second.id) == &second);
    CHECK(slab.used() == 1);
    CHECK(slab.find({99, 0}) == nullptr);
    CHECK(SlotId::unpack(SlotId{5, 9}.packed()) == SlotId{5, 9});
}

TEST_CASE("slots do not move") {
    Slab<Thing> slab;
    Thing* const first = &slab.take();
    for (int i = 0; i < 1000; ++i) slab.take();
    CHECK(slab.find({0, 0}) == first);
    CHECK(slab.used() == 1001);
}

TEST_CASE("deadlines come due in order, the latest word counts, and cleared ones are forgotten") {
    Deadlines deadlines;
    std::int64_t a = 0, b = 0;
    CHECK_FALSE(deadlines.any());
    deadlines.set({1, 0}, a, 300);
    deadlines.set({2, 0}, b, 200);
    deadlines.set({1, 0}, a, 400); // a's 300 does not count any more
    CHECK(deadlines.cut_short(-1, 150) == 50);
    CHECK(deadlines.cut_short(20, 150) == 20);
    CHECK(deadlines.cut_short(20, 500) == 0); // overdue, never negative
    SlotId id;
    std::int64_t at = 0;
    CHECK_FALSE(deadlines.pop_due(199, id, at));
    REQUIRE(deadlines.pop_due(350, id, at));
    CHECK((id == SlotId{2, 0} && at == 200 && at == b));
    deadlines.clear(b);
    REQUIRE(deadlines.pop_due(350, id, at));
    CHECK(at != a); // the old entry of a: its note says 400
    CHECK_FALSE(deadlines.pop_due(350, id, at));
    CHECK(deadlines.any());
    deadlines.clear(a);
    CHECK_FALSE(deadlines.any());
    CHECK_FALSE(deadlines.pop_due(1000, id, at));
}

TEST_CASE("waiting times are rounded up to milliseconds") {
    CHECK(to_timeout_ms(-1) == -1);
    CHECK(to_timeout_ms(0) == 0);
    CHECK(to_timeout_ms(1) == 1);
    CHECK(to_timeout_ms(1'000'000) == 1);
    CHECK(to_timeout_ms(1'000'001) == 2);
    CHECK(to_timeout_ms(INT64_MAX / 2) == 3'600'000);
}

TEST_CASE("a pool that is full keeps what is larger") {
    constexpr std::size_t mib = 1 << 20;
    BufferPool pool; // of 96 MiB
    for (const std::size_t size : {1, 2, 4, 8, 16, 32}) pool.give(Buffer(size * mib));
    CHECK(pool.held_bytes() == 63 * mib);
    pool.give(Buffer(64 * mib)); // 63 + 64 = 127: the 1, 2, 4, 8 and 16 go, which leaves 32 + 64
    CHECK(pool.held_bytes() == 96 * mib);
    pool.give(Buffer(32 * mib));  // no larger than what is there
    pool.give(Buffer(128 * mib)); // larger than the whole pool
    CHECK(pool.held_bytes() == 96 * mib);
    CHECK(pool.take(50 * mib).capacity() == 64 * mib);
    CHECK(pool.held_bytes() == 32 * mib);
}

TEST_CASE("an outbox keeps the order and gives its memory back") {
    BufferPool pool;
    Outbox outbox;
    Bytes expected;
    for (int i = 0; i < 50; ++i) {
        const Bytes piece = numbered(static_cast<std::size_t>(i * 37));
        outbox.append(pool, piece);
        expected = expected + piece;
        const std::size_t out = std::min<std::size_t>(100, outbox.size());
        outbox.sent(pool, out);
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(out));
    }
    CHECK(Bytes(outbox.bytes().begin(), outbox.bytes().end()) == expected);
    outbox.sent(pool, outbox.size());
    CHECK(outbox.empty());
    const std::size_t pooled = pool.held_bytes();
    CHECK(pooled > 0);
    outbox.append(pool, numbered(4000)); // taken from there again
    CHECK(pool.held_bytes() < pooled);
}
