// What a contender can do, as it was seen: one cell a feature, with the reason where there is nothing to say.
//
// Thread safety: plain values, pure functions.
#pragma once

#include "bench/core/contender.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::core {

/// What is asked. docs/features.md says of each how it is found out, and what it does not say.
enum class Feature {
    tls,
    deflate,
    subprotocols,
    text,
    fragments_in,
    fragments_out,
    ping,
    close_codes,
    utf8,
    masking,
    largest_message,
    connections,
    back_pressure,
    spin,
    source_lines,
    packages,
    installed,
    shared_objects,
    start_up,
    start_up_cpu,
    idle_rss,
    idle_pss,
    connection_memory,
};

enum class Unit { none, count, bytes, nanoseconds };

struct FeatureAbout {
    Feature feature;
    std::string_view id; ///< its name in JSON and in sentences
    Unit unit;           ///< of FeatureCell::number
};

/// Every feature, in the order in which reports show them.
inline constexpr std::array kFeatures{
    FeatureAbout{Feature::tls, "tls", Unit::none},
    FeatureAbout{Feature::deflate, "deflate", Unit::none},
    FeatureAbout{Feature::subprotocols, "subprotocols", Unit::none},
    FeatureAbout{Feature::text, "text", Unit::none},
    FeatureAbout{Feature::fragments_in, "fragments_in", Unit::none},
    FeatureAbout{Feature::fragments_out, "fragments_out", Unit::count},
    FeatureAbout{Feature::ping, "ping", Unit::none},
    FeatureAbout{Feature::close_codes, "close_codes", Unit::none},
    FeatureAbout{Feature::utf8, "utf8", Unit::none},
    FeatureAbout{Feature::masking, "masking", Unit::none},
    FeatureAbout{Feature::largest_message, "largest_message", Unit::bytes},
    FeatureAbout{Feature::connections, "connections", Unit::count},
    FeatureAbout{Feature::back_pressure, "back_pressure", Unit::bytes},
    FeatureAbout{Feature::spin, "spin", Unit::none},
    FeatureAbout{Feature::source_lines, "source_lines", Unit::count},
    FeatureAbout{Feature::packages, "packages", Unit::count},
    FeatureAbout{Feature::installed, "installed", Unit::bytes},
    FeatureAbout{Feature::shared_objects, "shared_objects", Unit::count},
    FeatureAbout{Feature::start_up, "start_up", Unit::nanoseconds},
    FeatureAbout{Feature::start_up_cpu, "start_up_cpu", Unit::nanoseconds},
    FeatureAbout{Feature::idle_rss, "idle_rss", Unit::bytes},
    FeatureAbout{Feature::idle_pss, "idle_pss", Unit::bytes},
    FeatureAbout{Feature::connection_memory, "connection_memory", Unit::bytes},
};

const FeatureAbout& about(Feature);
std::string_view to_string(Feature);

enum class Answer {
    yes,
    no,
    value,  ///< neither: what was seen is in `value` or `number`
    absent, ///< not asked or not known; `detail` says why
};
std::string_view to_string(Answer);

struct FeatureCell {
    Feature feature = Feature::tls;
    Answer answer = Answer::absent;
    std::string value;            ///< what was seen, in a few characters: "TLSv1.3"
    std::optional<double> number; ///< in the feature's unit
    std::optional<double> lo, hi; ///< the least and the most, where it was measured more than once
    std::string detail;           ///< a sentence: why it is absent, what failed, what else to know
    std::string mismatch;         ///< a sentence where contender.json says otherwise; else empty

    friend bool operator==(const FeatureCell&, const FeatureCell&) = default;
};

/// One variant of one contender. A variant that cannot run here has no cells; `availability` says why.
struct FeatureReport {
    Contender contender;
    Variant variant;
    Availability availability;
    std::vector<FeatureCell> cells; ///< one a feature, in the order of kFeatures

    [[nodiscard]] const FeatureCell* find(Feature) const;
};

bool has_mismatch(const FeatureReport&);

/// All reports, and under which circumstances the measured ones among them came about.
struct FeatureTable {
    std::string started_utc; ///< ISO 8601
    std::string tare;        ///< version and revision of the program
    std::string cpu_name;
    int cpus = 0;                       ///< online
    std::optional<double> load_average; ///< of the minute before; absent: could not be read
    bool partial = false;               ///< interrupted
    std::vector<FeatureReport> reports;
};

} // namespace tare::core
