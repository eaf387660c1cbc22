#include "hw/setting.hpp"

#include "hw/conditions.hpp"
#include "hw/linux/descriptor.hpp"
#include "hw/linux/tree.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tare::hw {
namespace {

using platform::Tree;

constexpr const char* kCpus = "sys/devices/system/cpu";

class Settings {
  public:
    explicit Settings(const Tree& tree) : tree_(tree) {}
    /// If there is such a file.
    void add(std::string what, std::string item, std::string file, std::string wanted) {
        if (tree_.line(file))
            found.push_back({std::move(what), std::move(item), std::move(file), std::move(wanted)});
    }
    [[nodiscard]] std::optional<std::int64_t> number(const std::string& file) const {
        return scan::number(tree_.line(file).value_or(""));
    }
    [[nodiscard]] std::string word(const std::string& file) const {
        return std::string(scan::chosen_word(tree_.line(file).value_or("")));
    }
    std::vector<Setting> found;

  private:
    const Tree& tree_;
};

bool lists(const std::string& words, std::string_view name) {
    std::string_view rest = words;
    while (const auto word = scan::take_word(rest))
        if (*word == name) return true;
    return false;
}

void add_speed(Settings& to, const Tree& tree, const std::vector<int>& online) {
    for (const int cpu : online) {
        const auto folder = fmt::format("{}/cpu{}/cpufreq", kCpus, cpu);
        const auto choice = tree.line(folder + "/scaling_available_governors");
        if (choice && !lists(*choice, "performance")) continue;
        to.add("governor", fmt::format("CPU {}", cpu), folder + "/scaling_governor", "performance");
    }
    const auto no_turbo = fmt::format("{}/intel_pstate/no_turbo", kCpus),
               boost = fmt::format("{}/cpufreq/boost", kCpus);
    if (tree.exists(no_turbo)) {
        to.add("turbo off (no_turbo)", "", no_turbo, "1");
    } else if (tree.exists(boost)) {
        to.add("turbo (boost)", "", boost, "0");
    } else {
        for (const int cpu : online)
            to.add("turbo (boost)", fmt::format("CPU {}", cpu),
                   fmt::format("{}/cpu{}/cpufreq/boost", kCpus, cpu), "0");
    }
}

void add_sleep_states(Settings& to, const Tree& tree, const std::vector<int>& quiet) {
    constexpr std::int64_t long_us = 10; // docs/doctor.md
    for (const int cpu : quiet)
        for (const auto& state : read_conditions(tree.root(), cpu).idle_states)
            if (state.exit_latency_us.value_or(0) > long_us)
                to.add(fmt::format("sleep state {} off", state.name), fmt::format("CPU {}", cpu),
                       fmt::format("{}/cpu{}/cpuidle/state{}/disable", kCpus, cpu, state.number), "1");
}

/// Interrupts that may come to a quiet CPU keep their other CPUs, or get all the others.
void add_interrupts(Settings& to, const Tree& tree, const std::vector<int>& online,
                    const std::vector<int>& quiet) {
    const auto is_quiet = [&](int cpu) { return std::find(quiet.begin(), quiet.end(), cpu) != quiet.end(); };
    std::vector<int> others = online;
    std::erase_if(others, is_quiet);
    if (others.empty()) return;
    std::vector<std::int64_t> numbers;
    for (const auto& name : tree.names("proc/irq"))
        if (const auto number = scan::number(name)) numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    for (const auto number : numbers) {
        const auto file = fmt::format("proc/irq/{}/smp_affinity_list", number);
        auto cpus = scan::cpu_list(tree.line(file).value_or(""));
        if (cpus.empty()) continue;
        std::erase_if(cpus, is_quiet);
        to.add("interrupt", fmt::format("{}", number), file,
               scan::cpu_list_text(cpus.empty() ? others : cpus));
    }
}

void add_kernel(Settings& to, const Machine& machine) {
    const std::string thp = "sys/kernel/mm/transparent_hugepage/";
    for (const auto* name : {"enabled", "defrag"})
        if (to.word(thp + name) == "always") to.add("huge pages", name, thp + name, "madvise");
    const auto nodes = machine.keyed.find("numa_nodes");
    if (nodes == machine.keyed.end() || nodes->second != "1")
        to.add("kernel.numa_balancing", "", "proc/sys/kernel/numa_balancing", "0");
    to.add("kernel.nmi_watchdog", "", "proc/sys/kernel/nmi_watchdog", "0");
    if (to.number("proc/sys/kernel/randomize_va_space") == 0)
        to.add("kernel.randomize_va_space", "", "proc/sys/kernel/randomize_va_space", "2");
    // 1 lets everybody count what the kernel does for his own programs. Less would open its tracepoints, too.
    if (to.number("proc/sys/kernel/perf_event_paranoid").value_or(0) > 1)
        to.add("kernel.perf_event_paranoid", "", "proc/sys/kernel/perf_event_paranoid", "1");
}

} // namespace

std::optional<std::string> TreeSettingFiles::read(const std::string& file) {
    const auto text = Tree(root_).line(file);
    if (!text) return std::nullopt;
    return std::string(scan::chosen_word(*text));
}

Result<void> TreeSettingFiles::write(const std::string& file, const std::string& value) {
    // Truncation means nothing to /proc and /sys, and makes the file of a copied tree hold the value alone.
    const auto descriptor = platform::Descriptor::open((root_ / file).string(), O_WRONLY | O_TRUNC);
    if (!descriptor) return make_error(Trouble::environment, "{}", std::strerror(errno));
    const auto text = value + '\n';
    const auto written = ::write(descriptor.get(), text.data(), text.size());
    if (written < 0 && errno == EIO && file.starts_with("proc/irq/"))
        return make_error(Trouble::environment, "its driver keeps it where it is");
    if (written < 0) return make_error(Trouble::environment, "{}", std::strerror(errno));
    if (static_cast<std::size_t>(written) != text.size())
        return make_error(Trouble::environment, "only {} of {} bytes were taken", written, text.size());
    return {};
}

std::vector<Setting> settings_for(const std::filesystem::path& root, const Machine& machine,
                                  const std::vector<int>& quiet) {
    const Tree tree(root);
    Settings settings(tree);
    std::vector<int> online;
    for (const auto& cpu : machine.cpus)
        if (cpu.online) online.push_back(cpu.id);
    add_speed(settings, tree, online);
    add_sleep_states(settings, tree, quiet);
    add_interrupts(settings, tree, online, quiet);
    add_kernel(settings, machine);
    return settings.found;
}

} // namespace tare::hw
