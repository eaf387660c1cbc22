// What every floor channel does, whichever way it moves the bytes:
//
//     Outcome exchange(std::span<const std::byte> out, std::span<std::byte> in);
//
// sends all of `out`, then receives exactly in.size() bytes. One call for both, because io_uring can do both
// with one system call. `out` and `in` may be the same memory: the peer answers only what it has received
// wholly, and by then all of `out` is in the kernel.
//
// After any Outcome but `done` the channel is dead. Thread safety: none.
#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>

namespace tare::wire::floor {

enum class Outcome : std::uint8_t {
    done,
    closed, ///< the peer closed the connection
    silent, ///< nothing moved for the deadline
    failed, ///< see Failure
};

/// Why a channel failed: errno, or TLS's own sentence.
struct Failure {
    int error_number = 0;
    std::string tls; ///< empty unless TLS failed
};

inline std::string describe(Outcome outcome, const Failure& failure) {
    switch (outcome) {
    case Outcome::done:
        return "done";
    case Outcome::closed:
        return "the peer closed the connection";
    case Outcome::silent:
        return "no message within the deadline";
    case Outcome::failed:
        break;
    }
    return failure.tls.empty() ? std::generic_category().message(failure.error_number) : failure.tls;
}

} // namespace tare::wire::floor
