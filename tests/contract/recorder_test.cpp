// Only what must hold on any machine at any load is asked: order, counts and bounds, never how long
// something took.
#include "contract/cpp/recorder.hpp"
#include "tests/catch.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace tare;
using contract::now_ns;
using contract::Recorder;

namespace {

constexpr Nanoseconds kForever = std::chrono::hours(1);

/// A file of this test alone, gone afterwards.
struct ScratchFile {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("tare-recorder-test-{}", now_ns());
    ~ScratchFile() { std::filesystem::remove(path); }
};

} // namespace

TEST_CASE("stamps are monotonic nanoseconds inside the block") {
    Recorder recorder;
    recorder.prepare(8);
    const StampNs before = now_ns();
    recorder.begin(kForever);
    for (int i = 0; i < 5; ++i) CHECK(recorder.stamp());
    recorder.end();
    const auto& stamps = recorder.stamps();
    REQUIRE(stamps.size() == 5);
    CHECK(recorder.started_ns() >= before);
    CHECK(recorder.started_ns() <= stamps.front());
    for (std::size_t i = 1; i < stamps.size(); ++i) CHECK(stamps[i] >= stamps[i - 1]);
    CHECK(stamps.back() <= recorder.ended_ns());
}

TEST_CASE("in a block of more than a millisecond the stamps keep to the kernel's clock") {
    Recorder recorder;
    recorder.prepare(4096);
    recorder.begin(kForever);
    std::vector<std::pair<StampNs, StampNs>> around;
    const StampNs until = now_ns() + 3'000'000;
    while (now_ns() < until && around.size() < 4000) {
        const StampNs before = now_ns();
        recorder.stamp();
        around.emplace_back(before, now_ns());
    }
    recorder.end();
    REQUIRE(recorder.stamps().size() == around.size());
    // Each stamp lies between two readings of the kernel's clock, up to the error of the two anchors. An
    // anchor is wrong by less than the gap around it, which is far below 2 µs unless we are interrupted three
    // times in a row.
    constexpr StampNs kAnchorError = 2'000;
    int outside = 0;
    for (std::size_t i = 0; i < around.size(); ++i) {
        const StampNs stamp = recorder.stamps()[i];
        if (stamp < around[i].first - kAnchorError || stamp > around[i].second + kAnchorError) ++outside;
    }
    CHECK(outside == 0);
}

TEST_CASE("the block's duration ends it") {
    Recorder recorder;
    recorder.prepare(1024);
    recorder.begin(Nanoseconds(1));
    while (recorder.stamp()) {
    } // ends, since a nanosecond does
    recorder.end();
    CHECK(recorder.ended_ns() >= recorder.started_ns());
    recorder.begin(Nanoseconds::max()); // must not wrap around into the past
    CHECK(recorder.stamp());
}

TEST_CASE("pairs are kept in order, and the second decides about the end") {
    Recorder recorder;
    recorder.prepare(4);
    recorder.begin(kForever);
    const std::int64_t sent = recorder.tick();
    CHECK(recorder.pair(sent, recorder.tick()));
    recorder.end();
    REQUIRE(recorder.stamps().size() == 2);
    CHECK(recorder.stamps()[0] <= recorder.stamps()[1]);
}

TEST_CASE("more stamps than prepared for are kept as well") {
    Recorder recorder;
    recorder.prepare(2);
    recorder.begin(kForever);
    for (int i = 0; i < 5000; ++i) recorder.stamp();
    recorder.end();
    CHECK(recorder.stamps().size() == 5000);
}

TEST_CASE("begin forgets the block before") {
    Recorder recorder;
    recorder.prepare(16);
    recorder.begin(kForever);
    for (int i = 0; i < 10; ++i) recorder.stamp();
    recorder.end();
    REQUIRE(recorder.stamps().size() == 10);
    recorder.prepare(16);
    recorder.begin(kForever);
    recorder.stamp();
    recorder.end();
    CHECK(recorder.stamps().size() == 1);
}

TEST_CASE("save writes eight little-endian bytes a stamp") {
    const ScratchFile file;
    Recorder recorder;
    recorder.prepare(4);
    recorder.begin(kForever);
    for (int i = 0; i < 3; ++i) recorder.stamp();
    recorder.end();
    const auto saved = recorder.save(file.path.string());
    REQUIRE(saved.has_value());
    CHECK(*saved == 3);
    CHECK(std::filesystem::file_size(file.path) == 24); // 3 * 8
    std::ifstream in(file.path, std::ios::binary);
    for (const StampNs expected : recorder.stamps()) {
        std::uint64_t read = 0;
        for (int i = 0; i < 8; ++i) read |= static_cast<std::uint64_t>(in.get()) << (8 * i);
        CHECK(static_cast<StampNs>(read) == expected);
    }
}

TEST_CASE("a file that cannot be written is an error that names it") {
    Recorder recorder;
    const auto saved = recorder.save("/no-such-folder/times");
    REQUIRE_FALSE(saved.has_value());
    CHECK(saved.error().message.find("/no-such-folder/times") != std::string::npos);
}
