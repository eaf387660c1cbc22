// What it costs a C++ client to record a message and to verify it.
#pragma once

#include <cstdint>
#include <string>

namespace tare::null {

struct RecordingCost {
    double recording_ns = 0; ///< Recorder::stamp()
    double verify_ns = 0;    ///< EchoPayload::verify(), the whole payload of every 256th included
    bool by_tsc = false;
};

/// Measures for about 50 ms. Three loops that differ by one part each run in turn, so that what disturbs one
/// disturbs its neighbours; a cost is the median over many turns of the difference between two of them.
RecordingCost measure_recording_cost(std::int64_t size_bytes);

/// {"recording_ns": 9.13, "verify_ns": 4.2, "clock": "tsc"}
std::string to_json(const RecordingCost&);

} // namespace tare::null
