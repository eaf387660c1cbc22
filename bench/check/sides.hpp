// The questions for each kind of contender. Each starts what it needs and writes onto the sheet.
#pragma once

#include "bench/check/sheet.hpp"

namespace tare::check {

void check_server(const run::EndStart&, const Setup&, Sheet&);
void check_client(const run::EndStart&, const Setup&, Sheet&);
void check_floor_server(const run::EndStart&, const Setup&, Sheet&);
void check_floor_client(const run::EndStart&, const Setup&, Sheet&);

} // namespace tare::check
