#include "bench/run/temporary_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace tare::run {

Result<TemporaryFolder> TemporaryFolder::make() {
    std::error_code code;
    const auto base = std::filesystem::temp_directory_path(code);
    if (code) return make_error(Trouble::environment, "no folder for temporary files: {}", code.message());
    std::string pattern = (base / "tare-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        return make_error(Trouble::environment, "cannot make a temporary folder in {}: {}", base.string(),
                          std::strerror(errno));
    return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<void> check_room(const std::filesystem::path& folder, std::int64_t bytes) {
    const auto path = folder / "room";
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    const std::vector<char> chunk(std::size_t{64} << 10);
    for (std::int64_t left = bytes; left > 0 && file; left -= std::ssize(chunk))
        file.write(chunk.data(), std::min<std::int64_t>(left, std::ssize(chunk)));
    file.close();
    const int why = errno;
    const bool fine = static_cast<bool>(file);
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (fine) return {};
    return make_error(Trouble::environment,
                      "cannot write the {} KiB of a block's times to {}: {}; TMPDIR names another folder",
                      (bytes + 1023) / 1024, folder.string(), std::strerror(why == 0 ? EIO : why));
}

} // namespace tare::run
