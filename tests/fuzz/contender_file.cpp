// The contender reader. Whatever it takes can be started: a command of texts, with each placeholder filled
// in.
#include "bench/store/contender_folder.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/json_mutator.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::fuzz;

TARE_FUZZ_JSON_MUTATOR

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const store::Placeholders placeholders{"/bin-folder", "/python", "/out-folder"};
    const std::filesystem::path file = "/tree/servers/cpp-x/contender.json";
    const auto contender = store::parse_contender(Input(data, size).text(), file, placeholders);
    if (!contender) {
        require(contender.error().trouble == Trouble::usage, "a wrong file is the caller's input");
        require(contender.error().message.starts_with(file.string() + ": "), "the error names the file");
        return 0;
    }
    require(contender->name == "cpp-x" && contender->folder == file.parent_path(), "named as its folder");
    require(!contender->workloads.empty() && !contender->variants.empty(), "something to run");
    for (const auto& variant : contender->variants) {
        require(!variant.command.empty(), "a command");
        require(variant.can.most_connections >= 1, "at least one connection");
        for (const std::string& argument : variant.command)
            for (const auto* word : {"{bin}", "{dir}", "{out}", "{python}"})
                require(argument.find(word) == std::string::npos, "each placeholder filled in");
        const auto same = [&](const core::Variant& other) { return other.name == variant.name; };
        require(std::ranges::count_if(contender->variants, same) == 1, "no variant twice");
    }
    return 0;
}
