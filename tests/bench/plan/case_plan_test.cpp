#include "bench/plan/case_plan.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <deque>

using namespace tare;
using namespace tare::plan;
using core::Role;
using core::Side;

namespace {

core::Availability available() {
    core::Availability found;
    found.available = true;
    return found;
}

core::Availability unavailable(std::string reason) {
    core::Availability found;
    found.reason = std::move(reason);
    return found;
}

/// A small world of contenders; addresses stay valid while it grows.
struct World {
    std::deque<core::Contender> contenders;
    std::vector<Candidate> candidates;

    void add(const std::string& name, Side side, const std::vector<std::string>& variants, bool floor = false,
             bool tls = true) {
        auto& c = contenders.emplace_back();
        c.name = name;
        c.side = side;
        c.is_floor = floor;
        c.workloads = {core::Workload::echo};
        for (const auto& v : variants) {
            core::Variant variant;
            variant.name = v;
            variant.can.tls = tls;
            variant.can.most_connections = floor ? 1 : 1000;
            variant.workloads = c.workloads;
            c.variants.push_back(variant);
        }
        for (const auto& v : c.variants) candidates.push_back({&c, &v, available()});
    }

    Candidate& find(const std::string& name, Side side, const std::string& variant) {
        for (auto& c : candidates)
            if (c.contender->name == name && c.contender->side == side && c.variant->name == variant)
                return c;
        throw std::logic_error("no such candidate");
    }
};

World usual() {
    World world;
    world.add("cpp-floor", Side::server, {"blocking", "io_uring"}, true);
    world.add("cpp-floor", Side::client, {"blocking", "io_uring"}, true);
    world.add("cpp-raw", Side::server, {"epoll"});
    world.add("cpp-raw", Side::client, {"epoll"});
    world.add("cpp-beast", Side::server, {"epoll", "io_uring"});
    world.add("cpp-beast", Side::client, {"sync", "epoll"});
    return world;
}

const PlannedCell& cell(const CasePlan& plan, Role role, const core::Program& subject) {
    for (const auto& c : plan.cells)
        if (c.role == role && c.subject == subject) return c;
    throw std::logic_error("no such cell");
}

} // namespace

TEST_CASE("every subject meets the reference end, and shared arms are measured once") {
    const World world = usual();
    const auto plan = plan_case({}, world.candidates, {{Role::server, Role::client, Role::pair}});
    // Rows: 2 floors; servers raw, beast x 2; clients raw, beast x 2; pairs raw, beast epoll.
    CHECK(plan.cells.size() == 2 + 3 + 3 + 2);
    // Arms: 2 floors; raw-raw (server, client and pair rows share it); 2 beast servers; 2 beast clients; 1
    // pair.
    CHECK(plan.arms.size() == 2 + 1 + 2 + 2 + 1);
    const core::Program raw{"cpp-raw", "epoll"};
    CHECK(cell(plan, Role::server, raw).arm == cell(plan, Role::client, raw).arm);
    CHECK(cell(plan, Role::server, raw).arm == cell(plan, Role::pair, raw).arm);
    CHECK(plan.warnings.empty());
}

TEST_CASE("the floor is its first variant that runs, paired with itself") {
    World world = usual();
    auto plan = plan_case({}, world.candidates, {{Role::server}});
    REQUIRE(plan.floor);
    CHECK(world.candidates[plan.arms[*plan.floor].server].program() ==
          core::Program{"cpp-floor", "blocking"});
    CHECK(world.candidates[plan.arms[*plan.floor].client].program() ==
          core::Program{"cpp-floor", "blocking"});

    world.find("cpp-floor", Side::server, "blocking").availability = unavailable("not built");
    plan = plan_case({}, world.candidates, {{Role::server}});
    REQUIRE(plan.floor);
    CHECK(world.candidates[plan.arms[*plan.floor].server].program() ==
          core::Program{"cpp-floor", "io_uring"});
    CHECK(cell(plan, Role::floor, {"cpp-floor", "blocking"}).reason == "not built");
}

TEST_CASE("what is unavailable is a row with its reason, and whose reason it is") {
    World world = usual();
    world.find("cpp-beast", Side::server, "io_uring").availability = unavailable("io_uring_setup: EPERM");
    auto plan = plan_case({}, world.candidates, {{Role::server}});
    CHECK_FALSE(cell(plan, Role::server, {"cpp-beast", "io_uring"}).arm);
    CHECK(cell(plan, Role::server, {"cpp-beast", "io_uring"}).reason == "io_uring_setup: EPERM");

    world.find("cpp-raw", Side::client, "epoll").availability = unavailable("not built");
    plan = plan_case({}, world.candidates, {{Role::server}});
    CHECK(cell(plan, Role::server, {"cpp-beast", "epoll"}).reason ==
          "there is no reference client to run it against");
    CHECK(plan.warnings.size() == 1);
}

TEST_CASE("a case asks for capabilities") {
    World world = usual();
    world.add("c-plain", Side::server, {"epoll"}, false, /*tls=*/false);
    core::Case wss;
    wss.transport = core::Transport::wss;
    CHECK(
        cell(plan_case(wss, world.candidates, {{Role::server}}), Role::server, {"c-plain", "epoll"}).reason ==
        "has no TLS");
    core::Case many;
    many.connections = 5000; // the world's contenders serve 1 000, its floor 1
    const auto plan = plan_case(many, world.candidates, {{Role::pair}});
    CHECK(cell(plan, Role::pair, {"cpp-raw", "epoll"}).reason ==
          "serves at most 1000 connections, the case has 5000");
    CHECK_FALSE(plan.floor);
}

