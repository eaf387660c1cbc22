#include "bench/run/recording_cost.hpp"

#include "bench/run/child_process.hpp"

#include <boost/json.hpp>

namespace tare::run {

Result<double> recording_cost_ns(const std::vector<std::string>& command, const std::vector<int>& cores) {
    ChildProcess::Start start{command, cores, nullptr};
    start.argv.emplace_back("--recording-cost");
    auto child = ChildProcess::start(start);
    if (!child) return child.error();
    const auto line = child->read_line(Milliseconds{10'000});
    if (!line) return line.error();
    boost::system::error_code code;
    const auto value = boost::json::parse(*line, code);
    const auto* object = code ? nullptr : value.if_object();
    const auto* cost = object ? object->if_contains("recording_ns") : nullptr;
    if (!cost) return make_error(Trouble::internal, "the null contender printed \"{}\"", line->substr(0, 80));
    const auto number = cost->to_number<double>(code);
    if (code || !(number > 0))
        return make_error(Trouble::internal, "the null contender printed \"{}\"", line->substr(0, 80));
    return number;
}

} // namespace tare::run
