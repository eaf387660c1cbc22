#include "hw/watch.hpp"

#include "hw/linux/tree.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

namespace tare::hw {
namespace {

/// "PID (NAME) STATE …": the name may hold anything, so it ends with the last parenthesis. utime and stime
/// are the 14th and 15th field (proc(5)).
std::optional<std::pair<std::string, std::int64_t>> process_ticks(std::string_view stat) {
    const auto open = stat.find('('), close = stat.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    auto rest = stat.substr(close + 1);
    for (int field = 3; field < 14; ++field)
        if (!scan::take_word(rest)) return std::nullopt;
    const auto user = scan::take_word(rest), system = scan::take_word(rest);
    if (!user || !system) return std::nullopt;
    const auto u = scan::number(*user), s = scan::number(*system);
    if (!u || !s || *u < 0 || *s < 0) return std::nullopt;
    return std::pair(std::string(stat.substr(open + 1, close - open - 1)), scan::sum(*u, *s));
}

} // namespace

Moment read_moment(const std::filesystem::path& root) {
    const platform::Tree tree(root);
    Moment found;
    found.cpus = cpu_ticks(tree.read("proc/stat").value_or(""));
    found.interrupts = interrupt_rows(tree.read("proc/interrupts").value_or(""));
    for (const auto& name : tree.names("proc")) {
        const auto pid = scan::number(name);
        if (!pid) continue;
        if (const auto stat = tree.read(fmt::format("proc/{}/stat", name)))
            if (auto process = process_ticks(*stat))
                found.processes.emplace(static_cast<int>(*pid), std::move(*process));
    }
    return found;
}

} // namespace tare::hw
