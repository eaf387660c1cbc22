#include "bench/cli/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tare::cli {
namespace {

constexpr std::size_t kMostListed = 12;

} // namespace

int edit_distance(std::string_view a, std::string_view b) {
    // Three rows of the usual table: two back for swaps, one back, and the one being filled.
    std::vector<int> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[b.size()];
}

std::string nearest_name(std::string_view typed, const std::vector<std::string>& names) {
    std::string nearest;
    int least = std::numeric_limits<int>::max();
    for (const std::string& name : names) {
        const bool begins = !typed.empty() && name.starts_with(typed);
        const int distance = begins ? 0 : edit_distance(typed, name);
        const auto longer = static_cast<int>(std::max(typed.size(), name.size()));
        if (distance * 3 <= longer && distance < least) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names) {
    if (const std::string name = nearest_name(typed, names); !name.empty())
        return fmt::format("; did you mean \"{}\"?", name);
    if (names.empty() || names.size() > kMostListed) return "";
    return fmt::format(", there is {}", fmt::join(names, ", "));
}

} // namespace tare::cli
