// The cells of one variant as they come in, and the time that is left for them.
//
// Thread safety: none.
#pragma once

#include "bench/check/stream.hpp"
#include "bench/features/features.hpp"
#include "bench/run/interrupt.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tare::features {

class Sheet {
  public:
    explicit Sheet(const Setup& setup) : setup_(setup), deadline_(check::Clock::now() + setup.budget) {}

    /// Asks, unless it was interrupted or the time is over.
    template <class Question>
    void ask(Feature feature, Question&& question) {
        if (const std::string why = reason_to_stop(); !why.empty()) return put(absent(feature, why));
        put(question());
    }

    /// Writes down what is known already. The first word on a feature counts.
    void put(FeatureCell cell) {
        if (!has(cell.feature)) cells_.push_back(std::move(cell));
    }

    /// Why nothing more is asked; empty: go on.
    [[nodiscard]] std::string reason_to_stop() const {
        if (interrupted()) return "not asked: interrupted";
        if (check::Clock::now() > deadline_) {
            return fmt::format("not asked: the {} s for one variant were over",
                               setup_.budget / std::chrono::seconds(1));
        }
        return {};
    }

    [[nodiscard]] bool interrupted() const {
        return setup_.check.interrupt != nullptr && setup_.check.interrupt->raised();
    }

    /// Every feature in order; `why` for those of which nothing was said.
    std::vector<FeatureCell> finish(const std::string& why) {
        for (const core::FeatureAbout& each : core::kFeatures) put(absent(each.feature, why));
        std::sort(cells_.begin(), cells_.end(),
                  [](const auto& a, const auto& b) { return a.feature < b.feature; });
        return std::move(cells_);
    }

  private:
    [[nodiscard]] bool has(Feature feature) const {
        return std::any_of(cells_.begin(), cells_.end(),
                           [&](const FeatureCell& cell) { return cell.feature == feature; });
    }

    const Setup& setup_;
    check::Clock::time_point deadline_;
    std::vector<FeatureCell> cells_;
};

} // namespace tare::features
