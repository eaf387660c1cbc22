#include "bench/report/case_layout.hpp"

#include <array>

namespace tare::report {
namespace {

constexpr std::array<CaseLayout, 10> kLayouts{{
    {},
    {.group_gap = 2},
    {.both_margins = false},
    {.group_gap = 2, .both_margins = false},
    {.group_gap = 2, .both_margins = false, .bound_by = false},
    {.group_gap = 2, .both_margins = false, .bound_by = false, .syscalls = false},
    {.group_gap = 2, .both_margins = false, .bound_by = false, .syscalls = false, .other_ratio = false},
    {.group_gap = 2,
     .both_margins = false,
     .bound_by = false,
     .syscalls = false,
     .other_ratio = false,
     .cpu_by_side = false},
    {.group_gap = 2,
     .both_margins = false,
     .bound_by = false,
     .syscalls = false,
     .other_ratio = false,
     .cpu_by_side = false,
     .margins = false},
    {.group_gap = 2,
     .both_margins = false,
     .bound_by = false,
     .syscalls = false,
     .other_ratio = false,
     .cpu_by_side = false,
     .margins = false,
     .median = false},
}};
/// Of several connections: how they share the server says more than the ratio that is not judged by.
constexpr std::array<CaseLayout, 9> kLayoutsOfSeveral{{
    {},
    {.group_gap = 2},
    {.both_margins = false},
    {.group_gap = 2, .both_margins = false},
    {.group_gap = 2, .both_margins = false, .other_ratio = false},
    {.group_gap = 2, .both_margins = false, .syscalls = false, .other_ratio = false},
    {.group_gap = 2, .both_margins = false, .syscalls = false, .other_ratio = false, .cpu_by_side = false},
    {.group_gap = 2,
     .both_margins = false,
     .syscalls = false,
     .other_ratio = false,
     .cpu_by_side = false,
     .margins = false},
    {.group_gap = 2,
     .both_margins = false,
     .syscalls = false,
     .other_ratio = false,
     .cpu_by_side = false,
     .margins = false,
     .median = false},
}};

} // namespace

std::span<const CaseLayout> layouts_of(const core::Case& measured) {
    if (measured.connections > 1 && !core::is_open_loop(measured)) return kLayoutsOfSeveral;
    return kLayouts;
}

std::vector<std::string> left_out(const CaseLayout& layout, bool syscalls_counted,
                                  const core::Case& measured) {
    std::vector<std::string> names;
    if (core::is_open_loop(measured)) {
        if (!layout.bound_by) names.emplace_back("p99.99");
        if (!layout.syscalls) names.emplace_back("lateness");
        if (!layout.syscalls && syscalls_counted) names.emplace_back("syscalls");
        if (!layout.other_ratio) names.emplace_back("service time");
        if (!layout.cpu_by_side) names.emplace_back("CPU");
        return names;
    }
    const bool by_cpu = judged_by_cpu(measured);
    if (!layout.bound_by && measured.connections == 1) names.emplace_back("bound by");
    if (!layout.syscalls && measured.connections > 1)
        names.emplace_back("fairness and memory of a connection");
    if (!layout.syscalls && syscalls_counted) names.emplace_back("syscalls");
    if (!layout.other_ratio) names.emplace_back(by_cpu ? "wall over the floor" : "CPU over the floor");
    if (!layout.cpu_by_side) names.emplace_back("CPU by side");
    if (!layout.margins) names.emplace_back("intervals");
    if (!layout.median) names.emplace_back("p50");
    return names;
}

bool judged_by_cpu(const core::Case& measured) {
    return measured.placement == core::Placement::same || core::has_a_pace(measured);
}

} // namespace tare::report
