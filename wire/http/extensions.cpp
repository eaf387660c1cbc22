#include "wire/http/extensions.hpp"

#include "wire/http/head.hpp"

namespace tare::wire::http {

namespace {

/// Walks over the field. Blanks may stand between any two parts.
class Walk {
  public:
    explicit Walk(std::string_view field) : rest_(field) { skip_blanks(); }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        skip_blanks();
        return true;
    }

    /// A token; empty if there is none.
    std::string token() {
        std::size_t length = 0;
        while (length < rest_.size() && is_token(rest_.substr(length, 1))) ++length;
        std::string found(rest_.substr(0, length));
        rest_.remove_prefix(length);
        skip_blanks();
        return found;
    }

    /// A quoted string, whose content without the backslashes must be a token; empty if it is not.
    std::string quoted_token() {
        std::string found;
        std::size_t at = 1;
        for (; at < rest_.size() && rest_[at] != '"'; ++at) {
            if (rest_[at] == '\\' && ++at == rest_.size()) return {};
            found += rest_[at];
        }
        if (at >= rest_.size() || !is_token(found)) return {};
        rest_.remove_prefix(at + 1);
        skip_blanks();
        return found;
    }

    [[nodiscard]] bool at_quote() const { return !rest_.empty() && rest_.front() == '"'; }

  private:
    void skip_blanks() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
    }

    std::string_view rest_;
};

std::optional<ExtensionParameter> parse_parameter(Walk& walk) {
    ExtensionParameter parameter{walk.token(), std::nullopt};
    if (parameter.name.empty()) return std::nullopt;
    if (!walk.take('=')) return parameter;
    parameter.value = walk.at_quote() ? walk.quoted_token() : walk.token();
    if (parameter.value->empty()) return std::nullopt;
    return parameter;
}

} // namespace

std::optional<std::vector<Extension>> parse_extensions(std::string_view field) {
    std::vector<Extension> extensions;
    Walk walk(field);
    while (!walk.at_end()) {
        if (walk.take(',')) continue; // empty elements are none (RFC 9110 section 5.6.1)
        Extension extension{walk.token(), {}};
        if (extension.name.empty()) return std::nullopt;
        while (walk.take(';')) {
            auto parameter = parse_parameter(walk);
            if (!parameter) return std::nullopt;
            extension.parameters.push_back(std::move(*parameter));
        }
        extensions.push_back(std::move(extension));
        if (!walk.at_end() && !walk.take(',')) return std::nullopt;
    }
    return extensions;
}

} // namespace tare::wire::http
