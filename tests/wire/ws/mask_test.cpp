#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/ws/cpu.hpp"
#include "wire/ws/mask.hpp"
#include "wire/ws/mask_keys.hpp"
#include "wire/ws/protocol.hpp"

#include <algorithm>
#include <cstring>

using namespace tare::wire::ws;
using namespace tare::tests;

namespace {

std::uint32_t key_of(const Bytes& four) {
    std::uint32_t key;
    std::memcpy(&key, four.data(), 4);
    return key;
}

} // namespace

TEST_CASE("masking is what section 5.3 says: byte i with key byte i mod 4") {
    // Section 5.7: "Hello" with the key 37 fa 21 3d is 7f 9f 4d 51 58.
    Bytes hello = ascii("Hello");
    for (const NamedMask& mask : usable_masks(detect_cpu_features())) {
        Bytes out(5);
        CHECK(mask.run(out.data(), hello.data(), 5, key_of(hex("37fa213d"))));
        CHECK(out == hex("7f 9f 4d 51 58"));                                       // 9f has its top bit set
        CHECK_FALSE(mask.run(out.data(), out.data(), 5, key_of(hex("37fa213d")))); // ASCII has none
        CHECK(out == hello);
    }
}

TEST_CASE("every implementation equals the scalar one at every alignment and length") {
    const std::uint32_t key = key_of(hex("80 01 7f fe"));
    const Bytes source = numbered(3 * 64 + 2048);
    std::vector<std::size_t> lengths;
    for (std::size_t n = 0; n <= 300; ++n) lengths.push_back(n);
    for (const std::size_t n : {511, 512, 513, 1023, 1024, 1025, 1087, 1151, 2047}) lengths.push_back(n);
    for (const NamedMask& mask : usable_masks(detect_cpu_features())) {
        INFO(mask.name);
        bool all_equal = true;
        for (std::size_t to_offset = 0; to_offset < 64; ++to_offset) {
            for (const std::size_t n : lengths) {
                const std::size_t from_offset = (to_offset * 7 + n) % 64;
                Bytes expected(64 + 2048 + 64), got(64 + 2048 + 64);
                const bool high =
                    mask_scalar(expected.data() + to_offset, source.data() + from_offset, n, key);
                const bool high_too = mask.run(got.data() + to_offset, source.data() + from_offset, n, key);
                all_equal =
                    all_equal && expected == got && high == high_too; // also: nothing around it touched
            }
        }
        CHECK(all_equal);
    }
}

TEST_CASE("a destination before the source may overlap it") {
    const std::uint32_t key = key_of(hex("0a 0b 0c 0d"));
    for (const NamedMask& mask : usable_masks(detect_cpu_features())) {
        INFO(mask.name);
        bool all_equal = true;
        for (const std::size_t back : {0, 1, 4, 8, 12, 31, 32, 33, 63, 64, 65, 127, 256, 300}) {
            for (const std::size_t n : {5, 64, 100, 257, 1000, 1024, 1500, 3000}) {
                Bytes memory = numbered(400 + n);
                Bytes expected(n);
                mask_scalar(expected.data(), memory.data() + 300, n, key);
                mask.run(memory.data() + 300 - back, memory.data() + 300, n, key);
                all_equal = all_equal && std::equal(expected.begin(), expected.end(),
                                                    memory.begin() + static_cast<std::ptrdiff_t>(300 - back));
            }
        }
        CHECK(all_equal);
    }
}

TEST_CASE("one high byte anywhere is noticed, and none is not") {
    for (const NamedMask& mask : usable_masks(detect_cpu_features())) {
        INFO(mask.name);
        bool right = true;
        for (const std::size_t n : {1, 7, 16, 33, 64, 65, 130, 1025, 1100}) {
            Bytes text(n, std::byte{'a'});
            right = right && !mask.run(text.data(), text.data(), n, 0);
            for (std::size_t at = 0; at < n; ++at) {
                text[at] = std::byte{0xC3};
                right = right && mask.run(text.data(), text.data(), n, 0);
                text[at] = std::byte{'a'};
            }
        }
        CHECK(right);
    }
}

TEST_CASE("the table offers what the features allow") {
    CHECK(usable_masks({}).size() == 1);
    CHECK(std::string(best_mask({}).name) == "scalar");
#if defined(__x86_64__)
    CHECK(std::string(best_mask({.sse2 = true}).name) == "sse2");
    CHECK(std::string(best_mask({.sse2 = true, .avx2 = true}).name) == "avx2");
    CHECK(std::string(best_mask({.sse2 = true, .avx2 = true, .avx512 = true}).name) == "avx512");
    CHECK(detect_cpu_features().sse2); // part of the architecture
#elif defined(__aarch64__)
    CHECK(std::string(best_mask({.neon = true}).name) == "neon");
    CHECK(detect_cpu_features().neon); // part of the architecture
#endif
}

TEST_CASE("a rotated key continues where the first piece ended") {
    const std::uint32_t key = key_of(hex("01 02 03 04"));
    for (std::size_t offset = 0; offset < 9; ++offset) {
        Bytes zeros(8);
        mask_scalar(zeros.data(), zeros.data(), zeros.size(), rotate_key(key, offset));
        for (std::size_t i = 0; i < zeros.size(); ++i)
            CHECK(zeros[i] == static_cast<std::byte>((i + offset) % 4 + 1));
    }
}

TEST_CASE("the key stream is ChaCha20") {
    // RFC 8439 section 2.3.2: key 00 01 .. 1f, nonce 00 00 00 09 00 00 00 4a 00 00 00 00, block count 1.
    const ChaChaState state{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0x03020100, 0x07060504,
                            0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c,
                            0x00000001, 0x09000000, 0x4a000000, 0x00000000};
    const ChaChaState expected{0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033,
                               0x9aaa2204, 0x4e6cd4c3, 0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
                               0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2};
    CHECK(chacha20_block(state) == expected);
}

TEST_CASE("keys do not repeat from block to block, nor from writer to writer") {
    MaskKeys one({1, 2, 3, 4, 5, 6, 7, 8});
    std::vector<std::uint32_t> keys;
    for (int i = 0; i < 48; ++i) keys.push_back(one.next()); // three blocks of sixteen
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    MaskKeys a, b;
    CHECK((a.next() != b.next() || a.next() != b.next())); // both alike: once in 2^64
}
