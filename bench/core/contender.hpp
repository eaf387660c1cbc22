// What contender.json declares, and what a probe of this machine found out about it.
#pragma once

#include "bench/core/case.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tare::core {

/// Where a program runs from: a server or a client contender. (Role is the role in a comparison.)
enum class Side { server, client };
std::string_view to_string(Side);
Result<Side> parse_side(std::string_view);

/// What a contender or one of its variants says that it can do. `tare check` finds out whether it is true.
struct Capabilities {
    bool tls = false;
    bool text = true;
    bool fragments = true;
    bool sends_fragments = false; ///< a file in fragments (transfer), by the library's own means
    bool deflate = false;
    bool tls_resume = false;  ///< TLS sessions are resumed by tickets where that is asked for
    bool spin = false;        ///< accepts --wait spin
    int most_connections = 1; ///< of one process

    friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

struct Variant {
    std::string name;                 ///< epoll, io_uring, uvloop, …
    std::string about;                ///< one sentence
    std::vector<std::string> command; ///< argv; {bin}, {dir}, {out}, {python} already replaced
    Capabilities can;
    std::vector<Workload> workloads{}; ///< the contender's, unless the variant has its own
};

/// A documented option that was changed from its default, and why: printed with the results.
struct Tuning {
    std::string variant; ///< "*": all
    std::string what;
    std::string why;
};

/// Where the library itself departs from RFC 6455, which no contender on it can mend.
struct Deviation {
    std::string vector; ///< the id of the checker's question
    std::string what;   ///< one sentence
};

struct Contender {
    std::string name; ///< <lang>-<library>, the folder's name
    Side side = Side::server;
    bool is_floor = false; ///< the bare socket: declares "floor": true; its rows are Role::floor
    std::string language;
    std::string library;
    std::string homepage;
    std::vector<Workload> workloads;
    std::vector<Variant> variants;
    std::vector<Tuning> tuned;
    std::vector<Deviation> deviations;
    /// A runtime that compiles while it runs says how long it has to work before what it costs is settled: at
    /// least so much of its warm-up. 0 .. 60 000.
    std::int64_t warm_up_ms = 0;
    std::filesystem::path folder;
    std::filesystem::path out; ///< {out}: where its prepare script leaves what it builds
};

/// What a variant needs to be installed beside its own source, as its probe counts it (CONTRACT.md, "Probe").
struct Footprint {
    std::optional<std::int64_t> packages; ///< the library and everything it needs, in its language's packages
    std::optional<std::int64_t> bytes;    ///< of their files
    std::string what;                     ///< what was counted, in a few words
    std::string trouble;                  ///< why what it said is no footprint; empty when it is

    friend bool operator==(const Footprint&, const Footprint&) = default;
};

/// What `--probe` of one variant answered on this machine.
struct Availability {
    bool available = false;
    bool broken = false; ///< not available, and not as the contract has it: neither versions nor exit 77
    std::string reason;  ///< why not, and how to get it; empty when available
    std::map<std::string, std::string> versions; ///< of what is really linked or imported
    std::string features;                        ///< e.g. "multishot recv, ring-provided buffers"
    std::optional<Footprint> footprint = {};     ///< absent: it says nothing of it
};

/// One program that can be started: names a contender's variant.
struct Program {
    std::string contender;
    std::string variant;

    friend auto operator<=>(const Program&, const Program&) = default;
};

} // namespace tare::core
