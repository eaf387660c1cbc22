// What a suite's authors want its figures to be. A goal judges nothing: it is printed with what was measured,
// so that a figure that falls short is seen, not dropped.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/contender.hpp"
#include "bench/core/result.hpp"

#include <optional>
#include <string>

namespace tare::core {

enum class Figure {
    rate,            ///< operations a second, as a ratio to those of `over`
    server_syscalls, ///< system calls of the server for an operation
};
std::string_view to_string(Figure);
Result<Figure> parse_figure(std::string_view);

struct Goal {
    Case measured;
    Role role = Role::server;
    Program subject;
    Figure figure = Figure::rate;
    /// Of rate: in the same case, in the same role or as another variant of the floor; absent: the floor.
    std::optional<Program> over;
    std::optional<double> at_least, at_most; ///< exactly one
};

/// "cpp-raw:io_uring".
Result<Program> parse_program(std::string_view);
std::string to_string(const Program&);

/// A goal beside what was measured.
struct GoalReading {
    Goal goal;
    std::optional<Estimate> value; ///< absent: could not be measured, for this reason
    std::string reason;
    bool reached = false; ///< by the estimate
    bool certain = false; ///< the whole interval says the same
};

} // namespace tare::core
