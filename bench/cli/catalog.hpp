// Everything there is to measure: the suites of bench/cases and the contenders of the tree and of
// --contenders.
//
// Thread safety: reads files; no state.
#pragma once

#include "bench/cli/verb.hpp"
#include "bench/core/listing.hpp"
#include "bench/core/suite.hpp"

#include <string>
#include <vector>

namespace tare::cli {

struct Catalog {
    std::vector<core::Suite> suites;
    std::vector<core::Contender> contenders; ///< as load_contenders() sorts them
    std::vector<Error> malformed;            ///< contender folders that could not be read, a sentence each
};

/// Fails when the suites cannot be read. Malformed contenders do not fail it: the others can be measured.
Result<Catalog> load_catalog(const World&);

/// The suite of that name, or all of them where the name is empty; else the error with the nearest name.
Result<std::vector<core::Suite>> suites_named(const Catalog&, const std::string& name);

/// The contenders that a name or glob means (see names_program in selection.hpp); an error where it means
/// none.
Result<std::vector<core::Contender>> contenders_named(const Catalog&, const std::vector<std::string>& globs);

/// The same, of one side ("server" or "client"; empty: both); an error where none of them is on it.
Result<std::vector<core::Contender>> contenders_named(const Catalog&, const std::vector<std::string>& globs,
                                                      const std::string& side);

/// Asks every variant whether it can run here (a process each).
std::vector<core::Listing> probe_all(const std::vector<core::Contender>&);

/// Says on stderr which contenders were left out for being malformed.
void warn_of_malformed(const Catalog&, const World&);

} // namespace tare::cli
