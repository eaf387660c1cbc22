#include "bench/report/doctor_text.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"

using namespace tare;
using core::Grade;
using report::fixture::kWide;

namespace {

core::Finding finding(Grade grade, const char* title) {
    core::Finding found;
    found.id = found.title = title;
    found.grade = grade;
    found.found = "it is so";
    found.where = "/proc/there";
    if (grade != Grade::serious && grade != Grade::minor) return found;
    found.cost = "it costs";
    found.source = "measured here";
    found.command = "echo a_very_long_command_line_that_is_much_wider_than_the_terminal_because_paths_are | "
                    "sudo tee /sys/x";
    found.advice = "or wait";
    found.tunable = grade == Grade::minor;
    return found;
}

} // namespace

TEST_CASE("findings for people") {
    core::Diagnosis diagnosis;
    diagnosis.trust = "trust it";
    diagnosis.cpus = {1};
    diagnosis.looked_s = 3.04;
    diagnosis.findings = {finding(Grade::serious, "load"), finding(Grade::minor, "turbo"),
                          finding(Grade::good, "thp")};
    auto terminal = kWide;
    terminal.width = 80;
    CHECK(report::doctor_text(diagnosis, terminal) ==
          "Trust it.\n"
          "looked at CPU 1 for 3.0 s\n"
          "\n"
          "serious\n"
          "  load   it is so (/proc/there)\n"
          "         cost  it costs (measured here)\n"
          // A terminal wraps it, so that it can still be copied.
          "         mend  echo "
          "a_very_long_command_line_that_is_much_wider_than_the_terminal_because_paths_are | sudo tee "
          "/sys/x\n"
          "               or wait\n"
          "\n"
          "minor\n"
          "  turbo  it is so (/proc/there)\n"
          "         cost  it costs (measured here)\n"
          "         mend  echo "
          "a_very_long_command_line_that_is_much_wider_than_the_terminal_because_paths_are | sudo tee "
          "/sys/x\n"
          "               or wait\n"
          "\n"
          "good\n"
          "  thp    it is so\n"
          "\n"
          "`sudo tare doctor --tune` mends, until --restore or the next boot: turbo.\n");
}

TEST_CASE("what was set") {
    using core::TuneOutcome;
    const std::vector<core::TuneChange> changes = {
        {"governor", "CPU 0", "sys/0", "powersave", "performance", TuneOutcome::set, ""},
        {"governor", "CPU 1", "sys/1", "powersave", "performance", TuneOutcome::set, ""},
        {"governor", "CPU 4", "sys/4", "powersave", "performance", TuneOutcome::set, ""},
        {"governor", "CPU 2", "sys/2", "performance", "performance", TuneOutcome::already, ""},
        {"interrupt", "36", "proc/irq/36", "0-1", "0", TuneOutcome::failed, "its driver keeps it"},
        {"turbo", "", "sys/3", "0", "1", TuneOutcome::set, ""},
    };
    CHECK(report::tuning_text(changes, kWide) == "  ✓ governor, CPUs 0-1 4: powersave → performance\n"
                                                 "  ✓ governor, CPU 2: performance already\n"
                                                 "  ✗ interrupt, 36: 0-1 → 0 failed: its driver keeps it\n"
                                                 "  ✓ turbo: 0 → 1\n");
}
