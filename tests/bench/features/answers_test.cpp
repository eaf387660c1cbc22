#include "bench/features/answers.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::features;
using core::Answer;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

FeatureCell held_against(FeatureCell cell, const core::Capabilities& can, int tried = 100) {
    std::vector<FeatureCell> cells{std::move(cell)};
    hold_against(can, cells, tried);
    return cells[0];
}

} // namespace

TEST_CASE("the checker's conversations: all pass, one fails, one is noted") {
    using check::Verdict;
    CHECK(judge_told(Feature::ping, {{"ping", Verdict::pass()}, {"ping-125", Verdict::pass()}}) ==
          yes(Feature::ping));
    const auto failed =
        judge_told(Feature::ping, {{"ping", Verdict::note("late")}, {"ping-125", Verdict::fail("got none")}});
    CHECK(failed.answer == Answer::no);
    CHECK(failed.detail == "ping-125: got none");
    const auto noted = judge_told(Feature::utf8, {{"surrogate", Verdict::note("closes with 1002")}});
    CHECK(noted.answer == Answer::yes);
    CHECK(noted.detail == "surrogate: closes with 1002");
    CHECK(judge_told(Feature::utf8, {}).answer == Answer::absent);
}

TEST_CASE("a client's UTF-8 check is told by its close code alone") {
    CHECK(judge_client_utf8(check::Verdict::pass()).answer == Answer::yes);
    CHECK(judge_client_utf8(check::Verdict::note("closed with 1000")).answer == Answer::absent);
    CHECK(judge_client_utf8(check::Verdict::fail("took it for good")).answer == Answer::no);
}

TEST_CASE("a message in one frame, and in 256 of 4 096 bytes") {
    // 256 × 4 096 = 1 048 576
    const auto many = judge_fragments_out(256, 4096, 1048576);
    CHECK(many.answer == Answer::yes);
    CHECK(many.number == 256);
    CHECK(many.detail == "sends 1 MiB in 256 frames of at most 4 KiB");
    const auto one = judge_fragments_out(1, 1048576, 1048576);
    CHECK(one.answer == Answer::no);
    CHECK(one.number == 1);
}

TEST_CASE("the largest message is the last before the first that did not come back") {
    const auto stopped = judge_largest({{65536, ""}, {131072, ""}, {262144, "a Close frame with 1009"}});
    CHECK(stopped.answer == Answer::value);
    CHECK(stopped.number == 131072);
    CHECK(stopped.detail == "256 KiB: a Close frame with 1009");
    CHECK(judge_largest({{65536, "no answer"}}).answer == Answer::no);
    CHECK(judge_largest({}).answer == Answer::absent);
    CHECK(judge_largest({{65536, ""}, {131072, ""}}).detail.empty());
}

TEST_CASE("back-pressure") {
    const PressureLimits limits{128 * kMiB, 48 * kMiB};
    PressureSeen seen;
    seen.sent_bytes = 7 * kMiB;
    seen.stopped_reading = true;
    seen.memory_growth = kMiB / 2;
    const auto stopped = judge_pressure(seen, limits);
    CHECK(stopped.answer == Answer::yes);
    CHECK(stopped.number == 524288);
    CHECK(stopped.detail == "stopped reading after 7.0 MiB; its memory grew by 0.5 MiB");

    SECTION("what was held back must come when it is read") {
        seen.went_on = "3 of 112 messages, then the end of the connection";
        CHECK(judge_pressure(seen, limits).answer == Answer::no);
    }
    SECTION("it ends the connection instead") {
        seen.trouble = "it ended the connection (Connection reset by peer)";
        const auto ended = judge_pressure(seen, limits);
        CHECK(ended.answer == Answer::no);
        CHECK(ended.detail.starts_with("after 7.0 MiB: it ended the connection"));
    }
    SECTION("it reads everything, and its memory grows with it") {
        seen = {.sent_bytes = 128 * kMiB,
                .stopped_reading = false,
                .time_was_over = false,
                .memory_growth = 130 * kMiB,
                .went_on = "",
                .trouble = ""};
        const auto never = judge_pressure(seen, limits);
        CHECK(never.answer == Answer::no);
        CHECK(never.number == 136314880); // 130 × 1 048 576
    }
    SECTION("a slow one that has read no more than the kernel may hold") {
        seen = {.sent_bytes = 47 * kMiB,
                .stopped_reading = false,
                .time_was_over = true,
                .memory_growth = {},
                .went_on = "",
                .trouble = ""};
        CHECK(judge_pressure(seen, limits).answer == Answer::absent);
        seen.sent_bytes = 49 * kMiB;
        CHECK(judge_pressure(seen, limits).answer == Answer::no);
        seen.sent_bytes = 40 * kMiB;
        seen.memory_growth = 21 * kMiB; // more than half of it lies in its own memory
        CHECK(judge_pressure(seen, limits).answer == Answer::no);
    }
}

