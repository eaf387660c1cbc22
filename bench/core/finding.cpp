#include "bench/core/finding.hpp"

#include "bench/core/words.hpp"

namespace tare::core {
namespace {

constexpr std::array kGrades = {Word<Grade>{Grade::serious, "serious"}, Word<Grade>{Grade::minor, "minor"},
                                Word<Grade>{Grade::unknown, "unknown"}, Word<Grade>{Grade::good, "good"}};

} // namespace

std::string_view to_string(Grade grade) { return word_of(kGrades, grade); }

} // namespace tare::core
