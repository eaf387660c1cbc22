#include "hw/detect.hpp"

#include "hw/hardware_counter.hpp"
#include "hw/linux/cgroup.hpp"
#include "hw/linux/cpus.hpp"
#include "hw/linux/facts.hpp"
#include "hw/pinning.hpp"
#include "hw/scan.hpp"
#include "hw/syscall_counter.hpp"
#include "hw/topology.hpp"

namespace tare::hw {

Sources this_machine() {
    Sources sources;
    if (auto allowed = allowed_cpus()) sources.allowed = std::move(*allowed);
    sources.cpu = identify_this_cpu();
    return sources;
}

Sources captured_machine(const std::filesystem::path& root) {
    const platform::Tree tree(root);
    const auto cpuinfo = tree.read("proc/cpuinfo").value_or("");
    // The text does not name its architecture, but each has words of its own.
    const auto* arch = scan::value(cpuinfo, "CPU implementer") ? "aarch64"
                       : scan::value(cpuinfo, "vendor_id")     ? "x86_64"
                                                               : "";
    return {root, scan::cpu_list(tree.line("sys/devices/system/cpu/online").value_or("")),
            parse_cpuinfo(cpuinfo, arch)};
}

Machine detect(const Sources& sources) {
    const platform::Tree tree(sources.root);
    const auto cgroup = platform::find_cgroup(sources.root);
    auto topology = read_topology(sources.root);

    Machine machine;
    machine.cpu_name = sources.cpu.name.empty() ? std::string(kUnknown) : sources.cpu.name;
    machine.cpu_features = sources.cpu.features;
    machine.caches = std::move(topology.caches);
    machine.cpus = std::move(topology.cpus);
    platform::complete_cpus(tree, cgroup, sources.allowed, machine.cpus);
    machine.keyed = platform::keyed_facts(tree, sources.cpu, machine, topology.numa_nodes);
    machine.recorded = platform::recorded_facts(tree, cgroup, machine);
    machine.key = compute_key(machine.keyed);
    return machine;
}

/// What can be counted is found out by trying it, so it belongs to the running machine only.
Machine detect_this_machine() {
    auto machine = detect(this_machine());
    const auto tried = [](const Result<void>& result) {
        return result ? std::string("available") : result.error().message;
    };
    machine.recorded["syscall_counting"] = tried(can_count_syscalls());
    machine.recorded["hardware_counters"] = tried(can_count_hardware());
    return machine;
}

} // namespace tare::hw
