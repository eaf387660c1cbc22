#include "bench/store/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tare::store {
namespace {

bool write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// The rename itself reaches the disk with its folder. A file system that cannot do it is no failure: the
/// content is safe by then.
void flush_folder(const std::filesystem::path& folder) {
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
}

} // namespace

Result<void> write_atomically(const std::filesystem::path& path, std::string_view content) {
    const std::string temporary = fmt::format("{}.tmp-{}", path.string(), ::getpid());
    const auto failed = [&path](int why) {
        return make_error(Trouble::environment, "{}: cannot be written: {}", path.string(),
                          std::strerror(why));
    };
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return failed(errno);

    int why = 0;
    if (!write_all(file, content) || ::fsync(file) != 0) why = errno;
    if (::close(file) != 0 && why == 0) why = errno;
    if (why == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) why = errno;
    if (why != 0) {
        ::unlink(temporary.c_str());
        return failed(why);
    }
    flush_folder(path.parent_path());
    return {};
}

} // namespace tare::store
