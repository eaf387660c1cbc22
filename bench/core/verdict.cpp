#include "bench/core/verdict.hpp"

#include "bench/core/words.hpp"

#include <algorithm>

namespace tare::core {
namespace {

constexpr std::array kVerdicts{
    Word<Verdict>{Verdict::regressed, "regressed"},     Word<Verdict>{Verdict::improved, "improved"},
    Word<Verdict>{Verdict::equivalent, "equivalent"},   Word<Verdict>{Verdict::inconclusive, "inconclusive"},
    Word<Verdict>{Verdict::unstable, "unstable"},       Word<Verdict>{Verdict::multimodal, "multimodal"},
    Word<Verdict>{Verdict::env_shift, "env-shift"},     Word<Verdict>{Verdict::incomparable, "incomparable"},
    Word<Verdict>{Verdict::no_baseline, "no-baseline"},
};
constexpr std::array kGates{Word<Gate>{Gate::cpu, "cpu"}, Word<Gate>{Gate::wall, "wall"},
                            Word<Gate>{Gate::p99, "p99"}};

bool lost_its_number(const Judgement& judgement) {
    return std::find(judgement.notes.begin(), judgement.notes.end(), kNoteNumberLost) !=
           judgement.notes.end();
}

bool is_judged(const Judgement& judgement) {
    return judgement.verdict == Verdict::equivalent || judgement.verdict == Verdict::improved ||
           judgement.verdict == Verdict::regressed;
}

bool is_floor(const Judgement& judgement) { return judgement.role == Role::floor; }

} // namespace

std::string_view to_string(Verdict value) { return word_of(kVerdicts, value); }
Result<Verdict> parse_verdict(std::string_view word) { return value_of(kVerdicts, "verdict", word); }
std::string row_name(const Case& measured, Role role, const Program& subject) {
    return fmt::format("{} {} {}:{}", case_id(measured), to_string(role), subject.contender, subject.variant);
}

std::string to_string(const std::vector<KeyDifference>& differences) {
    const auto shown = [](const std::string& value) { return value.empty() ? "absent" : value; };
    std::string text;
    for (const auto& one : differences)
        text += fmt::format("{}{} ({} / {})", text.empty() ? "" : ", ", one.fact, shown(one.base),
                            shown(one.now));
    return text;
}

std::string_view to_string(Gate value) { return word_of(kGates, value); }
Result<Gate> parse_gate(std::string_view word) { return value_of(kGates, "gate", word); }

bool is_open(const Judgement& judgement) {
    return judgement.suspected && !judgement.confirmed && judgement.change && judgement.change->est > 1;
}

Outcome outcome_of(const Comparison& comparison) {
    const auto& all = comparison.judgements;
    const auto regressed = [](const Judgement& one) { return one.verdict == Verdict::regressed; };
    if (std::any_of(all.begin(), all.end(), regressed)) return Outcome::regressed;
    if (std::any_of(all.begin(), all.end(),
                    [](const Judgement& one) { return is_open(one) || lost_its_number(one); }))
        return Outcome::open;
    // Variants of the floor that did not change say nothing of contenders that nothing can be said of.
    const bool floors_alone = std::all_of(all.begin(), all.end(), is_floor);
    const auto counts = [&](const Judgement& one) {
        return is_judged(one) && (floors_alone || !is_floor(one));
    };
    return std::any_of(all.begin(), all.end(), counts) ? Outcome::passed : Outcome::unjudged;
}

} // namespace tare::core
