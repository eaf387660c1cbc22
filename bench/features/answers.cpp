#include "bench/features/answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tare::features {
namespace {

using core::Answer;

constexpr double kMiB = 1024.0 * 1024.0;
const std::string kCrashed = "crashed: ";

FeatureCell cell(Feature feature, Answer answer, std::string value, std::string detail) {
    FeatureCell made;
    made.feature = feature;
    made.answer = answer;
    made.value = std::move(value);
    made.detail = std::move(detail);
    return made;
}

/// "64 KiB", "1 MiB"; bytes where it is no multiple.
std::string size_text(std::size_t bytes) {
    constexpr std::size_t kKiB = 1024;
    if (bytes > 0 && bytes % (kKiB * kKiB) == 0) return fmt::format("{} MiB", bytes / (kKiB * kKiB));
    return bytes > 0 && bytes % kKiB == 0 ? fmt::format("{} KiB", bytes / kKiB)
                                          : fmt::format("{} bytes", bytes);
}

std::string mib(std::int64_t bytes) { return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / kMiB); }

template <class Number>
Number median(std::vector<Number> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

FeatureCell spread(Feature feature, const std::vector<std::int64_t>& values) {
    FeatureCell made = amount(feature, static_cast<double>(median(values)));
    made.lo = static_cast<double>(*std::min_element(values.begin(), values.end()));
    made.hi = static_cast<double>(*std::max_element(values.begin(), values.end()));
    return made;
}

} // namespace

FeatureCell yes(Feature feature, std::string value, std::string detail) {
    return cell(feature, Answer::yes, std::move(value), std::move(detail));
}

FeatureCell no(Feature feature, std::string why, std::string value) {
    return cell(feature, Answer::no, std::move(value), std::move(why));
}

FeatureCell seen(Feature feature, std::string value, std::string detail) {
    return cell(feature, Answer::value, std::move(value), std::move(detail));
}

FeatureCell amount(Feature feature, double number, std::string detail) {
    FeatureCell made = cell(feature, Answer::value, {}, std::move(detail));
    made.number = number;
    return made;
}

FeatureCell absent(Feature feature, std::string why) {
    return cell(feature, Answer::absent, {}, std::move(why));
}

FeatureCell crashed(Feature feature, const std::string& how) { return absent(feature, kCrashed + how); }

FeatureCell judge_told(Feature feature, const std::vector<Told>& told) {
    std::string remark;
    for (const Told& each : told) {
        const std::string sentence = fmt::format("{}: {}", each.id, each.verdict.sentence);
        if (each.verdict.status == check::Status::fail) return no(feature, sentence);
        if (each.verdict.status == check::Status::note && remark.empty()) remark = sentence;
    }
    return told.empty() ? absent(feature, "there was no question to ask") : yes(feature, {}, remark);
}

FeatureCell judge_client_utf8(const check::Verdict& verdict) {
    if (verdict.status == check::Status::pass) return yes(Feature::utf8);
    if (verdict.status == check::Status::fail) return no(Feature::utf8, verdict.sentence);
    return absent(
        Feature::utf8,
        "it noticed text that is not UTF-8, but not by its close code, so that it may have been the "
        "comparison with what it had sent: " +
            verdict.sentence);
}

FeatureCell judge_fragments_out(int frames, std::size_t largest_frame, std::size_t size_bytes) {
    FeatureCell made =
        frames > 1 ? yes(Feature::fragments_out, {},
                         fmt::format("sends {} in {} frames of at most {}", size_text(size_bytes), frames,
                                     size_text(largest_frame)))
                   : no(Feature::fragments_out, fmt::format("sends {} in one frame", size_text(size_bytes)));
    made.number = frames;
    return made;
}

FeatureCell judge_largest(const std::vector<SizeTried>& tried) {
    std::optional<std::int64_t> largest;
    for (const SizeTried& each : tried) {
        if (!each.trouble.empty()) {
            const std::string why =
                fmt::format("{}: {}", size_text(static_cast<std::size_t>(each.bytes)), each.trouble);
            return largest ? amount(Feature::largest_message, static_cast<double>(*largest), why)
                           : no(Feature::largest_message, why);
        }
        largest = each.bytes;
    }
    if (!largest) return absent(Feature::largest_message, "no size was tried");
    return amount(Feature::largest_message, static_cast<double>(*largest));
}

