#include "bench/stats/steady_state.hpp"
#include "tests/catch.hpp"

#include <cmath>

using namespace tare::stats;

namespace {

using Values = std::vector<double>;

/// So many rounds at `first`, and then as many at `later`.
Values stepped(double first, double later, int rounds = 6) {
    Values values(static_cast<std::size_t>(rounds), first);
    values.insert(values.end(), static_cast<std::size_t>(rounds), later);
    return values;
}

} // namespace

TEST_CASE("warm: the last three found nothing cheaper") {
    CHECK_FALSE(warm(Values{}));
    CHECK_FALSE(warm(Values{100, 100, 100})); // nothing to hold them against
    CHECK(warm(Values{100, 100, 100, 100}));
    CHECK(warm(Values{100, 98, 100, 100})); // 98 is no more than 2 % below 100
    CHECK_FALSE(warm(Values{100, 97.9, 100, 100}));
    CHECK(warm(Values{100, 97.9, 100, 100, 96}));       // 96 against 97.9: 1.94 % below
    CHECK(warm(Values{900, 150, 100, 130, 170, 101}));  // disturbed blocks say nothing
    CHECK_FALSE(warm(Values{900, 150, 130, 100, 101})); // 100 is 33 % below 150
    // A block without an operation, or without CPU time, has no cost.
    CHECK(warm(Values{NAN, 100, NAN, 0, 99}));
    CHECK_FALSE(warm(Values{NAN, 100, 99, 100})); // nothing before them
    CHECK_FALSE(warm(Values{100, NAN, NAN, NAN}));
    CHECK_FALSE(warm(Values{0, 0, 0, 0}));
}

TEST_CASE("drift: the last third minus the first") {
    CHECK_FALSE(drift(Values{1, 2, 3, 4, 5}));
    CHECK(*drift(Values{1, 2, 3, 4, 5, 6}) == Approx(5.5 - 1.5));
    CHECK(*drift(Values{1, 2, 3, 4, 5, 6, 7}) == Approx(6.5 - 1.5)); // ⌊7 / 3⌋ = 2
    // Thirds of four: the trimmed mean leaves out the smallest and the largest of each.
    CHECK(*drift(Values{0, 0, 0, 9, 1, 1, 1, 1, -0.1, -0.1, -0.1, 9}) == Approx(-0.1));
}

TEST_CASE("moves: by more than 1 % over the sessions, and by more than chance") {
    CHECK_FALSE(moves({}));
    CHECK_FALSE(moves({stepped(0, -0.1), stepped(0, -0.1)}));                      // cannot be told
    CHECK_FALSE(moves({stepped(0, -0.1), stepped(0, -0.1), stepped(0, -0.1, 2)})); // 4 rounds: no drift
    CHECK(moves({stepped(0, -0.1), stepped(0, -0.1), stepped(0, -0.1)}));
    CHECK(moves({stepped(0, 0.1), stepped(0, 0.1), stepped(0, 0.1)})); // dearer: not steady either
    CHECK_FALSE(moves({stepped(0, -0.009), stepped(0, -0.009), stepped(0, -0.009)})); // too little
    // -2, -3, -4 %: t = 3 / (1 / √3) = 5.20; two-sided at 2 degrees 1 % needs 9.92.
    CHECK_FALSE(moves({stepped(0, -0.02), stepped(0, -0.03), stepped(0, -0.04)}));
    // The same three times over: sd .866, t = 3 / (.866 / 3) = 10.4; at 8 degrees it needs 3.36.
    Values two = stepped(0, -0.02), three = stepped(0, -0.03), four = stepped(0, -0.04);
    CHECK(moves({two, three, four, two, three, four, two, three, four}));
}
