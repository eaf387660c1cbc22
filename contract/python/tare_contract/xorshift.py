"""xorshift64* as CONTRACT.md uses it: the top byte of each output is one payload byte.

A step at a time takes Python a third of a microsecond, so 64 MiB would take half a minute. The generator's state
is linear over GF(2): a jump of any length is a 64 × 64 matrix of bits. So long payloads are cut into stripes,
each stripe's first state is found by jumps, and all stripes take their steps at once, as lanes of one large
integer. Source: S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016.
"""

import functools

MULTIPLIER = 2685821657736338717
STATE = (1 << 64) - 1
LANES = 1024
LANE_BITS = 128  # room for the product of a state and the multiplier
WORTH_STRIPES = 8192


def step(x):
    x ^= x >> 12
    x ^= x << 25 & STATE
    return x ^ x >> 27


def top_bytes(count, seed):
    """The top bytes of the first `count` outputs; seed 0 counts as 1."""
    seed = seed & STATE or 1
    return _one_by_one(count, seed) if count < WORTH_STRIPES else _in_stripes(count, seed)


def _one_by_one(count, x):
    out = bytearray(count)
    for i in range(count):
        x = step(x)
        out[i] = (x * MULTIPLIER & STATE) >> 56
    return bytes(out)


def _in_stripes(count, x):
    length = -(-count // LANES)  # of a stripe, rounded up
    jump = _jump(length)
    states = bytearray()
    for _ in range(LANES):
        states += x.to_bytes(LANE_BITS // 8, "little")
        x = _apply(jump, x)
    x = int.from_bytes(states, "little")
    lane = sum(1 << LANE_BITS * i for i in range(LANES))
    # What a shift would move into the neighbouring lane is cut off before it gets there.
    above_12, above_27 = lane * (STATE ^ 0xfff), lane * (STATE ^ 0x7ffffff)
    below_39, low_64 = lane * (STATE >> 25), lane * STATE
    out = bytearray(length * LANES)
    for i in range(length):
        x ^= (x & above_12) >> 12
        x ^= (x & below_39) << 25
        x ^= (x & above_27) >> 27
        products = (x * MULTIPLIER & low_64).to_bytes(LANES * LANE_BITS // 8, "little")
        out[i::length] = products[7::LANE_BITS // 8]
    return bytes(out[:count])


@functools.lru_cache
def _jump(steps):
    """The matrix of so many steps: the images of the 64 unit vectors."""
    if steps == 1:
        return [step(1 << bit) for bit in range(64)]
    half = _jump(steps // 2)
    whole = [_apply(half, column) for column in half]
    return whole if steps % 2 == 0 else [step(column) for column in whole]


def _apply(matrix, x):
    image = 0
    while x:
        lowest = x & -x
        image ^= matrix[lowest.bit_length() - 1]
        x ^= lowest
    return image
