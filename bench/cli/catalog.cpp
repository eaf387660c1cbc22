#include "bench/cli/catalog.hpp"

#include "bench/cli/selection.hpp"
#include "bench/cli/suggest.hpp"
#include "bench/report/text.hpp"
#include "bench/run/probe.hpp"
#include "bench/store/contender_folder.hpp"
#include "bench/store/suite_file.hpp"

#include <algorithm>
#include <cstdio>

namespace tare::cli {

Result<Catalog> load_catalog(const World& world) {
    const auto cases = world.home / "bench" / "cases";
    std::error_code none;
    if (!std::filesystem::is_directory(cases, none))
        return make_error(
            Trouble::usage,
            "there are no suites in {}; set TARE_HOME to the folder that holds bench/cases, servers and "
            "clients",
            cases.string());
    auto suites = store::load_suites(cases);
    if (!suites) return suites.error();

    std::vector<std::filesystem::path> roots{world.home};
    roots.insert(roots.end(), world.contender_roots.begin(), world.contender_roots.end());
    auto scan =
        store::load_contenders(roots, {.bin = world.bin, .python = world.python, .out = world.prepared});
    return Catalog{std::move(*suites), std::move(scan.contenders), std::move(scan.malformed)};
}

Result<std::vector<core::Suite>> suites_named(const Catalog& catalog, const std::string& name) {
    if (name.empty()) return catalog.suites;
    std::vector<std::string> names;
    for (const core::Suite& suite : catalog.suites) {
        if (suite.name == name) return std::vector{suite};
        names.push_back(suite.name);
    }
    return make_error(Trouble::usage, "there is no suite \"{}\"{}", name, did_you_mean(name, names));
}

Result<std::vector<core::Contender>> contenders_named(const Catalog& catalog,
                                                      const std::vector<std::string>& globs) {
    std::vector<core::Contender> chosen;
    std::vector<bool> used(globs.size());
    std::vector<std::string> names;
    for (const core::Contender& contender : catalog.contenders) {
        core::Contender kept = contender;
        kept.variants.clear();
        for (const core::Variant& variant : contender.variants) {
            bool named = globs.empty();
            for (std::size_t i = 0; i < globs.size(); ++i)
                if (names_program({globs[i]}, {contender.name, variant.name})) named = used[i] = true;
            if (named) kept.variants.push_back(variant);
        }
        if (!kept.variants.empty()) chosen.push_back(std::move(kept));
        if (std::find(names.begin(), names.end(), contender.name) == names.end())
            names.push_back(contender.name);
    }
    for (std::size_t i = 0; i < globs.size(); ++i)
        if (!used[i])
            return make_error(Trouble::usage, "there is no contender \"{}\"{}", globs[i],
                              did_you_mean(globs[i], names));
    return chosen;
}

Result<std::vector<core::Contender>>
contenders_named(const Catalog& catalog, const std::vector<std::string>& globs, const std::string& side) {
    auto contenders = contenders_named(catalog, globs);
    if (!contenders || side.empty()) return contenders;
    std::erase_if(*contenders,
                  [&](const core::Contender& contender) { return core::to_string(contender.side) != side; });
    if (contenders->empty()) return make_error(Trouble::usage, "none of these contenders is a {}", side);
    return contenders;
}

std::vector<core::Listing> probe_all(const std::vector<core::Contender>& contenders) {
    std::vector<run::Probed> wanted;
    for (const core::Contender& contender : contenders)
        for (const core::Variant& variant : contender.variants) wanted.push_back({&contender, &variant});
    auto answers = run::probe(wanted);
    auto answer = answers.begin();
    std::vector<core::Listing> listings;
    for (const core::Contender& contender : contenders) {
        core::Listing listing{contender, {}};
        for (std::size_t i = 0; i < contender.variants.size(); ++i)
            listing.availability.push_back(std::move(*answer++));
        listings.push_back(std::move(listing));
    }
    return listings;
}

void warn_of_malformed(const Catalog& catalog, const World& world) {
    for (const Error& error : catalog.malformed)
        std::fputs(report::hanging("left out: ", report::Style::caution,
                                   report::printable(error.message, world.err), world.err)
                       .c_str(),
                   stderr);
}

} // namespace tare::cli
