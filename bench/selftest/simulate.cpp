#include "bench/selftest/simulate.hpp"

#include "base/split_mix64.hpp"
#include "bench/compare/compare.hpp"

#include <cmath>
#include <numbers>
#include <string>

namespace tare::selftest {
namespace {

/// Normal values by Box and Muller (1958), the same on every platform.
class Normal {
  public:
    explicit Normal(std::uint64_t seed) : random_(seed) {}

    double next() {
        const double radius = std::sqrt(-2 * std::log(unit()));
        return radius * std::cos(2 * std::numbers::pi * unit());
    }

  private:
    /// 0 < u ≤ 1
    double unit() { return (static_cast<double>(random_.next() >> 11) + 1) * 0x1p-53; }
    SplitMix64 random_;
};

core::RunResult draw(Normal& normal, const Simulation& simulation, int sessions, bool is_new) {
    core::RunResult result;
    for (int row = 0; row < simulation.rows; ++row) {
        core::Cell cell;
        cell.subject = {"row-" + std::to_string(row), "simulated"};
        for (int i = 0; i < sessions; ++i) {
            core::SessionValue session;
            const double shift = is_new && row == 0 ? simulation.effect : 0;
            session.ln_cpu_over_floor = 0.3 + shift + simulation.sd * normal.next();
            cell.sessions.push_back(session);
        }
        result.cells.push_back(std::move(cell));
    }
    return result;
}

} // namespace

SimulatedFigures simulate(const Simulation& simulation) {
    SimulatedFigures figures;
    Normal normal(simulation.seed);
    for (; figures.runs < simulation.runs; ++figures.runs) {
        const auto base = draw(normal, simulation, simulation.base_sessions, false);
        auto comparison = compare::compare(base, draw(normal, simulation, simulation.new_sessions, true));
        const auto is_false = [&](const core::Judgement& one) {
            return simulation.effect == 0 || one.subject.contender != "row-0";
        };
        bool suspicious = false, alarmed = false;
        for (const auto* suspect : compare::suspects(comparison)) suspicious |= is_false(*suspect);
        compare::confirm(comparison, base, draw(normal, simulation, simulation.fresh_sessions, true));
        for (const auto& judgement : comparison.judgements) {
            if (judgement.verdict != core::Verdict::regressed) continue;
            if (is_false(judgement))
                alarmed = true;
            else
                ++figures.found;
        }
        figures.suspicious += suspicious ? 1 : 0;
        figures.alarmed += alarmed ? 1 : 0;
    }
    return figures;
}

} // namespace tare::selftest
