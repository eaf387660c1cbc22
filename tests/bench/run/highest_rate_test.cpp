#include "bench/run/highest_rate.hpp"
#include "tests/catch.hpp"

#include <vector>

using namespace tare;
using run::highest_rate;

TEST_CASE("the highest rate is found to 3.3 %, from below") {
    for (const double limit : {1'600.0, 2'000.0, 31'415.0, 77'000.0, 99'999.0}) {
        int asked = 0;
        const auto found = highest_rate(100'000, [&](double rate) {
            ++asked;
            return Result<bool>(rate <= limit);
        });
        REQUIRE(found.has_value());
        CHECK(*found <= limit);
        CHECK(*found >= limit / 1.0331); // 64^(1/128) = e^(4.1589/128) = 1.0330
        CHECK(asked == 9);               // both ends, and seven halvings
    }
}

TEST_CASE("what holds everywhere or nowhere is known at once") {
    std::vector<double> asked;
    const auto all = [&](bool answer) {
        asked.clear();
        return *highest_rate(6'400, [&](double rate) {
            asked.push_back(rate);
            return Result<bool>(answer);
        });
    };
    CHECK(all(true) == 6'400);
    CHECK(asked == std::vector<double>{100, 6'400}); // 6 400 / 64
    CHECK(all(false) == 0);
    CHECK(asked == std::vector<double>{100});
}

TEST_CASE("an error ends the search") {
    int asked = 0;
    const auto found = highest_rate(6'400, [&](double) {
        return ++asked == 3 ? Result<bool>(make_error(Trouble::contender, "gone")) : Result<bool>(asked == 1);
    });
    REQUIRE(found.has_error());
    CHECK(found.error().message == "gone");
    CHECK(asked == 3);
}
