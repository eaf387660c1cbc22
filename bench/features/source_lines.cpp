#include "bench/features/source_lines.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>

namespace tare::features {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 19> kSlashes{".c",   ".cc", ".cpp",   ".cxx", ".h",  ".hpp", ".ipp",
                                                    ".go",  ".rs", ".java",  ".kt",  ".cs", ".js",  ".mjs",
                                                    ".cjs", ".ts", ".swift", ".zig", ".d"};
constexpr std::array<std::string_view, 5> kHashes{".py", ".pyx", ".pxd", ".rb", ".sh"};
constexpr std::array<std::string_view, 8> kFilledByTools{"build",  "dist",   "node_modules", "out",
                                                         "target", "vendor", "venv",         "__pycache__"};

template <class List>
bool holds(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f'; }

std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

/// Behind the string that begins at `at` with a quote; the end of the line where it is not closed there.
std::size_t behind_string(std::string_view line, std::size_t at) {
    const char quote = line[at];
    for (++at; at < line.size() && line[at] != quote; ++at)
        if (line[at] == '\\') ++at;
    return std::min(at + 1, line.size());
}

class SlashScanner {
  public:
    bool is_code(std::string_view line) {
        bool code = false;
        for (std::size_t at = 0; at < line.size();) {
            const std::string_view rest = line.substr(at);
            if (in_block_) {
                const auto end = rest.find("*/");
                if (end == std::string_view::npos) return code;
                in_block_ = false;
                at += end + 2;
            } else if (rest.starts_with("//")) {
                return code;
            } else if (rest.starts_with("/*")) {
                in_block_ = true;
                at += 2;
            } else {
                code |= !is_blank(rest.front());
                at = rest.front() == '"' ? behind_string(line, at) : at + 1;
            }
        }
        return code;
    }

  private:
    bool in_block_ = false;
};

class HashScanner {
  public:
    bool is_code(std::string_view line) {
        bool code = false;
        for (std::size_t at = 0; at < line.size();) {
            const std::string_view rest = line.substr(at);
            if (!quotes_.empty()) {
                const auto end = rest.find(quotes_);
                code |= counts_ && std::any_of(rest.begin(), rest.end(), [](char c) { return !is_blank(c); });
                if (end == std::string_view::npos) return code;
                at += end + quotes_.size();
                quotes_ = {};
            } else if (rest.front() == '#') {
                return code;
            } else if (rest.starts_with("\"\"\"") || rest.starts_with("'''")) {
                quotes_ = rest.substr(0, 3) == "'''" ? "'''" : "\"\"\"";
                counts_ = code; // behind something else on its line it is a value
                at += 3;
            } else if (!code && (rest.front() == 'r' || rest.front() == 'R') && rest.size() > 3 &&
                       (rest.substr(1, 3) == "\"\"\"" || rest.substr(1, 3) == "'''")) {
                ++at; // the r of a raw docstring
            } else {
                code |= !is_blank(rest.front());
                at = rest.front() == '"' || rest.front() == '\'' ? behind_string(line, at) : at + 1;
            }
        }
        return code;
    }

  private:
    std::string_view quotes_; // of the string that we are in
    bool counts_ = false;     // whether its lines are code
};

template <class Scanner>
std::int64_t count(std::string_view text) {
    Scanner scanner;
    std::int64_t lines = 0;
    while (!text.empty())
        if (scanner.is_code(take_line(text))) ++lines;
    return lines;
}

} // namespace

std::optional<Comments> comments_of(std::string_view extension) {
    if (holds(kSlashes, extension)) return Comments::slashes;
    if (holds(kHashes, extension)) return Comments::hashes;
    return std::nullopt;
}

std::int64_t source_lines(std::string_view text, Comments comments) {
    return comments == Comments::slashes ? count<SlashScanner>(text) : count<HashScanner>(text);
}

std::optional<std::int64_t> source_lines_below(const fs::path& folder) {
    std::error_code error;
    std::optional<std::int64_t> lines;
    fs::recursive_directory_iterator it(folder, error);
    for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (it->is_directory(error)) {
            if (name.starts_with(".") || holds(kFilledByTools, name)) it.disable_recursion_pending();
            continue;
        }
        const auto comments = comments_of(it->path().extension().string());
        if (!comments || error) continue;
        std::ifstream file(it->path());
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (!file.good() && !file.eof()) return std::nullopt;
        lines = lines.value_or(0) + source_lines(text, *comments);
    }
    return error ? std::nullopt : lines;
}

} // namespace tare::features
