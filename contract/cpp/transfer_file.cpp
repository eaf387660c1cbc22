#include "contract/cpp/transfer_file.hpp"

#include "contract/cpp/ask_lines.hpp"
#include "contract/cpp/bytes.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/messages.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace tare::contract {
namespace {

constexpr std::int64_t kPieceBytes = 65'536;

} // namespace

std::string file_request_line(const FileRequest& request) {
    return fmt::format(R"({{"file":{{"size_bytes":{},"seed":{},"fragment_bytes":{}}}}})", request.size_bytes,
                       request.seed, request.fragment_bytes);
}

Result<FileRequest> parse_file_request(std::string_view line) {
    AskLine ask(line, "file");
    FileRequest request;
    request.size_bytes = ask.number("size_bytes", 1, kLargestMessageBytes);
    request.seed = ask.seed("seed");
    request.fragment_bytes = ask.number("fragment_bytes", 0, kLargestMessageBytes);
    if (auto fine = ask.finish(); !fine) return fine.error();
    return request;
}

std::string got_line(std::int64_t size_bytes) { return fmt::format("got {}", size_bytes); }

std::vector<std::byte> make_file(const FileRequest& request) {
    EchoPayload piece(kPieceBytes, MessageKind::binary, request.seed);
    std::vector<std::byte> file(static_cast<std::size_t>(request.size_bytes));
    std::int64_t number = 0;
    for (std::size_t at = 0; at < file.size(); at += kPieceBytes) {
        piece.number(number++, 0);
        std::memcpy(file.data() + at, piece.bytes().data(),
                    std::min(file.size() - at, static_cast<std::size_t>(kPieceBytes)));
    }
    return file;
}

std::string sha256_hex(std::span<const std::byte> bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string file_answer_line(std::string_view sha256) { return fmt::format("sha256 {}", sha256); }

Result<void> check_file_answer(std::string_view line, std::string_view sha256) {
    if (line == file_answer_line(sha256)) return {};
    return make_error(Trouble::contender, "the server's file is another: expected {}, got {}",
                      file_answer_line(sha256), line.substr(0, 100));
}

Error file_mismatch(std::span<const std::byte> got, std::span<const std::byte> expected) {
    if (got.size() != expected.size())
        return make_error(Trouble::contender, "a file of {} bytes, expected {}", got.size(), expected.size());
    const auto at =
        static_cast<std::size_t>(std::mismatch(got.begin(), got.end(), expected.begin()).first - got.begin());
    if (at == got.size()) return make_error(Trouble::internal, "a file: nothing differs");
    return make_error(Trouble::contender, "a file: at offset {} expected 0x{:02x}, got 0x{:02x}", at,
                      std::to_integer<int>(expected[at]), std::to_integer<int>(got[at]));
}

} // namespace tare::contract
