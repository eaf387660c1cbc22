#include "hw/disturbance.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"
#include "tests/hw/scratch.hpp"

#include <unistd.h>

using namespace tare::hw;

namespace {

void write_counters(const Scratch& scratch) {
    //                                   user nice system idle iowait irq softirq steal guest guest_nice
    scratch.put("proc/stat", "cpu  90 0 90 90 0 0 0 60 0 0\n"
                             "cpu0 10 0 10 10 0 0 0 10 0 0\n"
                             "cpu1 20 0 20 20 0 0 0 20 0 0\n"
                             "cpu3 60 0 60 60 0 0 0 30 0 0\n"
                             "intr 5 cpu1 1 1 1 1 1 1 1 999\n");
    scratch.put("proc/vmstat", "nr_free_pages 5\npgpgin 100\npswpin 7\npswpout 5\n");
    scratch.put("proc/softirqs", "                    CPU0       CPU1       CPU3\n"
                                 "      NET_TX:          9          9          9\n"
                                 "      NET_RX:        100        200        400\n");
    scratch.put("proc/self/net/snmp", "Ip: Forwarding DefaultTTL\nIp: 1 64\n"
                                      "Tcp: RtoAlgorithm OutSegs RetransSegs InErrs\nTcp: 1 5000 12 0\n");
    scratch.put("proc/self/cgroup", "0::/outer/inner\n");
    scratch.put("proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n");
    scratch.put("sys/fs/cgroup/outer/cpu.stat", "usage_usec 1\nnr_periods 4\nnr_throttled 3\n");
    scratch.put("sys/fs/cgroup/outer/inner/cpu.stat", "usage_usec 1\nnr_periods 4\nnr_throttled 2\n");
    scratch.put("sys/fs/cgroup/cpu.stat", "usage_usec 1\n"); // the root has no quota
}

} // namespace

TEST_CASE("counters of the measured CPUs") {
    const Scratch scratch;
    write_counters(scratch);
    const auto found = DisturbanceReader({1, 3}, scratch.root()).read();
    const std::int64_t ns_per_tick = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
    CHECK(found.steal_ns == (20 + 30) * ns_per_tick);
    CHECK(found.net_rx_softirqs == 200 + 400); // CPU 3 is the third column
    CHECK(found.swapped_pages == 7 + 5);
    CHECK(found.tcp_retransmits == 12);
    CHECK(found.throttled == 3 + 2);
}

TEST_CASE("the same file is read anew each time") {
    const Scratch scratch;
    write_counters(scratch);
    DisturbanceReader reader({1}, scratch.root());
    const auto before = reader.read();
    scratch.put("proc/vmstat", "pswpin 17\npswpout 5\n");
    const auto change = difference(reader.read(), before);
    CHECK(change.swapped_pages == 10);
    CHECK(change.steal_ns == 0);
    CHECK(change.throttled == 0);
}

TEST_CASE("what is not there is absent, and so is a difference with it") {
    const Scratch scratch;
    const auto nothing = DisturbanceReader({0}, scratch.root()).read();
    CHECK_FALSE(nothing.steal_ns);
    CHECK_FALSE(nothing.throttled);
    CHECK_FALSE(nothing.swapped_pages);
    CHECK_FALSE(nothing.net_rx_softirqs);
    CHECK_FALSE(nothing.tcp_retransmits);
    DisturbanceCounters some;
    some.steal_ns = 5;
    CHECK_FALSE(difference(some, nothing).steal_ns);
    CHECK_FALSE(difference(nothing, some).steal_ns);
    CHECK(difference(some, some).steal_ns == 0);
}

TEST_CASE("a CPU that does not exist has no counters") {
    const Scratch scratch;
    write_counters(scratch);
    const auto found = DisturbanceReader({77}, scratch.root()).read();
    CHECK_FALSE(found.steal_ns);
    CHECK_FALSE(found.net_rx_softirqs);
}

TEST_CASE("throttling in control groups of both versions") {
    CHECK(DisturbanceReader({2}, captured::folder("container-cpuset")).read().throttled == 31);
    CHECK(DisturbanceReader({0}, captured::folder("vm-1-core")).read().throttled == 0);
}

TEST_CASE("longer files than one reading holds") {
    const Scratch scratch;
    write_counters(scratch);
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "nr_counter_with_a_long_name " + std::to_string(i) + '\n';
    scratch.put("proc/vmstat", text + "pswpin 3\npswpout 4\n");
    CHECK(DisturbanceReader({1}, scratch.root()).read().swapped_pages == 7);
}

TEST_CASE("this machine's counters never go back") {
    DisturbanceReader reader({0});
    const auto before = reader.read();
    const auto change = difference(reader.read(), before);
    for (const auto& value : {change.steal_ns, change.throttled, change.swapped_pages, change.net_rx_softirqs,
                              change.tcp_retransmits})
        if (value) CHECK(*value >= 0);
}
