#include "bench/core/result.hpp"

#include "bench/core/words.hpp"

namespace tare::core {
namespace {

constexpr std::array kStatuses{Word<Status>{Status::ok, "ok"}, Word<Status>{Status::invalid, "invalid"},
                               Word<Status>{Status::unavailable, "unavailable"}};

} // namespace

std::string_view to_string(Status value) { return word_of(kStatuses, value); }
Result<Status> parse_status(std::string_view word) { return value_of(kStatuses, "status", word); }

} // namespace tare::core
