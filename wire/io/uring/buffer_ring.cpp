#include "wire/io/uring/buffer_ring.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>

namespace tare::wire::io::uring {

namespace {

constexpr std::size_t kMemoryBytes = BufferRing::kBytes * BufferRing::kMost;
constexpr std::size_t kEntriesBytes = sizeof(io_uring_buf) * BufferRing::kMost;

void* map(std::size_t bytes) {
    void* memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? nullptr : memory;
}

} // namespace

int BufferRing::start(Ring& ring) {
    void* entries = map(kEntriesBytes);
    memory_ = static_cast<std::byte*>(map(kMemoryBytes));
    if (entries == nullptr || memory_ == nullptr) return ENOMEM;
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uintptr_t>(entries);
    registration.ring_entries = kMost;
    registration.bgid = kGroup;
    const int failed = io_uring_register_buf_ring(ring.native(), &registration, 0);
    if (failed != 0) {
        ::munmap(entries, kEntriesBytes);
        return -failed;
    }
    ring_ = &ring;
    entries_ = static_cast<io_uring_buf_ring*>(entries);
    io_uring_buf_ring_init(entries_);
    while (provided_ < kFirst) provide(provided_++);
    return 0;
}

BufferRing::~BufferRing() {
    if (entries_ != nullptr) {
        io_uring_unregister_buf_ring(ring_->native(), kGroup);
        ::munmap(entries_, kEntriesBytes);
    }
    if (memory_ != nullptr) ::munmap(memory_, kMemoryBytes);
}

void BufferRing::provide(unsigned id) {
    io_uring_buf_ring_add(entries_, data(id), kBytes, static_cast<unsigned short>(id),
                          io_uring_buf_ring_mask(kMost), 0);
    io_uring_buf_ring_advance(entries_, 1);
}

bool BufferRing::grow() {
    const unsigned target = std::min(std::max(2 * provided_, kFirst), kMost);
    if (provided_ == target) return false;
    while (provided_ < target) provide(provided_++);
    return true;
}

} // namespace tare::wire::io::uring
