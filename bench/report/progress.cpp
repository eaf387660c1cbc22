#include "bench/report/progress.hpp"

#include "bench/report/format.hpp"
#include "bench/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tare::report {
namespace {

constexpr auto kRedrawEvery = Milliseconds{200};
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 8;
constexpr double kTrustAfterShare = 0.02;
constexpr double kTrustAfterSeconds = 1.0;

std::string time_left(const ProgressState& state, double share) {
    if (share < kTrustAfterShare || state.elapsed_s < kTrustAfterSeconds || share >= 1) return "";
    return waiting_time(std::round(state.elapsed_s * (1 - share) / share)) + " left";
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
    const std::string label = printable(state.label, terminal);
    if (!(state.total > 0)) return shortened(label, width, terminal);
    const double share = std::clamp(state.done / state.total, 0.0, 1.0);

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

Progress::Progress(std::ostream& stream, const Terminal& terminal, Clock clock)
    : stream_(stream), terminal_(terminal), clock_(std::move(clock)) {}

Progress::~Progress() { finish(); }

void Progress::begin(double total_units, std::string_view label) {
    running_ = true;
    total_ = total_units;
    done_ = 0;
    label_ = label;
    began_ = clock_();
    if (terminal_.is_terminal)
        draw(began_);
    else
        advance(0, label);
}

void Progress::advance(double done_units, std::string_view label) {
    if (!running_) return;
    done_ = done_units;
    if (!terminal_.is_terminal) {
        const std::string_view subject = label.substr(0, label.find(' '));
        if (subject.empty() || said_.contains(subject)) return;
        said_.emplace(subject);
        stream_ << fmt::format("{:3.0f} %  {}\n", total_ > 0 ? std::floor(done_ / total_ * 100) : 0.0,
                               printable(subject, terminal_))
                << std::flush;
        return;
    }
    const Nanoseconds now = clock_();
    if (drawn_ && now - drawn_at_ < kRedrawEvery) return;
    label_ = label;
    draw(now);
}

void Progress::note(std::string_view text) {
    erase();
    std::string lines;
    for (const std::string& line : wrapped(printable(text, terminal_), terminal_.width)) lines += line + '\n';
    stream_ << lines << std::flush;
    if (running_ && terminal_.is_terminal) draw(clock_());
}

void Progress::finish() {
    erase();
    running_ = false;
}

void Progress::draw(Nanoseconds now) {
    const ProgressState state{done_, total_, label_, Seconds(now - began_).count()};
    // One column less than there are: some terminals wrap as soon as the last one is written.
    stream_ << "\r\x1b[K" + render(state, terminal_.width - 1, terminal_) << std::flush;
    drawn_ = true;
    drawn_at_ = now;
}

void Progress::erase() {
    if (drawn_) stream_ << "\r\x1b[K" << std::flush;
    drawn_ = false;
}

} // namespace tare::report
