#include "wire/deflate/negotiation.hpp"

#include "wire/http/extensions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace tare::wire::deflate {

namespace {

constexpr std::string_view kName = "permessage-deflate";

/// The parameters of one element, as they were said.
struct Said {
    bool server_no_context_takeover = false, client_no_context_takeover = false;
    bool client_window_named = false;
    std::optional<int> server_window, client_window;
};

/// 8 .. 15 in decimal without leading zeros (section 7.1.2).
std::optional<int> read_window(const std::string& value) {
    for (int bits = kLeastWindowBits; bits <= kMostWindowBits; ++bits)
        if (value == std::to_string(bits)) return bits;
    return std::nullopt;
}

/// Notes one parameter. False: unknown, said before, with a value that it cannot have or without one that it
/// must have.
bool note(Said& said, const http::ExtensionParameter& parameter, bool is_offer) {
    const auto once = [&](bool& flag) { return !parameter.value && !std::exchange(flag, true); };
    if (parameter.name == "server_no_context_takeover") return once(said.server_no_context_takeover);
    if (parameter.name == "client_no_context_takeover") return once(said.client_no_context_takeover);
    const auto window = parameter.value ? read_window(*parameter.value) : std::nullopt;
    if (parameter.name == "server_max_window_bits") {
        if (!window || said.server_window) return false;
        said.server_window = window;
        return true;
    }
    if (parameter.name == "client_max_window_bits") {
        if (std::exchange(said.client_window_named, true)) return false;
        said.client_window = window;
        // Without a value only a client says it, of itself (section 7.1.2.2).
        return window || (is_offer && !parameter.value);
    }
    return false;
}

std::optional<Said> read(const http::Extension& extension, bool is_offer) {
    Said said;
    const bool fine = std::ranges::all_of(extension.parameters, [&](const http::ExtensionParameter& each) {
        return note(said, each, is_offer);
    });
    return fine ? std::optional(said) : std::nullopt;
}

Agreement agree(const Said& said, const Parameters& wishes) {
    Agreement agreement;
    agreement.outcome = Outcome::agreed;
    Parameters& made = agreement.parameters;
    std::string& field = agreement.field;
    field = kName;
    made.server_no_context_takeover = said.server_no_context_takeover || wishes.server_no_context_takeover;
    if (made.server_no_context_takeover) field += "; server_no_context_takeover";
    made.client_no_context_takeover = said.client_no_context_takeover || wishes.client_no_context_takeover;
    if (made.client_no_context_takeover) field += "; client_no_context_takeover";
    made.server_max_window_bits =
        std::min(said.server_window.value_or(kMostWindowBits), wishes.server_max_window_bits);
    if (said.server_window || made.server_max_window_bits < kMostWindowBits)
        field += fmt::format("; server_max_window_bits={}", made.server_max_window_bits);
    if (said.client_window_named) {
        made.client_max_window_bits =
            std::min(said.client_window.value_or(kMostWindowBits), wishes.client_max_window_bits);
        if (made.client_max_window_bits < kMostWindowBits)
            field += fmt::format("; client_max_window_bits={}", made.client_max_window_bits);
    }
    return agreement;
}

Agreement fail(const char* why) {
    Agreement agreement;
    agreement.outcome = Outcome::failed;
    agreement.why = why;
    return agreement;
}

} // namespace

Agreement answer_offers(std::string_view offers, const Parameters& wishes) {
    const auto extensions = http::parse_extensions(offers);
    if (!extensions) return fail("a malformed Sec-WebSocket-Extensions");
    for (const http::Extension& offer : *extensions) {
        if (offer.name != kName) continue;
        if (const auto said = read(offer, true)) return agree(*said, wishes);
    }
    return {};
}

std::string make_offer(const Parameters& wishes) {
    std::string offer(kName);
    if (wishes.server_no_context_takeover) offer += "; server_no_context_takeover";
    if (wishes.client_no_context_takeover) offer += "; client_no_context_takeover";
    if (wishes.server_max_window_bits < kMostWindowBits)
        offer += fmt::format("; server_max_window_bits={}", wishes.server_max_window_bits);
    offer += "; client_max_window_bits";
    if (wishes.client_max_window_bits < kMostWindowBits)
        offer += fmt::format("={}", wishes.client_max_window_bits);
    return offer;
}

Agreement judge_answer(std::string_view answer, const Parameters& wishes) {
    const auto extensions = http::parse_extensions(answer);
    if (!extensions) return fail("the server sent a malformed Sec-WebSocket-Extensions");
    if (extensions->empty()) return {};
    if (extensions->size() > 1 || extensions->front().name != kName)
        return fail("the server agreed to an extension that was not offered");
    const auto said = read(extensions->front(), false);
    if (!said) return fail("the server answered permessage-deflate with invalid parameters");
    const int server_window = said->server_window.value_or(kMostWindowBits);
    if (server_window > wishes.server_max_window_bits ||
        (wishes.server_no_context_takeover && !said->server_no_context_takeover))
        return fail("the server agreed to permessage-deflate, and not to what was asked of it");
    Agreement agreement;
    agreement.outcome = Outcome::agreed;
    agreement.parameters = {
        said->server_no_context_takeover,
        said->client_no_context_takeover || wishes.client_no_context_takeover,
        server_window,
        std::min(said->client_window.value_or(kMostWindowBits), wishes.client_max_window_bits),
    };
    return agreement;
}

} // namespace tare::wire::deflate
