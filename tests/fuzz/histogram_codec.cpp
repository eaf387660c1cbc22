// The histograms that results carry: base64, zlib, and the payload within. Whatever can be read is a
// histogram whose counters add up, and is written back to the same.
#include "bench/stats/histogram_codec.hpp"

#include "tests/fuzz/input.hpp"
#include "tests/fuzz/require.hpp"

#include <numeric>

using namespace tare;
using namespace tare::fuzz;

namespace {

void check(const Result<stats::Histogram>& histogram) {
    if (!histogram) {
        require(histogram.error().message.starts_with("histogram: "), "the error says what it is of");
        return;
    }
    const auto& counters = histogram->counters();
    const auto total = std::accumulate(counters.begin(), counters.end(), std::int64_t{0});
    require(total == histogram->count() && histogram->saturated() == 0, "the counters add up");
    require(histogram->min().has_value() == (total > 0), "a smallest value, if there is any");
    const auto again = stats::decode_payload(stats::encode_payload(*histogram));
    require(again.has_value() && again->counters() == counters, "written back to the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    if (input.byte() % 2 == 0)
        check(stats::decode(input.text()));
    else
        check(stats::decode_payload({data + 1, data + size}));
    return 0;
}
