// How far a run is, on stderr: a bar that redraws itself for whoever watches, a few plain lines for a log.
//
// Thread safety: none; render() is a pure function.
#pragma once

#include "base/units.hpp"
#include "bench/report/style.hpp"

#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

namespace tare::report {

struct ProgressState {
    double done = 0;  ///< in units of `total`, 0 .. total
    double total = 0; ///< <= 0: nobody knows
    std::string label;
    double elapsed_s = 0;
};

/// One line of at most `width` columns without a line end:
///     "echo-256 cpp-raw epoll  ━━━━━━━━────────────  42 %  1 min 12 s left"
/// Time left is what the rate until now makes it; it is not said before 2 % or 1 s.
std::string render(const ProgressState&, int width, const Terminal&);

class Progress {
  public:
    using Clock = std::function<Nanoseconds()>; ///< monotonic

    /// The stream must outlive it.
    Progress(std::ostream& stream, const Terminal& terminal, Clock clock);
    /// Finishes.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Starts to count from 0 to total_units.
    void begin(double total_units, std::string_view label);

    /// done_units are behind us, and `label` is what happens now; its first word is what it belongs to (the
    /// case). On a terminal the bar is redrawn at most five times a second; elsewhere the first word is
    /// printed the first time that it appears, and nothing else: a line a case. Costs a reading of the clock,
    /// or a look into a small set.
    void advance(double done_units, std::string_view label);

    /// A line that stays, above the bar.
    void note(std::string_view text);

    /// Takes the bar away. Further calls of advance() do nothing until begin().
    void finish();

  private:
    void draw(Nanoseconds now);
    void erase();

    std::ostream& stream_;
    Terminal terminal_;
    Clock clock_;
    bool running_ = false;
    bool drawn_ = false;
    double total_ = 0, done_ = 0;
    std::string label_;
    Nanoseconds began_{0}, drawn_at_{0};
    std::set<std::string, std::less<>> said_;
};

} // namespace tare::report
