#include "bench/report/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace tare::report {
namespace {

/// Decimals for three significant digits. Decided on the rounded value: 9.996 is "10.0", not "10.00".
int decimals_for(double value) {
    const double size = std::abs(value);
    if (size == 0) return 0;
    int decimals = size >= 100 ? 0 : 2 - static_cast<int>(std::floor(std::log10(size)));
    if (decimals > 0 && std::round(size * std::pow(10, decimals)) >= 1000) --decimals;
    return std::max(decimals, 0);
}

} // namespace

std::string whole(std::int64_t value) {
    std::string digits = fmt::format("{}", value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, 1, ' ');
    return digits;
}

std::string three_digits(double value) {
    const int decimals = decimals_for(value);
    if (decimals == 0) return whole(std::llround(value));
    return fmt::format("{:.{}f}", value, decimals);
}

std::string duration(double nanoseconds, std::string_view micro) {
    const double size = std::abs(nanoseconds);
    if (size < 999.5) return fmt::format("{} ns", three_digits(nanoseconds));
    if (size < 999.5e3) return fmt::format("{} {}s", three_digits(nanoseconds / 1e3), micro);
    if (size < 999.5e6) return fmt::format("{} ms", three_digits(nanoseconds / 1e6));
    return fmt::format("{} s", three_digits(nanoseconds / 1e9));
}

std::string waiting_time(double seconds) {
    // Tenths only where there are some: a budget of 5 s is no 5.0 s.
    const double tenths = std::round(std::max(seconds, 0.0) * 10);
    if (tenths < 100 && std::fmod(tenths, 10) != 0) return fmt::format("{:.1f} s", tenths / 10);
    const std::int64_t rounded = std::llround(tenths / 10);
    if (rounded < 60) return fmt::format("{} s", rounded);
    const bool hours = rounded >= 3600;
    const std::int64_t large = rounded / (hours ? 3600 : 60);
    const std::int64_t small = hours ? rounded % 3600 / 60 : rounded % 60;
    const std::string text = fmt::format("{} {}", large, hours ? "h" : "min");
    return small == 0 ? text : fmt::format("{} {:02} {}", text, small, hours ? "min" : "s");
}

std::string bytes(std::int64_t value) {
    constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    if (std::abs(value) < 1024) return fmt::format("{} B", value);
    auto scaled = static_cast<double>(value);
    std::size_t unit = 0;
    while (std::abs(scaled) >= 1023.5 && unit + 1 < kUnits.size()) {
        scaled /= 1024;
        ++unit;
    }
    if (scaled == std::floor(scaled))
        return fmt::format("{} {}", whole(static_cast<std::int64_t>(scaled)), kUnits[unit]);
    return fmt::format("{} {}", three_digits(scaled), kUnits[unit]);
}

std::string percent(double share) {
    const double value = share * 100;
    if (value != 0 && std::abs(value) < 0.01) return value > 0 ? "< 0.01 %" : "> -0.01 %";
    const int decimals = std::abs(value) < 0.995 ? 2 : std::abs(value) < 9.95 ? 1 : 0;
    return fmt::format("{:.{}f} %", value, decimals);
}

RatioText ratio(const core::Estimate& estimate, std::string_view plus_minus) {
    const double size = std::abs(estimate.est);
    double half_width = -1;
    if (estimate.lo && estimate.hi)
        half_width = std::max({*estimate.hi - estimate.est, estimate.est - *estimate.lo, 0.0});
    int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    // Below 0.0095: what would be rounded up to .010 is better said as .01.
    if (half_width >= 0 && half_width < 0.0095 && decimals == 2) decimals = 3;

    RatioText text;
    const std::string number = fmt::format("{:.{}f}", estimate.est, decimals);
    const auto point = number.find('.');
    text.whole = number.substr(0, point);
    if (point != std::string::npos) text.fraction = number.substr(point);
    if (half_width < 0) return text;
    const double unit = std::pow(10, decimals);
    // The shown estimate is rounded; the margin must still reach the interval's end from there.
    const double shown = std::round(estimate.est * unit) / unit;
    const double reach = std::max(*estimate.hi - shown, shown - *estimate.lo);
    const double margin = std::ceil(reach * unit - 1e-6) / unit;
    std::string margin_text = fmt::format("{:.{}f}", std::max(margin, 0.0), decimals);
    if (margin_text.starts_with("0.")) margin_text.erase(0, 1);
    text.margin = std::string(plus_minus) + margin_text;
    return text;
}

} // namespace tare::report
