#include "bench/doctor/tune.hpp"
#include "bench/store/tune_file.hpp"
#include "tests/catch.hpp"
#include "tests/hw/scratch.hpp"

#include <stdexcept>

using namespace tare;
using core::TuneOutcome;
using doctor::Desk;

namespace {

/// A machine of three knobs, whose files can be made to fail.
struct Knobs : hw::SettingFiles {
    std::map<std::string, std::string> values{
        {"sys/a", "old-a"}, {"sys/b", "old-b"}, {"proc/sys/c", "old-c"}};
    std::string refuses,
        ignores;          ///< a file that fails to be written; one that takes a write and keeps its value
    int crash_after = -1; ///< so many writes
    int writes = 0;

    std::optional<std::string> read(const std::string& file) override {
        const auto found = values.find(file);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    }
    Result<void> write(const std::string& file, const std::string& value) override {
        if (crash_after >= 0 && writes >= crash_after) throw std::runtime_error("the power fails");
        ++writes;
        if (!values.contains(file)) return make_error(Trouble::environment, "No such file or directory");
        if (file == refuses) return make_error(Trouble::environment, "Permission denied");
        if (file != ignores) values[file] = value;
        return {};
    }
};

const std::map<std::string, std::string> kOld = Knobs().values;
const std::vector<hw::Setting> kSettings = {
    {"a", "", "sys/a", "new-a"}, {"b", "CPU 1", "sys/b", "new-b"}, {"c", "", "proc/sys/c", "new-c"}};

struct Workshop {
    Scratch scratch;
    Knobs knobs;
    Desk desk{knobs, scratch.root() / "var/lib/tare/tune.json", "boot-1", "2026-11-20T10:00:00Z"};

