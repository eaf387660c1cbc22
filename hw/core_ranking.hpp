// The order in which CPUs are preferred (see cores.hpp), and the words for it.
//
// Thread safety: pure functions.
#pragma once

#include "hw/machine.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace tare::hw {

/// A CPU that may be used, with what counts against it for measuring.
struct Candidate {
    const Cpu* cpu = nullptr;
    bool slow_kind = false;    ///< an efficiency core of a hybrid CPU
    bool not_isolated = false; ///< while others are
    bool core_zero = false;    ///< a thread of the core that CPU 0 is on
    bool laden = false;        ///< its core serves far more device interrupts than the others

    [[nodiscard]] int id() const { return cpu->id; }
    [[nodiscard]] auto rank() const { return std::tuple(slow_kind, not_isolated, core_zero, laden, cpu->id); }
};

/// Online and allowed CPUs, best first.
std::vector<Candidate> rank_cpus(const Machine&);

/// Number of the last-level cache: of the third level, or the second where there is no third. The two kinds
/// of number are kept apart. Absent: unknown.
std::optional<int> last_level_cache(const Cpu&);
bool share_last_level_cache(const Cpu&, const Cpu&);

/// "a performance core, isolated, not core 0, few device interrupts": what speaks for or against the CPU, as
/// far as there was a choice among `all`.
std::string virtues(const Candidate&, const std::vector<Candidate>& all);

} // namespace tare::hw
