// The report as it grows, and the time that is left for it.
#pragma once

#include "bench/check/check.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/verdict.hpp"
#include "bench/run/interrupt.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace tare::check {

class Sheet {
  public:
    Sheet(CheckReport& report, const core::Variant& variant, const Setup& setup)
        : report_(report), variant_(variant), setup_(setup), deadline_(Clock::now() + setup.budget) {}

    /// Asks one thing, unless it needs what the variant has not, or there is no time left.
    template <class Question>
    void ask(const About& about, const std::string& where, Question&& question) {
        if (const auto why_not = reason_to_skip(about)) {
            report_.items.push_back({about.id + where, about.section, Status::skip, *why_not});
        } else {
            report_.items.push_back(item_of(about, question(), where));
        }
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
        if (needs("connections") && can.most_connections < 3) return "declares fewer than 3 connections";
        if (interrupted()) return "interrupted";
        if (Clock::now() > deadline_) {
            return fmt::format("not asked: the {} s for one variant were over",
                               setup_.budget / std::chrono::seconds(1));
        }
        return std::nullopt;
    }

    CheckReport& report_;
    const core::Variant& variant_;
    const Setup& setup_;
    Clock::time_point deadline_;
};

} // namespace tare::check
