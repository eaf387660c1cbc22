#include "bench/doctor/grades.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

#include <algorithm>

using namespace tare;
using core::Finding;
using core::Grade;
using doctor::Look;

namespace {

/// A captured machine: its settings, nothing measured.
Look captured_look(const char* name) {
    Look look;
    const auto root = captured::folder(name);
    look.machine = hw::detect(hw::captured_machine(root));
    look.cores = hw::choose_cores(look.machine, hw::Ends::same);
    look.conditions = hw::read_conditions(root, doctor::measured_cpu(look).value_or(0));
    return look;
}

/// The desktop with isolated cores, looked at for 1 s at rest and 2 s spinning, and nothing wrong with it.
Look quiet_look() {
    Look look = captured_look("desktop-isolcpus");
    look.trials = doctor::Trials{Result<void>(), Result<void>(), hw::FileLimit{1'024, 1'048'576}, true};
    doctor::Watched watched;
    watched.rest_s = 1;
    watched.spin_s = 2;
    watched.core_at_rest = {0.0, 0.0};
    watched.sibling_busy = 0.0;
    watched.elsewhere = {0.02, 0.0};
    watched.steal = 0;
    watched.timer_ticks = 2;
    watched.run_delay_ns = 0;
    watched.swapped_pages = 0;
    watched.jitter = hw::Jitter{80'000'000, 24, 27, 900, 0, 0, 2.0};
    watched.clock_read_ns = 22;
    watched.system_call_ns = 90;
    watched.wake_up = hw::WakeUp{3'000, 9'000};
    look.watched = watched;
    look.machine.recorded["syscall_counting"] = look.machine.recorded["hardware_counters"] = "available";
    return look;
}

Finding find(const Look& look, const std::string& id) {
    const auto all = doctor::diagnose(look).findings;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Finding& each) { return each.id == id; });
    REQUIRE(found != all.end());
    return *found;
}

Grade grade(const Look& look, const std::string& id) { return find(look, id).grade; }

} // namespace

namespace {

/// What is bad says what it costs, by whom, and what to do; what is not says none of it.
void check_is_told(const core::Diagnosis& diagnosis) {
    CHECK(diagnosis.findings.size() == 27);
    CHECK(std::is_sorted(diagnosis.findings.begin(), diagnosis.findings.end(),
                         [](const Finding& a, const Finding& b) { return a.grade < b.grade; }));
    for (const auto& finding : diagnosis.findings) {
        INFO(finding.id);
        CHECK_FALSE(finding.title.empty());
        CHECK_FALSE(finding.found.empty());
        CHECK_FALSE(finding.where.empty());
        const bool bad = finding.grade == Grade::serious || finding.grade == Grade::minor;
        CHECK(finding.cost.empty() == !bad);
        CHECK(finding.source.empty() == !bad);
        CHECK((finding.command.empty() && finding.advice.empty()) == !bad);
    }
}

} // namespace

TEST_CASE("every captured machine is graded, worst first, and each grade says why") {
    for (const auto* name :
         {"aws-graviton3", "cloud-vm-2-vcpu", "container-cpuset", "desktop-isolcpus", "epyc-7232p",
          "laptop-i7-1370p", "raspberry-pi-4", "raspberry-pi-5", "vm-1-core", "xeon-e5-2637v4-x2"}) {
        INFO(name);
        const auto diagnosis = doctor::diagnose(captured_look(name));
        check_is_told(diagnosis);
        CHECK(diagnosis.looked_s == 0);
        CHECK(diagnosis.trust.starts_with("by its settings alone, "));
    }
    check_is_told(doctor::diagnose(quiet_look()));
    check_is_told(doctor::diagnose(Look{}));
}

TEST_CASE("what was not measured is unknown, not good") {
    const auto look = captured_look("epyc-7232p");
    for (const auto* id : {"jitter", "load", "steal", "interrupts", "network", "open_files",
                           "syscall_counting", "hardware_counters"})
        CHECK(grade(look, id) == Grade::unknown);
}

TEST_CASE("a machine about which nothing is known") {
    const auto diagnosis = doctor::diagnose(Look{});
    for (const auto& finding : diagnosis.findings) {
        INFO(finding.id);
        // That there is no core to measure on is a fact.
        if (finding.id == "cores")
            CHECK(finding.grade == Grade::serious);
        else
            CHECK(finding.grade == Grade::unknown);
    }
}

