#include "bench/report/history_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tare::report {
namespace {

using core::HistoryPoint;
using core::Series;

/// RFC 4180: quoted where it holds a quote, a comma or a line's end; quotes doubled.
std::string field(const std::string& text) {
    if (text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string quoted(1, '"');
    for (const char c : text) {
        if (c == '"') quoted += c;
        quoted += c;
    }
    quoted += '"';
    return quoted;
}

std::string number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

std::string line(const core::History& history, const Series& series, const HistoryPoint& point) {
    const auto& value = point.value;
    const auto of_value = [&](auto read) { return value ? number(read(*value)) : ""; };
    const auto of_change = [&](auto read) { return point.change ? number(read(*point.change)) : ""; };
    using Maybe = std::optional<double>;
    const std::string fields[] = {
        series.key,
        history.case_id,
        std::string(core::to_string(series.role)),
        series.subject.contender,
        series.subject.variant,
        series.server.contender + ":" + series.server.variant,
        series.client.contender + ":" + series.client.variant,
        std::string(core::to_string(series.metric)),
        point.started_utc,
        point.revision,
        point.dirty ? "1" : "0",
        point.partial ? "1" : "0",
        std::string(core::to_string(point.status)),
        fmt::format("{}", point.sessions),
        of_value([](const auto& v) { return Maybe(v.est); }),
        of_value([](const auto& v) { return v.lo; }),
        of_value([](const auto& v) { return v.hi; }),
        number(point.delta),
        of_change([](const auto& c) { return Maybe(c.shift); }),
        of_change([](const auto& c) { return Maybe(c.p_sessions); }),
        of_change([](const auto& c) { return c.p_runs; }),
        point.file,
    };
    std::string text;
    for (const auto& each : fields) {
        text += field(each);
        text += ',';
    }
    text.pop_back();
    text += "\r\n";
    return text;
}

} // namespace

std::string history_csv(const core::History& history) {
    std::string text =
        "key,case,role,contender,variant,server,client,metric,started_utc,revision,modified,partial,status,"
        "sessions,est,lo,hi,delta,change,change_p,change_p_runs,file\r\n";
    for (const auto& series : history.series)
        for (const auto& point : series.points) text += line(history, series, point);
    return text;
}

} // namespace tare::report
