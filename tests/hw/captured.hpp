// The captured machines of tests/hw/machines, detected.
#pragma once

#include "hw/detect.hpp"
#include "hw/scan.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace captured {

inline std::filesystem::path folder(const std::string& name) {
    return std::filesystem::path(TARE_SOURCE_DIR) / "tests/hw/machines" / name;
}

inline std::string text(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::ostringstream out;
    out << stream.rdbuf();
    return out.str();
}

/// `affinity`: as sched_getaffinity would say it there, "0-3".
inline tare::hw::Sources sources(const std::filesystem::path& root, const std::string& affinity,
                                 const std::string& arch) {
    return {root, tare::hw::scan::cpu_list(affinity),
            tare::hw::parse_cpuinfo(text(root / "proc/cpuinfo"), arch)};
}

inline tare::hw::Machine detect(const std::string& name, const std::string& affinity,
                                const std::string& arch) {
    return tare::hw::detect(sources(folder(name), affinity, arch));
}

inline tare::hw::Machine laptop() { return detect("laptop-i7-1370p", "0-19", "x86_64"); }
inline tare::hw::Machine two_sockets() { return detect("xeon-e5-2637v4-x2", "0-15", "x86_64"); }
inline tare::hw::Machine epyc() { return detect("epyc-7232p", "0-15", "x86_64"); }
inline tare::hw::Machine graviton() { return detect("aws-graviton3", "0-7", "aarch64"); }
inline tare::hw::Machine pi_4() { return detect("raspberry-pi-4", "0-3", "aarch64"); }
inline tare::hw::Machine pi_5() { return detect("raspberry-pi-5", "0-3", "aarch64"); }
inline tare::hw::Machine cloud_vm() { return detect("cloud-vm-2-vcpu", "0-1", "x86_64"); }
inline tare::hw::Machine one_core() { return detect("vm-1-core", "0", "x86_64"); }
inline tare::hw::Machine container() { return detect("container-cpuset", "2-3", "x86_64"); }
/// A process starts without the isolated CPUs in its mask.
inline tare::hw::Machine isolated() { return detect("desktop-isolcpus", "0-3,6-9", "x86_64"); }

} // namespace captured
