// What the conformance checker found out about one variant of one contender.
//
// Thread safety: plain values.
#pragma once

#include <string>
#include <vector>

namespace tare::check {

enum class Status {
    pass,
    fail, ///< what the RFC or the contract demands is not met
    skip, ///< not asked: it does not declare the capability, cannot run here, or its time was over
    note, ///< allowed, but not what the RFC recommends; a user should know
};

struct CheckItem {
    std::string id;
    std::string section; ///< "RFC 6455, 5.2" or "contract, Client"
    Status status = Status::pass;
    std::string sentence; ///< what was wrong, with the bytes expected and got; empty for a pass
};

struct CheckReport {
    std::string contender; ///< "cpp-beast server"
    std::string variant;
    std::vector<CheckItem> items;

    [[nodiscard]] int count(Status) const;
    [[nodiscard]] bool failed() const { return count(Status::fail) > 0; }
};

/// One line for each item that failed or is noted, then a summary line:
///     FAIL reserved-bit-1 (RFC 6455, 5.2): …
///     cpp-beast server, epoll: 61 passed, 1 failed, 2 noted, 3 skipped
/// `all` shows the passed and skipped ones too.
std::string to_text(const CheckReport&, bool all);

/// [{"contender":…, "variant":…, "passed":…, "items":[{"id":…, "section":…, "status":…, "sentence":…}]}]
std::string to_json(const std::vector<CheckReport>&);

} // namespace tare::check
