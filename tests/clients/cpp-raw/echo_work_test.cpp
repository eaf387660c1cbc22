// The echo workload of the client, with a server that a test plays by hand.
#include "clients/cpp-raw/echo_work.hpp"
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/http/handshake.hpp"
#include "wire/io/scripted/kernel.hpp"
#include "wire/peer/peer.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace tare;
using namespace tare::tests;
using clients::EchoWork;

namespace {

struct Fixture {
    using Peer = wire::peer::Peer<EchoWork>;
    using Loop = wire::io::scripted::Loop<Peer>;

    explicit Fixture(int connections) {
        wire::peer::Config config;
        config.role = wire::ws::Role::client;
        config.host = "localhost:1";
        config.path = "/echo";
        peer = std::make_unique<Peer>(work, config);
        loop = std::move(*Loop::make(*peer, {}));
        for (int i = 0; i < connections; ++i) {
            fds.push_back(loop->system().world().connected());
            open.push_back(*loop->adopt(wire::io::Socket(fds.back()), wire::peer::kPlain));
            open.back()->state.app.connection = i;
            const std::string request = as_text(take(i));
            const std::string key = request.substr(request.find("Key: ") + 5, 24);
            tell(i, ascii(wire::http::accept_response(key)));
        }
        REQUIRE(work.opened_connections() == connections);
    }
    /// Begins a block; the first message of every connection is then in its wire.
    void begin(std::int64_t size, contract::MessageKind kind, Nanoseconds duration, int depth = 1) {
        recorder.prepare(1000);
        work.prepare({.size_bytes = size, .depth = depth, .kind = kind, .duration = duration, .seed = 7},
                     recorder, static_cast<int>(open.size()));
        for (auto* c : open) work.prepare(c->state.app);
        recorder.begin(duration);
        if (work.single()) recorder.stamp();
        for (auto* c : open) {
            for (int i = 0; i < depth; ++i)
                peer->queue(*loop, *c, work.opcode(), work.first_message(c->state.app));
            peer->flush(*loop, *c);
        }
    }
    void tell(int connection, const Bytes& bytes) {
        loop->system().world().say(fds[static_cast<std::size_t>(connection)], bytes);
        loop->turn(Nanoseconds{0});
    }
    Bytes take(int connection) {
        return std::exchange(loop->system().world().wire(fds[static_cast<std::size_t>(connection)]).sent, {});
    }
    /// The payload of the one short masked frame that was sent.
    Bytes asked(int connection) {
        const std::vector<Bytes> all = all_asked(connection);
        REQUIRE(all.size() == 1);
        return all[0];
    }
    /// Those of all of them.
    std::vector<Bytes> all_asked(int connection) {
        const Bytes sent = take(connection);
        std::vector<Bytes> payloads;
        for (std::size_t at = 0; at < sent.size();) {
            const std::size_t size = std::to_integer<std::size_t>(sent[at + 1] & std::byte{0x7F});
            Bytes payload(size);
            for (std::size_t i = 0; i < size; ++i) payload[i] = sent[at + 6 + i] ^ sent[at + 2 + i % 4];
            payloads.push_back(payload);
            at += 6 + size;
        }
        return payloads;
    }
    /// What went wrong after this answer to the first message.
    std::string fault(const Bytes& answer) {
        tell(0, answer);
        REQUIRE(work.error().has_value());
        return work.error()->message;
    }

    EchoWork work;
    contract::Recorder recorder;
    std::unique_ptr<Peer> peer;
    std::unique_ptr<Loop> loop;
    std::vector<int> fds;
    std::vector<typename Loop::Connection*> open;
};

constexpr Nanoseconds kHour{3'600'000'000'000};
using enum contract::MessageKind;

} // namespace

TEST_CASE("message after message, each with its number, until the time is over") {
    Fixture f(1);
    f.begin(20, binary, kHour);
    for (int i = 0; i < 3; ++i) {
        const Bytes question = f.asked(0);
        REQUIRE(question.size() == 20);
        CHECK(Bytes(question.begin(), question.begin() + 9) ==
              Bytes(8) + Bytes{static_cast<std::byte>(i)}); // connection 0, message i, little-endian
        f.tell(0, frame(0x82, question, false));
    }
    CHECK(f.work.operations() == 3);
    CHECK(f.work.busy());
    f.recorder.end();
    CHECK(f.recorder.stamps().size() == 4); // the start and three answers
    CHECK_FALSE(f.work.error().has_value());
}