TEST_CASE("a case with deflate asks it of every end but the floor's") {
    World world = usual();
    for (core::Contender& contender : world.contenders)
        for (core::Variant& variant : contender.variants) variant.can.deflate = contender.name == "cpp-raw";
    core::Case compressed;
    compressed.deflate = true;
    const auto plan = plan_case(compressed, world.candidates, {{Role::server}});
    CHECK(plan.floor);
    CHECK(cell(plan, Role::server, {"cpp-raw", "epoll"}).arm);
    CHECK(cell(plan, Role::server, {"cpp-beast", "epoll"}).reason == "has no permessage-deflate");
}

TEST_CASE("a case with resumed TLS sessions asks it of every end, the floor's too") {
    World world = usual();
    for (core::Contender& contender : world.contenders) {
        contender.workloads.push_back(core::Workload::connect);
        for (core::Variant& variant : contender.variants) {
            variant.workloads = contender.workloads;
            variant.can.tls = true;
            variant.can.tls_resume = contender.name == "cpp-raw";
        }
    }
    core::Case resumed{
        .workload = core::Workload::connect, .size_bytes = 0, .transport = core::Transport::wss};
    resumed.resumed = true;
    const auto plan = plan_case(resumed, world.candidates, {{Role::server}});
    CHECK_FALSE(plan.floor);
    CHECK(cell(plan, Role::server, {"cpp-raw", "epoll"}).arm);
    CHECK(cell(plan, Role::server, {"cpp-beast", "epoll"}).reason == "does not resume TLS sessions");
}

TEST_CASE("a filter leaves floor and reference ends in place") {
    const World world = usual();
    PlanRequest request{{Role::server}, [](const core::Program& p) { return p.contender == "cpp-beast"; }};
    const auto plan = plan_case({}, world.candidates, request);
    CHECK(plan.cells.size() == 2 + 2);
    CHECK(plan.floor);
}

TEST_CASE("a server that echoes does its part of a schedule, and no client is weighed by one") {
    World world = usual();
    core::Case planned;
    planned.workload = core::Workload::rate;
    planned.placement = core::Placement::split;
    planned.rate_per_s = 1'000;
    const auto declare = [&](const std::string& name, Side side, const std::string& variant) {
        const auto* found = world.find(name, side, variant).variant;
        for (auto& contender : world.contenders)
            for (auto& one : contender.variants)
                if (&one == found) one.workloads.push_back(core::Workload::rate);
    };
    declare("cpp-raw", Side::client, "epoll");
    declare("cpp-floor", Side::server, "io_uring");
    declare("cpp-floor", Side::client, "io_uring");
    const auto plan = plan_case(planned, world.candidates, {{Role::server, Role::client, Role::pair}});
    // Rows: the floor that keeps to a schedule; all three servers; the one pair whose client does.
    CHECK(plan.cells.size() == 1 + 3 + 1);
    CHECK(cell(plan, Role::floor, {"cpp-floor", "io_uring"}).arm == plan.floor);
    CHECK(cell(plan, Role::server, {"cpp-beast", "io_uring"}).arm);
    CHECK(cell(plan, Role::pair, {"cpp-raw", "epoll"}).arm ==
          cell(plan, Role::server, {"cpp-raw", "epoll"}).arm);

    // Lives of connections are a client's matter, too, but one that does not know the workload has no row.
    core::Case connects;
    connects.workload = core::Workload::connect;
    connects.size_bytes = 0;
    const auto lives = plan_case(connects, world.candidates, {{Role::server, Role::client}});
    CHECK(lives.cells.size() == 3);
}

TEST_CASE("a file in fragments wants an end that can send them: the server down, the client up") {
    const World world = usual();
    core::Case measured;
    measured.workload = core::Workload::transfer;
    measured.fragment_bytes = 65'536;
    for (const auto& candidate : world.candidates) {
        const bool floor = candidate.contender->is_floor, server = candidate.contender->side == Side::server;
        measured.direction = core::Direction::down;
        CHECK(why_not(candidate, measured).has_value() == (server && !floor));
        measured.direction = core::Direction::up;
        CHECK(why_not(candidate, measured).has_value() == (!server && !floor));
        if (!floor && !server) CHECK(*why_not(candidate, measured) == "cannot send a message in fragments");
        auto can = candidate;
        auto variant = *candidate.variant;
        variant.can.sends_fragments = true;
        can.variant = &variant;
        CHECK_FALSE(why_not(can, measured).has_value());
    }
}

TEST_CASE("what is held against each other is measured one after the other") {
    World world = usual();
    world.add("cpp-raw@B", Side::server, {"epoll"});
    world.add("cpp-raw@B", Side::client, {"epoll"});
    const PlanRequest apart{{Role::server, Role::client}};
    auto together = apart;
    together.namesake = [](const core::Program& one) {
        return core::Program{one.contender.substr(0, one.contender.find('@')), one.variant};
    };
    const auto plan = plan_case({}, world.candidates, together);
    const auto group = [&](Role role, const std::string& contender, const std::string& variant) {
        return plan.group_of[*cell(plan, role, {contender, variant}).arm];
    };
    // raw's arm is its row as a server and as a client, so three arms are one group.
    CHECK(group(Role::server, "cpp-raw", "epoll") == group(Role::client, "cpp-raw", "epoll"));
    CHECK(group(Role::server, "cpp-raw@B", "epoll") == group(Role::server, "cpp-raw", "epoll"));
    CHECK(group(Role::client, "cpp-raw@B", "epoll") == group(Role::server, "cpp-raw", "epoll"));
    // All others are alone: 9 arms, 2 of them in the group of a third.
    auto groups = plan.group_of;
    REQUIRE(groups.size() == 9);
    std::sort(groups.begin(), groups.end());
    CHECK(std::unique(groups.begin(), groups.end()) - groups.begin() == 7);
    CHECK(plan_case({}, world.candidates, apart).group_of ==
          std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
}
