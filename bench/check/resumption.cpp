#include "bench/check/resumption.hpp"

#include "bench/check/reach.hpp"
#include "bench/check/stream.hpp"

#include <openssl/ssl.h>

#include <vector>

namespace tare::check {
namespace {

/// A client's TLS, and the tickets that came over its connections. It must outlive them.
class TicketHolder {
  public:
    explicit TicketHolder(TlsContext context) : context_(std::move(context)) {
        SSL_CTX_set_app_data(context_.get(), this);
        SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context_.get(), [](SSL* ssl, SSL_SESSION* session) {
            auto* const self = static_cast<TicketHolder*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
            self->tickets_.emplace_back(session, SSL_SESSION_free);
            return 1; // the reference is ours now
        });
    }
    TicketHolder(const TicketHolder&) = delete;
    TicketHolder& operator=(const TicketHolder&) = delete;
    ~TicketHolder() = default;

    [[nodiscard]] const TlsContext& context() const { return context_; }
    [[nodiscard]] std::size_t count() const { return tickets_.size(); }
    /// The last that came.
    [[nodiscard]] TlsTicket last() const { return tickets_.empty() ? nullptr : tickets_.back(); }

  private:
    TlsContext context_;
    std::vector<TlsTicket> tickets_;
};

struct Opening {
    bool resumed = false;
    std::string trouble; ///< empty: it was opened
};

/// A connection up to the answer to its opening handshake: tickets come before that at the latest, since the
/// client has read so far.
Opening open_once(std::uint16_t port, const TicketHolder& holder, const TlsTicket& offered,
                  Nanoseconds patience) {
    auto stream = Stream::connect(port, holder.context(), offered);
    if (!stream) return {false, stream.error().message};
    if (auto trouble = open_websocket(*stream, port, "/echo", patience); !trouble.empty())
        return {false, std::move(trouble)};
    stream->finish(); // a session that ended otherwise would be of no use again
    return {stream->tls_resumed(), {}};
}

Verdict resume_again(std::uint16_t port, const TlsContext& context, Nanoseconds patience) {
    TicketHolder holder(context);
    // The second ticket comes over a session that is itself resumed: it must do as well.
    for (const std::string_view which : {"first", "second", "third"}) {
        const auto before = holder.count();
        const bool offers = before > 0;
        const Opening opening = open_once(port, holder, holder.last(), patience);
        if (!opening.trouble.empty())
            return Verdict::fail(fmt::format("{} connection: {}", which, opening.trouble));
        if (offers && !opening.resumed)
            return Verdict::fail(
                fmt::format("{} connection: does not take up the ticket of the one before it", which));
        if (holder.count() == before)
            return Verdict::fail(fmt::format("{} connection: no session ticket came", which));
    }
    return Verdict::pass();
}

} // namespace

void check_full_handshakes(std::uint16_t port, const Setup& setup, const core::Variant& variant,
                           Sheet& sheet) {
    // Who declares that it can be told must obey; elsewhere it is what the library does by itself.
    const bool must = variant.can.tls_resume;
    sheet.ask(question("tls-no-tickets-unasked", "contract, Server", {"tls"}, must), "", [&] {
        const auto context = client_context(setup.tls.certificate, TlsVersion::v1_3, TlsVersion::v1_3);
        if (!context) return Verdict::fail(context.error().message);
        TicketHolder holder(*context);
        const Opening opening = open_once(port, holder, nullptr, setup.patience);
        if (!opening.trouble.empty()) return Verdict::fail(opening.trouble);
        if (holder.count() == 0) return Verdict::pass();
        return Verdict::fail(fmt::format("sends {} session ticket{} with each full handshake", holder.count(),
                                         holder.count() == 1 ? "" : "s"));
    });
}

void check_resumption(run::EndStart start, const Setup& setup, Sheet& sheet) {
    start.tls_resume = true;
    sheet.ask(question("tls-resumed", "RFC 8446, 2.2", {"tls", "tls_resume"}), "", [&] {
        auto server = run::ServerEnd::start(start, setup.tls);
        if (!server) return Verdict::fail("with --tls-resume: " + server.error().message);
        const auto context = client_context(setup.tls.certificate, TlsVersion::v1_3, TlsVersion::v1_3);
        if (!context) return Verdict::fail(context.error().message);
        return resume_again(port_of(*server, core::Transport::wss), *context, setup.patience);
    });
}

} // namespace tare::check
