#include "bench/core/features.hpp"

#include "bench/core/words.hpp"

#include <algorithm>

namespace tare::core {
namespace {

constexpr std::array kAnswers{Word<Answer>{Answer::yes, "yes"}, Word<Answer>{Answer::no, "no"},
                              Word<Answer>{Answer::value, "value"}, Word<Answer>{Answer::absent, "absent"}};

/// about() takes a feature's number for its place.
constexpr bool in_order() {
    for (std::size_t i = 0; i < kFeatures.size(); ++i)
        if (static_cast<std::size_t>(kFeatures[i].feature) != i) return false;
    return true;
}
static_assert(in_order());

} // namespace

const FeatureAbout& about(Feature feature) { return kFeatures[static_cast<std::size_t>(feature)]; }
std::string_view to_string(Feature feature) { return about(feature).id; }
std::string_view to_string(Answer answer) { return word_of(kAnswers, answer); }

const FeatureCell* FeatureReport::find(Feature feature) const {
    const auto found =
        std::find_if(cells.begin(), cells.end(), [&](const auto& cell) { return cell.feature == feature; });
    return found == cells.end() ? nullptr : &*found;
}

bool has_mismatch(const FeatureReport& report) {
    return std::any_of(report.cells.begin(), report.cells.end(),
                       [](const FeatureCell& cell) { return !cell.mismatch.empty(); });
}

} // namespace tare::core
