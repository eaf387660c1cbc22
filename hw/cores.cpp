#include "hw/cores.hpp"

#include "hw/core_ranking.hpp"
#include "hw/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tare::hw {
namespace {

using Candidates = std::vector<Candidate>;

bool same_core(const Candidate& a, const Candidate& b) { return a.cpu->core == b.cpu->core; }

/// Why there is only so much to choose from.
std::string what_may_be_used(const Candidates& all, const Candidates& ends, const Machine& machine) {
    std::vector<int> ids;
    for (const auto& candidate : ends) ids.push_back(candidate.id());
    std::sort(ids.begin(), ids.end());
    const auto online =
        std::count_if(machine.cpus.begin(), machine.cpus.end(), [](const Cpu& c) { return c.online; });
    const auto list = (ids.size() == 1 ? "CPU " : "CPUs ") + scan::cpu_list_text(ids);
    if (ends.size() < all.size()) return "CTest offered " + list + " only";
    if (online == static_cast<std::ptrdiff_t>(all.size()))
        return fmt::format("this machine has {} only", list);
    return fmt::format("only {} of {} online may be used (affinity, cpuset)", list, online);
}

Error cannot(Ends ends, const std::string& why) {
    return make_error(Trouble::environment, "placement {} cannot be had here: {}", to_string(ends), why);
}

/// Two ends, and what was given up for them.
struct Pair {
    const Candidate* server = nullptr;
    const Candidate* client = nullptr;
    std::string relation;              ///< "sharing their last-level cache"
    std::vector<std::string> warnings; ///< what the placement wanted and did not get
};

/// The pair that `rank` puts first; `rank` returns nothing for a pair that will not do. Of two pairs alike in
/// that, the one whose worse end is the better.
template <class Rank>
std::optional<Pair> best_pair(const Candidates& ends, Rank rank) {
    std::optional<Pair> best;
    using Score = decltype(std::tuple(*rank(ends[0], ends[0]), ends[0].rank(), ends[0].rank()));
    std::optional<Score> best_score;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        for (std::size_t j = i + 1; j < ends.size(); ++j) {
            const auto relation = rank(ends[i], ends[j]);
            if (!relation) continue;
            Score score(*relation, ends[j].rank(), ends[i].rank()); // best first, so j is the worse one
            if (best_score && *best_score <= score) continue;
            best_score = score;
            best = Pair{&ends[i], &ends[j], {}, {}};
        }
    }
    return best;
}

Result<Pair> pick_same(const Candidates& ends) { return Pair{&ends.front(), &ends.front(), {}, {}}; }

Result<Pair> pick_split(const Candidates& ends, const std::string& usable) {
    if (ends.size() < 2) return cannot(Ends::split, "it needs two CPUs, and " + usable);
    // What matters most is first: true counts against the pair.
    auto pair = best_pair(ends, [](const Candidate& a, const Candidate& b) {
        return std::optional(
            std::tuple(same_core(a, b), a.cpu->kind != b.cpu->kind, !share_last_level_cache(*a.cpu, *b.cpu),
                       a.cpu->package != b.cpu->package || a.cpu->numa_node != b.cpu->numa_node));
    });
    const auto &a = *pair->server->cpu, &b = *pair->client->cpu;
    if (same_core(*pair->server, *pair->client)) {
        pair->relation = "two threads of one core";
        pair->warnings.push_back(fmt::format(
            "CPU {} and CPU {} are threads of one core: split measures here what smt would, since {}", a.id,
            b.id, usable));
        return *pair;
    }
    if (a.kind != b.kind)
        pair->warnings.push_back(fmt::format("CPU {} is {} core and CPU {} {} core", a.id,
                                             a.kind == "efficiency" ? "an efficiency" : "a performance", b.id,
                                             b.kind == "efficiency" ? "an efficiency" : "a performance"));
    if (share_last_level_cache(a, b)) {
        pair->relation = "two cores that share their last-level cache";
    } else if (!last_level_cache(a) || !last_level_cache(b)) {
        pair->relation = "two cores; which cache they share is unknown";
        pair->warnings.push_back(
            fmt::format("it is unknown whether CPU {} and CPU {} share a cache", a.id, b.id));
    } else {
        pair->relation = "two cores without a common cache";
        pair->warnings.push_back(
            fmt::format("no two usable cores share a last-level cache, so split crosses from "
                        "CPU {}'s to CPU {}'s",
                        a.id, b.id));
    }
    return *pair;
}

Result<Pair> pick_smt(const Candidates& ends, const Machine& machine, const std::string& usable) {
    auto pair = best_pair(ends, [](const Candidate& a, const Candidate& b) {
        return same_core(a, b) ? std::optional(std::tuple(false)) : std::nullopt;
    });
    if (!pair) {
        const auto threads = machine.keyed.find("threads_per_core");
        const bool has_none = threads != machine.keyed.end() && threads->second == "1";
        return cannot(Ends::smt, has_none ? "its cores run one thread each (no SMT, or it is switched off)"
                                          : "it needs two threads of one core, and " + usable);
    }
    pair->relation = "two threads of one core";
    return *pair;
}

