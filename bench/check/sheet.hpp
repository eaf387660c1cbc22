// The report as it grows, and the time that is left for it.
#pragma once

#include "bench/check/check.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/verdict.hpp"
#include "bench/run/interrupt.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tare::check {

/// A question that stands in the code rather than in a vector.
inline About question(std::string id, std::string section, std::vector<std::string> needs = {},
                      bool must = true) {
    return {std::move(id), std::move(section), must, {}, std::move(needs), false};
}

class Sheet {
  public:
    Sheet(CheckReport& report, const core::Variant& variant, const Setup& setup)
        : report_(report), variant_(variant), setup_(setup), deadline_(Clock::now() + setup.budget) {}

    /// Asks one thing, unless it needs what the variant has not, or there is no time left.
    template <class Question>
    void ask(const About& about, const std::string& where, Question&& question) {
        if (const auto why_not = reason_to_skip(about)) {
            report_.items.push_back({about.id + where, about.section, Status::skip, *why_not});
        } else if (Clock::now() >= deadline_) {
            ++unasked_;
            report_.items.push_back(
                {about.id + where, about.section, Status::skip, "not asked: no time left"});
        } else {
            report_.items.push_back(item_of(about, question(), where));
        }
    }

    /// Writes down what is known already.
    void put(const About& about, Verdict verdict) {
        report_.items.push_back(item_of(about, std::move(verdict)));
    }

    /// Whether more questions would only say the same once more: the handshake failed, on which all others
    /// build, or twenty things in a row went wrong. Then it also says that the others were not asked.
    [[nodiscard]] bool hopeless() {
        constexpr std::ptrdiff_t kInARow = 20;
        const auto& items = report_.items;
        const auto went_wrong = [](const CheckItem& item) {
            return item.status == Status::fail || item.status == Status::note;
        };
        const bool opening = items.back().id == "handshake" && items.back().status == Status::fail;
        const bool all =
            std::ssize(items) >= kInARow && std::all_of(items.end() - kInARow, items.end(), went_wrong);
        if (!opening && !all) return false;
        report_.items.push_back({"everything else", "all", Status::skip,
                                 opening ? "not asked, since the handshake failed"
                                         : "not asked, since twenty things in a row went wrong"});
        return true;
    }

    /// Once nothing more is to be asked: a failure if the time was over before that. What was not asked may
    /// be wrong, and a variant that is too slow to be checked must not pass for that.
    void finish() {
        if (unasked_ == 0) return;
        put(question("time", "contract"),
            Verdict::fail(
                fmt::format("the {} s for one variant were over; {} of its questions were not asked",
                            setup_.budget / std::chrono::seconds(1), unasked_)));
    }

    [[nodiscard]] bool interrupted() const {
        return setup_.interrupt != nullptr && setup_.interrupt->raised();
    }

  private:
    [[nodiscard]] std::optional<std::string> reason_to_skip(const About& about) const {
        const auto needs = [&](const char* what) {
            return std::find(about.needs.begin(), about.needs.end(), what) != about.needs.end();
        };
        const core::Capabilities& can = variant_.can;
        if (needs("text") && !can.text) return "declares no text";
        if (needs("fragments") && !can.fragments) return "declares no fragments";
        if (needs("tls") && !can.tls) return "declares no tls";
        if (needs("deflate") && !can.deflate) return "declares no deflate";
        if (needs("tls_resume") && !can.tls_resume) return "declares no tls_resume";
        if (needs("connections") && can.most_connections < 3) return "declares fewer than 3 connections";
        const auto declares = [&](core::Workload workload) {
            const auto& workloads = variant_.workloads;
            return std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
        };
        if (needs("pipeline") && !declares(core::Workload::pipeline)) return "declares no pipeline";
        if (needs("connect") && !declares(core::Workload::connect)) return "declares no connect";
        if (needs("rate") && !declares(core::Workload::rate)) return "declares no rate";
        if (needs("stream") && !declares(core::Workload::stream)) return "declares no stream";
        if (needs("transfer") && !declares(core::Workload::transfer)) return "declares no transfer";
        if (needs("broadcast") && !declares(core::Workload::broadcast)) return "declares no broadcast";
        if (needs("sends_fragments") && !can.sends_fragments) return "declares no sends_fragments";
        if (interrupted()) return "interrupted";
        return std::nullopt;
    }

    CheckReport& report_;
    const core::Variant& variant_;
    const Setup& setup_;
    Clock::time_point deadline_;
    int unasked_ = 0; ///< for want of time
};

} // namespace tare::check
