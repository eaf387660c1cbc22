#include "bench/report/progress.hpp"

#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tare::report {
namespace {

constexpr auto kRedrawEvery = Milliseconds{200};
constexpr double kSayEvery = 0.05;                // of the work, where there is no terminal
constexpr auto kSaySeldom = Milliseconds{10'000}; // and not more often than that
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 8;
constexpr double kTrustAfterShare = 0.05;
constexpr double kTrustAfterSeconds = 2.0;

std::string time_left(const ProgressState& state, double share) {
    if (share >= 1) return "";
    const bool rate_is_known = share >= kTrustAfterShare && state.elapsed_s >= kTrustAfterSeconds;
    if (!rate_is_known && state.planned_s <= 0) return "";
    const double left = rate_is_known ? state.elapsed_s * (1 - share) / share : state.planned_s * (1 - share);
    // Tenths of a second would only flicker.
    return (left < 9.5 ? fmt::format("{:.0f} s", left) : waiting_time(left)) + " left";
}

std::string bar(double share, int width, const Terminal& terminal) {
    const int filled = static_cast<int>(std::floor(share * width));
    std::string done, left;
    for (int i = 0; i < filled; ++i) done += signs(terminal).bar_done;
    for (int i = filled; i < width; ++i) left += signs(terminal).bar_left;
    return styled(done, Style::good, terminal) + styled(left, Style::dim, terminal);
}

} // namespace

std::string render(const ProgressState& state, int width, const Terminal& terminal) {
    const std::string label = printable(state.label.empty() ? "starting" : state.label, terminal);
    const double share = std::clamp(state.share, 0.0, 1.0);

    // The end keeps its width while it changes, so that the bar does not jump.
    std::string end = fmt::format("  {:3.0f} %", std::floor(share * 100));
    const std::string left = time_left(state, share);
    end += left.empty() ? "" : "  " + left;
    constexpr int kEndWidth = 24;
    const int room = width - std::max(kEndWidth, display_width(end));
    if (room < kNarrowestBar + 2) return shortened(label + end, width, terminal);

    // A third of the line for the bar, the rest for saying what happens.
    const int bar_width = std::clamp(room / 3, kNarrowestBar, kWidestBar);
    const int label_width = room - bar_width - 2;
    return pad_right(shortened(label, label_width, terminal), std::min(label_width, 48)) + "  " +
           bar(share, bar_width, terminal) + end;
}

Clock steady_clock() {
    return [] { return Nanoseconds(std::chrono::steady_clock::now().time_since_epoch()); };
}

Progress::Progress(std::FILE* stream, const Terminal& terminal, Clock clock)
    : Progress(
          [stream](std::string_view text) {
              std::fwrite(text.data(), 1, text.size(), stream);
              std::fflush(stream);
          },
          terminal, std::move(clock)) {}

Progress::Progress(std::ostream& stream, const Terminal& terminal, Clock clock)
    : Progress([&stream](std::string_view text) { stream << text << std::flush; }, terminal,
               std::move(clock)) {}

Progress::Progress(Writer write, const Terminal& terminal, Clock clock)
    : write_(std::move(write)), terminal_(terminal), clock_(std::move(clock)) {}

Progress::~Progress() { finish(); }

void Progress::begin(double planned_s, std::string_view label) {
    running_ = true;
    began_ = said_at_ = clock_();
    said_at_share_ = 0;
    state_ = {.share = 0, .planned_s = planned_s, .elapsed_s = 0, .label = std::string(label)};
    if (terminal_.is_terminal)
        draw(began_);
    else
        advance(0, label);
}

void Progress::advance(double share, std::string_view label) {
    if (!running_) return;
    if (!terminal_.is_terminal) {
        const std::string_view subject = label.substr(0, label.find(' '));
        const bool much_later = share >= said_at_share_ + kSayEvery;
        if (subject.empty() || (said_.contains(subject) && !much_later)) return;
        const Nanoseconds now = clock_();
        if (said_.contains(subject) && now - said_at_ < kSaySeldom) return;
        said_.emplace(subject);
        said_at_share_ = share, said_at_ = now;
        state_.elapsed_s = Seconds(now - began_).count();
        const std::string left = time_left(state_, share);
        write_(fmt::format("{:3.0f} %  {}{}\n", std::floor(share * 100), printable(subject, terminal_),
                           left.empty() ? "" : "  " + left));
        return;
    }
    const Nanoseconds now = clock_();
    state_.share = share;
    if (drawn_ && now - drawn_at_ < kRedrawEvery) return;
    state_.label = label;
    draw(now);
}

void Progress::note(std::string_view text) {
    erase();
    std::string lines;
    for (const std::string& line : wrapped(printable(text, terminal_), terminal_.width)) lines += line + '\n';
    write_(lines);
    if (running_ && terminal_.is_terminal) draw(clock_());
}

void Progress::finish() {
    erase();
    running_ = false;
}

void Progress::draw(Nanoseconds now) {
    state_.elapsed_s = Seconds(now - began_).count();
    // One column less than there are: some terminals wrap as soon as the last one is written.
    write_("\r\x1b[K" + render(state_, terminal_.width - 1, terminal_));
    drawn_ = true;
    drawn_at_ = now;
}

void Progress::erase() {
    if (drawn_) write_("\r\x1b[K");
    drawn_ = false;
}

} // namespace tare::report
