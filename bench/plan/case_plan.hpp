// Which two programs run against each other for a case, and which rows of the result each pair feeds.
//
// An arm is a pair of ends that is really run. A cell is a row that a reader sees: a subject in a role.
// Several cells can share an arm: the reference server with the reference client is the same two processes
// whether it is read as a server, as a client or as a pair, and it is measured once.
//
// Pure: the availability of every program is an argument.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/contender.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tare::plan {

/// A program with what is known of it here.
struct Candidate {
    const core::Contender* contender = nullptr;
    const core::Variant* variant = nullptr;
    core::Availability availability;

    [[nodiscard]] core::Program program() const { return {contender->name, variant->name}; }
};

struct Arm {
    std::size_t server = 0; ///< index into the candidates
    std::size_t client = 0;

    friend bool operator==(const Arm&, const Arm&) = default;
};

struct PlannedCell {
    core::Role role = core::Role::server;
    core::Program subject;
    std::optional<std::size_t> arm; ///< index into arms; absent: unavailable, and why
    std::string reason;
};

struct CasePlan {
    core::Case measured;
    std::vector<Arm> arms;
    std::vector<std::size_t> group_of; ///< a number an arm: those of one number follow each other in a round
    std::optional<std::size_t> floor;  ///< the arm that × floor refers to
    std::vector<PlannedCell> cells;
    std::vector<std::string> warnings;
};

struct PlanRequest {
    std::vector<core::Role> roles;
    /// Whether a contender's row is wanted; floor and reference ends run in any case.
    std::function<bool(const core::Program&)> wanted = [](const core::Program&) { return true; };
    /// Rows of one role whose subjects have the same namesake are held against each other. Their arms are
    /// measured next to each other, since the speed of a machine that others share changes from one tenth of
    /// a second to the next.
    std::function<core::Program(const core::Program&)> namesake = [](const core::Program& one) {
        return one;
    };
};

/// The ends that contenders are held against: of the native engines the one with the least overhead that is
/// available here, in this order of preference.
inline const std::vector<core::Program> kReferenceEnds{{"cpp-raw", "epoll"}};

/// Why this program cannot take part in this case, or nothing if it can: availability, then the capabilities
/// that the case asks for.
std::optional<std::string> why_not(const Candidate&, const core::Case&);

CasePlan plan_case(const core::Case&, const std::vector<Candidate>&, const PlanRequest&);

} // namespace tare::plan
