#include "hw/detect.hpp"
#include "hw/hash.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

#include <algorithm>

using namespace tare::hw;

namespace {

KeyedFacts without_digest(KeyedFacts facts) {
    facts.erase("mitigations");
    return facts;
}

const Cpu& cpu(const Machine& machine, int id) {
    return *std::find_if(machine.cpus.begin(), machine.cpus.end(), [&](const Cpu& c) { return c.id == id; });
}

std::string fact(const Machine& machine, const std::string& name) { return machine.recorded.at(name); }

} // namespace

TEST_CASE("a hybrid laptop") {
    const auto machine = captured::laptop();
    CHECK(without_digest(machine.keyed) == KeyedFacts{
                                               {"arch", "x86_64"},
                                               {"clock_source", "tsc"},
                                               {"container", "no"},
                                               {"cpu_family", "6"},
                                               {"cpu_model", "186"},
                                               {"cpu_name", "13th Gen Intel(R) Core(TM) i7-1370P"},
                                               {"cpu_stepping", "2"},
                                               {"cpu_vendor", "GenuineIntel"},
                                               {"cpus_online", "20"},
                                               {"governor", "powersave"},
                                               {"hypervisor", "none"},
                                               {"kernel", "6.8"},
                                               {"l2_class", "1 MiB+2 MiB"}, // 1.25 MiB and 2 MiB
                                               {"l3_class", "16 MiB"},      // 24 MiB is between 16 and 32
                                               {"numa_nodes", "1"},
                                               {"ram_gib", "31"}, // 32541224 / 1048576 = 31.03
                                               {"threads_per_core", "2"},
                                               {"turbo", "on"},
                                           });
    // The digest is over the lines of sys/devices/system/cpu/vulnerabilities, by name.
    CHECK(machine.keyed.at("mitigations") == digest("meltdown: Not affected\n"
                                                    "retbleed: Not affected\n"
                                                    "spectre_v2: Mitigation: Enhanced / Automatic IBRS\n"));
    REQUIRE(machine.cpus.size() == 20);
    CHECK(cpu(machine, 11).kind == "performance");
    CHECK(cpu(machine, 12).kind == "efficiency");
    CHECK(cpu(machine, 0).core == cpu(machine, 1).core);           // two threads of one core
    CHECK(cpu(machine, 12).core != cpu(machine, 13).core);         // one thread each
    CHECK(cpu(machine, 12).l2_group == cpu(machine, 15).l2_group); // a cluster of four
    CHECK(cpu(machine, 15).l2_group != cpu(machine, 16).l2_group);
    CHECK(cpu(machine, 0).l3_group == cpu(machine, 19).l3_group);
    CHECK(cpu(machine, 5).interrupts == 310022);
    CHECK(cpu(machine, 0).interrupts == 0); // its 6 are the timer's
    CHECK(cpu(machine, 0).max_khz == 5200000);
    CHECK(fact(machine, "performance_cpus") == "0-11");
    CHECK(fact(machine, "efficiency_cpus") == "12-19");
    CHECK(fact(machine, "temperatures_c") == "acpitz 47, x86_pkg_temp 52"); // 51.5 rounds up
    CHECK(fact(machine, "mhz") == "1900");
    CHECK(fact(machine, "boot_time") == "2024-09-10T20:26:40Z"); // 1726000000 s after 1970
    CHECK(fact(machine, "uptime_s") == "86412");
    CHECK(fact(machine, "irqbalance") == "not running");
    CHECK(fact(machine, "product") == "LENOVO 21HQ");
    CHECK(fact(machine, "cgroup_cpu_max") == "none");
    CHECK(fact(machine, "tcp_rmem") == "4096 131072 6291456");
}

TEST_CASE("two sockets") {
    const auto machine = captured::two_sockets();
    CHECK(machine.keyed.at("numa_nodes") == "2");
    CHECK(machine.keyed.at("l2_class") == "256 KiB");
    CHECK(machine.keyed.at("l3_class") == "8 MiB"); // 15 MiB
    CHECK(machine.keyed.at("governor") == "performance");
    CHECK(machine.keyed.at("ram_gib") == "126"); // 131794944 / 1048576 = 125.69
    CHECK(cpu(machine, 3).package == 0);
    CHECK(cpu(machine, 4).package == 1);
    CHECK(cpu(machine, 8).core == cpu(machine, 0).core);
    CHECK(cpu(machine, 0).core != cpu(machine, 4).core); // both are core 0 of their package
    CHECK(cpu(machine, 11).numa_node == 0);
    CHECK(cpu(machine, 12).numa_node == 1);
    CHECK(cpu(machine, 1).l3_group != cpu(machine, 5).l3_group);
    CHECK(fact(machine, "irqbalance") == "running");
    CHECK(fact(machine, "numa_balancing") == "1");
    CHECK(fact(machine, "microcode") == "0xb000040");
}

