#include "bench/report/doctor_text.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace tare::report {
namespace {

using core::TuneChange;
using core::TuneOutcome;

bool alike(const TuneChange& a, const TuneChange& b) {
    return a.what == b.what && a.old == b.old && a.wanted == b.wanted && a.outcome == b.outcome &&
           a.reason == b.reason;
}

/// "CPU 0", "CPU 1", "CPU 2", "CPU 5" are said as "CPUs 0-2 5"; items of other kinds are listed.
std::string items_text(std::vector<std::string> items) {
    std::erase(items, "");
    if (items.size() < 2) return items.empty() ? "" : items.front();
    std::vector<int> cpus;
    for (const auto& item : items) {
        int cpu = 0;
        const auto* end = item.data() + item.size();
        if (item.starts_with("CPU ") && std::from_chars(item.data() + 4, end, cpu).ptr == end)
            cpus.push_back(cpu);
    }
    if (cpus.size() < items.size()) return fmt::format("{}", fmt::join(items, ", "));
    std::sort(cpus.begin(), cpus.end());
    std::string text = "CPUs";
    for (std::size_t i = 0, last = 0; i < cpus.size(); i = last + 1) {
        last = i;
        while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
        text += last == i ? fmt::format(" {}", cpus[i]) : fmt::format(" {}-{}", cpus[i], cpus[last]);
    }
    return text;
}

std::string change_text(const TuneChange& change, const std::vector<std::string>& items,
                        const Terminal& terminal) {
    const std::string_view arrow = terminal.unicode ? "→" : "->";
    const auto on = items_text(items);
    const auto name = change.what + (on.empty() ? "" : ", " + on);
    switch (change.outcome) {
    case TuneOutcome::set:
        return fmt::format("{}: {} {} {}", name, change.old, arrow, change.wanted);
    case TuneOutcome::already:
        return fmt::format("{}: {} already", name, change.wanted);
    case TuneOutcome::failed:
        return fmt::format("{}: {} {} {} failed: {}", name, change.old.empty() ? "?" : change.old, arrow,
                           change.wanted, change.reason);
    }
    return name;
}

} // namespace

std::string tuning_text(const std::vector<TuneChange>& changes, const Terminal& terminal) {
    std::string text;
    std::vector<bool> told(changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (told[i]) continue;
        std::vector<std::string> items;
        for (std::size_t k = i; k < changes.size(); ++k) {
            if (told[k] || !alike(changes[i], changes[k])) continue;
            told[k] = true;
            items.push_back(changes[k].item);
        }
        const auto outcome = changes[i].outcome;
        const auto sign = outcome == TuneOutcome::failed ? signs(terminal).no : signs(terminal).yes;
        const auto style = outcome == TuneOutcome::set       ? Style::good
                           : outcome == TuneOutcome::already ? Style::dim
                                                             : Style::bad;
        text += hanging(fmt::format("  {} ", sign), style,
                        printable(change_text(changes[i], items, terminal), terminal), terminal);
    }
    return text;
}

} // namespace tare::report
