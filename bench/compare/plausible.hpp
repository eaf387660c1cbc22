// Whether a result can be what a run wrote. A result says several things twice: the key is the hash of the
// facts beside it, estimates are the means of their sessions, a rate is the inverse of a time. A document in
// which they disagree was edited, cut together from several, or damaged, and nothing is judged by it.
//
// There is no checksum: whoever edits a file can compute one again, and a file that was only damaged hardly
// passes as JSON that agrees with itself (docs/decisions/0005).
//
// Thread safety: a pure function.
#pragma once

#include "bench/core/result.hpp"

#include <string_view>

namespace tare::compare {

/// `expected_key`: what hw::compute_key makes of the keyed facts. `file` is named in the error
/// (Trouble::usage): the first of a wrong key; a run that ended before it started; no rows; a row twice; an
/// ok row without sessions or samples; a session that is a copy of another; numbers that do not follow from
/// the sessions; an interval that does not hold its estimate.
Result<void> check_plausible(const core::RunResult& result, std::string_view file,
                             std::string_view expected_key);

} // namespace tare::compare
