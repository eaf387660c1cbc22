#include "hw/cpu_identity.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

using namespace tare::hw;

TEST_CASE("names of features are those of cpu_features") {
    const auto cpu = parse_cpuinfo("vendor_id\t: GenuineIntel\nmodel\t\t: 85\nmodel name\t: X\n"
                                   "flags\t\t: pni fma sha_ni rdrand avx512_vnni something_new avx2 avx2\n",
                                   "x86_64");
    CHECK(cpu.features == std::vector<std::string>{"avx2", "avx512vnni", "fma3", "rdrnd", "sha", "sse3"});
    CHECK(cpu.model == 85); // not "model name"
    CHECK(cpu.name == "X");
    CHECK(cpu.hypervisor == "none");
    CHECK_FALSE(cpu.family);
}

TEST_CASE("an unknown ARM core has numbers and no name") {
    const auto cpu =
        parse_cpuinfo("CPU implementer\t: 0x41\nCPU part\t: 0xfff\nCPU revision\t: 2\n", "aarch64");
    CHECK(cpu.vendor == "ARM");
    CHECK(cpu.name.empty());
    CHECK(cpu.model == 0xfff);
    CHECK(cpu.hypervisor.empty()); // ARM does not say
    CHECK(arm_core_name(0x41, 0xd0c) == "Neoverse-N1");
    CHECK(arm_vendor_name(0xc0) == "Ampere");
    CHECK(arm_vendor_name(0).empty());
}

TEST_CASE("texts that are no cpuinfo") {
    for (const auto* text : {"", "\n\n", ":::\n", "vendor_id", "CPU implementer", "model name", "flags"}) {
        const auto cpu = parse_cpuinfo(text, "x86_64");
        CHECK(cpu.arch == "x86_64");
        CHECK(cpu.features.empty());
        CHECK_FALSE(cpu.family);
    }
    const auto broken =
        parse_cpuinfo("vendor_id: X\ncpu family: 99999999999999999999\nmodel\t: -4\n", "x86_64");
    CHECK_FALSE(broken.family);
    CHECK_FALSE(broken.model);
}

TEST_CASE("hypervisors by their signature") {
    CHECK(hypervisor_of_signature(std::string_view("KVMKVMKVM\0\0\0", 12)) == "kvm");
    CHECK(hypervisor_of_signature("Microsoft Hv") == "hyper-v");
    CHECK(hypervisor_of_signature("VMwareVMware") == "vmware");
    CHECK(hypervisor_of_signature("XenVMMXenVMM") == "xen");
    CHECK(hypervisor_of_signature(" lrpepyh  vr") == "other:lrpepyhvr");
    CHECK(hypervisor_of_signature("") == "present");
}

TEST_CASE("the CPU itself and the kernel agree about this CPU") {
    const auto asked = identify_this_cpu();
    const auto read = parse_cpuinfo(captured::text("/proc/cpuinfo"), asked.arch);
    CHECK_FALSE(asked.arch.empty());
    if (read.family) CHECK(asked.family == read.family);
    if (read.model) CHECK(asked.model == read.model);
    if (read.stepping) CHECK(asked.stepping == read.stepping);
    if (!read.name.empty()) CHECK(asked.name == read.name);
    CHECK((asked.hypervisor == "none") == (read.hypervisor == "none"));
    CHECK_FALSE(asked.features.empty());
}
