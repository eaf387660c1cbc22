#include "bench/report/doctor_text.hpp"

#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace tare::report {
namespace {

using core::Finding;
using core::Grade;

Style style_of(Grade grade) {
    switch (grade) {
    case Grade::serious:
        return Style::bad;
    case Grade::minor:
        return Style::caution;
    case Grade::unknown:
        return Style::dim;
    case Grade::good:
        return Style::good;
    }
    return Style::plain;
}

std::string with_source(const std::string& text, const std::string& source) {
    return source.empty() ? text : fmt::format("{} ({})", text, source);
}

std::string finding_text(const Finding& finding, int title_width, const Terminal& terminal) {
    const int indent = title_width + 4;
    const bool wants_more = finding.grade == Grade::serious || finding.grade == Grade::minor;
    std::string text =
        hanging("  " + pad_right(finding.title, title_width + 2), style_of(finding.grade),
                printable(wants_more ? with_source(finding.found, finding.where) : finding.found, terminal),
                terminal);
    const auto more = [&](std::string_view label, const std::string& what) {
        if (!what.empty())
            text += hanging(pad_right("", indent) + std::string(label), Style::dim, printable(what, terminal),
                            terminal);
    };
    if (!wants_more) return text;
    more("cost  ", with_source(finding.cost, finding.source));
    // A command is not wrapped: a terminal wraps it by itself, and then it can still be copied.
    if (!finding.command.empty())
        text += pad_right("", indent) + styled("mend  ", Style::dim, terminal) +
                printable(finding.command, terminal) + '\n';
    more(finding.command.empty() ? "mend  " : "      ", finding.advice);
    return text;
}

std::string_view heading(Grade grade) {
    switch (grade) {
    case Grade::serious:
        return "serious";
    case Grade::minor:
        return "minor";
    case Grade::unknown:
        return "not known here";
    case Grade::good:
        return "good";
    }
    return "";
}

/// A sentence begins with a capital and ends with a full stop.
std::string as_sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text + '.';
}

std::string looked_at(const core::Diagnosis& diagnosis) {
    if (diagnosis.cpus.empty()) return "no CPU could be looked at";
    return diagnosis.looked_s > 0 ? fmt::format("looked at CPU {} for {:.1f} s",
                                                fmt::join(diagnosis.cpus, ", "), diagnosis.looked_s)
                                  : fmt::format("the settings for CPU {}; nothing was measured",
                                                fmt::join(diagnosis.cpus, ", "));
}

} // namespace

std::string doctor_text(const core::Diagnosis& diagnosis, const Terminal& terminal) {
    std::string text;
    for (const auto& line : wrapped(printable(as_sentence(diagnosis.trust), terminal), terminal.width))
        text += styled(line, Style::bold, terminal) + '\n';
    text += styled(looked_at(diagnosis), Style::dim, terminal) + '\n';
    int title_width = 0;
    bool tunable = false;
    for (const auto& finding : diagnosis.findings) {
        title_width = std::max(title_width, display_width(finding.title));
        tunable = tunable || (finding.tunable && finding.grade < Grade::unknown);
    }
    const Finding* previous = nullptr;
    for (const auto& finding : diagnosis.findings) {
        if (!previous || previous->grade != finding.grade)
            text += '\n' + styled(heading(finding.grade), Style::bold, terminal) + '\n';
        text += finding_text(finding, title_width, terminal);
        previous = &finding;
    }
    if (!tunable) return text;
    std::vector<std::string> names;
    for (const auto& finding : diagnosis.findings)
        if (finding.tunable && finding.grade < Grade::unknown) names.push_back(finding.title);
    const auto hint = fmt::format("`sudo tare doctor --tune` mends, until --restore or the next boot: {}.",
                                  fmt::join(names, ", "));
    text += '\n';
    for (const auto& line : wrapped(printable(hint, terminal), terminal.width)) text += line + '\n';
    return text;
}

} // namespace tare::report
