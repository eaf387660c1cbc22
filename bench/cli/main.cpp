#include "bench/cli/command_line.hpp"

#include <cstdio>
#include <exception>

namespace {

using namespace tare;

int exit_code(Trouble trouble) {
    switch (trouble) {
    case Trouble::usage:
        return cli::kUsage;
    case Trouble::environment:
        return cli::kCannotRunHere;
    case Trouble::contender:
    case Trouble::internal:
        break;
    }
    return cli::kNothingMeasured;
}

int tell(const Error& error) {
    const bool ends_itself = error.message.ends_with('?') || error.message.ends_with('.');
    std::fprintf(stderr, "tare: %s%s\n", error.message.c_str(), ends_itself ? "" : ".");
    return exit_code(error.trouble);
}

Result<int> carry_out(int argc, char** argv) {
    const auto request = cli::parse_command_line(argc, argv);
    if (!request) return request.error();
    std::fputs(request->text.c_str(), stdout);
    if (!request->verb) return cli::kFine;

    const auto world = cli::look_around(request->common, cli::process_environment());
    if (!world) return world.error();
    return request->verb(*world);
}

} // namespace

int main(int argc, char** argv) {
    try {
        const Result<int> outcome = carry_out(argc, argv);
        return outcome ? *outcome : tell(outcome.error());
    } catch (const std::exception& defect) {
        return tell(make_error(Trouble::internal, "a defect of tare itself: {}", defect.what()));
    }
}