TEST_CASE("when the time is over nothing more is asked") {
    Fixture f(1);
    f.begin(20, text, Nanoseconds{0});
    const Bytes question = f.asked(0);
    CHECK(as_text(question).substr(0, 16) == "0000000000000000");
    f.tell(0, frame(0x81, question, false));
    CHECK_FALSE(f.work.busy());
    CHECK(f.take(0).empty());
    CHECK(f.work.operations() == 1);
    CHECK_FALSE(f.work.error().has_value());
}

TEST_CASE("several connections: a pair of stamps an answer, each with its own numbers") {
    Fixture f(3);
    f.begin(16, binary, Nanoseconds{0});
    for (const int i : {2, 0, 1}) {
        const Bytes question = f.asked(i);
        CHECK(question[0] == static_cast<std::byte>(i));
        f.tell(i, frame(0x82, question, false));
    }
    CHECK_FALSE(f.work.busy());
    f.recorder.end();
    CHECK(f.recorder.stamps().size() == 6);
}

TEST_CASE("a pipeline keeps so many messages under way, and one more for each answer") {
    Fixture f(1);
    f.begin(16, binary, kHour, 3);
    const std::vector<Bytes> first = f.all_asked(0);
    REQUIRE(first.size() == 3);
    for (int i = 0; i < 3; ++i) CHECK(first[static_cast<std::size_t>(i)][8] == static_cast<std::byte>(i));

    // Two answers in one read: messages 3 and 4 follow, in one send.
    f.tell(0, frame(0x82, first[0], false) + frame(0x82, first[1], false));
    const std::vector<Bytes> next = f.all_asked(0);
    REQUIRE(next.size() == 2);
    CHECK(next[0][8] == std::byte{3});
    CHECK(next[1][8] == std::byte{4});
    CHECK(f.work.operations() == 2);

    // Out of order is wrong: message 2 is due.
    CHECK_FALSE(f.fault(frame(0x82, next[0], false)).empty());
}

TEST_CASE("when the time is over a pipeline waits for what is under way, and asks nothing more") {
    Fixture f(2);
    f.begin(16, binary, Nanoseconds{0}, 2);
    for (int connection = 0; connection < 2; ++connection) {
        const std::vector<Bytes> asked = f.all_asked(connection);
        REQUIRE(asked.size() == 2);
        for (const Bytes& question : asked) {
            CHECK(f.work.busy());
            f.tell(connection, frame(0x82, question, false));
        }
        CHECK(f.all_asked(connection).empty());
    }
    CHECK_FALSE(f.work.busy());
    CHECK_FALSE(f.work.error().has_value());
    f.recorder.end();
    CHECK(f.recorder.stamps().size() == 2 * 2 * 2); // sent and received, of 2 messages on 2 connections
}

TEST_CASE("an answer in fragments is an answer") {
    Fixture f(1);
    f.begin(20, binary, Nanoseconds{0});
    const Bytes question = f.asked(0);
    f.tell(0, frame(0x02, Bytes(question.begin(), question.begin() + 7), false) + frame(0x89, {}, false) +
                  frame(0x80, Bytes(question.begin() + 7, question.end()), false));
    CHECK(f.work.operations() == 1);
    CHECK_FALSE(f.work.error().has_value());
}

