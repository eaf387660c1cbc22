// `tare hw` for people: what machine this is, where the ends would run and why, and what cannot be known or
// counted here.
//
// Thread safety: pure functions.
#pragma once

#include "base/error.hpp"
#include "bench/report/style.hpp"
#include "hw/cores.hpp"
#include "hw/machine.hpp"

#include <string>
#include <vector>

namespace tare::report {

/// A placement, and the cores chosen for it, or why there are none.
struct PlacementCores {
    hw::Ends ends = hw::Ends::same;
    Result<hw::CoreChoice> cores;
};

/// "AMD EPYC · 2 CPUs · kernel 6.18 · on kvm · key 0123456789abcdef", without what is not known.
std::string machine_line(const hw::Machine&);

std::string machine_text(const hw::Machine&, const std::vector<PlacementCores>&, const Terminal&);

} // namespace tare::report
