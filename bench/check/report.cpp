#include "bench/check/report.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tare::check {
namespace {

std::string_view word(Status status) {
    switch (status) {
    case Status::pass:
        return "pass";
    case Status::fail:
        return "fail";
    case Status::skip:
        return "skip";
    case Status::note:
        return "note";
    }
    return "?";
}

std::string_view mark(Status status) { return status == Status::fail ? "FAIL" : word(status); }

} // namespace

int CheckReport::count(Status status) const {
    return static_cast<int>(std::count_if(items.begin(), items.end(),
                                          [&](const CheckItem& item) { return item.status == status; }));
}

std::string to_text(const CheckReport& report, bool all) {
    std::string text;
    for (const CheckItem& item : report.items) {
        if (!all && (item.status == Status::pass || item.status == Status::skip)) continue;
        text += fmt::format("  {} {} ({}){}{}\n", mark(item.status), item.id, item.section,
                            item.sentence.empty() ? "" : ": ", item.sentence);
    }
    // A variant of which nothing could be asked has one reason, and that is what its line says.
    if (report.items.size() == 1 && report.items[0].status == Status::skip) {
        return fmt::format("{}, {}: not checked: {}\n", report.contender, report.variant,
                           report.items[0].sentence);
    }
    text += fmt::format("{}, {}: {} passed, {} failed, {} noted, {} skipped\n", report.contender,
                        report.variant, report.count(Status::pass), report.count(Status::fail),
                        report.count(Status::note), report.count(Status::skip));
    return text;
}

std::string to_json(const std::vector<CheckReport>& reports) {
    boost::json::array all;
    for (const CheckReport& report : reports) {
        boost::json::array items;
        for (const CheckItem& item : report.items) {
            items.push_back({{"id", item.id},
                             {"section", item.section},
                             {"status", word(item.status)},
                             {"sentence", item.sentence}});
        }
        all.push_back({{"contender", report.contender},
                       {"variant", report.variant},
                       {"passed", !report.failed()},
                       {"items", std::move(items)}});
    }
    return boost::json::serialize(all);
}

} // namespace tare::check
