#include "contract/null/cpp-null/recording_cost.hpp"

#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/null/cpp-null/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tare::null {
namespace {

using contract::EchoPayload;
using contract::MessageKind;
using contract::now_ns;
using contract::Recorder;

constexpr std::int64_t kMessages = 1024;
constexpr int kTurns = 501;
constexpr Nanoseconds kLongerThanALoop = std::chrono::seconds(10);

/// One loop of kMessages, with or without the two parts whose cost is asked for.
template <bool Verified, bool Recorded>
double ns_per_message(EchoPayload& payload, Recorder& recorder) {
    recorder.begin(kLongerThanALoop);
    const StampNs began = now_ns();
    for (std::int64_t message = 0; message < kMessages; ++message) {
        payload.number(0, message);
        const auto reply = echo(payload.bytes());
        if constexpr (Verified) {
            if (!payload.verify(reply, MessageKind::binary, 0, message)) break;
        }
        if constexpr (Recorded) {
            if (!recorder.stamp()) break;
        }
    }
    return static_cast<double>(now_ns() - began) / static_cast<double>(kMessages);
}

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

RecordingCost measure_recording_cost(std::int64_t size_bytes) {
    EchoPayload payload(size_bytes, MessageKind::binary, 1);
    Recorder recorder;
    recorder.prepare(kMessages);
    std::vector<double> recording, verifying;
    for (int turn = 0; turn < kTurns; ++turn) {
        const double bare = ns_per_message<false, false>(payload, recorder);
        const double verified = ns_per_message<true, false>(payload, recorder);
        const double recorded = ns_per_message<true, true>(payload, recorder);
        verifying.push_back(verified - bare);
        recording.push_back(recorded - verified);
    }
    return {.recording_ns = median(recording),
            .verify_ns = median(verifying),
            .by_tsc = contract::tick_clock().is_tsc};
}

std::string to_json(const RecordingCost& cost) {
    return fmt::format(R"({{"recording_ns":{:.2f},"verify_ns":{:.2f},"clock":"{}"}})", cost.recording_ns,
                       cost.verify_ns, cost.by_tsc ? "tsc" : "clock_gettime");
}

} // namespace tare::null
