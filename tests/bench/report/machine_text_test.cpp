#include "bench/report/machine_text.hpp"
#include "bench/report/text.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

using namespace tare;
using namespace tare::report;

namespace {

std::vector<PlacementCores> placements(const hw::Machine& machine) {
    std::vector<PlacementCores> found;
    for (const auto ends : {hw::Ends::same, hw::Ends::split, hw::Ends::smt, hw::Ends::numa})
        found.push_back({ends, hw::choose_cores(machine, ends)});
    return found;
}

std::string shown(const hw::Machine& machine, const Terminal& terminal) {
    return machine_text(machine, placements(machine), terminal);
}

} // namespace

constexpr Terminal kPipedWide{.is_terminal = false, .width = 100, .color = false, .unicode = true};

TEST_CASE("a hybrid laptop, for people") {
    auto machine = captured::laptop();
    machine.recorded["syscall_counting"] = "available";
    machine.recorded["hardware_counters"] =
        "cannot count instructions and cycles: the kernel does not allow it";
    CHECK(
        shown(machine, kPipedWide) ==
        "13th Gen Intel(R) Core(TM) i7-1370P · 20 CPUs · 31 GiB\n"
        "key         " +
            machine.key +
            "\n"
            "product     LENOVO 21HQ\n"
            "processor   GenuineIntel family 6 model 186 stepping 2 · x86_64 · microcode 0x4122\n"
            "features    sse2 ssse3 avx avx2 aes vaes pclmulqdq sha erms\n"
            "caches      L1d 32 KiB · L1d 48 KiB for 2 CPUs · L2 1.25 MiB for 2 CPUs · L2 2 MiB for 4 CPUs\n"
            "            L3 24 MiB for 20 CPUs\n"
            "CPUs        we may use 0-19 · 2 threads a core · 1 NUMA node · performance 0-11 · efficiency "
            "12-19\n"
            "speed       1900 MHz now · governor powersave · turbo on · clock tsc\n"
            "kernel      6.8.0-45-generic\n"
            "limits      cgroup v2 · no CPU quota\n"
            "TCP         cubic · loopback MTU 65536 · rmem 4096 131072 6291456 · wmem 4096 16384 4194304\n"
            "\n"
            "where the ends would run\n"
            "  ✓ same    both ends on CPU 4 (a performance core, not core 0, few device interrupts); harness "
            "on\n"
            "            CPU 0\n"
            "  ✓ split   server on CPU 4, client on CPU 6, two cores that share their last-level cache (each "
            "a\n"
            "            performance core, not core 0, few device interrupts); harness on CPU 0\n"
            "  ✓ smt     server on CPU 4, client on CPU 5, two threads of one core (each a performance core, "
            "not\n"
            "            core 0, few device interrupts); harness on CPU 0\n"
            "  ✗ numa    cannot be had here: all its CPUs are on one NUMA node\n"
            "\n"
            "what can be counted\n"
            "  ✓ system calls of a process\n"
            "  ✗ cannot count instructions and cycles: the kernel does not allow it\n"
            "\n"
            "not known here\n"
            "  energy_preference  net_core_busy_poll  net_core_busy_read  net_core_default_qdisc\n"
            "  net_core_netdev_max_backlog  net_core_rmem_max  net_core_somaxconn  net_core_wmem_max\n"
            "  numa_balancing  tcp_limit_output_bytes  tcp_notsent_lowat  tcp_sack  tcp_timestamps\n");
}

TEST_CASE("what is degraded is marked and said, in plain characters where nothing else can be shown") {
    const auto text =
        shown(captured::cloud_vm(), {.is_terminal = false, .width = 80, .color = false, .unicode = false});
    CHECK(text.starts_with("Intel(R) Xeon(R) CPU @ 2.80GHz | 2 CPUs | 8 GiB | virtual, on kvm\n"));
    CHECK(text.find("product     Google Compute Engine\n") != std::string::npos); // the vendor is in the name
    CHECK(text.find("  ! same    both ends on CPU 0; harness on CPU 1, the other thread of a measured\n"
                    "            core\n"
                    "            the harness runs on CPU 1, a thread of a measured core, since no\n"
                    "            other may be used\n") != std::string::npos);
    CHECK(text.find("  - numa    cannot be had here: all its CPUs are on one NUMA node\n") !=
          std::string::npos);
    for (const char c : text) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("no line is longer than the terminal is wide") {
    for (const auto& machine : {captured::laptop(), captured::two_sockets(), captured::container(),
                                captured::pi_4(), captured::isolated()}) {
        for (const int width : {60, 80, 100, 140}) {
            auto rest =
                shown(machine, {.is_terminal = true, .width = width, .color = false, .unicode = true});
            for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
                CHECK(display_width(rest.substr(0, end)) <= width);
        }
    }
}

TEST_CASE("a container says which part of the machine is ours") {
    const auto text = shown(captured::container(), kPipedWide);
    CHECK(text.starts_with("Intel(R) Core(TM) i7-9700 CPU @ 3.00GHz · 8 CPUs · 15 GiB · in a container\n"));
    CHECK(text.find("we may use 2-3 · 1 thread a core") != std::string::npos);
    CHECK(text.find("cgroup v2 · CPU quota 1.50 CPUs (150000 of 100000 us)") != std::string::npos);
}

TEST_CASE("of a machine of which nothing is known nothing is said") {
    CHECK(machine_text({}, {}, kPipedWide) == "unknown CPU\n");
    CHECK(shown({}, kPipedWide) ==
          "unknown CPU\n"
          "\n"
          "where the ends would run\n"
          "  ✗ same    cannot be had here: no CPU is known to be online and allowed\n"
          "  ✗ split   cannot be had here: no CPU is known to be online and allowed\n"
          "  ✗ smt     cannot be had here: no CPU is known to be online and allowed\n"
          "  ✗ numa    cannot be had here: no CPU is known to be online and allowed\n");
}

TEST_CASE("a terminal gets colour for what works, and nobody's escape codes") {
    auto machine = captured::pi_4();
    machine.recorded["product"] = "Pi\x1b[31m!";
    const auto text = shown(machine, {.is_terminal = true, .width = 100, .color = true, .unicode = true});
    CHECK(text.find("\x1b[32m  ✓ same") != std::string::npos);
    CHECK(text.find("Pi\x1b[31m") == std::string::npos);
}
