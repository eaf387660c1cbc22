#include "bench/check/deviations.hpp"

#include <fmt/format.h>

#include <utility>

namespace tare::check {
namespace {

bool is_asked_by(const core::Deviation& deviation, const CheckItem& item) {
    return item.id == deviation.vector || item.id == deviation.vector + " over TLS";
}

/// Makes a declaration's failures notes; what is wrong with the declaration itself, or a pass.
std::pair<Status, std::string> apply(const core::Deviation& deviation, CheckReport& report) {
    bool exists = false, found = false, passed = false;
    for (CheckItem& item : report.items) {
        if (!is_asked_by(deviation, item)) continue;
        exists = true;
        if (!item.section.starts_with("RFC "))
            return {
                Status::fail,
                fmt::format("declares the deviation \"{}\", which is the contract's demand and not the RFC's",
                            deviation.vector)};
        if (item.status == Status::pass) passed = true;
        if (item.status == Status::note) found = true;
        if (item.status != Status::fail) continue;
        found = true;
        item.status = Status::note;
        item.sentence = fmt::format("known of the library: {} ({})", deviation.what, item.sentence);
    }
    if (!exists)
        return {Status::fail,
                fmt::format("declares the deviation \"{}\", which is no question here", deviation.vector)};
    if (passed && !found)
        return {Status::note,
                fmt::format("declares the deviation \"{}\" and does not show it", deviation.vector)};
    return {Status::pass, ""};
}

} // namespace

void apply_deviations(const std::vector<core::Deviation>& declared, CheckReport& report) {
    for (const core::Deviation& deviation : declared)
        if (auto [status, sentence] = apply(deviation, report); status != Status::pass)
            report.items.push_back({"deviations", "contract, The folder", status, std::move(sentence)});
}

} // namespace tare::check
