#include "hw/watch.hpp"
#include "tests/catch.hpp"
#include "tests/hw/scratch.hpp"

using namespace tare::hw;

namespace {

Moment moment(std::string_view stat, std::string_view interrupts = "") {
    return {cpu_ticks(stat), interrupt_rows(interrupts), {}};
}

} // namespace

TEST_CASE("the ticks of each CPU") {
    const auto found = cpu_ticks("cpu  9 9 9 9 9 9 9 9 9 9\n"
                                 "cpu0 10 2 3 100 4 5 6 7 8 9\n"
                                 "cpu3 1 0 0 0\n"
                                 "intr 12 0\n"
                                 "cpu7 1 1 1 1 1 1 1 1\n");
    REQUIRE(found.size() == 2);     // neither the sum, nor what is behind the interrupts
    CHECK(found.at(0).busy == 26);  // 10 + 2 + 3 + 5 + 6; guest time (8 and 9) is in user's already
    CHECK(found.at(0).idle == 104); // 100 + 4 that waited for I/O
    CHECK(found.at(0).steal == 7);
    CHECK(found.at(3).busy == 1); // old kernels have fewer columns
}

TEST_CASE("shares between two moments") {
    const auto before =
        moment("cpu0 100 0 0 1000 0 0 0 0\ncpu1 0 0 0 1000 0 0 0 0\ncpu2 0 0 0 500 0 0 0 0\n");
    const auto after =
        moment("cpu0 130 0 0 1060 0 0 0 10\ncpu1 25 0 0 1075 0 0 0 0\ncpu2 75 0 0 525 0 0 0 0\n");
    CHECK(shares(before, after, 0).busy == Approx(0.30));             // 30 of 30 + 60 + 10
    CHECK(shares(before, after, 0).steal == Approx(0.10));            // 10 of 100
    CHECK(shares_elsewhere(before, after, {0}).busy == Approx(0.50)); // 25 + 75 of 100 + 100
    CHECK_FALSE(shares(before, after, 9).busy);
    CHECK_FALSE(shares(before, before, 0).busy); // nothing moved: nothing is known
    CHECK_FALSE(shares_elsewhere(before, after, {0, 1, 2}).busy);
}

TEST_CASE("who interrupts a CPU") {
    const std::string header = "            CPU0       CPU2\n";
    const auto before =
        moment("", header + " 24:          1          0   IO-APIC   5-edge      ACPI:Ged\n"
                            " 36:        100        200  PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0\n"
                            " 11:       5000       5000     GICv3  27 Level     arch_timer\n"
                            "LOC:       1000       2000   Local timer interrupts\nERR:          0\n");
    const auto after =
        moment("", header + " 24:          3          0   IO-APIC   5-edge      ACPI:Ged\n"
                            " 36:        150        900  PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0\n"
                            " 11:       9000       9000     GICv3  27 Level     arch_timer\n"
                            "LOC:       1500       2250   Local timer interrupts\nERR:          0\n");
    const auto on_0 = busiest_interrupts(before, after, 0);
    REQUIRE(on_0.size() == 2); // a timer is no device
    CHECK(on_0[0].name == "36");
    CHECK(on_0[0].what == "virtio1-req.0");
    CHECK(on_0[0].count == 50);
    CHECK(on_0[1].count == 2);
    CHECK(busiest_interrupts(before, after, 2).size() == 1);
    CHECK(interrupts_of(before, after, "LOC", 2) == 250);
    CHECK(after.interrupts.at("LOC").what == "Local timer interrupts");
    CHECK_FALSE(interrupts_of(before, after, "TLB", 2));
}

TEST_CASE("who uses the CPUs") {
    Moment before, after;
    before.processes = {{10, {"cc1plus", 100}}, {11, {"sleeper", 7}}, {12, {"old", 900}}, {20, {"tare", 0}}};
    after.processes = {{10, {"cc1plus", 250}}, // 150 ticks of 1/100 s in 2 s: 0.75 CPUs
                       {13, {"cc1plus", 50}},  // began meanwhile: another 0.25
                       {11, {"sleeper", 8}},   // 0.005 CPUs: too little to tell
                       {12, {"new", 40}},      // a number that was given again: 0.2, not less than nothing
                       {20, {"tare", 200}}};
    const auto found = busiest(before, after, 2.0, 20, 3);
    REQUIRE(found.size() == 2);
    CHECK(found[0].name == "cc1plus");
    CHECK(found[0].cpus == Approx(1.0));
    CHECK(found[1].name == "new");
    CHECK(found[1].cpus == Approx(0.2));
    CHECK(busiest(before, after, 2.0, 20, 1).size() == 1);
}

TEST_CASE("processes, whatever they are called") {
    const Scratch scratch;
    scratch.put("proc/stat", "cpu0 1 0 0 1 0 0 0 0\n");
    scratch.put("proc/7/stat", "7 (a) b (c) S 1 7 7 0 -1 4 1 2 3 4 30 12 0 0 20 0 1 0 5\n");
    scratch.put("proc/8/stat", "8 (cut");
    const auto found = read_moment(scratch.root());
    REQUIRE(found.processes.size() == 1);
    CHECK(found.processes.at(7).first == "a) b (c");
    CHECK(found.processes.at(7).second == 42); // utime 30, stime 12
}

TEST_CASE("texts that are none") {
    CHECK(cpu_ticks("").empty());
    CHECK(cpu_ticks("cpuX 1 2\ncpu99999999999 1\ncpu-1 3\n").empty());
    CHECK(interrupt_rows("no header\n 1: 2 3\n").empty());
    CHECK(interrupt_rows("").empty());
    CHECK(interrupt_rows("  CPU0\n 1:   x   what\n").at("1").counts.empty());
}
