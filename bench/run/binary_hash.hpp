// SHA-256 of the programs that were measured, so that a result says which bytes it is about.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tare::run {

/// 64 hex digits of the command's last word that is a file: the compiled program, or the script that an
/// interpreter runs. Nothing where no word is a file that can be read.
std::optional<std::string> hash_program(const std::vector<std::string>& command);

} // namespace tare::run
