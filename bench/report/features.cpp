#include "bench/report/features.hpp"

#include "bench/report/features_grid.hpp"
#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tare::report {
namespace {

using core::Answer;
using core::Feature;
using core::FeatureCell;
using core::FeatureReport;
using Reports = std::vector<const FeatureReport*>;

constexpr int kFeatureLabelWidth = 12;

std::string fact(std::string_view label, Style style, std::string_view text, const Terminal& terminal) {
    return hanging(pad_right(label, kFeatureLabelWidth), style, printable(text, terminal), terminal);
}

std::string name_of(const FeatureReport& report) { return report.contender.name + " " + report.variant.name; }

/// What is said in words below the tables: why there is a no or a dash, and what a yes does not say.
bool is_said(const FeatureCell& cell) {
    if (cell.detail.empty() || !cell.mismatch.empty()) return false;
    switch (cell.answer) {
    case Answer::absent:
        return true;
    case Answer::no:
        return cell.feature != Feature::fragments_out; // the cell says it all
    case Answer::yes:
        return cell.feature != Feature::fragments_out && cell.feature != Feature::back_pressure;
    case Answer::value:
        return cell.feature == Feature::largest_message || cell.feature == Feature::start_up;
    }
    return false;
}

/// A sentence about one feature, and whom it is about.
struct FeatureRemark {
    Feature feature;
    std::string sentence;
    std::vector<std::string> names;
};

std::vector<FeatureRemark> remarks_on(const Reports& reports) {
    std::vector<FeatureRemark> remarks;
    for (const core::FeatureAbout& feature : core::kFeatures) {
        const std::size_t first = remarks.size();
        for (const FeatureReport* report : reports) {
            const FeatureCell* cell = report->find(feature.feature);
            if (cell == nullptr) continue;
            std::string sentence = cell->detail;
            if (cell->feature == Feature::deflate && cell->answer == Answer::yes) {
                sentence = cell->value + (sentence.empty() ? "" : "; " + sentence);
            } else if (!is_said(*cell)) {
                continue;
            }
            const auto same =
                std::find_if(remarks.begin() + static_cast<std::ptrdiff_t>(first), remarks.end(),
                             [&](const FeatureRemark& each) { return each.sentence == sentence; });
            if (same == remarks.end()) {
                remarks.push_back({feature.feature, sentence, {name_of(*report)}});
            } else {
                same->names.push_back(name_of(*report));
            }
        }
    }
    return remarks;
}

std::string remarks_text(const Reports& reports, std::string_view side, const Terminal& terminal) {
    std::string text;
    for (const FeatureRemark& remark : remarks_on(reports)) {
        const bool all = remark.names.size() == reports.size() && reports.size() > 1;
        const std::string whom =
            all ? fmt::format("all {}", side) : fmt::format("{}", fmt::join(remark.names, ", "));
        text += hanging(fmt::format("  {}: ", core::to_string(remark.feature)), Style::bold,
                        printable(fmt::format("{}: {}", whom, remark.sentence), terminal), terminal);
    }
    return text;
}

std::string mismatches(const Reports& reports, const Terminal& terminal) {
    std::string text;
    for (const FeatureReport* report : reports) {
        for (const FeatureCell& cell : report->cells) {
            if (cell.mismatch.empty()) continue;
            text += hanging("  mismatch: ", Style::bad,
                            printable(fmt::format("{}: {}: {}", name_of(*report),
                                                  core::to_string(cell.feature), cell.mismatch),
                                      terminal),
                            terminal);
        }
    }
    return text;
}

std::string linked(const FeatureReport& report) {
    std::vector<std::string> parts;
    for (const auto& [library, version] : report.availability.versions)
        parts.push_back(library + " " + version);
    std::string text = fmt::format("{}", fmt::join(parts, ", "));
    if (!report.availability.features.empty())
        text += (text.empty() ? "" : " · ") + report.availability.features;
    return text.empty() ? "its probe names no version" : text;
}

/// What is linked, and which settings were changed, each variant on its own.
std::string settings(const Reports& reports, const Terminal& terminal) {
    std::string text;
    for (const FeatureReport* report : reports) {
        text += hanging(fmt::format("  {}: ", printable(name_of(*report), terminal)), Style::bold,
                        printable(linked(*report), terminal), terminal);
        for (const core::Tuning& tuning : report->contender.tuned) {
            if (tuning.variant != "*" && tuning.variant != report->variant.name) continue;
            text += hanging("    tuned: ", Style::dim,
                            printable(fmt::format("{} ({})", tuning.what, tuning.why), terminal), terminal);
        }
    }
    return text;
}

std::string side_text(const core::FeatureTable& table, core::Side side, const Terminal& terminal) {
    const std::string_view plural = side == core::Side::server ? "servers" : "clients";
    Reports reports;
    std::string unavailable;
    for (const FeatureReport& report : table.reports) {
        if (report.contender.side != side) continue;
        if (report.availability.available) {
            reports.push_back(&report);
        } else {
            unavailable +=
                hanging(fmt::format("  {}: ", printable(name_of(report), terminal)), Style::dim,
                        printable("unavailable: " + report.availability.reason, terminal), terminal);
        }
    }
    if (reports.empty() && unavailable.empty()) return {};
    std::string text(1, '\n');
    if (!reports.empty()) text += feature_tables(reports, plural, terminal);
    const std::string below =
        mismatches(reports, terminal) + remarks_text(reports, plural, terminal) + unavailable;
    if (!below.empty() && !reports.empty()) text += '\n';
    text += below;
    if (reports.empty()) return text;
    text += '\n' +
            styled(fmt::format("{}: what is linked, and what is not as the library ships it", plural),
                   Style::bold, terminal) +
            '\n';
    text += settings(reports, terminal);
    return text;
}

std::string head(const core::FeatureTable& table, const Terminal& terminal) {
    std::string title = "features · " + table.tare;
    if (!table.started_utc.empty()) title += " · " + table.started_utc;
    std::string text;
    for (const std::string& line : wrapped(printable(title, terminal), terminal.width)) {
        text += styled(line, Style::bold, terminal) + '\n';
    }
    if (table.partial) {
        text += fact("partial", Style::bad, "interrupted: what was asked until then", terminal);
    }
    std::string machine = table.cpu_name.empty() ? "unknown CPU" : table.cpu_name;
    if (table.cpus > 0) machine += fmt::format(" · {} CPU{}", table.cpus, table.cpus == 1 ? "" : "s");
    text += fact("machine", Style::dim, machine, terminal);
    return text +
           fact("noise", Style::dim,
                table.load_average
                    ? fmt::format("load average {:.2f} when it began; times and memory are those of a quiet "
                                  "machine only where it is near 0",
                                  *table.load_average)
                    : "the load average could not be read",
                terminal);
}

} // namespace

std::string features_text(const core::FeatureTable& table, const Terminal& terminal) {
    std::string text = head(table, terminal);
    for (const core::Side side : {core::Side::server, core::Side::client})
        text += side_text(table, side, terminal);
    text += '\n';
    return text +
           fact("to read it", Style::dim,
                fmt::format(
                    "{} was not asked or is not known, and the lines below the tables say why; ! is not what "
                    "contender.json declares; docs/features.md says what each column means",
                    signs(terminal).absent),
                terminal);
}

} // namespace tare::report
