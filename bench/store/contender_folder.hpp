// Finds contenders: a folder with a contender.json is one (contract/CONTRACT.md, contender.schema.json).
//
// Errors name the file and the JSON pointer and are Trouble::usage; one malformed folder does not hide the
// others.
//
// Thread safety: pure functions, apart from reading files.
#pragma once

#include "bench/core/contender.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tare::store {

/// What stands for {bin} and {python} in a contender's command; {dir} is its own folder, and {out} is
/// <out>/servers/<name> or <out>/clients/<name>, where its prepare script leaves what it builds.
struct Placeholders {
    std::filesystem::path bin;    ///< folder of compiled contenders
    std::filesystem::path python; ///< the interpreter of Python contenders
    std::filesystem::path out;    ///< what ci/contenders.sh builds into
};

/// `file` is the path of the contender.json: named in errors; its parent is the contender's folder, whose
/// name must be the contender's.
Result<core::Contender> parse_contender(std::string_view text, const std::filesystem::path& file,
                                        const Placeholders& placeholders);

struct ContenderScan {
    std::vector<core::Contender> contenders; ///< sorted by side, then name
    std::vector<Error> malformed;            ///< what could not be read, one sentence each
};

/// Looks into <root>/servers/*, <root>/clients/*, <root>/* and <root> for contender.json. The same name twice
/// on one side is malformed; the first one found (in the order of `roots`) stays. A root that is no folder is
/// malformed.
ContenderScan load_contenders(const std::vector<std::filesystem::path>& roots,
                              const Placeholders& placeholders);

} // namespace tare::store
