#include "bench/check/ask.hpp"
#include "bench/check/client_talk.hpp"
#include "bench/features/live.hpp"
#include "bench/features/sides.hpp"
#include "bench/features/vessel.hpp"

#include <array>

namespace tare::features {
namespace {

namespace json = boost::json;
using run::ClientEnd;

constexpr std::int64_t kSmallBytes = 64;

const std::array<AskedByVectors, 6> kOfClients{
    AskedByVectors{Feature::text, {"text-length-126"}},
    AskedByVectors{Feature::fragments_in, {"fragmented-reply", "reply-in-many-fragments"}},
    AskedByVectors{Feature::ping, {"ping-before-the-reply", "ping-empty", "ping-125"}},
    AskedByVectors{Feature::close_codes, {"closing-handshake", "close-by-the-server"}},
    AskedByVectors{Feature::masking, {"masking", "masked-reply"}},
    AskedByVectors{Feature::subprotocols, {"subprotocol-nobody-offered"}},
};

/// One opening of a client, whose server we are.
class Session {
  public:
    Session(ClientEnd& client, const check::TlsContext& tls, Nanoseconds patience)
        : client_(client), patience_(patience), listener_(check::Listener::open(tls)) {
        vector_.block.emplace();
        if (listener_) server_.emplace(*listener_, vector_);
    }

    /// An answer of {"error": …} is an error here.
    Result<json::object> command(const json::object& asked, Nanoseconds more = Nanoseconds{0}) {
        if (!listener_) return listener_.error();
        auto answer = check::ask(
            client_.process(), asked, [&] { server_->pump(); }, patience_ + more);
        if (!answer) return answer;
        const std::string error = check::error_in(*answer);
        if (error.empty()) return answer;
        return make_error(Trouble::contender, "\"{}\" is answered with: {}",
                          std::string_view(asked.at("do").as_string()), error);
    }

    Result<void> open(int connections, json::object more = {}) {
        if (!listener_) return listener_.error();
        more["do"] = "open";
        more["url"] =
            fmt::format("{}://127.0.0.1:{}/echo", more.contains("ca_file") ? "wss" : "ws", listener_->port());
        more["connections"] = connections;
        const auto opened = command(more, Milliseconds{10} * connections);
        if (!opened) return opened.error();
        return {};
    }

    /// `block`, up to its armed; empty, or what went wrong.
    std::string arm(std::int64_t size) {
        vector_.block->size_bytes = size;
        const auto armed = command({{"do", "block"},
                                    {"workload", "echo"},
                                    {"size_bytes", size},
                                    {"kind", "binary"},
                                    {"duration_ns", 1'000'000},
                                    {"deadline_ns", patience_.count()},
                                    {"seed", 7}});
        return armed ? std::string() : armed.error().message;
    }

    /// One block of echoes of this size; empty, or what went wrong.
    std::string echo(std::int64_t size) {
        if (std::string trouble = arm(size); !trouble.empty()) return trouble;
        const auto ran = command({{"do", "go"}}, patience_);
        if (!ran) return ran.error().message;
        for (const auto& peer : server_->peers()) {
            if (!peer->inbound.violation.empty()) return "sent " + peer->inbound.violation;
            if (!peer->trouble.empty()) return peer->trouble;
        }
        return {};
    }

    void close() { (void)command({{"do", "close"}}); }

    /// The first connection that came, where one did.
    [[nodiscard]] const check::Peer* peer() const {
        return server_ && !server_->peers().empty() ? server_->peers().front().get() : nullptr;
    }
    [[nodiscard]] int connected() const {
        if (!server_) return 0;
        return static_cast<int>(
            std::count_if(server_->peers().begin(), server_->peers().end(), [](const auto& peer) {
                return peer->request.has_value() && !peer->stream->ended();
            }));
    }