TEST_CASE("several core complexes") {
    const auto machine = captured::epyc();
    CHECK(machine.keyed.at("cpu_vendor") == "AuthenticAMD");
    CHECK(machine.keyed.at("cpu_family") == "23");
    CHECK(machine.keyed.at("turbo") == "on");
    CHECK(machine.keyed.at("l3_class") == "8 MiB");
    CHECK(cpu(machine, 0).l3_group == cpu(machine, 9).l3_group); // 0 1 8 9 are one complex
    CHECK(cpu(machine, 1).l3_group != cpu(machine, 2).l3_group);
    CHECK(machine.caches.size() == 3);
    CHECK(machine.caches[2].level == 3);
    CHECK(machine.caches[2].bytes == 8192 * 1024);
    CHECK(machine.caches[2].shared_by == 4);
    CHECK(fact(machine, "thp") == "always");
}

TEST_CASE("ARM in a cloud") {
    const auto machine = captured::graviton();
    CHECK(machine.cpu_name == "Neoverse-V1");
    CHECK(machine.keyed.at("cpu_vendor") == "ARM");
    CHECK(machine.keyed.at("cpu_model") == "3392"); // 0xd40
    CHECK(machine.keyed.at("hypervisor") == "amazon");
    CHECK(machine.keyed.at("governor") == "unknown");
    CHECK(machine.keyed.at("turbo") == "unknown");
    CHECK(machine.keyed.at("clock_source") == "arch_sys_counter");
    CHECK(machine.keyed.at("threads_per_core") == "1");
    CHECK(std::count(machine.cpu_features.begin(), machine.cpu_features.end(), "sve") == 1);
    CHECK(cpu(machine, 2).interrupts == 811234); // the timer's 55 million do not count
    CHECK(fact(machine, "mhz") == "unknown");
    CHECK(fact(machine, "product") == "Amazon EC2 c7g.2xlarge");
}

TEST_CASE("boards without a third level of cache, and with one") {
    const auto four = captured::pi_4(), five = captured::pi_5();
    CHECK(four.cpu_name == "Cortex-A72");
    CHECK(four.keyed.at("l2_class") == "1 MiB");
    CHECK(four.keyed.at("l3_class") == "none");
    CHECK(four.keyed.at("hypervisor") == "none"); // a board's device tree without a hypervisor
    CHECK(four.keyed.at("ram_gib") == "4");       // 3882404 / 1048576 = 3.70
    CHECK(cpu(four, 0).l2_group == cpu(four, 3).l2_group);
    CHECK_FALSE(cpu(four, 0).l3_group);
    CHECK(cpu(four, 0).kind.empty()); // all alike
    CHECK(cpu(four, 0).interrupts == 991022 + 7120331);
    CHECK(cpu(four, 1).interrupts == 0); // timer, pmu and IPI rows only
    CHECK(fact(four, "product") == "Raspberry Pi 4 Model B Rev 1.4");
    CHECK(five.cpu_name == "Cortex-A76");
    CHECK(five.keyed.at("l3_class") == "2 MiB");
    CHECK(cpu(five, 0).l2_group != cpu(five, 1).l2_group);
    CHECK(four.key != five.key);
}

TEST_CASE("virtual machines") {
    const auto two = captured::cloud_vm(), one = captured::one_core();
    CHECK(two.keyed.at("hypervisor") == "kvm");
    CHECK(two.keyed.at("threads_per_core") == "2");
    CHECK(two.keyed.at("container") == "no");
    CHECK(one.keyed.at("hypervisor") == "qemu");
    CHECK(one.keyed.at("kernel") == "4.19");
    CHECK(one.keyed.at("l3_class") == "none");
    CHECK(one.keyed.at("ram_gib") == "1"); // 1014104 / 1048576 = 0.97
    CHECK(fact(one, "cgroup_version") == "1");
    CHECK(fact(one, "cgroup_cpu_max") == "none"); // cfs_quota_us is -1
    CHECK(fact(one, "cgroup_cpuset") == "0");
}

