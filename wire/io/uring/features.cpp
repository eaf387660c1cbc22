#include "wire/io/uring/features.hpp"

#include "wire/io/socket.hpp"
#include "wire/io/uring/buffer_ring.hpp"
#include "wire/io/uring/ring.hpp"
#include "wire/liburing.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace tare::wire::io::uring {

namespace {

struct Grade {
    unsigned flags;
    const char* name;
};

/// Best first; a kernel that does not know a flag says EINVAL.
constexpr std::array<Grade, 3> kGrades{{
    {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL, "defer_taskrun"},
    {IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SUBMIT_ALL, "coop_taskrun"},
    {0, "no task-run flags"},
}};

constexpr Nanoseconds kPatience{1'000'000'000};

/// Two connected descriptors.
std::optional<std::array<Socket, 2>> make_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
    return std::array<Socket, 2>{Socket(ends[0]), Socket(ends[1])};
}

struct Seen {
    std::uint64_t data;
    int result;
    unsigned flags;
};

/// Submits, and collects what comes until there are `wanted` or nothing comes any more.
std::vector<Seen> collect(Ring& ring, std::size_t wanted) {
    std::vector<Seen> all;
    while (all.size() < wanted) {
        if (!ring.submit_and_wait(kPatience.count())) break;
        ring.seen(ring.each([&](const io_uring_cqe& cqe) {
            all.push_back({cqe.user_data, cqe.res, cqe.flags});
        }));
    }
    return all;
}

/// Two messages on one request, into buffers of the ring.
bool receives_multishot(Ring& ring) {
    BufferRing buffers;
    auto ends = make_pair();
    if (!ends || buffers.start(ring) != 0) return false;
    io_uring_sqe* sqe = ring.entry();
    io_uring_prep_recv_multishot(sqe, (*ends)[0].fd(), nullptr, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = BufferRing::kGroup;
    for (int message = 0; message < 2; ++message) {
        if (::send((*ends)[1].fd(), "?", 1, MSG_NOSIGNAL) != 1) return false;
        const std::vector<Seen> seen = collect(ring, 1);
        if (seen.size() != 1 || seen[0].result != 1 || (seen[0].flags & IORING_CQE_F_BUFFER) == 0 ||
            (seen[0].flags & IORING_CQE_F_MORE) == 0)
            return false;
    }
    (*ends)[1].close();
    collect(ring, 1); // its end: nothing of this may be left in the ring
    return true;
}

/// A send that goes out whole must be silent, one that does not must say how much did.
bool sends_silently(Ring& ring) {
    auto ends = make_pair();
    if (!ends) return false;
    const std::vector<std::byte> large(std::size_t{4} << 20);
    const auto queue = [&](std::uint64_t data, std::size_t bytes) {
        io_uring_sqe* sqe = ring.entry();
        io_uring_prep_send(sqe, (*ends)[0].fd(), large.data(), bytes,
                           MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL);
        sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
        sqe->user_data = data;
    };
    queue(1, 1);
    queue(2, large.size()); // more than the socket's buffer holds
    const std::vector<Seen> seen = collect(ring, 1);
    return seen.size() == 1 && seen[0].data == 2 && seen[0].result > 0 &&
           static_cast<std::size_t>(seen[0].result) < large.size();
}

/// Two connections on one request.
bool accepts_multishot(Ring& ring) {
    auto listener = listen_tcp("127.0.0.1", 0);
    if (!listener) return false;
    io_uring_prep_multishot_accept(ring.entry(), listener->fd(), nullptr, nullptr, SOCK_CLOEXEC);
    bool works = true;
    for (int connection = 0; connection < 2 && works; ++connection) {
        const auto client = connect_tcp("127.0.0.1", local_port(*listener), kPatience);
        const std::vector<Seen> seen = collect(ring, 1);
        works = client && seen.size() == 1 && seen[0].result >= 0;
        if (works) {
            Socket(seen[0].result).close();
            works = (seen[0].flags & IORING_CQE_F_MORE) != 0;
        }
    }
    return works;
}

} // namespace

Result<Features> find_features(Wait wait) {
    Features found;
    int error = EINVAL;
    for (const Grade& grade : kGrades) {
        unsigned flags = grade.flags;
        // A spinning loop looks at memory and must be told that the kernel has work that waits for a call.
        if (wait == Wait::spin && flags != 0) flags |= IORING_SETUP_TASKRUN_FLAG;
        if (Ring::make(flags, false, error)) {
            found.setup_flags = flags;
            break;
        }
        if (error != EINVAL) break;
    }
    if (error != 0) return io_uring_unavailable(error);
    // A ring of its own for each, so that one that fails half-way leaves nothing behind for the next.
    const auto try_with = [&](bool (*attempt)(Ring&)) {
        const auto ring = Ring::make(found.setup_flags, true, error);
        if (ring == nullptr) return false;
        found.registered_ring = ring->registered();
        return attempt(*ring);
    };
    found.multishot_receive = try_with(receives_multishot);
    found.queued_send = try_with(sends_silently);
    found.multishot_accept = try_with(accepts_multishot);
    return found;
}

std::string Features::words() const {
    std::string all = multishot_receive ? "multishot recv, ring-provided buffers" : "one recv request a read";
    all += queued_send ? ", send and wait in one call" : ", direct send";
    all += multishot_accept ? ", multishot accept" : ", one accept request a connection";
    for (const Grade& grade : kGrades)
        if ((setup_flags & ~static_cast<unsigned>(IORING_SETUP_TASKRUN_FLAG)) == grade.flags)
            all += std::string(", ") + grade.name;
    if (registered_ring) all += ", registered ring";
    return all;
}

Result<std::string> probe() {
    const Result<Features> found = find_features(Wait::block);
    if (!found) return found.error();
    return found->words();
}

} // namespace tare::wire::io::uring
