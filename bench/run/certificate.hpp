// A throw-away certificate for the ends of a run: made when it starts, gone when it is over, so that no key
// lies in the repository and nothing of it can be mistaken for a secret.
#pragma once

#include "base/error.hpp"
#include "bench/run/ends.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tare::run {

/// Subject alternative names as OpenSSL writes them: "IP:127.0.0.1", "DNS:localhost".
using CertificateNames = std::vector<std::string>;
inline const CertificateNames kLoopbackNames{"IP:127.0.0.1", "IP:::1", "DNS:localhost"};

/// Makes a P-256 key and certificate for `names`, and the authority that signs it (whose key is never
/// written), valid from an hour ago for a day. Writes `<folder>/cert.pem` (the certificate, then its
/// authority: what a server presents, and also what a client takes as its ca_file) and `<folder>/key.pem`,
/// both readable by this user alone. The folder must exist.
Result<TlsFiles> make_certificate(const std::filesystem::path& folder,
                                  const CertificateNames& names = kLoopbackNames);

} // namespace tare::run
