// TLS for the checker's own ends.
//
// Thread safety: a context may be shared by streams of one thread.
#pragma once

#include "base/error.hpp"
#include "bench/run/ends.hpp"

#include <filesystem>
#include <memory>

struct ssl_ctx_st;
struct ssl_session_st;

namespace tare::check {

using TlsContext = std::shared_ptr<ssl_ctx_st>;
/// A session that may be taken up again.
using TlsTicket = std::shared_ptr<ssl_session_st>;

/// Versions are both inclusive.
enum class TlsVersion { v1_2, v1_3 };

/// Presents the certificate and its authority. `tickets`: sent after each handshake, by which sessions are
/// resumed.
Result<TlsContext> server_context(const run::TlsFiles&, TlsVersion most = TlsVersion::v1_3, int tickets = 2);

/// Verifies the peer against the file of authorities.
Result<TlsContext> client_context(const std::filesystem::path& ca_file, TlsVersion least, TlsVersion most);

} // namespace tare::check
