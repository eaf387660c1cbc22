// What was seen becomes a cell: every judgement of the feature table, apart from how it was seen.
//
// Thread safety: pure functions.
#pragma once

#include "base/units.hpp"
#include "bench/check/frames.hpp"
#include "bench/check/http.hpp"
#include "bench/check/verdict.hpp"
#include "bench/core/features.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tare::features {

using core::Feature;
using core::FeatureCell;

FeatureCell yes(Feature, std::string value = {}, std::string detail = {});
FeatureCell no(Feature, std::string why, std::string value = {});
FeatureCell seen(Feature, std::string value, std::string detail = {});
FeatureCell amount(Feature, double number, std::string detail = {});
FeatureCell absent(Feature, std::string why);
/// It ended while it was asked; `how` as in run::End::complaint().
FeatureCell crashed(Feature, const std::string& how);

/// A conversation of the conformance checker, by the id of its vector.
struct Told {
    std::string id;
    check::Verdict verdict;
};
/// All passed: yes. One failed: no, with its sentence. Else yes, with what was noted.
FeatureCell judge_told(Feature, const std::vector<Told>&);
/// For a client that was sent text which is not UTF-8: that it noticed may be due to its comparison of the
/// echo, so only the close code 1007 (RFC 6455, 8.1) tells that it checked.
FeatureCell judge_client_utf8(const check::Verdict&);

/// A server's answer to an offer of permessage-deflate (RFC 7692, 5.1 and 7.1). The parameters are the value.
FeatureCell judge_deflate_answer(const check::Head&);
/// What answers the compressed "Hello" of RFC 7692, 7.2.3.1, on a connection that agreed on it: the echo,
/// compressed or not. `agreed` is the yes of judge_deflate_answer().
FeatureCell judge_compressed_echo(FeatureCell agreed, const check::Frame& answer);
/// A client's offer of it, in its request.
FeatureCell judge_deflate_offer(const check::Head&);
/// Both answers in one cell. Without being asked nobody may compress (CONTRACT.md). `asked` is absent where
/// contender.json declares no deflate.
FeatureCell judge_deflate(const FeatureCell& unasked, const std::optional<FeatureCell>& asked);
/// A server's choice among the subprotocols that were offered (RFC 6455, 4.2.2): yes, one of them; no, none,
/// or one that nobody offered.
FeatureCell judge_subprotocol(const check::Head&, const std::vector<std::string>& offered);

/// How a message of `size_bytes` came: yes, in several frames; no, in one.
FeatureCell judge_fragments_out(int frames, std::size_t largest_frame, std::size_t size_bytes);

/// One message size that was tried; `trouble` is empty where it came back whole.
struct SizeTried {
    std::int64_t bytes = 0;
    std::string trouble;
};
/// The largest that was echoed before the first that was not; the detail then says why that was not.
FeatureCell judge_largest(const std::vector<SizeTried>&);

/// How much a server is sent at most, and how little of it cannot be told from what the kernel's buffers
/// hold.
struct PressureLimits {
    std::int64_t most_bytes = std::int64_t{128} << 20;
    std::int64_t kernel_bytes = std::int64_t{48} << 20;
};
/// What happened to a server whose client sends on and on and reads nothing.
struct PressureSeen {
    std::int64_t sent_bytes = 0;               ///< that the kernel took from us
    bool stopped_reading = false;              ///< nothing more went for a while
    bool time_was_over = false;                ///< it still read when we had to end
    std::optional<std::int64_t> memory_growth; ///< its resident memory, at its highest
    std::string went_on; ///< why not everything came back when it was read again; empty: it did
    std::string trouble; ///< it ended, or the connection did
};
/// Yes: it stopped reading before everything was sent, and everything came back when the client read again.
/// The number is by how much its memory grew.
FeatureCell judge_pressure(const PressureSeen&, const PressureLimits&);

/// What a process that should poll did with its time while nobody spoke to it.
struct IdleTime {
    std::int64_t wall_ns = 0, cpu_ns = 0;
    std::int64_t waited_ns = 0; ///< runnable, but another process had the CPU
};
/// Yes: it ran, or was ready to run, for more than half of the time.
FeatureCell judge_spin(const IdleTime&);

/// One start of a program, up to its ready line.
struct Started {
    std::int64_t wall_ns = 0;
    std::optional<std::int64_t> cpu_ns, waited_ns;
};
/// The median with the least and the most, and what of it was waiting for a CPU; and the same of its CPU
/// time.
std::pair<FeatureCell, FeatureCell> judge_starts(const std::vector<Started>&);

/// Memory a connection, from the whole process's before and after so many more were opened.
FeatureCell judge_connection_memory(std::optional<std::int64_t> before, std::optional<std::int64_t> after,
                                    int connections);

/// Marks each cell that says otherwise than contender.json does; for one that is absent because it failed,
/// see its detail. Connections: `tried` of them were to be opened.
void hold_against(const core::Capabilities&, std::vector<FeatureCell>&, int connections_tried);

} // namespace tare::features
