// Whether sessions fall into two kinds, as they do where the layout of memory, a placement or a hash seed
// decides between a fast and a slow mode. A mean of two modes describes neither, and a change of their mix
// looks like a change of the program.
//
// The values are cut in two where the squares within the parts are least (optimal 2-means on a line: W. D.
// Fisher, On grouping for maximum homogeneity, JASA 53 (1958)). They are two kinds if each part has 10 % of
// the values and two at least, and the empty gap between the parts is wider than 4 MAD: the median absolute
// deviation from the own part's median, × 1.4826 as for a standard deviation (F. R. Hampel, JASA 69 (1974)).
// The gap and not the distance of the centres, since any sample that is cut in two has centres apart: held
// against the distance, a third of normal samples of ten would be two kinds (docs/decisions/0005).
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <span>

namespace tare::stats {

/// With fewer values chance makes gaps too often: 7 % of normal samples of 10, 1.4 % of 15, 0.2 % of 20 (2
/// 000 simulated samples each).
inline constexpr int kLeastForClusters = 15;

struct TwoClusters {
    double low = 0, high = 0; ///< medians of the parts
    int in_low = 0, in_high = 0;
};

/// Absent where it is one cluster, or there are fewer than 15 values.
[[nodiscard]] std::optional<TwoClusters> two_clusters(std::span<const double> values);

} // namespace tare::stats