TEST_CASE("frequency: governors, turbo, batteries") {
    const auto laptop = captured_look("laptop-i7-1370p");
    CHECK(grade(laptop, "governor") == Grade::minor); // intel_pstate's powersave follows the load by itself
    CHECK(grade(laptop, "turbo") == Grade::minor);
    CHECK(find(laptop, "turbo").command == "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
    CHECK(grade(laptop, "power") == Grade::serious); // on its battery
    const auto epyc = captured_look("epyc-7232p");
    CHECK(grade(epyc, "governor") == Grade::serious); // ondemand
    CHECK(find(epyc, "turbo").command == "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "governor") == Grade::good);
    CHECK(grade(captured_look("desktop-isolcpus"), "turbo") == Grade::good);
    CHECK(grade(captured_look("cloud-vm-2-vcpu"), "governor") == Grade::unknown); // the host's cannot be seen
}

TEST_CASE("sleep states: by their table, and by what was measured") {
    CHECK(grade(captured_look("laptop-i7-1370p"), "sleep_states") == Grade::serious); // C3 1048 us
    CHECK(find(captured_look("laptop-i7-1370p"), "sleep_states").command ==
          "echo 1 | sudo tee /sys/devices/system/cpu/cpu4/cpuidle/state{2,3}/disable");
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "sleep_states") == Grade::minor); // C6 133 us
    CHECK(grade(captured_look("desktop-isolcpus"), "sleep_states") == Grade::good);   // C1 1 us
    CHECK(grade(captured_look("cloud-vm-2-vcpu"), "sleep_states") == Grade::unknown);
    auto look = quiet_look();
    look.watched->wake_up = hw::WakeUp{85'000, 120'000}; // the host's, whatever the table says
    CHECK(grade(look, "sleep_states") == Grade::minor);
    CHECK(find(look, "sleep_states").measured.at("wake_up_late_p50_ns") == 85'000);
    look.watched->core_at_rest.busy = 0.5; // then it waited for somebody else, and the table counts: C1 1 us
    CHECK(grade(look, "sleep_states") == Grade::good);
}

TEST_CASE("jitter and load") {
    auto look = quiet_look();
    CHECK(grade(look, "jitter") == Grade::good);
    look.watched->jitter->lost_1us = 0.001; // a thousandth of the time
    CHECK(grade(look, "jitter") == Grade::minor);
    look.watched->jitter->lost_1us = 0.01;
    CHECK(grade(look, "jitter") == Grade::serious);
    look.watched->jitter.reset();
    CHECK(grade(look, "jitter") == Grade::unknown);
    CHECK(grade(look, "load") == Grade::good);
    look.watched->elsewhere.busy = 0.10;
    CHECK(grade(look, "load") == Grade::minor);
    look.watched->core_at_rest.busy = 0.05;
    look.watched->busiest = {{"cc1plus", 1.9}};
    CHECK(grade(look, "load") == Grade::serious);
    CHECK(find(look, "load").advice == "end or wait for: cc1plus");
    CHECK(find(look, "load").found ==
          "the measured CPU was 5 % busy while tare rested, the other CPUs 10 % (cc1plus 190 %)");
}

TEST_CASE("neighbours: the other thread, the hypervisor, interrupts") {
    auto look = quiet_look();
    CHECK(grade(look, "smt") == Grade::minor); // there is one, and it rests
    look.watched->sibling_busy = 0.05;
    CHECK(grade(look, "smt") == Grade::serious);
    CHECK(find(look, "smt").command == "echo 0 | sudo tee /sys/devices/system/cpu/cpu10/online");
    CHECK(grade(captured_look("container-cpuset"), "smt") == Grade::good); // a core has one thread there
    CHECK(grade(captured_look("aws-graviton3"), "smt") == Grade::unknown); // a hypervisor may hide it
    look.watched->steal = 0.02;
    CHECK(grade(look, "steal") == Grade::serious);
    look.watched->devices = {{"52", "nvme0q1", 29}};
    CHECK(grade(look, "interrupts") == Grade::good); // 29 in 3 s: fewer than 10 a second
    look.watched->devices = {{"52", "nvme0q1", 2'980}, {"40", "enp5s0", 20}};
    CHECK(grade(look, "interrupts") == Grade::serious); // 3 000 in 3 s
    CHECK(find(look, "interrupts").command.starts_with("echo 0-3,5-11 | sudo tee /proc/irq/52/"));
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "irqbalance") == Grade::minor);
    CHECK(grade(captured_look("container-cpuset"), "irqbalance") == Grade::unknown);
    CHECK(grade(look, "isolation") == Grade::good);
    CHECK(find(captured_look("xeon-e5-2637v4-x2"), "isolation").advice ==
          "boot with: isolcpus=2,10 nohz_full=2,10 rcu_nocbs=2,10");
    CHECK(find(captured_look("vm-1-core"), "isolation").advice ==
          "none: this machine has no CPU to give away");
    CHECK(grade(captured_look("cloud-vm-2-vcpu"), "hypervisor") == Grade::minor);
    CHECK(grade(captured_look("raspberry-pi-4"), "hypervisor") != Grade::minor);
}

TEST_CASE("lengths of time") {
    CHECK(doctor::duration_text(850) == "850 ns");
    CHECK(doctor::duration_text(70'900) == "70.9 us");
    CHECK(doctor::duration_text(24'072'000) == "24.1 ms");
}

TEST_CASE("memory") {
    CHECK(grade(captured_look("epyc-7232p"), "thp") == Grade::minor); // always
    CHECK(grade(captured_look("laptop-i7-1370p"), "thp") == Grade::good);
    CHECK(grade(captured_look("laptop-i7-1370p"), "swap") == Grade::minor); // 1 GiB of it is used
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "swap") == Grade::good);
    CHECK(grade(captured_look("epyc-7232p"), "swap") == Grade::unknown); // its meminfo says nothing
    auto look = quiet_look();
    look.watched->swapped_pages = 1;
    CHECK(grade(look, "swap") == Grade::serious);
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "numa_balancing") == Grade::minor);
    CHECK(grade(captured_look("epyc-7232p"), "numa_balancing") == Grade::good);
    look.machine.recorded["aslr"] = std::string(1, '0');
    CHECK(grade(look, "aslr") == Grade::minor);
}