TEST_CASE("answers that are wrong") {
    Fixture f(1);
    f.begin(40, binary, kHour);
    Bytes question = f.asked(0);
    SECTION("another length") {
        question.pop_back();
        CHECK_FALSE(f.fault(frame(0x82, question, false)).empty());
    }
    SECTION("another kind") { CHECK_FALSE(f.fault(frame(0x81, Bytes(40, std::byte{'a'}), false)).empty()); }
    SECTION("another number") {
        question[8] = std::byte{9};
        CHECK_FALSE(f.fault(frame(0x82, question, false)).empty());
    }
    SECTION("a byte at the end, which the first message is held against in whole") {
        question[39] ^= std::byte{1};
        CHECK(f.fault(frame(0x82, question, false)).find("39") != std::string::npos);
    }
    SECTION("the same answer twice") {
        CHECK_FALSE(f.fault(frame(0x82, question, false) + frame(0x82, question, false)).empty());
    }
    SECTION("a close frame") {
        f.tell(0, frame(0x88, hex("03 e9"), false));
        f.loop->turn(wire::io::kLinger);
        REQUIRE(f.work.error().has_value());
        CHECK(f.work.error()->message == "connection 0: closed by the server with code 1001");
    }
    SECTION("the end of the stream") {
        f.loop->system().world().hang_up(f.fds[0]);
        f.loop->turn(Nanoseconds{0});
        REQUIRE(f.work.error().has_value());
        CHECK(f.work.error()->message == "connection 0: ended by the peer without a close handshake");
    }
}

TEST_CASE("the last message of a block is held against in whole") {
    Fixture f(1);
    const Nanoseconds duration{300'000'000};
    f.begin(40, binary, duration);
    f.tell(0, frame(0x82, f.asked(0), false));
    REQUIRE(f.work.busy());
    Bytes question = f.asked(0); // message 1: no 256th, so only its length and header are held against
    question[39] ^= std::byte{1};
    std::this_thread::sleep_for(duration);
    CHECK(f.fault(frame(0x82, question, false)).find("39") != std::string::npos);
}

TEST_CASE("a message in the middle is held against by length and header alone") {
    Fixture f(1);
    f.begin(40, binary, kHour);
    f.tell(0, frame(0x82, f.asked(0), false));
    Bytes question = f.asked(0);
    question[39] ^= std::byte{1};
    f.tell(0, frame(0x82, question, false));
    CHECK(f.work.operations() == 2);
    CHECK_FALSE(f.work.error().has_value());
}

TEST_CASE("once closing, ends are no errors") {
    Fixture f(1);
    f.work.begin_closing();
    f.peer->close(*f.loop, *f.open[0], wire::ws::CloseCode::normal);
    f.tell(0, frame(0x88, hex("03 e8"), false));
    f.loop->turn(wire::io::kLinger);
    CHECK(f.work.ended_connections() == 1);
    CHECK_FALSE(f.work.error().has_value());
}

TEST_CASE("a plan sends whatever is outstanding, and remembers when each message was due") {
    Fixture f(1);
    f.recorder.prepare(1000);
    f.work.prepare({.workload = "rate",
                    .size_bytes = 16,
                    .rate_per_s = 1000,
                    .kind = binary,
                    .duration = kHour,
                    .seed = 7},
                   f.recorder, 1);
    f.work.prepare(f.open[0]->state.app);
    f.recorder.begin(kHour);
    CHECK_FALSE(f.work.single());
    CHECK_FALSE(f.work.busy());
    // 150 messages and no answer: more than the room there is to begin with, twice over.
    constexpr int kMessages = 150;
    for (int i = 0; i < kMessages; ++i)
        f.peer->send(*f.loop, *f.open[0], f.work.opcode(),
                     f.work.planned_message(f.open[0]->state.app, 1000 + i));
    const std::vector<Bytes> asked = f.all_asked(0);
    REQUIRE(asked.size() == kMessages);
    for (const Bytes& question : asked) {
        CHECK(f.work.busy());
        f.tell(0, frame(0x82, question, false));
        CHECK(f.all_asked(0).empty()); // no answer calls for another message
    }
    CHECK_FALSE(f.work.busy());
    CHECK_FALSE(f.work.error().has_value());
    CHECK(f.work.operations() == kMessages);
    f.recorder.end();
    const auto& stamps = f.recorder.stamps();
    REQUIRE(stamps.size() == 3 * kMessages);
    // Due one tick after the other, whatever a tick is; sent and received later, in that order.
    for (std::size_t i = 0; i < kMessages; ++i) {
        CHECK(stamps[3 * i] <= stamps[3 * i + 1]);
        CHECK(stamps[3 * i + 1] <= stamps[3 * i + 2]);
        if (i > 0) CHECK(stamps[3 * i] >= stamps[3 * (i - 1)]);
    }
}
