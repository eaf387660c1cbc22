// SHA-256 of the programs that were measured, so that a result says which bytes it is about.
#pragma once

#include <optional>
#include <string>

namespace tare::run {

/// 64 hex digits of the file, or nothing if it cannot be read (a program found through PATH has no single
/// file that is the contender).
std::optional<std::string> hash_binary(const std::string& path);

} // namespace tare::run
