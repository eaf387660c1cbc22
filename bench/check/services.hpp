// What a server does beside echoing, asked on its paths: /stream, /transfer and /broadcast (CONTRACT.md).
//
// Thread safety: none.
#pragma once

#include "bench/check/server_talk.hpp"
#include "bench/check/sides.hpp"

namespace tare::check {

/// Each of the variant's services, as far as it declares them. `where`: added to the questions' names.
void check_services(const ServerAddress&, const std::string& where, const Setup&, Sheet&);

} // namespace tare::check
