// The opening handshake, both sides. However a head arrives the first judgement that is not "more" is the
// judgement of the whole; what is accepted is what the RFC asks for; what we answer our other side accepts.
#include "base/split_mix64.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/require.hpp"
#include "wire/http/handshake.hpp"
#include "wire/http/head.hpp"

#include <algorithm>
#include <tuple>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::wire::http;

namespace {

/// Of RFC 6455 section 1.3, so that a response in the corpus can be the right one.
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";

bool knows(std::string_view path) { return path == "/echo" || path == "/chat"; }

bool lies_within(std::string_view part, std::string_view all) {
    return part.empty() ||
           (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size());
}

/// Calls `judge` with every length of `text`, or some of them when it is long, until it is no longer "more";
/// and with the whole.
template <class Judge>
auto judge_as_it_arrives(std::string_view text, SplitMix64& random, Judge judge) {
    const std::size_t most = 1 + text.size() / 64;
    for (std::size_t length = 0; length < text.size(); length += 1 + random.below(most)) {
        const Exact<char> there(std::span<const char>(text).first(length));
        const auto verdict = judge(std::string_view(there.span().data(), length));
        if (std::get<Verdict>(verdict) != Verdict::more) return verdict;
    }
    return judge(text);
}

void check_request(std::string_view text, SplitMix64& random) {
    // The views that a verdict holds must lie in the text; their content is compared.
    const auto judge = [](std::string_view received) {
        const RequestVerdict v = judge_request(received, knows);
        for (const std::string_view part : {v.path, v.key, v.protocols})
            require(lies_within(part, received), "views point into the request");
        return std::tuple(v.verdict, v.status, v.head_bytes, std::string(v.path), std::string(v.key),
                          v.extensions, std::string(v.protocols));
    };
    require(judge_as_it_arrives(text, random, judge) == judge(text), "the same in pieces as whole");

    const RequestVerdict verdict = judge_request(text, knows);
    if (verdict.verdict == Verdict::accepted) {
        require(verdict.head_bytes == text.find("\r\n\r\n") + 4, "frames follow the blank line");
        require(verdict.head_bytes <= kLongestHead, "a head within its limit");
        require(text.starts_with("GET ") && knows(verdict.path), "a GET of a known path");
        require(verdict.key.size() == 24, "a key of sixteen bytes");
        const std::string answer = accept_response(verdict.key);
        require(judge_response(answer, verdict.key).verdict == Verdict::accepted,
                "our answer suits a client");
    } else if (verdict.verdict == Verdict::refused) {
        const auto known = {400, 404, 405, 426, 431, 505};
        require(std::ranges::find(known, verdict.status) != known.end(), "a status that is documented");
        const std::string answer = refuse_response(verdict.status, verdict.why);
        require(judge_response(answer, kKey).status == verdict.status, "a refusal that a client can read");
    } else {
        require(text.size() < kLongestHead, "nobody waits for more than a head");
    }
}

void check_response(std::string_view text, SplitMix64& random) {
    const auto judge = [](std::string_view received) {
        const ResponseVerdict v = judge_response(received, kKey);
        require(lies_within(v.extensions, received) && lies_within(v.protocol, received),
                "views point into the response");
        return std::tuple(v.verdict, v.status, v.head_bytes, std::string(v.extensions),
                          std::string(v.protocol), std::string(v.why));
    };
    require(judge_as_it_arrives(text, random, judge) == judge(text), "the same in pieces as whole");

    const ResponseVerdict verdict = judge_response(text, kKey);
    if (verdict.verdict == Verdict::accepted) {
        require(verdict.status == 101 && text.starts_with("HTTP/1.1 101"), "only 101 is accepted");
        require(verdict.head_bytes == text.find("\r\n\r\n") + 4, "frames follow the blank line");
        require(text.find(accept_for(kKey)) < verdict.head_bytes, "the accept value stands in it");
    } else {
        require(verdict.head_bytes == 0, "nothing follows a head that is not accepted");
        require((verdict.verdict == Verdict::refused) == (*verdict.why != '\0'), "a refusal says why");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const unsigned side = input.byte();
    SplitMix64 random(input.byte());
    if (side % 2 == 0)
        check_request(input.text(), random);
    else
        check_response(input.text(), random);
    return 0;
}