    [[nodiscard]] bool has_state() const { return std::filesystem::exists(desk.state_file); }
    void put_state(const std::string& text) const { scratch.put("var/lib/tare/tune.json", text); }
    [[nodiscard]] std::string state() const {
        std::ifstream file(desk.state_file);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

} // namespace

TEST_CASE("tuned and restored") {
    Workshop w;
    const auto changes = doctor::tune(w.desk, kSettings);
    REQUIRE(changes);
    REQUIRE(changes->size() == 3);
    CHECK((*changes)[1].old == "old-b");
    CHECK((*changes)[1].wanted == "new-b");
    CHECK((*changes)[1].outcome == TuneOutcome::set);
    CHECK(w.knobs.values.at("sys/b") == "new-b");
    const auto restored = doctor::restore(w.desk);
    REQUIRE(restored);
    CHECK(restored->changes.size() == 3);
    CHECK(restored->changes[0].file == "proc/sys/c"); // the last first
    CHECK(w.knobs.values == kOld);
    CHECK_FALSE(w.has_state());
}

TEST_CASE("nothing to restore") {
    Workshop w;
    const auto restored = doctor::restore(w.desk);
    REQUIRE(restored);
    CHECK(restored->changes.empty());
    CHECK_FALSE(restored->was_rebooted);
    CHECK(w.knobs.writes == 0);
}

TEST_CASE("tuning twice keeps the first values") {
    Workshop w;
    REQUIRE(doctor::tune(w.desk, kSettings));
    const auto again = doctor::tune(w.desk, kSettings);
    REQUIRE(again);
    CHECK((*again)[0].outcome == TuneOutcome::already);
    w.knobs.values["sys/a"] = "somebody's";
    auto more = kSettings;
    w.knobs.values["sys/d"] = "old-d";
    more.push_back({"d", "", "sys/d", "new-d"});
    REQUIRE(doctor::tune(w.desk, more)); // a is set once more, and d is new
    REQUIRE(doctor::restore(w.desk));
    auto expected = kOld;
    expected["sys/d"] = "old-d";
    CHECK(w.knobs.values == expected);
}

TEST_CASE("a crash after any number of writes loses nothing") {
    for (int writes = 0; writes < 3; ++writes) {
        INFO(writes);
        Workshop w;
        w.knobs.crash_after = writes;
        CHECK_THROWS_AS(doctor::tune(w.desk, kSettings), std::runtime_error);
        w.knobs.crash_after = -1;
        CHECK(w.has_state()); // before the first write
        REQUIRE(doctor::restore(w.desk));
        CHECK(w.knobs.values == kOld);
    }
}

TEST_CASE("a crash while restoring is mended by restoring again") {
    Workshop w;
    REQUIRE(doctor::tune(w.desk, kSettings));
    w.knobs.crash_after = w.knobs.writes + 1;
    CHECK_THROWS_AS(doctor::restore(w.desk), std::runtime_error);
    w.knobs.crash_after = -1;
    REQUIRE(doctor::restore(w.desk));
    CHECK(w.knobs.values == kOld);
    CHECK_FALSE(w.has_state());
}

TEST_CASE("a setting that cannot be set leaves the others alone") {
    Workshop w;
    w.knobs.refuses = "sys/b";
    w.knobs.ignores = "sys/a";
    const auto changes = doctor::tune(w.desk, kSettings);
    REQUIRE(changes);
    CHECK((*changes)[0].outcome == TuneOutcome::failed);
    CHECK((*changes)[0].reason == "it took the value and still holds old-a");
    CHECK((*changes)[1].reason == "Permission denied");
    CHECK((*changes)[2].outcome == TuneOutcome::set);
    REQUIRE(doctor::restore(w.desk));
    CHECK(w.knobs.values == kOld);
    CHECK_FALSE(w.has_state());
}

TEST_CASE("a CPU that vanished keeps its place in the state file") {
    Workshop w;
    REQUIRE(doctor::tune(w.desk, kSettings));
    w.knobs.values.erase("sys/b");
    const auto restored = doctor::restore(w.desk);
    REQUIRE(restored);
    CHECK(restored->changes[1].outcome == TuneOutcome::failed);
    CHECK(w.knobs.values.at("sys/a") == "old-a"); // the others are back
    REQUIRE(w.has_state());
    CHECK(w.state().find("sys/a") == std::string::npos);
    CHECK(w.state().find("old-b") != std::string::npos);
    w.knobs.values["sys/b"] = "new-b"; // the CPU is online again
    REQUIRE(doctor::restore(w.desk));
    CHECK(w.knobs.values == kOld);
    CHECK_FALSE(w.has_state());
}

TEST_CASE("a file that is not there cannot be tuned") {
    Workshop w;
    w.knobs.values.erase("sys/a");
    const auto changes = doctor::tune(w.desk, kSettings);
    REQUIRE(changes);
    CHECK((*changes)[0].reason == "it cannot be read");
    CHECK((*changes)[1].outcome == TuneOutcome::set);
}

TEST_CASE("a state file that is none is refused, and nothing is touched") {
    const std::pair<const char*, const char*> spoilt[] = {
        {"", "tune.json: "},
        {R"({"schema": 1, "boot_id": "boot-1", "saved": [{"file": "sys/a", "ol)", "the file is cut off here"},
        {"[]", "tune.json: "},
        {R"({"schema": 2, "boot_id": "", "saved_utc": "", "saved": []})", "schema 2 is newer"},
        {R"({"schema": 1, "boot_id": "", "saved_utc": "", "saved": [{"what": "", "file": "etc/passwd", "old": "x"}]})",
         "expected a file below proc/sys, proc/irq or sys, got \"etc/passwd\""},
        {R"({"schema": 1, "boot_id": "", "saved_utc": "", "saved": [{"what": "", "file": "sys/../etc/passwd", "old": "x"}]})",
         "expected a file below"},
        {R"({"schema": 1, "boot_id": "", "saved_utc": "", "saved": [{"what": "", "file": "sys/a"}]})",
         "/saved/0"},
    };
    for (const auto& [text, reason] : spoilt) {
        INFO(text);
        Workshop w;
        w.put_state(text);
        for (const auto& error : {doctor::tune(w.desk, kSettings).error(), doctor::restore(w.desk).error()}) {
            CHECK(error.trouble == Trouble::usage);
            CHECK_THAT(error.message, ContainsSubstring("tune.json"));
            CHECK_THAT(error.message, ContainsSubstring(reason));
        }
        CHECK(w.knobs.writes == 0);
        CHECK(w.state() == text);
    }
}

TEST_CASE("a state file that cannot be written stops before the first change") {
    Workshop w;
    w.scratch.put("var/lib/tare", "a file where the folder should be");
    const auto changes = doctor::tune(w.desk, kSettings);
    REQUIRE_FALSE(changes);
    CHECK(changes.error().trouble == Trouble::environment);
    CHECK(w.knobs.writes == 0);
}

TEST_CASE("after a reboot there is nothing to restore") {
    Workshop w;
    REQUIRE(doctor::tune(w.desk, kSettings));
    w.desk.boot_id = "boot-2";
    w.knobs.values = {{"sys/a", "default-a"}, {"sys/b", "default-b"}, {"proc/sys/c", "default-c"}};
    SECTION("restore drops the file") {
        const auto restored = doctor::restore(w.desk);
        REQUIRE(restored);
        CHECK(restored->was_rebooted);
        CHECK(w.knobs.values.at("sys/a") == "default-a");
        CHECK_FALSE(w.has_state());
    }
    SECTION("tune saves the values of this boot") {
        REQUIRE(doctor::tune(w.desk, kSettings));
        REQUIRE(doctor::restore(w.desk));
        CHECK(w.knobs.values.at("sys/a") == "default-a");
    }
}

TEST_CASE("where everything holds already no file is made") {
    Workshop w;
    w.knobs.values = {{"sys/a", "new-a"}, {"sys/b", "new-b"}, {"proc/sys/c", "new-c"}};
    REQUIRE(doctor::tune(w.desk, kSettings));
    CHECK_FALSE(w.has_state());
    CHECK(w.knobs.writes == 0);
}