TEST_CASE("spinning is running, or wanting to, most of the time") {
    CHECK(judge_spin({100, 98, 0}).answer == Answer::yes);
    CHECK(judge_spin({100, 30, 65}).answer == Answer::yes); // 95 of 100, though others had the CPU for 65
    const auto sleeps = judge_spin({100, 2, 1});
    CHECK(sleeps.answer == Answer::no);
    CHECK(sleeps.detail == "ran or wanted to run for 3 % of the time with nothing to do");
    CHECK(judge_spin({0, 0, 0}).answer == Answer::no);
}

TEST_CASE("the median of five starts, and who was noisy") {
    const auto [time, cpu] = judge_starts({{50, 20, 1}, {10, 22, 1}, {30, 21, 1}, {40, 25, 1}, {20, 24, 1}});
    CHECK(time.number == 30);
    CHECK(time.lo == 10);
    CHECK(time.hi == 50);
    CHECK(time.detail.empty()); // waited 5 of 150
    CHECK(cpu.number == 22);
    const auto [noisy, none] = judge_starts({{100, {}, 40}, {100, {}, 10}}); // waited 50 of 200 = 25 %
    CHECK(noisy.detail == "noisy: it waited for a CPU more than 20 % of that time");
    CHECK(none.answer == Answer::absent);
    CHECK(judge_starts({}).first.answer == Answer::absent);
}

TEST_CASE("memory a connection is the growth shared out") {
    CHECK(judge_connection_memory(1'000'000, 1'990'000, 99).number == 10'000);
    CHECK(judge_connection_memory(1'000'000, 1'000'000, 99).answer == Answer::absent);
    CHECK(judge_connection_memory({}, 1'000'000, 99).answer == Answer::absent);
}

TEST_CASE("what contender.json declares against what was seen") {
    core::Capabilities can{.tls = true,
                           .text = true,
                           .fragments = false,
                           .deflate = false,
                           .spin = false,
                           .most_connections = 100};
    CHECK(held_against(yes(Feature::tls, "TLSv1.3"), can).mismatch.empty());
    CHECK(held_against(no(Feature::tls, "got no answer"), can).mismatch == "declares tls: got no answer");
    CHECK(held_against(yes(Feature::fragments_in), can).mismatch == "declares no fragments, and has it");
    CHECK(held_against(no(Feature::fragments_in, "refused"), can).mismatch.empty());
    CHECK(held_against(crashed(Feature::text, "exited with code 3"), can).mismatch ==
          "declares text: crashed: exited with code 3");
    CHECK(held_against(absent(Feature::text, "not asked: interrupted"), can).mismatch.empty());
    CHECK(held_against(amount(Feature::connections, 100), can).mismatch.empty());
    CHECK(held_against(amount(Feature::connections, 7, "connection refused"), can).mismatch ==
          "declares 100 connections at once, and had 7 of 100 open: connection refused");
    // What contender.json says nothing of is no mismatch, however bad it is.
    CHECK(held_against(no(Feature::utf8, "took it"), can).mismatch.empty());
}
