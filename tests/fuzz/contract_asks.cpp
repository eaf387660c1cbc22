// What a client asks of a server in a text message (/stream, /transfer). Whatever is taken lies in its ranges
// and is what its own line says again; and what the server then makes is what the client expects.
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/json_mutator.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::contract;

TARE_FUZZ_JSON_MUTATOR

namespace {

constexpr std::int64_t kSmall = 100'000; ///< what is larger costs time and shows nothing new

void push(const StreamRequest& request) {
    StreamSource source(request);
    const StreamCheck check(request);
    require(source.over(), "nothing is pushed before it begins");
    source.begin();
    const std::int64_t most = std::min<std::int64_t>(request.messages, 300);
    for (std::int64_t number = 0; number < most; ++number) {
        StampNs handed_ns = 0;
        require(!source.over(), "as many messages as were asked for");
        require(check.verify(source.next(), request.kind, number, handed_ns), "each is the one expected");
    }
    require(source.over() == (most == request.messages), "and no more");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line = Input(data, size).text();
    if (const auto stream = parse_stream_request(line)) {
        require(stream->messages >= 1 && stream->rate_per_s >= 0, "messages at a rate");
        require(stream->size_bytes >= stream_header_bytes(stream->kind) &&
                    stream->size_bytes <= kLargestMessageBytes,
                "room for a header, 64 MiB at most");
        const auto again = parse_stream_request(stream_request_line(*stream));
        require(again && *again == *stream, "the same again");
        if (stream->size_bytes <= kSmall) push(*stream);
    }
    if (const auto file = parse_file_request(line)) {
        require(file->size_bytes >= 1 && file->size_bytes <= kLargestMessageBytes, "1 byte to 64 MiB");
        require(file->fragment_bytes >= 0 && file->fragment_bytes <= kLargestMessageBytes, "fragments");
        const auto again = parse_file_request(file_request_line(*file));
        require(again && *again == *file, "the same again");
        if (file->size_bytes <= kSmall)
            require(std::ssize(make_file(*file)) == file->size_bytes, "as long as it was asked for");
    }
    return 0;
}
