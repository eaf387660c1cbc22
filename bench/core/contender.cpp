#include "bench/core/contender.hpp"

#include "bench/core/words.hpp"

namespace tare::core {
namespace {

constexpr std::array kSides{Word<Side>{Side::server, "server"}, Word<Side>{Side::client, "client"}};

} // namespace

std::string_view to_string(Side value) { return word_of(kSides, value); }
Result<Side> parse_side(std::string_view word) { return value_of(kSides, "side", word); }

} // namespace tare::core
