#include "hw/conditions.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"
#include "tests/hw/scratch.hpp"

using namespace tare::hw;

TEST_CASE("the conditions of a laptop") {
    const auto found = read_conditions(captured::folder("laptop-i7-1370p"), 4);
    REQUIRE(found.idle_states.size() == 4);
    CHECK(found.idle_states[3].name == "C3_ACPI");
    CHECK(found.idle_states[3].number == 3);
    CHECK(found.idle_states[3].exit_latency_us == 1048);
    CHECK(found.idle_states[3].enabled);
    CHECK(found.clocks == std::vector<std::string>{"tsc", "hpet", "acpi_pm"});
    CHECK(found.vulnerabilities.at("meltdown") == "Not affected");
    CHECK(found.thp_defrag == "madvise");
    CHECK(found.swap_kib == 8388604);
    CHECK(found.swap_used_kib == 1048576); // 8388604 - 7340028
    CHECK(found.nmi_watchdog == 1);
    CHECK(found.io_uring_disabled == 0);
    CHECK(found.userns_restricted == true);
    CHECK(found.first_port == 32768);
    CHECK(found.last_port == 60999);
    CHECK(found.on_battery == true); // the mains are off
    CHECK(found.cpu_quota_readable);
    CHECK_FALSE(found.cpu_quota);
    CHECK_FALSE(found.seccomp_mode);
}

TEST_CASE("the conditions in a container with a quota") {
    const auto found = read_conditions(captured::folder("container-cpuset"), 2);
    REQUIRE(found.cpu_quota);
    CHECK(found.cpu_quota->cpus() == Approx(1.5)); // 150000 of 100000 us
    CHECK(found.cpu_quota_file == "sys/fs/cgroup/cpu.max");
    CHECK(found.throttled == 31);
    CHECK(found.seccomp_mode == 2);
    CHECK(found.seccomp_filters == 1);
    CHECK(found.io_uring_disabled == 2);
    CHECK_FALSE(found.on_battery);
    CHECK(found.idle_states.empty());
}

TEST_CASE("control groups of version 1") {
    const auto found = read_conditions(captured::folder("vm-1-core"), 0);
    CHECK_FALSE(found.cpu_quota); // -1
    CHECK(found.cpu_quota_readable);
    CHECK(found.clocks == std::vector<std::string>{"kvm-clock", "tsc", "acpi_pm"});
}

TEST_CASE("of an empty tree nothing is known") {
    const Scratch scratch;
    const auto found = read_conditions(scratch.root(), 0);
    CHECK(found.idle_states.empty());
    CHECK(found.clocks.empty());
    CHECK_FALSE(found.swap_kib);
    CHECK_FALSE(found.nmi_watchdog);
    CHECK_FALSE(found.cpu_quota_readable);
    CHECK_FALSE(found.first_port);
}

TEST_CASE("a machine is on its battery when nothing else supplies it") {
    const Scratch scratch;
    scratch.put("sys/class/power_supply/hid-mouse/type", "Battery\n");
    scratch.put("sys/class/power_supply/hid-mouse/scope", "Device\n");
    CHECK(read_conditions(scratch.root(), 0).on_battery == false);
    scratch.put("sys/class/power_supply/BAT0/type", "Battery\n");
    CHECK(read_conditions(scratch.root(), 0).on_battery == true);
    scratch.put("sys/class/power_supply/ucsi-1/type", "USB\n");
    scratch.put("sys/class/power_supply/ucsi-1/online", "1\n");
    CHECK(read_conditions(scratch.root(), 0).on_battery == false);
}

TEST_CASE("a sleep state that was switched off") {
    const Scratch scratch;
    scratch.put("sys/devices/system/cpu/cpu1/cpuidle/state2/name", "C6\n");
    scratch.put("sys/devices/system/cpu/cpu1/cpuidle/state2/latency", "133\n");
    scratch.put("sys/devices/system/cpu/cpu1/cpuidle/state2/disable", "1\n");
    scratch.put("sys/devices/system/cpu/cpu1/cpuidle/driver/name", "intel_idle\n");
    const auto found = read_conditions(scratch.root(), 1);
    REQUIRE(found.idle_states.size() == 1);
    CHECK(found.idle_states[0].number == 2);
    CHECK_FALSE(found.idle_states[0].enabled);
}