Result<Pair> pick_numa(const Candidates& ends, const Machine& machine, const std::string& usable) {
    auto pair = best_pair(ends, [](const Candidate& a, const Candidate& b) {
        const bool apart = a.cpu->numa_node && b.cpu->numa_node && a.cpu->numa_node != b.cpu->numa_node;
        return apart ? std::optional(std::tuple(a.cpu->kind != b.cpu->kind, a.cpu->package == b.cpu->package))
                     : std::nullopt;
    });
    if (!pair) {
        const auto nodes = machine.keyed.find("numa_nodes");
        const bool has_one = nodes != machine.keyed.end() && nodes->second == "1";
        return cannot(Ends::numa, has_one ? "all its CPUs are on one NUMA node"
                                          : "it needs two CPUs on different NUMA nodes, and " + usable);
    }
    pair->relation =
        fmt::format("on NUMA nodes {} and {}", *pair->server->cpu->numa_node, *pair->client->cpu->numa_node);
    return *pair;
}

/// The harness sleeps during a block, but what it does between blocks and whatever wakes it shall not land on
/// a measured core, nor on the other thread of one. It needs no good core: CPU 0 suits it.
const Candidate& pick_harness(const Candidates& all, const Pair& pair) {
    const auto cost = [&](const Candidate& c) {
        const bool measured = c.cpu == pair.server->cpu || c.cpu == pair.client->cpu;
        const bool sibling = same_core(c, *pair.server) || same_core(c, *pair.client);
        const bool far = c.cpu->numa_node != pair.client->cpu->numa_node;
        return std::tuple(measured, sibling, c.cpu->isolated, far, c.cpu != pair.client->cpu && measured,
                          c.id());
    };
    return *std::min_element(all.begin(), all.end(),
                             [&](const Candidate& a, const Candidate& b) { return cost(a) < cost(b); });
}

void place_harness(const Candidates& all, const Pair& pair, CoreChoice& choice) {
    const auto& harness = pick_harness(all, pair);
    choice.harness = {harness.id()};
    if (harness.cpu == pair.server->cpu || harness.cpu == pair.client->cpu) {
        choice.reason += "; the harness shares a measured CPU, there is no other";
        choice.warnings.push_back(fmt::format(
            "the harness runs on CPU {}, which is measured, since no other may be used", harness.id()));
    } else if (same_core(harness, *pair.server) || same_core(harness, *pair.client)) {
        choice.reason +=
            fmt::format("; harness on CPU {}, the other thread of a measured core", harness.id());
        choice.warnings.push_back(
            fmt::format("the harness runs on CPU {}, a thread of a measured core, since no other may be used",
                        harness.id()));
    } else {
        choice.reason += fmt::format("; harness on CPU {}", harness.id());
    }
}

Result<Candidates> offered_ones(const Candidates& all, const std::vector<int>& offered) {
    if (offered.empty()) return all;
    for (const int id : offered)
        if (std::none_of(all.begin(), all.end(), [&](const Candidate& c) { return c.id() == id; }))
            return make_error(Trouble::environment,
                              "CPU {} was offered, but it is not online or we may not run on it", id);
    Candidates ends;
    for (const auto& candidate : all)
        if (std::find(offered.begin(), offered.end(), candidate.id()) != offered.end())
            ends.push_back(candidate);
    return ends;
}

Result<Pair> pick(Ends placement, const Candidates& ends, const Machine& machine, const std::string& usable) {
    switch (placement) {
    case Ends::same:
        return pick_same(ends);
    case Ends::split:
        return pick_split(ends, usable);
    case Ends::smt:
        return pick_smt(ends, machine, usable);
    case Ends::numa:
        return pick_numa(ends, machine, usable);
    }
    return make_error(Trouble::internal, "unknown placement");
}

std::string describe(const Pair& pair, const Candidates& all) {
    const auto with = [](const std::string& words) { return words.empty() ? words : " (" + words + ")"; };
    const auto of_server = virtues(*pair.server, all), of_client = virtues(*pair.client, all);
    if (pair.server->cpu == pair.client->cpu)
        return fmt::format("both ends on CPU {}{}", pair.server->id(), with(of_server));
    if (of_server == of_client)
        return fmt::format("server on CPU {}, client on CPU {}, {}{}", pair.server->id(), pair.client->id(),
                           pair.relation, with(of_server.empty() ? "" : "each " + of_server));
    return fmt::format("server on CPU {}{}, client on CPU {}{}, {}", pair.server->id(), with(of_server),
                       pair.client->id(), with(of_client), pair.relation);
}

} // namespace

std::string_view to_string(Ends ends) {
    switch (ends) {
    case Ends::same:
        return "same";
    case Ends::split:
        return "split";
    case Ends::smt:
        return "smt";
    case Ends::numa:
        return "numa";
    }
    return "?";
}

Result<CoreChoice> choose_cores(const Machine& machine, Ends placement, const std::vector<int>& offered) {
    const auto all = rank_cpus(machine);
    if (all.empty()) return cannot(placement, "no CPU is known to be online and allowed");
    const auto ends = offered_ones(all, offered);
    if (!ends) return ends.error();
    auto pair = pick(placement, *ends, machine, what_may_be_used(all, *ends, machine));
    if (!pair) return pair.error();

    CoreChoice choice;
    choice.server = {pair->server->id()};
    choice.client = {pair->client->id()};
    choice.reason = describe(*pair, all);
    choice.warnings = std::move(pair->warnings);
    place_harness(all, *pair, choice);
    choice.degraded = !choice.warnings.empty();
    return choice;
}

} // namespace tare::hw
