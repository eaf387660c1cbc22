#include "bench/report/list.hpp"

#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tare::report {
namespace {

std::string title(std::string_view text, const Terminal& terminal) {
    return styled(text, Style::bold, terminal) + '\n';
}

std::string suite_text(const core::Suite& suite, int name_width, const Terminal& terminal) {
    std::vector<std::string> ids, roles;
    for (const core::Case& measured : suite.cases) ids.push_back(core::case_id(measured));
    for (const core::Role role : suite.roles) roles.emplace_back(core::to_string(role));

    const std::string indent = pad_right("", name_width + 4);
    std::string text = hanging("  " + pad_right(suite.name, name_width + 2), Style::bold,
                               printable(suite.about, terminal), terminal);
    text +=
        hanging(indent, Style::plain, printable(fmt::format("{}", fmt::join(ids, "  ")), terminal), terminal);
    const std::string effort =
        fmt::format("{} · {} session{} × {}+ rounds × {} ms · at most {} · label {}", fmt::join(roles, ", "),
                    suite.sessions, suite.sessions == 1 ? "" : "s", suite.rounds, suite.block_ms,
                    waiting_time(suite.budget_s), suite.label);
    for (const std::string& line : wrapped(printable(effort, terminal), terminal.width - name_width - 4))
        text += indent + styled(line, Style::dim, terminal) + '\n';
    return text;
}

std::string capabilities(const core::Capabilities& can) {
    std::vector<std::string> names;
    if (can.tls) names.emplace_back("TLS");
    if (can.tls_resume) names.emplace_back("TLS resumption");
    if (can.deflate) names.emplace_back("deflate");
    if (can.spin) names.emplace_back("spin");
    if (can.most_connections > 1) names.push_back(fmt::format("{} connections", whole(can.most_connections)));
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string variant_text(const core::Variant& variant, const core::Availability& found, int name_width,
                         const Terminal& terminal) {
    std::vector<std::string> parts;
    if (found.available) {
        std::vector<std::string> versions;
        for (const auto& [library, version] : found.versions) versions.push_back(library + " " + version);
        for (std::string part :
             {fmt::format("{}", fmt::join(versions, ", ")), capabilities(variant.can), found.features})
            if (!part.empty()) parts.push_back(std::move(part));
        if (parts.empty()) parts.emplace_back("available");
    } else {
        parts.push_back("unavailable: " + (found.reason.empty() ? "no reason was given" : found.reason));
    }
    const std::string head =
        fmt::format("    {} {}  ", found.available ? signs(terminal).yes : signs(terminal).no,
                    pad_right(printable(variant.name, terminal), name_width));
    return hanging(head, found.available ? Style::good : Style::dim,
                   printable(fmt::format("{}", fmt::join(parts, " · ")), terminal), terminal);
}

std::string contender_text(const core::Listing& listing, int name_width, const Terminal& terminal) {
    const core::Contender& contender = listing.contender;
    std::vector<std::string> about;
    for (const std::string& part : {contender.library, contender.language, contender.homepage})
        if (!part.empty()) about.push_back(part);
    if (contender.is_floor) about.emplace_back("the floor");
    std::string text =
        hanging("  " + pad_right(printable(contender.name, terminal), name_width + 2), Style::bold,
                printable(fmt::format("{}", fmt::join(about, " · ")), terminal), terminal);

    int variant_width = 0;
    for (const core::Variant& variant : contender.variants)
        variant_width = std::max(variant_width, display_width(variant.name));
    for (std::size_t i = 0; i < contender.variants.size() && i < listing.availability.size(); ++i)
        text += variant_text(contender.variants[i], listing.availability[i], variant_width, terminal);
    return text;
}

} // namespace

std::string list_text(const std::vector<core::Suite>& suites, const std::vector<core::Listing>& contenders,
                      const Terminal& terminal) {
    int suite_width = 0, contender_width = 0;
    for (const core::Suite& suite : suites) suite_width = std::max(suite_width, display_width(suite.name));
    for (const core::Listing& listing : contenders)
        contender_width = std::max(contender_width, display_width(listing.contender.name));

    std::string text = title("suites", terminal);
    if (suites.empty()) text += "  none\n";
    for (const core::Suite& suite : suites) text += suite_text(suite, suite_width, terminal);
    for (const core::Side side : {core::Side::server, core::Side::client}) {
        text += '\n' + title(side == core::Side::server ? "servers" : "clients", terminal);
        bool any = false;
        for (const core::Listing& listing : contenders) {
            if (listing.contender.side != side) continue;
            any = true;
            text += contender_text(listing, contender_width, terminal);
        }
        if (!any) text += "  none\n";
    }
    return text;
}

} // namespace tare::report
