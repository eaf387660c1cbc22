#include "bench/core/goal.hpp"

#include "bench/core/words.hpp"

namespace tare::core {
namespace {

constexpr std::array kFigures{Word<Figure>{Figure::rate, "rate"},
                              Word<Figure>{Figure::server_syscalls, "server_syscalls"}};

} // namespace

std::string_view to_string(Figure value) { return word_of(kFigures, value); }
Result<Figure> parse_figure(std::string_view word) { return value_of(kFigures, "figure", word); }

Result<Program> parse_program(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size())
        return make_error(Trouble::usage, "\"{}\" is not a program; expected CONTENDER:VARIANT", text);
    return Program{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

std::string to_string(const Program& program) { return program.contender + ':' + program.variant; }

} // namespace tare::core
