// The checker as the server of one client: echoes as it should, or as a vector says, or does the service of
// another path (service.hpp), and watches the client.
//
// Thread safety: none.
#pragma once

#include "bench/check/frames.hpp"
#include "bench/check/http.hpp"
#include "bench/check/stream.hpp"
#include "bench/check/vectors.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::check {

/// One connection of the client, and all that was seen of it.
struct Peer {
    std::unique_ptr<Stream> stream;
    Inbound inbound{Sender::client};
    std::optional<Head> request;
    int messages = 0;            ///< whole messages that were answered
    std::deque<Message> waiting; ///< of a pipeline: those that came before all of the depth had come
    Bytes previous;              ///< the last of them
    bool close_answered = false;
    std::string trouble; ///< the first thing that its request or its messages had wrong
};

class Service;

class EchoServer {
  public:
    /// Both must outlive it.
    EchoServer(Listener& listener, const ClientVector& vector);
    ~EchoServer();

    /// Does what there is to do; waits at most a millisecond for it.
    void pump();

    [[nodiscard]] const std::vector<std::unique_ptr<Peer>>& peers() const { return peers_; }
    /// A connection has sent as many messages as the vector needs.
    [[nodiscard]] bool came_far_enough() const;
    [[nodiscard]] bool all_ended() const;
    /// How many the client must have counted in its block: echoes, lives of connections, what a service did.
    [[nodiscard]] std::int64_t operations() const;

  private:
    /// Connections that were opened and closed with code 1000.
    [[nodiscard]] std::int64_t lives() const;
    void serve(Peer&);
    void answer_request(Peer&);
    void answer_message(Peer&, Message);
    /// Whether so many messages are, or were, outstanding at once as the vector's depth says.
    [[nodiscard]] bool is_deep_enough(const Peer&) const;
    void look_at(Peer&, const Message&) const;

    Listener& listener_;
    const ClientVector& vector_;
    std::unique_ptr<Service> service_; ///< null: echo
    std::vector<std::unique_ptr<Peer>> peers_;
};

/// What is wrong with a client's opening handshake (section 4.1); empty when nothing is. `offers_deflate`: it
/// must, and otherwise it must not.
std::string trouble_in_request(const Head&, std::string_view host, std::string_view path,
                               bool offers_deflate);

} // namespace tare::check
