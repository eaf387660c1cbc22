#include "hw/cores.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::hw;
using Ids = std::vector<int>;

namespace {

std::string why_not(const Machine& machine, Ends ends, const Ids& offered = {}) {
    const auto choice = choose_cores(machine, ends, offered);
    REQUIRE_FALSE(choice);
    CHECK(choice.error().trouble == Trouble::environment);
    return choice.error().message;
}

void check(const Machine& machine, Ends ends, int server, int client, int harness, const std::string& reason,
           const std::vector<std::string>& warnings = {}, const Ids& offered = {}) {
    const auto choice = choose_cores(machine, ends, offered);
    REQUIRE(choice);
    CHECK(choice->server == Ids{server});
    CHECK(choice->client == Ids{client});
    CHECK(choice->harness == Ids{harness});
    CHECK(choice->reason == reason);
    CHECK(choice->warnings == warnings);
    CHECK(choice->degraded == !warnings.empty());
}

const std::string kNoSmt =
    "placement smt cannot be had here: its cores run one thread each (no SMT, or it is switched off)";
const std::string kOneNode = "placement numa cannot be had here: all its CPUs are on one NUMA node";

} // namespace

TEST_CASE("hybrid: performance cores, without core 0 and without the one that serves the touchpad") {
    const auto machine = captured::laptop();
    // Interrupts by core: core 1 (CPUs 2, 3) 9120334; the others at most 358233. Mean of 14 cores: 683341.
    check(machine, Ends::same, 4, 4, 0,
          "both ends on CPU 4 (a performance core, not core 0, few device interrupts); harness on CPU 0");
    check(machine, Ends::split, 4, 6, 0,
          "server on CPU 4, client on CPU 6, two cores that share their last-level cache (each a performance "
          "core, not core 0, few device interrupts); harness on CPU 0");
    check(
        machine, Ends::smt, 4, 5, 0,
        "server on CPU 4, client on CPU 5, two threads of one core (each a performance core, not core 0, few "
        "device interrupts); harness on CPU 0");
    CHECK(why_not(machine, Ends::numa) == kOneNode);
}

TEST_CASE("two sockets: split stays on one, numa crosses") {
    const auto machine = captured::two_sockets();
    // Core 1 (CPUs 1, 9) serves the network card: 55127723 of 55248865 interrupts.
    check(machine, Ends::same, 2, 2, 0,
          "both ends on CPU 2 (not core 0, few device interrupts); harness on CPU 0");
    check(
        machine, Ends::split, 2, 3, 0,
        "server on CPU 2, client on CPU 3, two cores that share their last-level cache (each not core 0, few "
        "device interrupts); harness on CPU 0");
    check(machine, Ends::smt, 2, 10, 0,
          "server on CPU 2, client on CPU 10, two threads of one core (each not core 0, few device "
          "interrupts); "
          "harness on CPU 0");
    check(machine, Ends::numa, 2, 4, 5,
          "server on CPU 2, client on CPU 4, on NUMA nodes 0 and 1 (each not core 0, few device interrupts); "
          "harness on CPU 5");
}

TEST_CASE("core complexes: split needs two cores of one, so it skips those with one good core") {
    const auto machine = captured::epyc();
    // CPU 1's complex has core 0, CPU 2's has CPU 3 with the disk's interrupts; 4 and 5 are the first good
    // pair.
    check(machine, Ends::same, 1, 1, 0,
          "both ends on CPU 1 (not core 0, few device interrupts); harness on CPU 0");
    check(
        machine, Ends::split, 4, 5, 0,
        "server on CPU 4, client on CPU 5, two cores that share their last-level cache (each not core 0, few "
        "device interrupts); harness on CPU 0");
    check(
        machine, Ends::smt, 1, 9, 0,
        "server on CPU 1, client on CPU 9, two threads of one core (each not core 0, few device interrupts); "
        "harness on CPU 0");
    CHECK(why_not(machine, Ends::numa) == kOneNode);
}

TEST_CASE("cores of an ARM instance") {
    const auto machine = captured::graviton();
    check(machine, Ends::same, 1, 1, 0,
          "both ends on CPU 1 (not core 0, few device interrupts); harness on CPU 0");
    check(
        machine, Ends::split, 1, 3, 0, // CPU 2 serves the network card
        "server on CPU 1, client on CPU 3, two cores that share their last-level cache (each not core 0, few "
        "device interrupts); harness on CPU 0");
    CHECK(why_not(machine, Ends::smt) == kNoSmt);
    CHECK(why_not(machine, Ends::numa) == kOneNode);
}

TEST_CASE("boards: the last-level cache may be the second") {
    for (const auto& machine : {captured::pi_4(), captured::pi_5()}) {
        check(machine, Ends::same, 1, 1, 0,
              "both ends on CPU 1 (not core 0, few device interrupts); harness on CPU 0");
        check(
            machine, Ends::split, 1, 2, 0,
            "server on CPU 1, client on CPU 2, two cores that share their last-level cache (each not core 0, "
            "few device interrupts); harness on CPU 0");
        CHECK(why_not(machine, Ends::smt) == kNoSmt);
        CHECK(why_not(machine, Ends::numa) == kOneNode);
    }
}

TEST_CASE("two virtual CPUs that are one core") {
    const auto machine = captured::cloud_vm();
    check(machine, Ends::same, 0, 0, 1,
          "both ends on CPU 0; harness on CPU 1, the other thread of a measured core",
          {"the harness runs on CPU 1, a thread of a measured core, since no other may be used"});
    check(machine, Ends::split, 0, 1, 1,
          "server on CPU 0, client on CPU 1, two threads of one core; the harness shares a measured CPU, "
          "there is "
          "no other",
          {"CPU 0 and CPU 1 are threads of one core: split measures here what smt would, since this machine "
           "has "
           "CPUs 0-1 only",
           "the harness runs on CPU 1, which is measured, since no other may be used"});
    check(machine, Ends::smt, 0, 1, 1,
          "server on CPU 0, client on CPU 1, two threads of one core; the harness shares a measured CPU, "
          "there is "
          "no other",
          {"the harness runs on CPU 1, which is measured, since no other may be used"});
    CHECK(why_not(machine, Ends::numa) == kOneNode);
}

