// What a comparison came to. bench/compare makes it from stored values, bench/report shows it, bench/store
// writes it as JSON (docs/compare.md).
//
// Thread safety: plain values.
#pragma once

#include "bench/core/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tare::core {

enum class Verdict {
    regressed,    ///< costs more, confirmed in sessions that the suspicion did not come from
    improved,     ///< the mirror image
    equivalent,   ///< the 90 % interval lies within ±margin
    inconclusive, ///< neither shown
    unstable,     ///< sessions differ so much that only a difference above 5 % could be seen
    multimodal,   ///< sessions fall into two kinds: their mean describes neither
    env_shift,    ///< the floor or a canary moved by more than 3 S: it is not the same machine any more; a
                  ///< difference that was found nevertheless is a suspicion
    incomparable, ///< one of the two has no number
    no_baseline,  ///< nothing to hold it against
};
/// "regressed", …, "env-shift", "no-baseline"
std::string_view to_string(Verdict);
Result<Verdict> parse_verdict(std::string_view);

/// "echo-256 server cpp-beast:epoll": a row of a result, in one line.
std::string row_name(const Case&, Role, const Program& subject);

/// Which ratio to the floor decides (docs/method.md, "Verdicts").
enum class Gate { cpu, wall, p99 };
std::string_view to_string(Gate);
Result<Gate> parse_gate(std::string_view);

/// One gate of one row: is the new one dearer?
struct Judgement {
    Case measured;
    Role role = Role::server;
    Program subject;
    Gate gate = Gate::cpu;
    Verdict verdict = Verdict::inconclusive;
    std::string reason;             ///< one clause, for verdicts that need it
    std::optional<Estimate> change; ///< new ÷ base of the ratio, above 1: dearer; lo, hi at `confidence`
    double confidence = 0.99;       ///< of that interval, such as 0.98 for one test at 1 %
    std::optional<double> least_detectable; ///< as a share: 0.012 is 1.2 %, found with 95 % probability
    double margin = 0; ///< as a share: what a difference must exceed: the gate's margin, or what can be seen
    int base_sessions = 0, new_sessions = 0;
    bool confirmed = false;         ///< made from sessions that the screen had not seen
    bool suspected = false;         ///< the screen found a difference; open until confirmed is set as well
    std::vector<std::string> notes; ///< what a reader of this verdict must know
};

/// Suspected of being dearer, and not looked at again or not in the same environment (env_shift): neither a
/// regression nor none.
[[nodiscard]] bool is_open(const Judgement&);

/// One of the two that were compared.
struct Compared {
    std::string name; ///< a file, or a build's folder
    std::string key;
    std::string started_utc;
    std::string tare_revision;
};

/// A fact of the hardware key that two sides do not share; empty where a side does not have it.
struct KeyDifference {
    std::string fact, base, now;
};
/// "kernel (6.1 / 6.18), os (absent / Debian 12)": the base's value first.
std::string to_string(const std::vector<KeyDifference>&);

struct Comparison {
    Compared base, now;
    bool interleaved = false; ///< both measured in the same rounds, as pairs; else stored values
    std::vector<KeyDifference> key_differs; ///< not empty: compared by force, and means little
    std::vector<std::string> warnings;
    std::vector<Judgement> judgements; ///< in the order of the new result's rows
};

/// What the whole comes to: the exit code of `tare compare` and of a CTest case.
enum class Outcome {
    passed,    ///< something besides the floor's variants was judged, and nothing has regressed
    regressed, ///< at least one confirmed regression
    open,      ///< no regression is confirmed, but one is suspected, or a number that was there is missing
    unjudged,  ///< no row could be judged
};
[[nodiscard]] Outcome outcome_of(const Comparison&);

/// Of a row whose baseline has a number while it has none now: a gate without samples fails closed.
inline constexpr std::string_view kNoteNumberLost = "number-lost";
/// Of a confirmed hit whose sign changed when the program was only linked anew.
inline constexpr std::string_view kNoteLayoutSuspect = "layout-suspect";
/// Of a hit although both programs are the same byte for byte.
inline constexpr std::string_view kNoteSameProgram = "same-program";

} // namespace tare::core
