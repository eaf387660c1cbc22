// One command to a client contender and its answer, while the checker goes on being the server that the
// command is about.
//
// Thread safety: none; one more thread waits for the answer, and is gone when ask() returns.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "bench/run/child_process.hpp"

#include <boost/json.hpp>

#include <functional>
#include <string>

namespace tare::check {

/// Calls `pump` again and again until the answer is there. Errors: no answer, not a JSON object. An answer of
/// {"error": …} is an answer.
Result<boost::json::object> ask(run::ChildProcess& client, const boost::json::object& command,
                                const std::function<void()>& pump, Nanoseconds timeout);

/// The sentence of an {"error": …} answer; empty when it is another answer.
std::string error_in(const boost::json::object& answer);

/// A whole number anywhere in an object; -1 when it is not there.
std::int64_t number_in(const boost::json::object& object, const char* name);

} // namespace tare::check
