// The conformance vectors as values. contract/vectors/README.md says how they are written.
//
// Thread safety: pure functions, apart from reading files.
#pragma once

#include "base/error.hpp"
#include "bench/check/deflate.hpp"
#include "bench/check/frames.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tare::check {

/// What every vector says of itself.
struct About {
    std::string id;
    std::string section;
    bool must = true; ///< false: what goes wrong is a note, not a failure
    std::string about;
    std::vector<std::string> needs; ///< capabilities without which it is skipped: text, fragments, …
    bool over_tls = false;          ///< asked inside TLS too
};

// --- a server is asked: the steps of the checker, which is its client ---

struct SendStep {
    Bytes bytes;        ///< {host} already stands for itself in `lines`; see expand_host()
    std::size_t by = 0; ///< so many bytes at a time with a pause after each; 0: all at once
};
struct HttpStep {
    std::vector<int> status, tolerated;        ///< tolerated: a note
    std::map<std::string, std::string> fields; ///< names in lower case, values exactly
    std::vector<std::string> absent;
};
struct MessageStep {
    Message message; ///< compressed: it must be; else either way will do
};
struct PongStep {
    Bytes payload;
};
/// A Close frame with one of these codes; -1 stands for none.
struct CloseStep {
    std::vector<int> codes;
};
/// The connection must be failed, without another message, and should be with one of these codes.
struct FailsStep {
    std::vector<int> codes;
};
/// The server must end the TCP connection.
struct EndStep {};

using Step = std::variant<SendStep, HttpStep, MessageStep, PongStep, CloseStep, FailsStep, EndStep>;

struct ServerVector {
    About about;
    bool open = true;                    ///< begin with the usual handshake
    std::vector<std::string> offer;      ///< in it, these values of Sec-WebSocket-Extensions
    std::optional<AgreementSpec> agreed; ///< what shall become of the offer; absent: nothing
    std::vector<Step> steps;
};

// --- a client is asked: how the checker, which is its server, behaves ---

/// What answers one message instead of its echo.
struct Reply {
    enum class Then { go_on, end, reset };
    std::string bytes; ///< a template; see render_reply()
    Then then = Then::go_on;
};

/// What the checker does wrong on a path other than /echo (service.hpp).
enum class Fault {
    none,
    wrong_number,       ///< of a message in the middle
    wrong_length,       ///< the same
    wrong_kind,         ///< the same
    wrong_byte_of_256,  ///< one that is to be looked at as a whole
    wrong_byte_of_last, ///< another
    lacks_last,         ///< what would end the wait does not come
    other_digest,
    wrong_byte, ///< of a file, or of the first message to all
    too_short,
    refuses, ///< closes with 1008
    wrong_count,
    twice,
};

struct BlockSpec {
    std::string workload{}; ///< empty: what the members below come to
    std::int64_t size_bytes = 32;
    std::string kind = "binary";
    int connections = 1;
    int depth =
        1; ///< more: nothing is answered before so many came, and unless it is rate the workload is pipeline
    std::int64_t rate_per_s = 0; ///< more: the workload is rate
    bool connects = false;       ///< the workload is connect
    std::string direction{};     ///< of a transfer
    std::int64_t fragment_bytes = 0;
    int duration_ms = 4;
    int deadline_ms = 1000;

    [[nodiscard]] Opcode opcode() const { return kind == "binary" ? Opcode::binary : Opcode::text; }
};

struct ClientVector {
    About about;
    std::string path = "/echo";
    Fault fault = Fault::none;     ///< on another path
    std::vector<std::string> head; ///< the response's lines with {accept}; empty: the usual ones
    Bytes after_head;              ///< sent in the same segment
    std::size_t head_by = 0;
    bool opens = true; ///< whether `open` shall succeed
    std::optional<BlockSpec> block;
    std::map<int, Reply> replies; ///< by the number of the message on its connection, from 0
    bool runs = true;             ///< whether the block shall succeed
    int needs_messages = 0;       ///< so many on one connection before what is asked can show
    std::vector<Bytes> pongs;     ///< that the client shall have sent, in this order
    std::vector<int> fails;       ///< the code with which the client should fail the connection
    Bytes payload;                ///< what each message shall hold from byte 16 on, as far as it is given
    std::vector<Bytes> pieces;    ///< the same for the first messages, where they differ
    bool deflate = false;         ///< `open` asks for permessage-deflate, and the checker agrees to it
    bool compressed = false;      ///< every message must come compressed
    bool resumes = false;         ///< `open` asks for resumed TLS sessions: all after its own shall be
    bool fresh_keys = false;      ///< frames shall be masked with keys that change
    bool closes = false;          ///< `close` shall be a closing handshake with code 1000
};

/// Reads <folder>/server/*.json or <folder>/client/*.json, in the order of their names. Errors
/// (Trouble::usage) name the file and the vector.
Result<std::vector<ServerVector>> load_server_vectors(const std::filesystem::path& folder);
Result<std::vector<ClientVector>> load_client_vectors(const std::filesystem::path& folder);

/// Puts the host and port in the place of "{host}".
Bytes expand_host(Bytes bytes, std::string_view host);

/// "02 10 {payload:0:16} 80 10 {payload:16:32}": hexadecimal tokens as parse_hex takes them, and in braces
///   payload        the message that is answered       payload:A:B  its bytes from A up to before B
///   payload^N      the same with byte N inverted       previous     the message before it on this connection
Result<Bytes> render_reply(std::string_view text, const Bytes& payload, const Bytes& previous);

} // namespace tare::check
