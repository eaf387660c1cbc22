#include "bench/cli/command_line.hpp"

#include "bench/cli/baseline.hpp"
#include "bench/cli/check.hpp"
#include "bench/cli/compare.hpp"
#include "bench/cli/doctor.hpp"
#include "bench/cli/features.hpp"
#include "bench/cli/history.hpp"
#include "bench/cli/hw.hpp"
#include "bench/cli/list.hpp"
#include "bench/cli/run.hpp"
#include "bench/cli/selftest.hpp"
#include "bench/cli/suggest.hpp"
#include "bench/cli/tool_facts.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace tare::cli {
namespace {

struct Verb {
    CLI::App* app = nullptr;
    std::function<Result<int>(const World&)> run;
};

/// A verb's options live as long as the function that is called with them.
template <class Options>
Verb verb(CLI::App& app, CLI::App& (*add)(CLI::App&, Options&),
          Result<int> (*run)(const Options&, const World&)) {
    auto options = std::make_shared<Options>();
    CLI::App& added = add(app, *options);
    return {&added, [options, run](const World& world) { return run(*options, world); }};
}

std::vector<Verb> verbs(CLI::App& app) {
    return {
        verb<HwOptions>(app, add_hw, hw_verb),
        verb<DoctorOptions>(app, add_doctor, doctor_verb),
        verb<ListOptions>(app, add_list, list_verb),
        verb<CheckOptions>(app, add_check, check_verb),
        verb<FeaturesOptions>(app, add_features, features_verb),
        verb<RunOptions>(app, add_run, run_verb),
        verb<CompareOptions>(app, add_compare, compare_verb),
        verb<BaselineOptions>(app, add_baseline, baseline_verb),
        verb<HistoryOptions>(app, add_history, history_verb),
        verb<SelftestOptions>(app, add_selftest, selftest_verb),
    };
}

void add_common(CLI::App& app, CommonOptions& common) {
    app.add_option("--contenders", common.contender_roots,
                   "Also look for contenders in this folder; repeatable")
        ->type_name("DIR")
        ->allow_extra_args(false);
    app.add_option("--color", common.color, "Colours: auto, always or never (NO_COLOR is honoured)")
        ->type_name("WHEN");
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::vector<std::string> verb_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(verb->get_name());
    return names;
}

/// The verb that was typed, if one was.
const CLI::App* chosen_verb(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? nullptr : chosen.front();
}

Error unexpected(const CLI::App& app, const std::string& word) {
    const CLI::App* verb = chosen_verb(app);
    if (!word.starts_with("-"))
        return verb ? make_error(Trouble::usage, "{} takes no \"{}\"; see tare {} --help", verb->get_name(),
                                 word, verb->get_name())
                    : make_error(Trouble::usage, "there is no verb \"{}\"{}", word,
                                 did_you_mean(word, verb_names(app)));
    auto names = option_names(app);
    if (verb)
        for (auto& name : option_names(*verb)) names.push_back(std::move(name));
    const std::string option = word.substr(0, word.find('='));
    const std::string hint = nearest_name(option, names).empty()
                                 ? fmt::format("; see tare {}--help", verb ? verb->get_name() + " " : "")
                                 : did_you_mean(option, names);
    return make_error(Trouble::usage, "{}there is no option {}{}", verb ? verb->get_name() + ": " : "",
                      option, hint);
}

} // namespace

Result<Request> parse_command_line(int argc, const char* const* argv) {
    CLI::App app("Weighs WebSocket stacks against the bare socket under them.", "tare");
    app.fallthrough(); // so that common options may stand behind the verb
    app.set_version_flag("--version", version_line());
    app.footer(
        "Exit codes: 0 fine, 1 a failed check or a confirmed regression, 2 wrong usage or bad input,\n"
        "3 nothing could be measured, 77 cannot run here (the reason is on stderr).\n"
        "TARE_HOME: the folder that holds bench/cases, servers and clients, when it is not the one that\n"
        "tare was built from. TARE_PYTHON: a Python to run Python contenders with,\n"
        "in place of the environment that `make contenders` made.");
    Request request;
    add_common(app, request.common);
    const std::vector<Verb> all = verbs(app);
    for (const Verb& verb : all)
        verb.app->footer("Common options: --contenders DIR, --color WHEN; see tare --help");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ExtrasError&) {
        return unexpected(app, app.remaining(true).front());
    } catch (const CLI::CallForHelp&) {
        request.text = app.help();
        return request;
    } catch (const CLI::CallForVersion&) {
        request.text = version_line() + '\n';
        return request;
    } catch (const CLI::ParseError& error) {
        const CLI::App* verb = chosen_verb(app);
        return make_error(Trouble::usage, "{}{}", verb ? verb->get_name() + ": " : "", error.what());
    }
    for (const Verb& verb : all)
        if (verb.app->parsed()) request.verb = verb.run;
    if (!request.verb)
        return make_error(Trouble::usage, "say what to do: {}; see tare --help",
                          fmt::join(verb_names(app), ", "));
    return request;
}

} // namespace tare::cli
