#include "bench/features/answers.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::features;
using core::Answer;

namespace {

check::Head head(std::string lines) {
    check::Bytes bytes = std::move(lines) + "\r\n";
    return check::take_head(bytes).value();
}

check::Head switched(const std::string& lines) {
    return head("HTTP/1.1 101 Switching Protocols\r\n" + lines);
}

check::Frame frame(int reserved, std::string payload) {
    check::Frame made;
    made.fin = true;
    made.reserved = reserved;
    made.opcode = check::Opcode::text;
    made.payload = std::move(payload);
    return made;
}

const std::string kCompressedHello("\xf2\x48\xcd\xc9\xc9\x07\x00", 7); // RFC 7692, 7.2.3.1

} // namespace

TEST_CASE("an answer that accepts permessage-deflate, and one that does not") {
    const auto plain = judge_deflate_answer(switched("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    CHECK(plain.answer == Answer::yes);
    CHECK(plain.value == "no parameters");
    const auto with =
        judge_deflate_answer(switched("sec-websocket-extensions: Permessage-Deflate "
                                      ";server_no_context_takeover; client_max_window_bits=12\r\n"));
    CHECK(with.value == "server_no_context_takeover; client_max_window_bits=12");
    CHECK(judge_deflate_answer(switched("")).answer == Answer::no);
    const auto other = judge_deflate_answer(switched("Sec-WebSocket-Extensions: x-webkit-deflate-frame\r\n"));
    CHECK(other.answer == Answer::no);
    CHECK(other.detail == "was offered it and accepted \"x-webkit-deflate-frame\"");
    CHECK(judge_deflate_answer(head("HTTP/1.1 400 Bad Request\r\n")).detail ==
          "answers the offer with \"HTTP/1.1 400 Bad Request\"");
}

TEST_CASE("an offer stands among others") {
    const auto offer =
        judge_deflate_offer(head("GET /echo HTTP/1.1\r\nSec-WebSocket-Extensions: x-other; a=1, "
                                 "permessage-deflate; client_max_window_bits\r\n"));
    CHECK(offer.answer == Answer::yes);
    CHECK(offer.value == "client_max_window_bits");
    CHECK(judge_deflate_offer(head("GET /echo HTTP/1.1\r\n")).answer == Answer::no);
}

TEST_CASE("nobody compresses without being asked") {
    const FeatureCell none = no(Feature::deflate, "was offered it and did not accept");
    const FeatureCell agreed = yes(Feature::deflate, "no parameters");
    CHECK(judge_deflate(none, agreed) == agreed);
    CHECK(judge_deflate(none, none) == none);
    CHECK(judge_deflate(none, std::nullopt).answer == Answer::absent);
    CHECK_FALSE(judge_deflate(agreed, std::nullopt).mismatch.empty());
    CHECK_FALSE(judge_deflate(agreed, agreed).mismatch.empty());
}

TEST_CASE("the echo of a compressed message, compressed or not") {
    const FeatureCell agreed = yes(Feature::deflate, "no parameters");
    CHECK(judge_compressed_echo(agreed, frame(4, kCompressedHello)) == agreed);
    const auto plain = judge_compressed_echo(agreed, frame(0, "Hello"));
    CHECK(plain.answer == Answer::yes);
    CHECK_FALSE(plain.detail.empty());
    CHECK(judge_compressed_echo(agreed, frame(4, "Hello")).answer == Answer::no);
    CHECK(judge_compressed_echo(agreed, frame(0, kCompressedHello)).answer == Answer::no);
    CHECK(judge_compressed_echo(agreed, frame(2, "Hello")).answer == Answer::no); // another bit
    CHECK(judge_compressed_echo(agreed, frame(4, "")).answer == Answer::no);
}

TEST_CASE("one of the subprotocols that were offered, none, or another") {
    const std::vector<std::string> offered{"tare.one", "tare.two"};
    const auto chosen = judge_subprotocol(switched("Sec-WebSocket-Protocol: tare.two\r\n"), offered);
    CHECK(chosen.answer == Answer::yes);
    CHECK(chosen.value == "tare.two");
    CHECK(judge_subprotocol(switched(""), offered).detail == "was offered tare.one, tare.two and chose none");
    CHECK(judge_subprotocol(switched("Sec-WebSocket-Protocol: tare.one, tare.two\r\n"), offered).answer ==
          Answer::no);
    CHECK(judge_subprotocol(switched("Sec-WebSocket-Protocol: chat\r\n"), offered).detail ==
          "was offered tare.one, tare.two and chose \"chat\", which nobody offered");
}