  private:
    ClientEnd& client_;
    Nanoseconds patience_;
    check::ClientVector vector_;
    Result<check::Listener> listener_;
    std::optional<check::EchoServer> server_;
};

class ClientQuestions {
  public:
    ClientQuestions(const run::EndStart& start, const Setup& setup) : start_(start), setup_(setup) {}

    [[nodiscard]] Result<ClientEnd> begin() const { return ClientEnd::start(start_); }

    [[nodiscard]] check::Verdict talk(ClientEnd& client, std::string_view id) {
        auto listener = check::Listener::open();
        if (!listener) return check::Verdict::fail(listener.error().message);
        return check::talk_to_client(
            vector_called(setup_.check.client_vectors, id),
            {client.process(), *listener, {}, setup_.check.folder / "feature-times", patience(), keys_seen_});
    }

    [[nodiscard]] FeatureCell by_vectors(const AskedByVectors& asked, ClientEnd& client) {
        std::vector<Told> told;
        for (const std::string_view id : asked.ids) {
            told.push_back({std::string(id), talk(client, id)});
            if (told.back().verdict.status == check::Status::fail) break;
        }
        return judge_told(asked.feature, told);
    }

    [[nodiscard]] FeatureCell tls(ClientEnd& client) const {
        const auto context = check::server_context(setup_.check.tls);
        if (!context) return absent(Feature::tls, context.error().message);
        Session session(client, *context, patience());
        const auto opened = session.open(1, {{"ca_file", setup_.check.tls.certificate.string()}});
        if (!opened) return no(Feature::tls, opened.error().message);
        const std::string version = session.peer() == nullptr ? "" : session.peer()->stream->tls_version();
        session.close();
        return version.empty() ? no(Feature::tls, "opened wss without TLS") : yes(Feature::tls, version);
    }

    /// What its request offers without being asked to, and then when it is.
    [[nodiscard]] FeatureCell deflate(ClientEnd& client) const {
        const FeatureCell unasked = offered_deflate(client, {});
        if (!start_.variant->can.deflate) return judge_deflate(unasked, std::nullopt);
        return judge_deflate(unasked, offered_deflate(client, {{"deflate", true}}));
    }

    [[nodiscard]] FeatureCell offered_deflate(ClientEnd& client, const json::object& more) const {
        Session session(client, nullptr, patience());
        const auto opened = session.open(1, more);
        if (session.peer() == nullptr || !session.peer()->request) {
            return absent(Feature::deflate, opened ? "sent no request" : opened.error().message);
        }
        FeatureCell cell = judge_deflate_offer(*session.peer()->request);
        if (opened) session.close();
        return cell;
    }

    [[nodiscard]] FeatureCell fragments_out(ClientEnd& client) const {
        Session session(client, nullptr, setup_.largest_patience);
        const auto opened = session.open(1);
        const std::string trouble = opened ? session.echo(kFragmentedBytes) : opened.error().message;
        if (!trouble.empty()) return absent(Feature::fragments_out, "a message of 1 MiB: " + trouble);
        FeatureCell cell = judge_fragments_out(session.peer()->inbound.most_frames,
                                               session.peer()->inbound.largest_frame, kFragmentedBytes);
        session.close();
        return cell;
    }

    [[nodiscard]] FeatureCell largest(ClientEnd& client) const {
        std::vector<SizeTried> tried;
        for (const std::int64_t size : sizes_to_try(setup_.largest_bytes)) {
            Session session(client, nullptr, setup_.largest_patience);
            const auto opened = session.open(1);
            tried.push_back({size, opened ? session.echo(size) : opened.error().message});
            if (tried.back().trouble.empty()) {
                session.close();
                continue;
            }
            if (const auto trouble = client.own_trouble())
                tried.back().trouble = "crashed: " + trouble->message;
            break;
        }
        return judge_largest(tried);
    }