TEST_CASE("a container sees the machine and its own part of it") {
    const auto machine = captured::container();
    CHECK(machine.keyed.at("container") == "yes");
    CHECK(machine.keyed.at("cpus_online") == "8");
    CHECK(machine.keyed.at("turbo") == "off");
    CHECK(fact(machine, "allowed_cpus") == "2-3");
    CHECK(fact(machine, "cgroup_cpuset") == "2-3");
    CHECK(fact(machine, "cgroup_cpu_max") == "1.50 CPUs (150000 of 100000 us)");
    CHECK(fact(machine, "irqbalance") == "unknown"); // its processes are not the machine's
    CHECK(cpu(machine, 2).allowed);
    CHECK_FALSE(cpu(machine, 4).allowed);
}

TEST_CASE("the cpuset narrows a mask that is too wide") {
    const auto machine = captured::detect("container-cpuset", "0-7", "x86_64");
    CHECK(fact(machine, "allowed_cpus") == "2-3");
}

TEST_CASE("isolated CPUs may be used unless the mask was narrowed on purpose") {
    const auto machine = captured::isolated();
    CHECK(fact(machine, "isolcpus") == "4-5,10-11");
    CHECK(fact(machine, "nohz_full") == "4-5,10-11");
    CHECK(cpu(machine, 4).isolated);
    CHECK_FALSE(cpu(machine, 3).isolated);
    CHECK(fact(machine, "allowed_cpus") == "0-11"); // mask 0-3,6-9 and isolated 4-5,10-11 are all
    CHECK(fact(machine, "kernel_command_line") ==
          "isolcpus=4,5,10,11 nohz_full=4,5,10,11 rcu_nocbs=4,5,10,11 (whole: " +
              digest("BOOT_IMAGE=/vmlinuz-linux root=/dev/sda1 rw isolcpus=4,5,10,11 nohz_full=4,5,10,11 "
                     "rcu_nocbs=4,5,10,11") +
              ")");
    const auto narrowed = captured::detect("desktop-isolcpus", "1-2", "x86_64");
    CHECK(fact(narrowed, "allowed_cpus") == "1-2");
}

TEST_CASE("a machine of which nothing can be read is a machine of unknowns") {
    const auto machine = detect({captured::folder("no-such-machine"), {0, 1}, {}});
    CHECK(machine.cpus.empty());
    CHECK(machine.caches.empty());
    CHECK(machine.cpu_name == "unknown");
    for (const auto& [name, value] : machine.keyed) CHECK((name + " " + value) == name + " unknown");
    for (const auto& [name, value] : machine.recorded) CHECK((name + " " + value) == name + " unknown");
}

TEST_CASE("the key is FNV-1a over the facts") {
    // Published test vectors of FNV-1a, 64 bit.
    CHECK(digest("") == "cbf29ce484222325");
    CHECK(digest("a") == "af63dc4c8601ec8c");
    CHECK(digest("foobar") == "85944171f73967e8");
    CHECK(compute_key({{"b", "2"}, {"a", "1"}}) == digest("a=1\nb=2\n"));
    auto machine = captured::pi_4();
    const auto before = machine.key;
    CHECK(before == compute_key(machine.keyed));
    add_keyed(machine, "compiler", "GNU 12.2");
    CHECK(machine.key != before);
    CHECK(machine.key == compute_key(machine.keyed));
}

TEST_CASE("what changed between two readings") {
    const auto before = captured::laptop();
    auto after = before;
    CHECK(changed_facts(before, after).empty());
    after.keyed["governor"] = "performance";
    after.recorded["uptime_s"] = "86999"; // changes by itself
    after.recorded["thp"] = "never";
    after.recorded.erase("smt");
    const auto changes = changed_facts(before, after);
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].name == "governor");
    CHECK(changes[0].before == "powersave");
    CHECK(changes[0].after == "performance");
    CHECK(changes[0].keyed);
    CHECK(changes[1].name == "smt");
    CHECK(changes[1].after.empty());
    CHECK(changes[2].name == "thp");
    CHECK_FALSE(changes[2].keyed);
}

TEST_CASE("this machine") {
    const auto machine = detect_this_machine();
    CHECK(machine.key == compute_key(machine.keyed));
    CHECK_FALSE(machine.cpus.empty());
    CHECK(std::any_of(machine.cpus.begin(), machine.cpus.end(),
                      [](const Cpu& c) { return c.online && c.allowed; }));
    CHECK(machine.keyed.at("arch") != "unknown");
    CHECK(machine.keyed.at("kernel") != "unknown");
    CHECK_FALSE(machine.recorded.at("syscall_counting").empty());
    // Two readings of an idle fact agree.
    for (const auto& change : changed_facts(machine, detect_this_machine())) CHECK_FALSE(change.keyed);
}