TEST_CASE("one core") {
    const auto machine = captured::one_core();
    check(machine, Ends::same, 0, 0, 0,
          "both ends on CPU 0; the harness shares a measured CPU, there is no other",
          {"the harness runs on CPU 0, which is measured, since no other may be used"});
    CHECK(why_not(machine, Ends::split) ==
          "placement split cannot be had here: it needs two CPUs, and this machine has CPU 0 only");
    CHECK(why_not(machine, Ends::smt) == kNoSmt);
    CHECK(why_not(machine, Ends::numa) == kOneNode);
}

TEST_CASE("a container uses its own part") {
    const auto machine = captured::container();
    check(machine, Ends::same, 2, 2, 3, "both ends on CPU 2; harness on CPU 3");
    check(
        machine, Ends::split, 2, 3, 3,
        "server on CPU 2, client on CPU 3, two cores that share their last-level cache; the harness shares a "
        "measured CPU, there is no other",
        {"the harness runs on CPU 3, which is measured, since no other may be used"});
    const auto one = captured::detect("container-cpuset", "3", "x86_64");
    CHECK(why_not(one, Ends::split) ==
          "placement split cannot be had here: it needs two CPUs, and only CPU 3 of 8 "
          "online may be used (affinity, cpuset)");
}

TEST_CASE("isolated cores are for measuring, the others for the harness") {
    const auto machine = captured::isolated();
    check(machine, Ends::same, 4, 4, 0,
          "both ends on CPU 4 (isolated from the scheduler, not core 0, few device interrupts); harness on "
          "CPU 0");
    check(machine, Ends::split, 4, 5, 0,
          "server on CPU 4, client on CPU 5, two cores that share their last-level cache (each isolated from "
          "the "
          "scheduler, not core 0, few device interrupts); harness on CPU 0");
    check(machine, Ends::smt, 4, 10, 0,
          "server on CPU 4, client on CPU 10, two threads of one core (each isolated from the scheduler, not "
          "core "
          "0, few device interrupts); harness on CPU 0");
}

TEST_CASE("offered CPUs are the only ones for the ends") {
    const auto machine = captured::pi_5();
    check(machine, Ends::same, 3, 3, 0,
          "both ends on CPU 3 (not core 0, few device interrupts); harness on CPU 0", {}, {3});
    check(
        machine, Ends::split, 2, 3, 0,
        "server on CPU 2, client on CPU 3, two cores that share their last-level cache (each not core 0, few "
        "device interrupts); harness on CPU 0",
        {}, {3, 2});
    CHECK(why_not(machine, Ends::split, {3}) ==
          "placement split cannot be had here: it needs two CPUs, and CTest offered CPU 3 only");
    CHECK(why_not(machine, Ends::same, {9}) ==
          "CPU 9 was offered, but it is not online or we may not run on it");
    CHECK(why_not(captured::container(), Ends::same, {0}) ==
          "CPU 0 was offered, but it is not online or we may not run on it");
}

TEST_CASE("split across complexes is said to be degraded") {
    check(captured::epyc(), Ends::split, 2, 4, 0,
          "server on CPU 2, client on CPU 4, two cores without a common cache (each not core 0, few device "
          "interrupts); harness on CPU 0",
          {"no two usable cores share a last-level cache, so split crosses from CPU 2's to CPU 4's"}, {2, 4});
}

TEST_CASE("split of two kinds of core is said to be degraded") {
    check(captured::laptop(), Ends::split, 4, 13, 0,
          "server on CPU 4 (a performance core, not core 0, few device interrupts), client on CPU 13 (an "
          "efficiency core, not core 0, few device interrupts), two cores that share their last-level cache; "
          "harness on CPU 0",
          {"CPU 4 is a performance core and CPU 13 an efficiency core"}, {4, 13});
}

TEST_CASE("unknown caches are not taken for shared ones") {
    auto machine = captured::pi_5();
    for (auto& cpu : machine.cpus) cpu.l2_group = cpu.l3_group = std::nullopt;
    check(machine, Ends::split, 1, 2, 0,
          "server on CPU 1, client on CPU 2, two cores; which cache they share is unknown (each not core 0, "
          "few "
          "device interrupts); harness on CPU 0",
          {"it is unknown whether CPU 1 and CPU 2 share a cache"});
}

TEST_CASE("no CPU at all") {
    CHECK(why_not({}, Ends::same) ==
          "placement same cannot be had here: no CPU is known to be online and allowed");
}

TEST_CASE("on every machine the harness leaves the measured cores alone where it can") {
    for (const auto& machine : {captured::laptop(), captured::two_sockets(), captured::epyc(),
                                captured::graviton(), captured::pi_4(), captured::isolated()}) {
        for (const auto ends : {Ends::same, Ends::split, Ends::smt, Ends::numa}) {
            const auto choice = choose_cores(machine, ends);
            if (!choice) continue;
            const auto core_of = [&](int id) {
                return std::find_if(machine.cpus.begin(), machine.cpus.end(),
                                    [&](const Cpu& cpu) { return cpu.id == id; })
                    ->core;
            };
            CHECK(core_of(choice->harness.front()) != core_of(choice->server.front()));
            CHECK(core_of(choice->harness.front()) != core_of(choice->client.front()));
        }
    }
}
