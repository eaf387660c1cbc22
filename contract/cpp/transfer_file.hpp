// The file of the transfer workload (CONTRACT.md), which both ends make from a seed.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tare::contract {

struct FileRequest {
    std::int64_t size_bytes = 1; ///< 1 .. 64 MiB
    std::uint64_t seed = 1;
    std::int64_t fragment_bytes = 0; ///< 0: one frame

    friend bool operator==(const FileRequest&, const FileRequest&) = default;
};

/// The text message that says which file, and the inverse, which refuses everything else.
std::string file_request_line(const FileRequest&);
Result<FileRequest> parse_file_request(std::string_view line);

/// What asks for the file at `go`, and what says that it has come.
inline constexpr std::string_view kGetFile = "get";
std::string got_line(std::int64_t size_bytes);

/// All of it in memory.
std::vector<std::byte> make_file(const FileRequest&);

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::span<const std::byte>);

/// The server's answer to a request, and the inverse: an error if it names another digest.
std::string file_answer_line(std::string_view sha256);
Result<void> check_file_answer(std::string_view line, std::string_view sha256);

/// Why these bytes are not the file: offset, expected and got.
Error file_mismatch(std::span<const std::byte> got, std::span<const std::byte> expected);

} // namespace tare::contract
