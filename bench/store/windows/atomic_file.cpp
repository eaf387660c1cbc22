#include "bench/store/atomic_file.hpp"

#include <windows.h>

#include <algorithm>
#include <system_error>

namespace tare::store {
namespace {

bool write_all(HANDLE file, std::string_view content) {
    constexpr std::size_t most = std::size_t{1} << 20;
    while (!content.empty()) {
        DWORD written = 0;
        const auto size = static_cast<DWORD>(std::min(content.size(), most));
        if (!WriteFile(file, content.data(), size, &written, nullptr)) return false;
        content.remove_prefix(written);
    }
    return true;
}

} // namespace

Result<void> write_atomically(const std::filesystem::path& path, std::string_view content) {
    std::filesystem::path temporary = path;
    temporary += fmt::format(".tmp-{}", GetCurrentProcessId());
    const auto failed = [&path](DWORD why) {
        return make_error(Trouble::environment, "{}: cannot be written: {}", path.string(),
                          std::system_category().message(static_cast<int>(why)));
    };
    const HANDLE file = CreateFileW(temporary.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                    FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) return failed(GetLastError());

    DWORD why = 0;
    if (!write_all(file, content) || !FlushFileBuffers(file)) why = GetLastError();
    CloseHandle(file);
    constexpr DWORD replace = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
    if (why == 0 && !MoveFileExW(temporary.c_str(), path.c_str(), replace)) why = GetLastError();
    if (why != 0) {
        DeleteFileW(temporary.c_str());
        return failed(why);
    }
    return {};
}

} // namespace tare::store
