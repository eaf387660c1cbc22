#include "wire/ws/mask_keys.hpp"

#include <openssl/rand.h>

#include <bit>
#include <stdexcept>

namespace tare::wire::ws {

namespace {

void quarter_round(ChaChaState& s, std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
    s[a] += s[b], s[d] = std::rotl(s[d] ^ s[a], 16);
    s[c] += s[d], s[b] = std::rotl(s[b] ^ s[c], 12);
    s[a] += s[b], s[d] = std::rotl(s[d] ^ s[a], 8);
    s[c] += s[d], s[b] = std::rotl(s[b] ^ s[c], 7);
}

} // namespace

ChaChaState chacha20_block(const ChaChaState& state) {
    ChaChaState s = state;
    for (int i = 0; i < 10; ++i) {
        for (std::size_t column = 0; column < 4; ++column)
            quarter_round(s, column, column + 4, column + 8, column + 12);
        for (std::size_t i0 = 0; i0 < 4; ++i0)
            quarter_round(s, i0, 4 + (i0 + 1) % 4, 8 + (i0 + 2) % 4, 12 + (i0 + 3) % 4);
    }
    for (std::size_t i = 0; i < s.size(); ++i) s[i] += state[i];
    return s;
}

MaskKeys::MaskKeys(const std::array<std::uint32_t, 8>& seed) {
    state_ = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; // "expand 32-byte k"
    for (std::size_t i = 0; i < seed.size(); ++i) state_[4 + i] = seed[i];
}

namespace {

std::array<std::uint32_t, 8> random_seed() {
    std::array<std::uint32_t, 8> seed{};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(seed.data()), sizeof seed) != 1)
        throw std::runtime_error("the operating system gives no random bytes");
    return seed;
}

} // namespace

MaskKeys::MaskKeys() : MaskKeys(random_seed()) {}

void MaskKeys::refill() {
    block_ = chacha20_block(state_);
    if (++state_[12] == 0) ++state_[13]; // 64-bit counter: never repeats
    used_ = 0;
}

} // namespace tare::wire::ws
