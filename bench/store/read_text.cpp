#include "bench/store/read_text.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tare::store {

Result<std::string> read_text(const std::filesystem::path& path) {
    constexpr std::uintmax_t largest = std::uintmax_t{64} << 20;
    std::error_code code;
    if (std::filesystem::is_directory(path, code))
        return make_error(Trouble::usage, "{}: cannot be read: it is a folder", path.string());
    if (const auto size = std::filesystem::file_size(path, code); !code && size > largest)
        return make_error(Trouble::usage, "{}: {} bytes are more than any file of ours", path.string(), size);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return make_error(Trouble::usage, "{}: cannot be read: {}", path.string(), std::strerror(errno));
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (file.bad()) return make_error(Trouble::usage, "{}: cannot be read to its end", path.string());
    return text;
}

} // namespace tare::store
