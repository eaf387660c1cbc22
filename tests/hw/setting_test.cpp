#include "hw/setting.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"
#include "tests/hw/scratch.hpp"

#include <algorithm>

using namespace tare::hw;

namespace {

std::vector<Setting> settings(const char* machine, const std::vector<int>& quiet) {
    const auto root = captured::folder(machine);
    return settings_for(root, detect(captured_machine(root)), quiet);
}

std::vector<Setting> of(const std::vector<Setting>& all, const std::string& what) {
    std::vector<Setting> found;
    for (const auto& setting : all)
        if (setting.what == what) found.push_back(setting);
    return found;
}

} // namespace

TEST_CASE("what can be set on a laptop") {
    const auto all = settings("laptop-i7-1370p", {4, 6});
    CHECK(of(all, "governor").size() == 20);
    CHECK(of(all, "governor")[3].file == "sys/devices/system/cpu/cpu3/cpufreq/scaling_governor");
    CHECK(of(all, "governor")[3].wanted == "performance");
    REQUIRE(of(all, "turbo off (no_turbo)").size() == 1);
    CHECK(of(all, "turbo off (no_turbo)")[0].wanted == "1"); // 1 is off
    CHECK(of(all, "sleep state C1_ACPI off").empty());       // 1 us is no sleep
    CHECK(of(all, "sleep state C2_ACPI off").size() == 2);   // of CPU 4 and of CPU 6
    CHECK(of(all, "sleep state C3_ACPI off")[1].file == "sys/devices/system/cpu/cpu6/cpuidle/state3/disable");
    const auto interrupts = of(all, "interrupt");
    REQUIRE(interrupts.size() == 4);
    CHECK(interrupts[0].wanted == "0-3,5,7-19"); // all but 4 and 6
    CHECK(interrupts[2].item == "145");
    CHECK(interrupts[2].wanted == "5");   // it was away already
    CHECK(of(all, "huge pages").empty()); // madvise
    CHECK(of(all, "kernel.nmi_watchdog").size() == 1);
    CHECK(of(all, "kernel.numa_balancing").empty()); // one node
    CHECK(of(all, "kernel.perf_event_paranoid")[0].wanted == "1");
}

TEST_CASE("what can be set on other machines") {
    const auto epyc = settings("epyc-7232p", {6, 7});
    CHECK(of(epyc, "turbo (boost)")[0].wanted == "0"); // 0 is off
    CHECK(of(epyc, "huge pages").size() == 1);         // always
    // It may come to 6 and 7 only, both of which shall be quiet: it gets all the others.
    CHECK(of(epyc, "interrupt")[1].wanted == "0-5,8-15");
    CHECK(of(settings("xeon-e5-2637v4-x2", {1}), "kernel.numa_balancing").size() == 1);
    CHECK(of(settings("desktop-isolcpus", {4}), "kernel.perf_event_paranoid").empty()); // it is 1
}

TEST_CASE("interrupts stay where there is no other CPU") {
    const Scratch scratch;
    scratch.put("proc/irq/5/smp_affinity_list", "0\n");
    Machine machine;
    machine.cpus.resize(1);
    CHECK(settings_for(scratch.root(), machine, {0}).empty());
}

TEST_CASE("files of settings") {
    const Scratch scratch;
    scratch.put("sys/enabled", "[always] madvise never\n");
    TreeSettingFiles files(scratch.root());
    CHECK(files.read("sys/enabled") == "always");
    CHECK(files.write("sys/enabled", "madvise"));
    CHECK(files.read("sys/enabled") == "madvise");
    CHECK_FALSE(files.read("sys/nothing"));
    const auto missing = files.write("sys/nothing", "1"); // it is not made
    REQUIRE_FALSE(missing);
    CHECK(missing.error().message == "No such file or directory");
    CHECK_FALSE(std::filesystem::exists(scratch.root() / "sys/nothing"));
    CHECK_FALSE(files.write("sys", "1")); // a folder
}
