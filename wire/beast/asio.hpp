// Names for the parts of Boost that cpp-beast's two ends are made of, and what can be asked of them.
//
// Asio chooses its backend when it is compiled: a program is built for epoll, or, with
// BOOST_ASIO_HAS_IO_URING and BOOST_ASIO_DISABLE_EPOLL, for io_uring. Everything in this folder is
// header-only for that reason.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/version.hpp>
#include <openssl/crypto.h>

#include <sys/resource.h>

#if defined(BOOST_ASIO_HAS_IO_URING)
#include "wire/liburing.hpp"
#endif

namespace boost::beast {}

namespace tare::wire::beast {

namespace asio = boost::asio;
namespace bb = boost::beast;
using tcp = asio::ip::tcp;
using ErrorCode = bb::error_code;

/// Handles one burst after the other without ever sleeping in the kernel.
inline void run_context(asio::io_context& context, contract::WaitMode wait) {
    if (wait == contract::WaitMode::block) {
        context.run();
    } else {
        while (!context.stopped()) context.poll();
    }
}

/// A process may start with room for 1 024 descriptors; it is allowed as many as the administrator set.
inline void allow_many_sockets() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Makes the reactor that this program was compiled for, in earnest: with a ring, if it is io_uring.
inline Result<contract::Probe> probe() {
    contract::Probe found{
        .versions = {{"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                                           BOOST_VERSION % 100)},
                     {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}},
        .features = "Asio's epoll reactor"};
#if defined(BOOST_ASIO_HAS_IO_URING)
    found.versions.emplace("liburing", liburing_version());
    found.features = "Asio's io_uring service";
#endif
    try {
        asio::io_context context{1};
        tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    } catch (const boost::system::system_error& failure) {
#if defined(BOOST_ASIO_HAS_IO_URING)
        return io_uring_unavailable(failure.code().value());
#else
        return make_error(Trouble::environment, "cannot make an epoll reactor: {}", failure.code().message());
#endif
    }
    return found;
}

} // namespace tare::wire::beast
