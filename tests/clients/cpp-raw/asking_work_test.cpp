// The works of stream, transfer and broadcast with the server that they are for, on two scripted kernels that
// a test joins.
#include "clients/cpp-raw/asking_app.hpp"
#include "contract/cpp/works/broadcast_work.hpp"
#include "contract/cpp/works/stream_work.hpp"
#include "contract/cpp/works/transfer_work.hpp"
#include "servers/cpp-raw/app.hpp"
#include "tests/catch.hpp"
#include "tests/wire/ws/bytes.hpp"
#include "wire/io/scripted/kernel.hpp"
#include "wire/peer/peer.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace tare;
using namespace tare::tests;

namespace {

/// `room`: what a server's socket takes at once.
template <class Work>
struct Joined {
    using ServerPeer = wire::peer::Peer<servers::App>;
    using ClientPeer = wire::peer::Peer<clients::AskingApp<Work>>;
    using ServerLoop = wire::io::scripted::Loop<ServerPeer>;
    using ClientLoop = wire::io::scripted::Loop<ClientPeer>;

    explicit Joined(const std::string& path, int connections = 1, std::size_t room_bytes = 100'000)
        : room(room_bytes) {
        wire::peer::Config config;
        config.knows = servers::App::knows;
        server = std::make_unique<ServerPeer>(app, config);
        server_loop = std::move(*ServerLoop::make(*server, {}));
        REQUIRE(server_loop->listen(wire::io::Socket(), wire::peer::kPlain).has_value());
        wire::peer::Config asking;
        asking.role = wire::ws::Role::client;
        asking.host = "localhost:1";
        asking.path = path;
        client = std::make_unique<ClientPeer>(work, asking);
        client_loop = std::move(*ClientLoop::make(*client, {}));
        for (int i = 0; i < connections; ++i) {
            client_fds.push_back(client_loop->system().world().connected());
            server_fds.push_back(server_loop->system().world().knock());
            server_loop->turn(Nanoseconds{0});
            open.push_back(*client_loop->adopt(wire::io::Socket(client_fds.back()), wire::peer::kPlain));
            open.back()->state.app.connection = i;
        }
        settle();
        REQUIRE(work.opened_connections() == connections);
    }
    /// Carries everything there and back until both are silent.
    void settle() {
        for (bool moved = true; moved;) {
            moved = false;
            app.push_due(*server, *server_loop);
            for (std::size_t i = 0; i < open.size(); ++i) {
                moved |= carry(*client_loop, client_fds[i], *server_loop, server_fds[i]);
                moved |= carry(*server_loop, server_fds[i], *client_loop, client_fds[i]);
            }
        }
    }
    template <class From, class To>
    bool carry(From& from, int from_fd, To& to, int to_fd) {
        auto& wire = from.system().world().wire(from_fd);
        const Bytes bytes = std::exchange(wire.sent, {});
        if (!bytes.empty()) to.system().world().say(to_fd, bytes);
        from.system().world().make_room(from_fd, room);
        if (wire.writing_ended && !to.system().world().wire(to_fd).ended) to.system().world().hang_up(to_fd);
        to.turn(Nanoseconds{0});
        from.turn(Nanoseconds{0});
        return !bytes.empty();
    }
    void block(contract::BlockRequest request) {
        recorder.prepare(100'000);
        work.prepare(request, recorder, static_cast<int>(open.size()));
        if (work.greets()) {
            for (auto* c : open)
                client->with_link(*client_loop, *c,
                                  [&](auto& link) { work.greet(clients::VoiceOver(link)); });
            settle();
            REQUIRE_FALSE(work.error().has_value());
            REQUIRE_FALSE(work.busy());
        }
        recorder.begin(request.duration);
        work.begin();
        do {
            for (int i = work.next_start(); i >= 0; i = work.next_start())
                client->with_link(*client_loop, *open[static_cast<std::size_t>(i)],
                                  [&](auto& link) { work.start(clients::VoiceOver(link)); });
            settle();
        } while (work.busy() && !work.error());
        recorder.end();
    }

    std::size_t room;
    servers::App app;
    clients::AskingApp<Work> work;
    contract::Recorder recorder;
    std::unique_ptr<ServerPeer> server;
    std::unique_ptr<ServerLoop> server_loop;
    std::unique_ptr<ClientPeer> client;
    std::unique_ptr<ClientLoop> client_loop;
    std::vector<int> server_fds, client_fds;
    std::vector<typename ClientLoop::Connection*> open;
};

contract::BlockRequest request_of(std::int64_t size, Nanoseconds duration = Nanoseconds{1}) {
    contract::BlockRequest request;
    request.size_bytes = size;
    request.duration = duration;
    request.seed = 11;
    return request;
}

} // namespace

TEST_CASE("a stream comes whole, whatever the socket takes at once") {
    const std::size_t room = GENERATE(std::size_t{1'000}, std::size_t{100'000}, std::size_t{10'000'000});
    Joined<contract::StreamWork> f("/stream", 1, room);
    auto request = request_of(240);
    request.kind = contract::MessageKind::text;
    f.block(request);
    REQUIRE_FALSE(f.work.error().has_value());
    CHECK(f.work.operations() == 1000); // its time was over before the first message: one stream
    const auto& stamps = f.recorder.stamps();
    REQUIRE(stamps.size() == 2000);
    for (std::size_t i = 0; i < stamps.size(); i += 2) CHECK(stamps[i] < stamps[i + 1]);
    f.block(request_of(240'000)); // and one message, on the same connection
    CHECK(f.work.operations() == 1);
}

TEST_CASE("a stream with a rate comes by its schedule") {
    Joined<contract::StreamWork> f("/stream");
    auto request = request_of(32, Nanoseconds{20'000'000});
    request.rate_per_s = 10'000;
    const StampNs before = contract::now_ns();
    f.block(request);
    REQUIRE_FALSE(f.work.error().has_value());
    contract::SendSchedule schedule(11, 10'000);
    std::int64_t expected = 0;
    while (schedule.next_ns() < 20e6) ++expected;
    CHECK(f.work.operations() == expected);
    const auto& stamps = f.recorder.stamps();
    CHECK(stamps.front() > before);
    // The first due time to the last: as the schedule has them.
    contract::SendSchedule again(11, 10'000);
    const double first = again.next_ns();
    double last = first;
    for (std::int64_t i = 1; i < expected; ++i) last = again.next_ns();
    CHECK(static_cast<double>(stamps[stamps.size() - 2] - stamps[0]) == Approx(last - first).margin(2));
    CHECK(contract::now_ns() - before >= static_cast<StampNs>(last)); // nothing left before it was due
}

TEST_CASE("a file goes down and up, whole and in fragments") {
    const bool up = GENERATE(false, true);
    const std::int64_t fragment = GENERATE(std::int64_t{0}, std::int64_t{65'536}, std::int64_t{1'001});
    Joined<contract::TransferWork> f("/transfer", 1, 300'000);
    auto request = request_of(700'001);
    request.upwards = up;
    request.fragment_bytes = fragment;
    f.block(request);
    REQUIRE_FALSE(f.work.error().has_value());
    CHECK(f.work.operations() == 1);
    CHECK(f.recorder.stamps().size() == 2); // its start and its end
    f.block(request);
    CHECK(f.work.operations() == 1);
}

TEST_CASE("a server that has another file closes the upload with 1008") {
    Joined<contract::TransferWork> f("/transfer");
    auto request = request_of(5'000);
    request.upwards = true;
    f.block(request);
    f.client->send(*f.client_loop, *f.open[0], wire::ws::Opcode::binary, numbered(5'000));
    f.settle();
    REQUIRE(f.work.error().has_value());
    CHECK(f.work.error()->message == "connection 0: closed by the server with code 1008");
}

TEST_CASE("what is not a request is closed with 1008") {
    const char* path = GENERATE("/stream", "/transfer");
    Joined<contract::TransferWork> f(path);
    f.client->send(*f.client_loop, *f.open[0], wire::ws::Opcode::text, ascii("push"));
    f.settle();
    REQUIRE(f.work.error().has_value());
    CHECK(f.work.error()->message == "connection 0: closed by the server with code 1008");
}

TEST_CASE("a broadcast is over when the last has it") {
    Joined<contract::BroadcastWork> f("/broadcast", 5);
    f.block(request_of(256, Nanoseconds{2'000'000}));
    REQUIRE_FALSE(f.work.error().has_value());
    CHECK(f.work.operations() >= 1);
    CHECK(f.work.progress() == 5 * f.work.operations());
    CHECK(std::ssize(f.recorder.stamps()) == 2 * f.work.operations());
    const std::int64_t before = f.work.progress();
    f.block(request_of(256));
    CHECK(f.work.operations() == 1);
    CHECK(f.work.progress() == before + 5);
}