TEST_CASE("the kernel: clock, calls, watchdog") {
    auto look = quiet_look();
    CHECK(grade(look, "clock") == Grade::good);
    look.watched->clock_read_ns = 1'200;
    look.machine.keyed["clock_source"] = "hpet";
    CHECK(grade(look, "clock") == Grade::serious);
    CHECK(find(look, "clock").command.starts_with("echo tsc | sudo tee")); // it is on offer
    look.watched.reset();
    CHECK(grade(look, "clock") == Grade::serious); // by its name
    look = quiet_look();
    look.watched->system_call_ns = 2'000;
    CHECK(grade(look, "system_calls") == Grade::serious);
    CHECK(grade(captured_look("xeon-e5-2637v4-x2"), "system_calls") == Grade::minor); // page tables change
    CHECK(find(captured_look("container-cpuset"), "system_calls").found.find("1 seccomp filters") !=
          std::string::npos);
    CHECK(grade(captured_look("laptop-i7-1370p"), "nmi_watchdog") == Grade::minor);
    CHECK(grade(look, "nmi_watchdog") == Grade::good);
}

TEST_CASE("limits and privileges") {
    CHECK(grade(captured_look("container-cpuset"), "cpu_quota") == Grade::serious); // 1.5 CPUs
    CHECK(grade(captured_look("laptop-i7-1370p"), "cpu_quota") == Grade::good);
    CHECK(grade(captured_look("vm-1-core"), "cpu_quota") == Grade::good); // -1, version 1
    CHECK(grade(captured_look("vm-1-core"), "cores") == Grade::serious);  // one CPU
    CHECK(grade(captured_look("container-cpuset"), "io_uring") == Grade::minor);
    auto look = quiet_look();
    look.conditions.cpu_quota = hw::CpuQuota{400'000, 100'000};
    CHECK(grade(look, "cpu_quota") == Grade::minor); // 4 CPUs are enough
    look.watched->throttled = 2;
    CHECK(grade(look, "cpu_quota") == Grade::serious); // it was not
    look.trials->private_network = make_error(Trouble::environment, "unshare: Operation not permitted");
    look.conditions.user_namespaces = 0;
    CHECK(grade(look, "network") == Grade::minor);
    CHECK(find(look, "network").command == "sudo sysctl user.max_user_namespaces=10000");
    look.trials->files = hw::FileLimit{1'024, 4'096};
    CHECK(grade(look, "open_files") == Grade::minor);
    CHECK(grade(look, "ports") == Grade::good); // 60999 - 32768 + 1 = 28 232
    look.conditions.last_port = 40'000;
    CHECK(grade(look, "ports") == Grade::minor); // 7 233
}

TEST_CASE("how far a machine can be trusted") {
    const auto graded = [](const char* title, Grade grade) {
        auto finding = doctor::about(title, title);
        finding.grade = grade;
        return finding;
    };
    const auto bad = graded("other load", Grade::serious), odd = graded("turbo", Grade::minor);
    const auto dark = graded("frequency governor", Grade::unknown), fine = graded("huge pages", Grade::good);
    CHECK(doctor::trust_sentence({fine}, true) == "trust it: nothing was found that disturbs measurements");
    CHECK(doctor::trust_sentence({odd, dark, fine}, true) ==
          "trust ratios to the floor; absolute numbers and the p99 carry one minor disturbance (turbo); one "
          "thing could "
          "not be known");
    CHECK(doctor::trust_sentence({bad, odd}, true) ==
          "do not trust a single run: one thing disturbs measurements seriously (other load); ratios to the "
          "floor suffer "
          "least, absolute numbers and the p99 most");
    CHECK(doctor::trust_sentence({dark, dark}, false) ==
          "by its settings alone, trust it: nothing was found that disturbs measurements; 2 things could not "
          "be known");
    const auto quiet = doctor::diagnose(quiet_look());
    CHECK(quiet.looked_s == 3);
    CHECK(quiet.trust.starts_with("trust ratios to the floor; ")); // the other thread of the core
}