    /// A client polls while it waits for an answer, so it gets none.
    [[nodiscard]] FeatureCell spin() const {
        run::EndStart start = start_;
        start.wait = core::WaitMode::spin;
        auto client = ClientEnd::start(start);
        if (!client) return no(Feature::spin, "does not start: " + client.error().message);
        Session session(*client, nullptr, patience());
        if (const auto opened = session.open(1); !opened)
            return absent(Feature::spin, opened.error().message);
        if (const std::string trouble = session.arm(kSmallBytes); !trouble.empty())
            return absent(Feature::spin, trouble);
        if (const auto gone = client->process().write_line(R"({"do":"go"})"); !gone) {
            return absent(Feature::spin, gone.error().message);
        }
        return watch_idle(client->process().pid());
    }

    /// As ServerQuestions::connections(): one first, then all of them.
    void connections(ClientEnd& client, Sheet& sheet) const {
        const int pid = client.process().pid(), most = connections_to_try(*start_.variant, setup_);
        std::optional<std::int64_t> before;
        std::string trouble;
        int open = 0;
        for (const int wanted : most > 1 ? std::vector<int>{1, most} : std::vector<int>{1}) {
            Session session(client, nullptr, setup_.check.patience);
            const auto opened = session.open(wanted);
            std::this_thread::sleep_for(kSettle);
            if (wanted == 1) before = resident_bytes(pid);
            open = std::max(open, session.connected());
            if (!opened) {
                trouble = opened.error().message;
                break;
            }
            if (wanted > 1 && session.connected() == wanted)
                sheet.put(judge_connection_memory(before, resident_bytes(pid), wanted - 1));
            session.close();
        }
        sheet.put(amount(Feature::connections, open, trouble));
        sheet.put(absent(Feature::connection_memory, !trouble.empty() ? trouble
                                                     : most > 1
                                                         ? "opened fewer connections than it was told to"
                                                         : kOneConnection));
    }

  private:
    [[nodiscard]] Nanoseconds patience() const { return setup_.check.patience; }

    const run::EndStart& start_;
    const Setup& setup_;
    std::vector<std::string> keys_seen_;
};

} // namespace

std::string ask_client(const run::EndStart& start, const core::Availability& available, const Setup& setup,
                       Sheet& sheet) {
    ClientQuestions questions(start, setup);
    const core::Capabilities& can = start.variant->can;
    const bool is_floor = start.contender->is_floor;
    const std::string trouble =
        weigh_vessel<ClientEnd>([&] { return questions.begin(); }, *start.variant, available, setup, sheet,
                                [&](ClientEnd& client) {
                                    if (!is_floor) questions.connections(client, sheet);
                                });
    if (!trouble.empty()) return trouble;
    if (!can.spin) {
        sheet.put(absent(Feature::spin, kNoSpin));
    } else if (!is_floor) {
        sheet.ask(Feature::spin, [&] { return questions.spin(); });
    }
    Live<ClientEnd> live([&] { return questions.begin(); });
    const auto ask = [&](Feature feature, auto&& question) {
        sheet.ask(feature, [&] {
            FeatureCell cell = live.ask(feature, question);
            // One that still owes an answer would give it to the next question.
            if (cell.answer != core::Answer::yes) live.drop();
            return cell;
        });
    };
    if (can.tls) {
        ask(Feature::tls, [&](ClientEnd& client) { return questions.tls(client); });
    } else {
        sheet.put(absent(Feature::tls, kNoTls));
    }
    if (is_floor) return kFloor;
    for (const AskedByVectors& asked : kOfClients) {
        ask(asked.feature, [&](ClientEnd& client) { return questions.by_vectors(asked, client); });
    }
    ask(Feature::utf8,
        [&](ClientEnd& client) { return judge_client_utf8(questions.talk(client, "not-utf-8")); });
    ask(Feature::deflate, [&](ClientEnd& client) { return questions.deflate(client); });
    ask(Feature::fragments_out, [&](ClientEnd& client) { return questions.fragments_out(client); });
    ask(Feature::largest_message, [&](ClientEnd& client) { return questions.largest(client); });
    sheet.put(absent(Feature::back_pressure, "not asked: a client of the contract waits for each answer"));
    return {};
}

} // namespace tare::features
