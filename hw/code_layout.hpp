// Where the code of a process lies in its address space, and whether that of two processes lies so that a
// CPU's branch predictor takes the one for the other.
//
// A predictor finds a branch by the low bits of its address. Two processes that take turns on a core, and
// have the same library at addresses that agree in these bits, overwrite each other's entries at every
// switch. Address space randomisation makes it so in one pair of some, and the pair then costs more for as
// long as it lives (docs/decisions/0015).
//
// Source: proc(5), /proc/PID/maps; Evtyushkin, Ponomarev and Abu-Ghazaleh, "Jump over ASLR", MICRO 2016;
// Yavarzadeh et al., "Half&Half", IEEE S&P 2023.
// Thread safety: pure functions; reading may be done from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tare::hw {

/// A file whose code is mapped.
struct MappedCode {
    std::string file;          ///< device and inode, "fe:00 1234": the same for every process
    std::uint64_t address = 0; ///< at which the file's first byte lies, or would lie

    bool operator==(const MappedCode&) const = default;
};

/// Of a text as /proc/PID/maps is, in its order; a file that is mapped again further on counts once.
std::vector<MappedCode> parse_code_layout(std::string_view maps);

/// Of a process that runs; empty where it cannot be read.
std::vector<MappedCode> read_code_layout(int pid);

/// Branches whose addresses agree in so many low bits share an entry of the target buffer.
inline constexpr int kTargetBufferBits = 24;
/// Indirect branches that were reached in the same way share a prediction if they agree in so many.
inline constexpr int kIndirectBits = 16;
/// Linux puts a large file at a multiple of this (since 6.7), and what follows it in a place fixed by that:
/// then kIndirectBits agree whatever is drawn.
inline constexpr std::uint64_t kLargePage = std::uint64_t{2} << 20;

/// A file that both have mapped lies at different addresses that agree in kTargetBufferBits bits; or in
/// kIndirectBits, and are not whole large pages apart. At the same address the same code jumps to the same
/// places, so there nothing is overwritten.
bool collide(const std::vector<MappedCode>& a, const std::vector<MappedCode>& b);

} // namespace tare::hw
