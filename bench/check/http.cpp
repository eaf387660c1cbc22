#include "bench/check/http.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace tare::check {
namespace {

std::string lower(std::string_view text) {
    std::string all(text);
    for (char& c : all) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return all;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

} // namespace

std::string Head::field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

int Head::status() const {
    // "HTTP/1.1 101 Switching Protocols"
    if (!first_line.starts_with("HTTP/1.") || first_line.size() < 12 || first_line[8] != ' ') return 0;
    int status = 0;
    for (const char digit : first_line.substr(9, 3)) {
        if (digit < '0' || digit > '9') return 0;
        status = status * 10 + (digit - '0');
    }
    return status;
}

std::optional<Head> take_head(Bytes& bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == Bytes::npos) return std::nullopt;
    Head head;
    std::string_view rest = std::string_view(bytes).substr(0, end + 2);
    head.first_line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(head.first_line.size() + 2);
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        const auto colon = std::min(line.find(':'), line.size());
        const std::string value(colon < line.size() ? trimmed(line.substr(colon + 1)) : "");
        auto [place, is_new] = head.fields.emplace(lower(line.substr(0, colon)), value);
        if (!is_new) place->second += ", " + value;
    }
    bytes.erase(0, end + 4);
    return head;
}

bool has_token(std::string_view field, std::string_view token) {
    while (!field.empty()) {
        const auto comma = std::min(field.find(','), field.size());
        if (lower(trimmed(field.substr(0, comma))) == lower(token)) return true;
        field.remove_prefix(std::min(comma + 1, field.size()));
    }
    return false;
}

std::string accept_for(std::string_view key) {
    const std::string proved = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(proved.data(), proved.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> text{};
    const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

bool is_key(std::string_view text) {
    // 16 bytes are 22 digits of base64 and two signs that fill up.
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return text.size() == 24 && text.ends_with("==") &&
           text.substr(0, 22).find_first_not_of(kDigits) == std::string_view::npos;
}

} // namespace tare::check
