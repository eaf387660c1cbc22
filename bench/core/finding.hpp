// What `tare doctor` found: one thing about the machine that disturbs measurements, or does not.
//
// Thread safety: plain values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tare::core {

/// Worst first. unknown: it could not be read here, which is neither good nor bad.
enum class Grade { serious, minor, unknown, good };
std::string_view to_string(Grade);

struct Finding {
    std::string id;    ///< "governor"; stable, for programs
    std::string title; ///< "frequency governor"
    Grade grade = Grade::unknown;
    std::string found;                      ///< the value, in words
    std::string where;                      ///< the file that it was read from, or how it was measured
    std::string cost;                       ///< what it does to a measurement; empty where it does nothing
    std::string source;                     ///< of `cost`: "measured here", or a document
    std::map<std::string, double> measured; ///< figures of this machine, the unit in the name: "gap_p99_ns"
    std::string command;                    ///< for a shell, that mends it; empty where none does
    std::string advice;   ///< what else to do, or to know before; empty where there is nothing to say
    bool tunable = false; ///< `tare doctor --tune` does it
};

struct Diagnosis {
    std::vector<Finding> findings; ///< worst first
    std::vector<int> cpus;         ///< that were looked at: those of the placement `same`
    double looked_s = 0;           ///< how long; 0: settings were read and nothing was measured
    std::string trust;             ///< how far this machine can be trusted, a sentence
};

} // namespace tare::core
