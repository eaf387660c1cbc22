#include "bench/cli/doctor.hpp"

#include "bench/doctor/grades.hpp"
#include "bench/doctor/observe.hpp"
#include "bench/doctor/tune.hpp"
#include "bench/report/doctor_text.hpp"
#include "bench/report/text.hpp"
#include "bench/run/quiet_network.hpp"
#include "bench/store/doctor_json.hpp"
#include "bench/store/read_text.hpp"
#include "hw/detect.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <set>

namespace tare::cli {
namespace {

bool is_this_machine(const DoctorOptions& options) { return options.root == "/"; }

Result<hw::Machine> machine_of(const DoctorOptions& options) {
    if (is_this_machine(options)) return hw::detect_this_machine();
    std::error_code none;
    for (const auto* folder : {"proc", "sys"})
        if (!std::filesystem::is_directory(options.root / folder, none))
            return make_error(Trouble::usage, "doctor: --root {} holds no folder {}", options.root.string(),
                              folder);
    return hw::detect(hw::captured_machine(options.root));
}

Result<doctor::Look> look(const DoctorOptions& options, const World& world) {
    auto machine = machine_of(options);
    if (!machine) return machine.error();
    doctor::Look look;
    look.machine = std::move(*machine);
    look.cores = hw::choose_cores(look.machine, hw::Ends::same);
    const auto cpu = doctor::measured_cpu(look);
    look.conditions = hw::read_conditions(options.root, cpu.value_or(0));
    if (!is_this_machine(options)) return look;

    look.trials = doctor::Trials{hw::can_use_io_uring(), run::try_quiet_network(), hw::open_file_limit(),
                                 hw::is_root()};
    if (!cpu) return look;
    if (world.err.is_terminal) std::fprintf(stderr, "looking at CPU %d for some seconds ...\r", *cpu);
    auto watched = doctor::observe(*cpu, doctor::siblings_of(look.machine, *cpu), {});
    if (world.err.is_terminal) std::fputs("\x1b[2K", stderr);
    if (!watched) return watched.error();
    look.watched = std::move(*watched);
    return look;
}

std::string now_utc() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
    return text;
}

using Cpus = std::set<int>;

Cpus ends_of(const hw::Machine& machine, hw::Ends ends) {
    const auto cores = hw::choose_cores(machine, ends);
    if (!cores) return {};
    Cpus cpus(cores->server.begin(), cores->server.end());
    cpus.insert(cores->client.begin(), cores->client.end());
    return cpus;
}

Cpus with_siblings(const hw::Machine& machine, Cpus cpus) {
    for (const int cpu : Cpus(cpus))
        for (const int sibling : doctor::siblings_of(machine, cpu)) cpus.insert(sibling);
    return cpus;
}

/// The cores of the ends of `same` and `split`; less where that would leave no CPU for the rest.
std::vector<int> quiet_cpus(const hw::Machine& machine) {
    const auto same = ends_of(machine, hw::Ends::same);
    auto both = ends_of(machine, hw::Ends::split);
    both.insert(same.begin(), same.end());
    const auto online = static_cast<std::size_t>(
        std::count_if(machine.cpus.begin(), machine.cpus.end(), [](const auto& cpu) { return cpu.online; }));
    for (const auto& cpus : {with_siblings(machine, both), with_siblings(machine, same)})
        if (cpus.size() < online) return {cpus.begin(), cpus.end()};
    return {same.begin(), same.end()};
}

std::filesystem::path state_file(const DoctorOptions& options) {
    return options.root / "var/lib/tare/tune.json";
}

doctor::Desk desk(const DoctorOptions& options, hw::SettingFiles& files) {
    const auto boot = store::read_text(options.root / "proc/sys/kernel/random/boot_id");
    return {files, state_file(options), boot ? std::string(hw::scan::trimmed(*boot)) : "", now_utc()};
}

Result<void> check_root(const DoctorOptions& options, const char* option) {
    if (!is_this_machine(options) || hw::is_root()) return {};
    return make_error(Trouble::environment,
                      "doctor: {} changes the whole machine and needs root: sudo tare doctor {}", option,
                      option);
}

/// Interrupts whose driver keeps them where they are refuse, and that is no failure of ours.
int exit_code(const std::vector<core::TuneChange>& changes) {
    const bool failed = std::any_of(changes.begin(), changes.end(), [](const core::TuneChange& change) {
        return change.outcome == core::TuneOutcome::failed && !change.file.starts_with("proc/irq/");
    });
    return failed ? kFailed : kFine;
}

void say(const std::string& sentence, const World& world) {
    for (const auto& line : report::wrapped(report::printable(sentence, world.out), world.out.width))
        std::printf("%s\n", line.c_str());
}

Result<int> tune_verb(const DoctorOptions& options, const World& world) {
    if (auto allowed = check_root(options, "--tune"); !allowed) return allowed.error();
    const auto machine = machine_of(options);
    if (!machine) return machine.error();
    const auto quiet = quiet_cpus(*machine);
    hw::TreeSettingFiles files(options.root);
    auto table = desk(options, files);
    const auto changes = doctor::tune(table, hw::settings_for(options.root, *machine, quiet));
    if (!changes) return changes.error();

    say(fmt::format("Kept quiet: CPU {}.", hw::scan::cpu_list_text(quiet)), world);
    std::fputs(report::tuning_text(*changes, world.out).c_str(), stdout);
    const auto is_set = [](const core::TuneChange& change) {
        return change.outcome == core::TuneOutcome::set;
    };
    if (std::any_of(changes->begin(), changes->end(), is_set))
        say(fmt::format(
                "The old values are in {}; `tare doctor --restore` brings them back, and so does a reboot.",
                state_file(options).string()),
            world);
    else
        say("Nothing was changed.", world);
    if (const auto found = machine->recorded.find("irqbalance");
        found != machine->recorded.end() && found->second == "running")
        std::fputs(
            "tare: irqbalance is running and will move interrupts again: sudo systemctl stop irqbalance.\n",
            stderr);
    return exit_code(*changes);
}

Result<int> restore_verb(const DoctorOptions& options, const World& world) {
    if (auto allowed = check_root(options, "--restore"); !allowed) return allowed.error();
    hw::TreeSettingFiles files(options.root);
    auto table = desk(options, files);
    const auto restored = doctor::restore(table);
    if (!restored) return restored.error();
    std::fputs(report::tuning_text(restored->changes, world.out).c_str(), stdout);
    if (restored->was_rebooted)
        say("The machine was started anew since --tune, which reset everything: nothing to restore.", world);
    else if (restored->changes.empty())
        say("Nothing to restore.", world);
    const auto failed =
        std::count_if(restored->changes.begin(), restored->changes.end(),
                      [](const auto& change) { return change.outcome == core::TuneOutcome::failed; });
    if (failed > 0)
        say(fmt::format("{} could not be set back and stay in {}.", failed, state_file(options).string()),
            world);
    return exit_code(restored->changes);
}

} // namespace

CLI::App& add_doctor(CLI::App& app, DoctorOptions& options) {
    CLI::App& verb =
        *app.add_subcommand("doctor", "What disturbs measurements here, how much, and how to mend it");
    auto* as_json = verb.add_flag("--json", options.json, "The findings as JSON");
    auto* tune = verb.add_flag("--tune", options.tune, "Set what root can set; keeps the old values")
                     ->excludes(as_json);
    verb.add_flag("--restore", options.restore, "Set back what --tune changed")
        ->excludes(tune)
        ->excludes(as_json);
    verb.add_option("--root", options.root,
                    "Look at a copy of /proc and /sys in DIR instead; measures nothing")
        ->type_name("DIR");
    return verb;
}

Result<int> doctor_verb(const DoctorOptions& options, const World& world) {
    if (options.tune) return tune_verb(options, world);
    if (options.restore) return restore_verb(options, world);
    const auto seen = look(options, world);
    if (!seen) return seen.error();
    const auto diagnosis = doctor::diagnose(*seen);
    std::fputs(
        (options.json ? store::doctor_to_json(diagnosis) : report::doctor_text(diagnosis, world.out)).c_str(),
        stdout);
    return kFine;
}

} // namespace tare::cli
