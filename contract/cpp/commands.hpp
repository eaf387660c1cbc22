// The client's command lines as values, and its answers as lines (CONTRACT.md, "Client").
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace tare::contract {

struct GoCommand {};
struct SaveCommand {
    std::string times_file;
};
struct CloseCommand {};

using Command = std::variant<OpenRequest, BlockRequest, GoCommand, SaveCommand, CloseCommand>;

/// Ranges: connections 1 .. 100 000, size_bytes 0 .. 64 MiB, depth 1 .. 1 024, rate_per_s 1 .. 100 000 000,
/// duration_ns and deadline_ns > 0. A member that the contract does not know is an error: ignoring it could
/// mean measuring something else than was asked.
Result<Command> parse_command(std::string_view line);

std::string ready_answer();
std::string opened_answer(int connections);
std::string armed_answer();
std::string ran_answer(const BlockReport&);
std::string saved_answer(std::size_t stamps);
std::string closed_answer();
std::string error_answer(const Error&);

/// The line that --probe prints.
std::string probe_answer(const Probe&);

} // namespace tare::contract
