#include "bench/plan/case_plan.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace tare::plan {
namespace {

using core::Role;
using core::Side;
using Index = std::optional<std::size_t>;

class Planner {
  public:
    Planner(const core::Case& measured, const std::vector<Candidate>& candidates, const PlanRequest& request)
        : candidates_(candidates), request_(request) {
        plan_.measured = measured;
    }

    CasePlan make() {
        add_floors();
        reference_server_ = reference(Side::server);
        reference_client_ = reference(Side::client);
        for (const Role role : request_.roles) {
            if (role == Role::server) add_ends(Side::server, role);
            // A client that keeps to a schedule never sleeps, so there is nothing to weigh about it.
            if (role == Role::client && !core::is_open_loop(plan_.measured)) add_ends(Side::client, role);
            if (role == Role::pair) add_pairs();
        }
        group_arms();
        return std::move(plan_);
    }

  private:
    [[nodiscard]] bool takes_part(std::size_t i, Side side, bool floor) const {
        const auto& contender = *candidates_[i].contender;
        const auto& workloads = candidates_[i].variant->workloads;
        const auto declares = [&](core::Workload workload) {
            return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
        };
        const bool just_echoes = side == Side::server && !floor && core::needs_an_echo_only(plan_.measured);
        return contender.side == side && contender.is_floor == floor &&
               declares(just_echoes ? core::Workload::echo : plan_.measured.workload);
    }

    [[nodiscard]] Index find(Side side, const core::Program& program) const {
        for (std::size_t i = 0; i < candidates_.size(); ++i)
            if (candidates_[i].contender->side == side && candidates_[i].program() == program) return i;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::string> obstacle(std::size_t i) const {
        return why_not(candidates_[i], plan_.measured);
    }

    std::size_t arm(std::size_t server, std::size_t client) {
        const Arm wanted{server, client};
        const auto at = std::find(plan_.arms.begin(), plan_.arms.end(), wanted);
        if (at != plan_.arms.end()) return static_cast<std::size_t>(at - plan_.arms.begin());
        plan_.arms.push_back(wanted);
        return plan_.arms.size() - 1;
    }

    void add(Role role, const core::Program& subject, std::size_t server, std::size_t client) {
        PlannedCell cell{role, subject, std::nullopt, ""};
        for (const std::size_t end : {server, client}) {
            auto why = obstacle(end);
            if (!why) continue;
            const auto& name = candidates_[end].contender->name;
            cell.reason = name == subject.contender ? *why : fmt::format("its other end, {}: {}", name, *why);
            break;
        }
        if (cell.reason.empty()) cell.arm = arm(server, client);
        plan_.cells.push_back(std::move(cell));
    }

    void lacking(Role role, const core::Program& subject, std::string reason) {
        plan_.cells.push_back({role, subject, std::nullopt, std::move(reason)});
    }

    /// Every variant that the floor has on both sides; the first that runs is what × floor refers to.
    void add_floors() {
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (!takes_part(i, Side::server, true)) continue;
            const auto client = find(Side::client, candidates_[i].program());
            if (!client) continue;
            add(Role::floor, candidates_[i].program(), i, *client);
            if (!plan_.floor) plan_.floor = plan_.cells.back().arm;
        }
        if (!plan_.floor)
            plan_.warnings.emplace_back(
                "no floor could be run: the numbers below are not held against the bare socket");
    }

    Index reference(Side side) {
        for (const auto& program : kReferenceEnds)
            if (const auto found = find(side, program); found && !obstacle(*found)) return found;
        plan_.warnings.push_back(fmt::format("no reference {} can run this case", core::to_string(side)));
        return std::nullopt;
    }

    void add_ends(Side side, Role role) {
        const Index other = side == Side::server ? reference_client_ : reference_server_;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            const auto program = candidates_[i].program();
            if (!takes_part(i, side, false) || !request_.wanted(program)) continue;
            if (!other) {
                lacking(role, program,
                        fmt::format("there is no reference {} to run it against",
                                    side == Side::server ? "client" : "server"));
            } else if (side == Side::server) {
                add(role, program, i, *other);
            } else {
                add(role, program, *other, i);
            }
        }
    }

    /// Both ends of one library, where a variant of that name exists on both sides.
    void add_pairs() {
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            const auto program = candidates_[i].program();
            if (!takes_part(i, Side::server, false) || !request_.wanted(program)) continue;
            if (const auto client = find(Side::client, program);
                client && takes_part(*client, Side::client, false))
                add(Role::pair, program, i, *client);
        }
    }

    void group_arms() {
        auto& groups = plan_.group_of;
        groups.resize(plan_.arms.size());
        std::iota(groups.begin(), groups.end(), std::size_t{0});
        for (auto a = plan_.cells.begin(); a != plan_.cells.end(); ++a)
            for (auto b = std::next(a); b != plan_.cells.end(); ++b)
                if (a->arm && b->arm && a->role == b->role &&
                    request_.namesake(a->subject) == request_.namesake(b->subject))
                    std::replace(groups.begin(), groups.end(), std::size_t{groups[*b->arm]},
                                 std::size_t{groups[*a->arm]});
    }

    const std::vector<Candidate>& candidates_;
    const PlanRequest& request_;
    CasePlan plan_;
    Index reference_server_, reference_client_;
};

} // namespace

std::optional<std::string> why_not(const Candidate& candidate, const core::Case& measured) {
    const auto& can = candidate.variant->can;
    if (!candidate.availability.available) return candidate.availability.reason;
    if (measured.transport == core::Transport::wss && !can.tls) return "has no TLS";
    if (measured.kind != core::MessageKind::binary && !can.text) return "has no text messages";
    if (measured.kind == core::MessageKind::corpus && !can.deflate && !candidate.contender->is_floor &&
        candidate.contender->side == core::Side::client)
        return "does not know the corpus, which comes with deflate";
    // The floor knows no compression: it moves what would be sent without (docs/decisions/0004).
    if (measured.deflate && !can.deflate && !candidate.contender->is_floor)
        return "has no permessage-deflate";
    if (measured.resumed && !can.tls_resume) return "does not resume TLS sessions";
    const auto sender = measured.direction == core::Direction::up ? core::Side::client : core::Side::server;
    if (measured.fragment_bytes > 0 && candidate.contender->side == sender && !can.sends_fragments &&
        !candidate.contender->is_floor)
        return "cannot send a message in fragments";
    if (measured.wait == core::WaitMode::spin && !can.spin) return "cannot wait by spinning";
    if (measured.connections > can.most_connections)
        return fmt::format("serves at most {} connection{}, the case has {}", can.most_connections,
                           can.most_connections == 1 ? "" : "s", measured.connections);
    return std::nullopt;
}

CasePlan plan_case(const core::Case& measured, const std::vector<Candidate>& candidates,
                   const PlanRequest& request) {
    return Planner(measured, candidates, request).make();
}

} // namespace tare::plan
