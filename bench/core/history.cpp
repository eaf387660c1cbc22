#include "bench/core/history.hpp"

#include "bench/core/words.hpp"

namespace tare::core {
namespace {

constexpr std::array kMetrics = {Word<Metric>{Metric::cpu, "cpu"}, Word<Metric>{Metric::wall, "wall"},
                                 Word<Metric>{Metric::p99, "p99"}, Word<Metric>{Metric::rate, "rate"}};

} // namespace

std::string_view to_string(Metric metric) { return word_of(kMetrics, metric); }
Result<Metric> parse_metric(std::string_view word) { return value_of(kMetrics, "metric", word); }

} // namespace tare::core
