// A contender that is asked one thing after the other, and started anew when it has died of one.
//
// Thread safety: none.
#pragma once

#include "bench/features/answers.hpp"
#include "bench/run/ends.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace tare::features {

/// End: run::ServerEnd or run::ClientEnd.
template <class End>
class Live {
  public:
    using Start = std::function<Result<End>()>;
    explicit Live(Start start) : start_(std::move(start)) {}

    /// The question's answer; a cell that says so where the contender cannot be started, or died meanwhile.
    template <class Question>
    FeatureCell ask(Feature feature, Question&& question) {
        if (end_ && end_->process().ending()) end_.reset();
        if (!end_) {
            auto started = start_();
            if (!started) return absent(feature, "does not start: " + started.error().message);
            end_.emplace(std::move(*started));
        }
        FeatureCell cell = question(*end_);
        if (const auto trouble = end_->own_trouble()) {
            end_.reset();
            return crashed(feature, trouble->message);
        }
        (void)end_->process().stderr_tail(); // takes what it wrote: a full pipe would stop it
        return cell;
    }

    /// Ends it: what it would still say belongs to a question that is over.
    void drop() { end_.reset(); }

  private:
    Start start_;
    std::optional<End> end_;
};

} // namespace tare::features
