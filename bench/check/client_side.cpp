#include "bench/check/client_talk.hpp"
#include "bench/check/service.hpp"
#include "bench/check/sides.hpp"

#include <set>

namespace tare::check {
namespace {

/// The client under test, started anew when it has died of a vector.
class LiveClient {
  public:
    LiveClient(const run::EndStart& start, const Setup& setup) : start_(start), setup_(setup) {}

    Result<void> ensure() {
        if (client_ && !client_->process().ending()) return {};
        client_.reset();
        auto started = run::ClientEnd::start(start_);
        if (!started) return started.error();
        client_.emplace(std::move(*started));
        return {};
    }

    Verdict talk(const ClientVector& vector, Listener& listener, const std::filesystem::path& ca_file) {
        if (auto ready = ensure(); !ready) return Verdict::fail(ready.error().message);
        Verdict verdict =
            talk_to_client(vector, {client_->process(), listener, ca_file.string(),
                                    setup_.folder / "check-times", setup_.patience, keys_seen_});
        if (verdict.status != Status::fail) return verdict;
        if (const auto trouble = client_->own_trouble()) verdict.sentence = trouble->message;
        client_.reset(); // one that still owes an answer would give it to the next question
        return verdict;
    }

    run::ClientEnd& end() { return *client_; }

    /// Noted rather than failed: it is the library's doing, no contender can mend it, and no number hangs on
    /// it.
    [[nodiscard]] Verdict nonces() const {
        const std::size_t distinct = std::set<std::string>(keys_seen_.begin(), keys_seen_.end()).size();
        if (distinct == keys_seen_.size()) return Verdict::pass();
        return Verdict::note(fmt::format("{} handshakes used only {} different keys; each must be random",
                                         keys_seen_.size(), distinct));
    }

  private:
    const run::EndStart& start_;
    const Setup& setup_;
    std::optional<run::ClientEnd> client_;
    std::vector<std::string> keys_seen_;
};

ClientVector refusal(std::string id, bool must) {
    ClientVector vector;
    vector.about = question(std::move(id), "contract, Client", {"tls"}, must);
    vector.opens = false;
    return vector;
}

void check_tls(LiveClient& client, const Setup& setup, Sheet& sheet) {
    const auto ask = [&](const ClientVector& vector, const std::string& where, const run::TlsFiles& served,
                         const std::filesystem::path& trusted, TlsVersion most) {
        About about = vector.about;
        about.needs.emplace_back("tls");
        sheet.ask(about, where, [&] {
            const auto context = server_context(served, most);
            auto listener = context ? Listener::open(*context) : Result<Listener>(context.error());
            if (!listener) return Verdict::fail(listener.error().message);
            return client.talk(vector, *listener, trusted);
        });
    };
    auto vectors = setup.client_vectors;
    for (auto& vector : service_vectors()) vectors.push_back(std::move(vector));
    for (const ClientVector& vector : vectors) {
        if (vector.about.over_tls)
            ask(vector, " over TLS", setup.tls, setup.tls.certificate, TlsVersion::v1_3);
    }
    ask(refusal("certificate-of-another-authority", true), "", setup.other_authority, setup.tls.certificate,
        TlsVersion::v1_3);
    ask(refusal("certificate-of-another-name", true), "", setup.other_name, setup.other_name.certificate,
        TlsVersion::v1_3);
    ask(refusal("tls-1.2-refused", false), "", setup.tls, setup.tls.certificate, TlsVersion::v1_2);
}

/// The connect workload with resumed sessions, and what becomes of it at a server that sends no tickets.
void check_resumption(LiveClient& client, const Setup& setup, Sheet& sheet) {
    for (const bool sends_tickets : {true, false}) {
        ClientVector vector;
        vector.about = question(sends_tickets ? "tls-resumed" : "tls-not-resumed", "contract, Client",
                                {"tls", "connect", "tls_resume"});
        vector.block = BlockSpec{.size_bytes = 0, .connects = true, .duration_ms = 40};
        vector.resumes = true;
        vector.runs = sends_tickets;
        sheet.ask(vector.about, "", [&] {
            const auto context = server_context(setup.tls, TlsVersion::v1_3, sends_tickets ? 2 : 0);
            auto listener = context ? Listener::open(*context) : Result<Listener>(context.error());
            if (!listener) return Verdict::fail(listener.error().message);
            return client.talk(vector, *listener, setup.tls.certificate);
        });
    }
}

} // namespace

void check_client(const run::EndStart& start, const Setup& setup, Sheet& sheet) {
    LiveClient client(start, setup);
    const auto started = client.ensure();
    auto listener = Listener::open();
    sheet.put(question("start", "contract, Client"),
              started ? Verdict::pass() : Verdict::fail(started.error().message));
    if (!started || !listener) return;
    for (const ClientVector& vector : setup.client_vectors) {
        sheet.ask(vector.about, "", [&] { return client.talk(vector, *listener, {}); });
        if (sheet.hopeless()) return;
    }
    sheet.ask(question("nobody-listens", "contract, Client"), "", [&] {
        ClientVector vector;
        vector.opens = false;
        auto gone = Listener::open();
        if (!gone) return Verdict::fail(gone.error().message);
        gone->close();
        return client.talk(vector, *gone, {});
    });
    for (const ClientVector& vector : service_vectors()) {
        sheet.ask(vector.about, "", [&] { return client.talk(vector, *listener, {}); });
        if (sheet.hopeless()) return;
    }
    check_tls(client, setup, sheet);
    check_resumption(client, setup, sheet);
    sheet.ask(question("handshake-keys-differ", "RFC 6455, 4.1"), "", [&] { return client.nonces(); });
    sheet.ask(question("end", "contract, Client"), "", [&] {
        if (auto ready = client.ensure(); !ready) return Verdict::fail(ready.error().message);
        return client.end().process().stop()
                   ? Verdict::pass()
                   : Verdict::fail("does not end within 5 s of SIGTERM and the end of stdin");
    });
}

} // namespace tare::check
