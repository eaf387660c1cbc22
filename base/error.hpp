// How expected failure travels: as a value, and as one clear sentence.
//
// An Error says what was attempted, on what, and what was wrong or expected instead. It is written for the
// person at the terminal, is printed once (in main, or as the reason of an invalid cell), and carries the
// exit code its kind deserves. Exceptions are kept for what cannot happen.
//
// Thread safety: plain values.
#pragma once

#include <boost/system/result.hpp>
#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace tare {

/// What kind of trouble it is; main turns it into the exit code (see docs and `tare --help`).
enum class Trouble {
    usage,       ///< the caller's input is wrong: a file, an option, a name (exit 2)
    contender,   ///< a contender misbehaved; its cells become invalid, the run goes on
    environment, ///< this machine cannot do it here and now (exit 77 when nothing else is left)
    internal,    ///< ours: a defect (exit 3)
};

struct Error {
    Trouble trouble = Trouble::internal;
    std::string message; ///< a sentence without a final full stop
};

/// The value of an operation, or the reason there is none.
template <class T>
using Result = boost::system::result<T, Error>;

/// make_error(Trouble::usage, "case {}: \"rate\" must be > 0, got {}", id, rate)
template <class... Args>
[[nodiscard]] Error make_error(Trouble trouble, fmt::format_string<Args...> format, Args&&... args) {
    return Error{trouble, fmt::format(format, std::forward<Args>(args)...)};
}

/// Puts the place in front of a message: "FILE: MESSAGE".
[[nodiscard]] inline Error in_context(std::string_view place, Error error) {
    error.message = fmt::format("{}: {}", place, error.message);
    return error;
}

/// What result.value() throws where the caller was sure there could be no error.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::logic_error(error.message);
}

} // namespace tare
