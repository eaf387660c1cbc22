#include "bench/cli/selection.hpp"

#include "bench/cli/suggest.hpp"

#include <algorithm>
#include <charconv>

namespace tare::cli {

Result<double> parse_duration(std::string_view text) {
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const double factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (code != std::errc() || factor == 0 || !(value > 0) || value * factor > 7 * 86400.0)
        return make_error(Trouble::usage,
                          "\"{}\" is no length of time, expected a number and s, m or h, such as 90s or 3m",
                          text);
    return value * factor;
}

bool glob_matches(std::string_view glob, std::string_view text) {
    // Backtracks to the last star only, which is enough: an earlier star can match no more than a later one.
    std::size_t g = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t]) && glob[g] != '*') {
            ++g, ++t;
        } else if (g < glob.size() && glob[g] == '*') {
            star = g++;
            resume = t;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*') ++g;
    return g == glob.size();
}

bool names_program(const std::vector<std::string>& globs, const core::Program& program) {
    const auto full = program.contender + ":" + program.variant;
    return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
               return glob_matches(glob, program.contender) || glob_matches(glob, full);
           });
}

bool wants_program(const core::Suite& suite, const std::vector<std::string>& named,
                   const core::Case& measured, const core::Program& program) {
    return names_program(named.empty() ? core::contenders_for(suite, measured) : named, program);
}

Result<core::Suite> select_suite(const std::vector<core::Suite>& suites, const std::string& name,
                                 const std::vector<std::string>& ids) {
    std::vector<std::string> names, known_ids;
    for (const auto& suite : suites) {
        names.push_back(suite.name);
        for (const auto& known : suite.cases) known_ids.push_back(core::case_id(known));
    }
    const auto found =
        std::find_if(suites.begin(), suites.end(), [&](const auto& s) { return s.name == name; });
    if (found == suites.end())
        return make_error(Trouble::usage, "there is no suite \"{}\"{}", name, did_you_mean(name, names));
    core::Suite suite = *found;
    if (ids.empty()) return suite;

    suite.cases.clear();
    suite.budget_s = 0;
    for (const auto& id : ids) {
        const auto parsed = core::parse_case_id(id);
        if (!parsed && std::find(names.begin(), names.end(), id) != names.end())
            return make_error(Trouble::usage, "\"{}\" is a suite and no case: --suite {}", id, id);
        if (!parsed)
            return make_error(Trouble::usage, "{}{}", parsed.error().message, did_you_mean(id, known_ids));
        if (std::find(suite.cases.begin(), suite.cases.end(), *parsed) == suite.cases.end()) {
            suite.cases.push_back(*parsed);
            suite.budget_s += core::budget_of(*found, *parsed);
        }
    }
    return suite;
}

void place(core::Suite& suite, core::Placement placement) {
    std::vector<core::Case> placed;
    std::map<core::Case, std::vector<std::string>> contenders_of;
    for (auto measured : suite.cases) {
        const auto globs = core::contenders_for(suite, measured);
        measured.placement = placement;
        auto [kept, first] = contenders_of.try_emplace(measured, globs);
        if (first) {
            placed.push_back(measured);
        } else if (globs.empty() || kept->second.empty()) {
            kept->second.clear(); // one of the two wants everybody
        } else {
            kept->second.insert(kept->second.end(), globs.begin(), globs.end());
        }
    }
    suite.cases = std::move(placed);
    suite.contenders_of = std::move(contenders_of);
}

} // namespace tare::cli
