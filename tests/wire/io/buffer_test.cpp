#include "tests/catch.hpp"
#include "wire/buffer.hpp"

#include <cstdint>
#include <cstring>

using namespace tare::wire;

TEST_CASE("a buffer of any size begins at a cache line, and every byte of it can be written") {
    for (const std::size_t capacity : {std::size_t{1}, std::size_t{63}, std::size_t{65'535},
                                       std::size_t{65'536}, std::size_t{65'537}, std::size_t{5'000'001}}) {
        CAPTURE(capacity);
        const Buffer buffer(capacity);
        CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % kCacheLine == 0);
        CHECK(buffer.capacity() == capacity);
        std::memset(buffer.data(), 0xa5, capacity); // the sanitizer sees what lies outside
    }
}

TEST_CASE("a buffer that grows from small to large keeps what is used and no more") {
    Buffer buffer;
    buffer.grow(1, 0);
    CHECK(buffer.capacity() == 1024); // the smallest
    std::memcpy(buffer.data(), "kept", 4);
    buffer.grow(65'537, 4);
    CHECK(buffer.capacity() == 131'072); // the next power of two
    CHECK(std::memcmp(buffer.data(), "kept", 4) == 0);
    const std::byte* const there = buffer.data();
    buffer.grow(131'072, 4);
    CHECK(buffer.data() == there); // there was room
}

TEST_CASE("a moved buffer leaves nothing behind, and one assigned to itself stays") {
    for (const std::size_t capacity : {std::size_t{100}, std::size_t{100'000}}) {
        CAPTURE(capacity);
        Buffer from(capacity), to(7);
        const std::byte* const bytes = from.data();
        to = std::move(from);
        CHECK(to.data() == bytes);
        CHECK(to.capacity() == capacity);
        CHECK(from.data() == nullptr); // NOLINT(bugprone-use-after-move): it is what is asked
        CHECK(from.capacity() == 0);
        Buffer& same = to;
        to = std::move(same);
        CHECK(to.data() == bytes);
        to.release();
        CHECK(to.data() == nullptr);
    }
}
