// How far a run is, on stderr: a bar that redraws itself for whoever watches, a few plain lines for a log.
//
// Thread safety: none; render() is a pure function.
#pragma once

#include "base/units.hpp"
#include "bench/report/style.hpp"

#include <cstdio>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

namespace tare::report {

struct ProgressState {
    double share = 0;     ///< of the work that is done, 0 .. 1
    double planned_s = 0; ///< how long it is meant to take; <= 0: nobody knows
    double elapsed_s = 0;
    std::string label;
};

/// One line of at most `width` columns without a line end:
///     "echo-256 · session 2/5  ━━━━━━━━────────────  42 %  1 min 12 s left"
/// Time left is what the plan says until 5 % and 2 s are over, and what the rate until now makes it from then
/// on.
std::string render(const ProgressState&, int width, const Terminal&);

using Clock = std::function<Nanoseconds()>; ///< monotonic
Clock steady_clock();

class Progress {
  public:
    using Writer = std::function<void(std::string_view)>;

    /// Writes to a stream, flushed; the stream must outlive it.
    Progress(std::FILE* stream, const Terminal& terminal, Clock clock = steady_clock());
    Progress(std::ostream& stream, const Terminal& terminal, Clock clock = steady_clock());
    Progress(Writer write, const Terminal& terminal, Clock clock);
    /// Finishes.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Starts: nothing of it is done yet. planned_s as in ProgressState.
    void begin(double planned_s, std::string_view label = "");

    /// `share` of the work (0 .. 1) is done, and `label` is what happens now; its first word is what it
    /// belongs to (the case). On a terminal the bar is redrawn at most five times a second; elsewhere the
    /// first word is printed with the time that is left, the first time that it appears and when another 5 %
    /// are done. Costs a reading of the clock, or a look into a small set.
    void advance(double share, std::string_view label);

    /// A line that stays, above the bar.
    void note(std::string_view text);

    /// Takes the bar away. Further calls of advance() do nothing until begin().
    void finish();

  private:
    void draw(Nanoseconds now);
    void erase();

    Writer write_;
    Terminal terminal_;
    Clock clock_;
    bool running_ = false;
    bool drawn_ = false;
    ProgressState state_;
    Nanoseconds began_{0}, drawn_at_{0}, said_at_{0};
    double said_at_share_ = 0;
    std::set<std::string, std::less<>> said_;
};

} // namespace tare::report
