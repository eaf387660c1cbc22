// What tests ask of text that is shown.
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tare::in_text {

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

} // namespace tare::in_text
