// What one step of a conversation came to.
#pragma once

#include "bench/check/report.hpp"
#include "bench/check/vectors.hpp"

#include <string>
#include <utility>

namespace tare::check {

struct Verdict {
    Status status = Status::pass;
    std::string sentence;

    static Verdict pass() { return {}; }
    static Verdict fail(std::string why) { return {Status::fail, std::move(why)}; }
    static Verdict note(std::string what) { return {Status::note, std::move(what)}; }
};

/// The vector's item: what only may be demanded is noted rather than failed.
inline CheckItem item_of(const About& about, Verdict verdict, const std::string& where = {}) {
    if (!about.must && verdict.status == Status::fail) verdict.status = Status::note;
    return {about.id + where, about.section, verdict.status, std::move(verdict.sentence)};
}

} // namespace tare::check
