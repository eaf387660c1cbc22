#include "bench/compare/plausible.hpp"

#include "bench/core/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <tuple>

namespace tare::compare {
namespace {

using core::Cell;
using core::Estimate;
using core::SessionValue;

/// Sums in another order differ by some units of the last place; an edit does not stay within this.
constexpr double kTolerance = 1e-9;

/// e^30 is 10^13: from a nanosecond to three hours. Beyond, sums of squares could overflow.
constexpr double kLargestLn = 30;

bool close(double a, double b) { return std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b)); }

std::string name_of(const Cell& cell) { return core::row_name(cell.measured, cell.role, cell.subject); }

/// exp of the mean over sessions of what `ln_of` yields; absent where no session has it.
std::optional<double> geometric_mean(const std::vector<SessionValue>& sessions,
                                     const std::function<std::optional<double>(const SessionValue&)>& ln_of) {
    double sum = 0;
    int n = 0;
    for (const auto& session : sessions)
        if (const auto ln = ln_of(session)) sum += *ln, ++n;
    if (n == 0) return std::nullopt;
    return std::exp(sum / n);
}

bool holds_its_estimate(const Estimate& estimate) {
    return (!estimate.lo || *estimate.lo <= estimate.est) && (!estimate.hi || *estimate.hi >= estimate.est);
}

auto all_values(const SessionValue& s) {
    return std::tie(s.wall_ns_per_op, s.cpu_ns_per_op_server, s.cpu_ns_per_op_client, s.ln_cpu_over_floor,
                    s.ln_wall_over_floor);
}

class Check {
  public:
    Check(const core::RunResult& result, std::string_view file) : result_(result), file_(file) {}

    Result<void> run(std::string_view expected_key) {
        if (result_.machine.key != expected_key)
            return wrong("its hardware key is {}, but its keyed facts make {}", result_.machine.key,
                         expected_key);
        if (result_.run.took_s < 0)
            return wrong("it ended {:g} s before it started: a clock was set back meanwhile",
                         -result_.run.took_s);
        if (result_.cells.empty()) return wrong("it has no rows");
        std::set<std::string> seen;
        for (const auto& cell : result_.cells) {
            if (!seen.insert(name_of(cell)).second) return wrong("it has the row {} twice", name_of(cell));
            if (cell.status != core::Status::ok) continue;
            if (auto fine = check(cell); !fine) return fine;
        }
        return {};
    }

  private:
    template <class... Args>
    Error wrong(fmt::format_string<Args...> format, Args&&... args) const {
        return make_error(Trouble::usage, "{}: {}", file_, fmt::format(format, std::forward<Args>(args)...));
    }

    Result<void> check(const Cell& cell) {
        const auto& sessions = cell.sessions;
        const std::string name = name_of(cell);
        if (sessions.empty()) return wrong("the row {} is ok and has no session", name);
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            const auto& session = sessions[i];
            if (session.rounds < 1) return wrong("the row {}: session {} has no rounds", name, i + 1);
            if (!(session.wall_ns_per_op > 0))
                return wrong("the row {}: session {} has no wall time for an operation", name, i + 1);
            if (!close(session.ops_per_s, 1e9 / session.wall_ns_per_op))
                return wrong("the row {}: session {}: {:g} operations a second are not 10^9 / {:g} ns", name,
                             i + 1, session.ops_per_s, session.wall_ns_per_op);
            for (const auto& ln :
                 {session.ln_cpu_over_floor, session.ln_wall_over_floor, session.ln_p99_over_floor})
                if (ln && std::abs(*ln) > kLargestLn)
                    return wrong("the row {}: session {}: a ratio to the floor of e^{:g} is out of range",
                                 name, i + 1, *ln);
            for (std::size_t k = 0; k < i; ++k)
                if (all_values(sessions[k]) == all_values(session))
                    return wrong("the row {}: session {} is a copy of session {}", name, i + 1, k + 1);
        }
        return check_estimates(cell, name);
    }

    Result<void> check_estimates(const Cell& cell, const std::string& name) {
        const auto ln_rate = [](const SessionValue& s) {
            return std::optional(-std::log(s.wall_ns_per_op / 1e9));
        };
        if (auto fine = follows("ops_per_s", name, cell.ops_per_s, geometric_mean(cell.sessions, ln_rate));
            !fine)
            return fine;
        const auto cpu = geometric_mean(cell.sessions, [](const auto& s) { return s.ln_cpu_over_floor; });
        const auto wall = geometric_mean(cell.sessions, [](const auto& s) { return s.ln_wall_over_floor; });
        if (auto fine = follows("over_floor/cpu", name, cell.over_floor_cpu, cpu); !fine) return fine;
        return follows("over_floor/wall", name, cell.over_floor_wall, wall);
    }

    Result<void> follows(std::string_view field, const std::string& name,
                         const std::optional<Estimate>& stated, std::optional<double> computed) {
        if (stated.has_value() != computed.has_value())
            return wrong(
                "the row {}: {} and the sessions' values for it must both be there or both be absent", name,
                field);
        if (!stated) return {};
        if (!close(stated->est, *computed))
            return wrong("the row {}: {} is {:.6g}, but its sessions make {:.6g}", name, field, stated->est,
                         *computed);
        if (!holds_its_estimate(*stated))
            return wrong("the row {}: the interval of {} does not hold its estimate", name, field);
        return {};
    }

    const core::RunResult& result_;
    std::string_view file_;
};

} // namespace

Result<void> check_plausible(const core::RunResult& result, std::string_view file,
                             std::string_view expected_key) {
    return Check(result, file).run(expected_key);
}

} // namespace tare::compare
