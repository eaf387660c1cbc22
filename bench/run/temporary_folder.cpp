#include "bench/run/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

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

} // namespace tare::run
