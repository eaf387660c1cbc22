// The questions for each kind of contender. Each starts what it needs and writes onto the sheet.
#pragma once

#include "bench/check/sheet.hpp"

namespace tare::check {

/// A question that stands in the code rather than in a vector.
inline About question(std::string id, std::string section, std::vector<std::string> needs = {},
                      bool must = true) {
    return {std::move(id), std::move(section), must, {}, std::move(needs), false};
}

void check_server(const run::EndStart&, const Setup&, Sheet&);
void check_client(const run::EndStart&, const Setup&, Sheet&);
void check_floor_server(const run::EndStart&, const Setup&, Sheet&);
void check_floor_client(const run::EndStart&, const Setup&, Sheet&);

} // namespace tare::check
