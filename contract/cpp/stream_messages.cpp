#include "contract/cpp/stream_messages.hpp"

#include "contract/cpp/ask_lines.hpp"
#include "contract/cpp/bytes.hpp"
#include "contract/cpp/recorder.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace tare::contract {
namespace {

constexpr std::int64_t kMostMessages = 1'000'000'000;
constexpr std::int64_t kHighestRate = 100'000'000;
constexpr int kNumberDigits = 8, kTimeDigits = 16;

std::string_view word_of(MessageKind kind) { return kind == MessageKind::text ? "text" : "binary"; }

void put_header(std::byte* to, MessageKind kind, std::int64_t number, StampNs when) {
    if (kind == MessageKind::text) {
        put_hex(to, static_cast<std::uint64_t>(number), kNumberDigits);
        put_hex(to + kNumberDigits, static_cast<std::uint64_t>(when), kTimeDigits);
    } else {
        put_little_endian(to, static_cast<std::uint64_t>(number));
        put_little_endian(to + 8, static_cast<std::uint64_t>(when));
    }
}

} // namespace

StreamRequest stream_request(const BlockRequest& block) {
    StreamRequest request{.size_bytes = block.size_bytes,
                          .kind = on_wire(block.kind),
                          .seed = block.seed,
                          .rate_per_s = block.rate_per_s};
    if (block.rate_per_s == 0) {
        request.messages = std::max<std::int64_t>(1, kStreamBytes / block.size_bytes);
        return request;
    }
    SendSchedule schedule(block.seed, static_cast<double>(block.rate_per_s));
    const auto duration = static_cast<double>(block.duration.count());
    std::int64_t due = 0;
    while (schedule.next_ns() < duration) ++due;
    request.messages = std::max<std::int64_t>(1, due);
    return request;
}

std::string stream_request_line(const StreamRequest& request) {
    const std::string rate =
        request.rate_per_s > 0 ? fmt::format(R"(,"rate_per_s":{})", request.rate_per_s) : "";
    return fmt::format(R"({{"stream":{{"messages":{},"size_bytes":{},"kind":"{}","seed":{}{}}}}})",
                       request.messages, request.size_bytes, word_of(request.kind), request.seed, rate);
}

Result<StreamRequest> parse_stream_request(std::string_view line) {
    AskLine ask(line, "stream");
    StreamRequest request;
    const std::string kind = ask.word("kind", {"binary", "text"});
    request.kind = kind == "text" ? MessageKind::text : MessageKind::binary;
    request.messages = ask.number("messages", 1, kMostMessages);
    request.size_bytes = ask.number("size_bytes", stream_header_bytes(request.kind), kLargestMessageBytes);
    request.seed = ask.seed("seed");
    request.rate_per_s = ask.number_or("rate_per_s", 0, 1, kHighestRate);
    if (auto fine = ask.finish(); !fine) return fine.error();
    return request;
}

StreamSource::StreamSource(const StreamRequest& request)
    : request_(request),
      payload_(request.size_bytes, request.kind, request.seed),
      schedule_(request.seed, 1),
      next_(request.messages) {}

void StreamSource::begin() {
    next_ = 0;
    if (request_.rate_per_s == 0) return;
    schedule_ = SendSchedule(request_.seed, static_cast<double>(request_.rate_per_s));
    begun_ns_ = now_ns();
    schedule_next();
}

void StreamSource::schedule_next() { due_ns_ = begun_ns_ + static_cast<StampNs>(schedule_.next_ns()); }

void StreamSource::next_header(std::byte* to) {
    put_header(to, request_.kind, next_++, request_.rate_per_s > 0 ? due_ns_ : now_ns());
    if (request_.rate_per_s > 0) schedule_next();
}

std::span<const std::byte> StreamSource::next() {
    next_header(payload_.bytes().data());
    return payload_.bytes();
}

StreamCheck::StreamCheck(const StreamRequest& request)
    : request_(request), payload_(request.size_bytes, request.kind, request.seed) {}

bool StreamCheck::verify(std::span<const std::byte> message, MessageKind kind, std::int64_t number,
                         StampNs& handed_ns) const {
    if (kind != request_.kind || message.size() != payload_.bytes().size()) return false;
    if (kind == MessageKind::text) {
        std::array<std::byte, kNumberDigits> expected;
        put_hex(expected.data(), static_cast<std::uint64_t>(number), kNumberDigits);
        if (!std::equal(expected.begin(), expected.end(), message.begin())) return false;
        const auto time = read_hex(message.subspan(kNumberDigits, kTimeDigits));
        if (!time) return false;
        handed_ns = static_cast<StampNs>(*time);
    } else {
        if (read_little_endian(message.data()) != static_cast<std::uint64_t>(number)) return false;
        handed_ns = static_cast<StampNs>(read_little_endian(message.data() + 8));
    }
    if (number % EchoPayload::kWholeEvery != 0 && number + 1 != request_.messages) return true;
    const auto header = static_cast<std::size_t>(stream_header_bytes(kind));
    return message.size() == header || std::memcmp(message.data() + header, payload_.bytes().data() + header,
                                                   message.size() - header) == 0;
}

Error StreamCheck::mismatch(std::span<const std::byte> message, MessageKind kind, std::int64_t number) const {
    const std::string place = fmt::format("message {} of a stream", number);
    if (kind != request_.kind)
        return make_error(Trouble::contender, "{}: expected a {} message, got a {} one", place,
                          word_of(request_.kind), word_of(kind));
    if (message.size() != payload_.bytes().size())
        return make_error(Trouble::contender, "{}: expected {} bytes, got {}", place, payload_.bytes().size(),
                          message.size());
    const auto header = static_cast<std::size_t>(stream_header_bytes(kind));
    const std::size_t number_bytes = kind == MessageKind::text ? kNumberDigits : 8;
    std::array<std::byte, 24> expected;
    put_header(expected.data(), kind, number, 0);
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (i >= number_bytes && i < header) continue; // its time
        const std::byte wanted = i < header ? expected[i] : payload_.bytes()[i];
        if (message[i] != wanted)
            return make_error(Trouble::contender, "{}: at offset {} expected 0x{:02x}, got 0x{:02x}", place,
                              i, std::to_integer<int>(wanted), std::to_integer<int>(message[i]));
    }
    return make_error(Trouble::contender, "{}: its time is not 16 hexadecimal digits", place);
}

} // namespace tare::contract
