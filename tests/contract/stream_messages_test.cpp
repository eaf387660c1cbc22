#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "tests/catch.hpp"

#include <string>

using namespace tare;
using namespace tare::contract;

namespace {

std::string why(const std::string& line) {
    const auto parsed = parse_stream_request(line);
    return parsed ? "accepted" : parsed.error().message;
}

} // namespace

TEST_CASE("a stream is 240 000 bytes, or what a schedule has") {
    BlockRequest block;
    block.size_bytes = 240;
    block.kind = MessageKind::text;
    block.duration = Nanoseconds{200'000'000};
    block.seed = 7;
    CHECK(stream_request(block).messages == 1000); // 240 000 / 240
    block.size_bytes = 240'000;
    CHECK(stream_request(block).messages == 1);
    block.size_bytes = 300'000;
    CHECK(stream_request(block).messages == 1);
    block.rate_per_s = 10'000; // 2 000 are expected in 200 ms; a Poisson count lies within 5 sigma = 5 * 45
    CHECK(std::abs(stream_request(block).messages - 2000) < 5 * 45);
    // As many as a client of the rate workload would send.
    SendSchedule schedule(7, 10'000);
    std::int64_t due = 0;
    while (schedule.next_ns() < 2e8) ++due;
    CHECK(stream_request(block).messages == due);
}

TEST_CASE("a request is read back, and every other line refused") {
    const StreamRequest request{
        .messages = 1000, .size_bytes = 240, .kind = MessageKind::text, .seed = ~0ULL};
    CHECK(stream_request_line(request) ==
          R"({"stream":{"messages":1000,"size_bytes":240,"kind":"text","seed":18446744073709551615}})");
    CHECK(*parse_stream_request(stream_request_line(request)) == request);
    StreamRequest paced = request;
    paced.rate_per_s = 10'000;
    CHECK(*parse_stream_request(stream_request_line(paced)) == paced);

    CHECK(why("") == "stream: expected one JSON object, {\"stream\":{…}}");
    CHECK(why("push") == why(""));
    CHECK(why(R"({"file":{}})") == why(""));
    CHECK(why(R"({"stream":{"messages":1,"size_bytes":240,"kind":"text"}})") ==
          "stream: \"seed\" is missing");
    CHECK(why(R"({"stream":{"messages":1,"size_bytes":240,"kind":"corpus","seed":1}})") ==
          "stream: \"kind\" must be one of binary, text");
    CHECK(why(R"({"stream":{"messages":0,"size_bytes":240,"kind":"text","seed":1}})") ==
          "stream: \"messages\" must be a whole number from 1 to 1000000000, got 0");
    CHECK(why(R"({"stream":{"messages":1,"size_bytes":23,"kind":"text","seed":1}})") ==
          "stream: \"size_bytes\" must be a whole number from 24 to 67108864, got 23");
    CHECK(why(R"({"stream":{"messages":1,"size_bytes":240,"kind":"text","seed":1,"depth":2}})") ==
          "stream: \"depth\" is not a member of it");
}

TEST_CASE("a message has its number, its time and the echo payload's bytes") {
    const MessageKind kind = GENERATE(MessageKind::binary, MessageKind::text);
    const StreamRequest request{.messages = 300, .size_bytes = 64, .kind = kind, .seed = 9};
    StreamSource source(request);
    const StreamCheck check(request);
    CHECK(source.over()); // until it begins
    for (int again = 0; again < 2; ++again) {
        source.begin();
        for (std::int64_t number = 0; number < 300; ++number) {
            const StampNs before = now_ns();
            const auto message = source.next();
            StampNs handed = 0;
            REQUIRE(check.verify(message, kind, number, handed));
            CHECK((handed >= before && handed <= now_ns()));
            const EchoPayload payload(64, kind, 9);
            const std::size_t header = kind == MessageKind::text ? 24 : 16;
            CHECK(std::equal(message.begin() + static_cast<std::ptrdiff_t>(header), message.end(),
                             payload.bytes().begin() + static_cast<std::ptrdiff_t>(header)));
            StampNs unused = 0;
            CHECK_FALSE(check.verify(message, kind, number + 1, unused));
        }
        CHECK(source.over());
    }
}

TEST_CASE("the bytes of a text message are written out") {
    // Number 0x2a = 42 as 8 digits, the time as 16; the source itself takes the time.
    const StreamRequest request{.messages = 43, .size_bytes = 30, .kind = MessageKind::text, .seed = 1};
    StreamSource source(request);
    source.begin();
    std::span<const std::byte> message;
    for (int i = 0; i <= 42; ++i) message = source.next();
    const std::string text(reinterpret_cast<const char*>(message.data()), message.size());
    CHECK(text.substr(0, 8) == "0000002a");
    CHECK(text.size() == 30);
    CHECK(text.find_first_not_of("0123456789abcdef", 8) >= 24);
}

TEST_CASE("what differs is said") {
    const StreamRequest request{.messages = 300, .size_bytes = 64, .kind = MessageKind::binary, .seed = 9};
    StreamSource source(request);
    source.begin();
    const StreamCheck check(request);
    const auto made = source.next();
    std::vector<std::byte> message(made.begin(), made.end());
    StampNs unused = 0;
    message[40] ^= std::byte{0xFF};
    CHECK_FALSE(check.verify(message, MessageKind::binary, 0, unused)); // message 0 is compared as a whole
    CHECK(check.mismatch(message, MessageKind::binary, 0)
              .message.find("message 0 of a stream: at offset 40 expected 0x") == 0);
    message[0] = std::byte{1};
    CHECK(check.verify(message, MessageKind::binary, 1, unused)); // message 1 is not
    CHECK_FALSE(check.verify(message, MessageKind::text, 1, unused));
    CHECK(check.mismatch(message, MessageKind::text, 1).message ==
          "message 1 of a stream: expected a binary message, got a text one");
    message.pop_back();
    CHECK(check.mismatch(message, MessageKind::binary, 1).message ==
          "message 1 of a stream: expected 64 bytes, got 63");
    // The last one is compared as a whole too: 299 = 0x12b.
    message.push_back(made.back());
    message[0] = std::byte{0x2b};
    message[1] = std::byte{0x01};
    CHECK_FALSE(check.verify(message, MessageKind::binary, 299, unused));
}

TEST_CASE("by a schedule a message is due when a client would send it, and says so") {
    const StreamRequest request{
        .messages = 50, .size_bytes = 32, .kind = MessageKind::binary, .seed = 5, .rate_per_s = 100'000};
    StreamSource source(request);
    const StampNs before = now_ns();
    source.begin();
    const StreamCheck check(request);
    SendSchedule schedule(5, 100'000);
    const StampNs begun = source.due_ns() - static_cast<StampNs>(SendSchedule(5, 100'000).next_ns());
    CHECK((begun >= before && begun <= now_ns()));
    for (std::int64_t number = 0; !source.over(); ++number) {
        const StampNs due = source.due_ns();
        CHECK(due == begun + static_cast<StampNs>(schedule.next_ns()));
        StampNs handed = 0;
        REQUIRE(check.verify(source.next(), MessageKind::binary, number, handed));
        CHECK(handed == due);
    }
}