FeatureCell judge_pressure(const PressureSeen& seen, const PressureLimits& limits) {
    constexpr Feature kThis = Feature::back_pressure;
    const std::string memory = seen.memory_growth
                                   ? fmt::format("its memory grew by {}", mib(*seen.memory_growth))
                                   : "its memory could not be read";
    const std::string sent = mib(seen.sent_bytes);
    // A slow one has not read more than the kernel may hold, but what lies in its memory the kernel does not.
    const bool keeps_it = seen.memory_growth.value_or(0) > seen.sent_bytes / 2;
    FeatureCell made = yes(kThis, {}, fmt::format("stopped reading after {}; {}", sent, memory));
    if (!seen.trouble.empty()) {
        made = no(kThis, fmt::format("after {}: {}; {}", sent, seen.trouble, memory));
    } else if (seen.time_was_over && seen.sent_bytes < limits.kernel_bytes && !keeps_it) {
        return absent(kThis, fmt::format("too slow to tell: it had read {} when the time was over, which the "
                                         "kernel's buffers may hold",
                                         sent));
    } else if (!seen.stopped_reading) {
        made = no(kThis, fmt::format("read {} while nobody read its answers; {}", sent, memory));
    } else if (!seen.went_on.empty()) {
        made =
            no(kThis, fmt::format("stopped reading after {}, and did not bring everything when its answers "
                                  "were read again: {}",
                                  sent, seen.went_on));
    }
    if (seen.memory_growth) made.number = static_cast<double>(*seen.memory_growth);
    return made;
}

FeatureCell judge_spin(const IdleTime& idle) {
    const auto busy = static_cast<double>(idle.cpu_ns + idle.waited_ns);
    const double share = idle.wall_ns > 0 ? busy / static_cast<double>(idle.wall_ns) : 0;
    const std::string detail =
        fmt::format("ran or wanted to run for {:.0f} % of the time with nothing to do", 100 * share);
    return share > 0.5 ? yes(Feature::spin, {}, "") : no(Feature::spin, detail);
}

std::pair<FeatureCell, FeatureCell> judge_starts(const std::vector<Started>& starts) {
    if (starts.empty()) {
        const std::string why = "it was not started";
        return {absent(Feature::start_up, why), absent(Feature::start_up_cpu, why)};
    }
    std::vector<std::int64_t> wall, cpu;
    std::int64_t waited = 0, all = 0;
    for (const Started& start : starts) {
        wall.push_back(start.wall_ns);
        if (start.cpu_ns) cpu.push_back(*start.cpu_ns);
        if (start.waited_ns) {
            waited += *start.waited_ns;
            all += start.wall_ns;
        }
    }
    FeatureCell time = spread(Feature::start_up, wall);
    // The same share that makes a round noisy (docs/method.md).
    const double share = all > 0 ? static_cast<double>(waited) / static_cast<double>(all) : 0;
    if (share > 0.2) time.detail = "noisy: it waited for a CPU more than 20 % of that time";
    return {time, cpu.empty() ? absent(Feature::start_up_cpu, "its CPU time could not be read")
                              : spread(Feature::start_up_cpu, cpu)};
}

FeatureCell judge_connection_memory(std::optional<std::int64_t> before, std::optional<std::int64_t> after,
                                    int connections) {
    if (!before || !after || connections < 1) {
        return absent(Feature::connection_memory, "its memory could not be read");
    }
    const std::int64_t growth = *after - *before;
    if (growth <= 0) {
        return absent(
            Feature::connection_memory,
            fmt::format("its memory did not grow with {} connections: less than a page", connections));
    }
    return amount(Feature::connection_memory, static_cast<double>(growth) / connections);
}

void hold_against(const core::Capabilities& can, std::vector<FeatureCell>& cells, int connections_tried) {
    const auto differs = [](FeatureCell& each, bool declared, const char* name) {
        if (!each.mismatch.empty()) return;
        if (declared && (each.answer == Answer::no || each.detail.starts_with(kCrashed))) {
            each.mismatch = fmt::format("declares {}: {}", name, each.detail);
        } else if (each.answer == Answer::yes && !declared) {
            each.mismatch = fmt::format("declares no {}, and has it", name);
        }
    };
    for (FeatureCell& each : cells) {
        switch (each.feature) {
        case Feature::tls:
            differs(each, can.tls, "tls");
            break;
        case Feature::text:
            differs(each, can.text, "text");
            break;
        case Feature::fragments_in:
            differs(each, can.fragments, "fragments");
            break;
        case Feature::deflate:
            differs(each, can.deflate, "deflate");
            break;
        case Feature::spin:
            differs(each, can.spin, "spin");
            break;
        case Feature::connections:
            if (each.answer != Answer::absent && each.number.value_or(0) < connections_tried) {
                each.mismatch = fmt::format("declares {} connections at once, and had {} of {} open{}{}",
                                            can.most_connections, each.number.value_or(0), connections_tried,
                                            each.detail.empty() ? "" : ": ", each.detail);
            }
            break;
        default:
            break; // what contender.json says nothing of
        }
    }
}

} // namespace tare::features
