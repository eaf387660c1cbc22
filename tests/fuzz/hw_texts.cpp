// Texts of /proc and /sys, read by the functions that take a text. What is not there is absent; nothing
// overflows, whatever number a text holds.
#include "hw/code_layout.hpp"
#include "hw/cpu_identity.hpp"
#include "hw/linux/cpus.hpp"
#include "hw/scan.hpp"
#include "hw/watch.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::hw;

namespace {

bool lies_within(std::string_view part, std::string_view all) {
    return part.empty() ||
           (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size());
}

void check_cpuinfo(std::string_view text) {
    for (const char* arch : {"x86_64", "aarch64"}) {
        const CpuIdentity cpu = parse_cpuinfo(text, arch);
        require(cpu.arch == arch && std::ranges::is_sorted(cpu.features), "features in order");
        for (const auto& number : {cpu.family, cpu.model, cpu.stepping})
            require(!number || *number >= 0, "no negative family, model or stepping");
    }
    require(!hypervisor_of_signature(text).empty(), "a hypervisor has a kind");
}

void check_interrupts(std::string_view text) {
    for (const auto& [cpu, count] : platform::device_interrupts(text))
        require(cpu >= 0 && cpu < scan::kMostCpus && count >= 0, "counts of CPUs that there are");
    const Moment nothing, seen{cpu_ticks(text), interrupt_rows(text), {}};
    for (const auto& [name, row] : seen.interrupts)
        for (const auto& [cpu, count] : row.counts)
            require(cpu >= 0 && cpu < scan::kMostCpus && count >= 0, "rows of CPUs that there are");
    for (const auto& [cpu, ticks] : seen.cpus) {
        Moment before;
        before.cpus[cpu] = {};
        const auto found = shares(before, seen, cpu);
        require(!found.busy || (*found.busy >= 0 && *found.busy <= 1), "a share of the time");
    }
    require(busiest_interrupts(nothing, seen, 0).empty(), "what was not counted before is not counted");
}

void check_cpu_list(std::string_view text) {
    const std::vector<int> cpus = scan::cpu_list(text);
    require(std::ranges::adjacent_find(cpus, std::greater_equal<>{}) == cpus.end(), "ascending, each once");
    require(cpus.empty() || (cpus.front() >= 0 && cpus.back() < scan::kMostCpus), "CPUs that there can be");
    require(scan::cpu_list(scan::cpu_list_text(cpus)) == cpus, "a list reads back the same");
}

void check_code_layout(std::string_view text) {
    const auto layout = parse_code_layout(text);
    for (std::size_t i = 0; i < layout.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) require(layout[i].file != layout[j].file, "a file counts once");
    require(!collide(layout, layout), "nothing collides with itself");
}

void check_words(std::string_view text) {
    static_cast<void>(scan::number(text));
    static_cast<void>(scan::hex_number(text));
    static_cast<void>(scan::leading_number(text));
    static_cast<void>(scan::numeric_value(text, "MemTotal"));
    if (const auto value = scan::value(text, "Tcp"))
        require(lies_within(*value, text), "a value of the text");
    std::string_view rest = text;
    while (auto line = scan::take_line(rest)) {
        require(lies_within(*line, text), "a line of the text");
        while (const auto word = scan::take_word(*line))
            require(!word->empty() && lies_within(*word, text), "a word of the line");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    switch (input.byte() % 4) {
    case 0:
        check_cpuinfo(input.text());
        break;
    case 1:
        check_interrupts(input.text());
        break;
    case 2:
        check_cpu_list(input.text());
        break;
    default: {
        const auto text = input.text();
        check_words(text);
        check_code_layout(text);
    }
    }
    return 0;
}
