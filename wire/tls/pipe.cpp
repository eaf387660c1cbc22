#include "wire/tls/pipe.hpp"

#include <algorithm>
#include <cstring>

namespace tare::wire::tls {

namespace {

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

} // namespace

int Session::Pipe::read(BIO* bio, char* into, std::size_t size, std::size_t* got) {
    auto& pipe = *static_cast<Session::Pipe*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const std::size_t n = std::min(size, pipe.incoming.size());
    *got = n;
    if (n == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::memcpy(into, pipe.incoming.data(), n);
    pipe.incoming = pipe.incoming.subspan(n);
    return 1;
}

int Session::Pipe::write(BIO* bio, const char* from, std::size_t size, std::size_t* written) {
    auto& pipe = *static_cast<Session::Pipe*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const auto* bytes = reinterpret_cast<const std::byte*>(from);
    pipe.outgoing.insert(pipe.outgoing.end(), bytes, bytes + size);
    *written = size;
    return 1;
}

BIO* Session::Pipe::make_bio() {
    // Made once a process; OpenSSL's own memory BIO would copy the ciphertext once more.
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tare pipe");
        if (made != nullptr) {
            BIO_meth_set_read_ex(made, &Pipe::read);
            BIO_meth_set_write_ex(made, &Pipe::write);
            BIO_meth_set_ctrl(made, &control);
        }
        return made;
    }();
    if (method == nullptr) return nullptr;
    BIO* bio = BIO_new(method);
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    return bio;
}

} // namespace tare::wire::tls
