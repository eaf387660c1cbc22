// permessage-deflate (RFC 7692) as the checker reads it: what a side agreed to or offered, and what it has
// compressed. It only reads: what is sent compressed stands in the vectors.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "bench/check/bytes.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace tare::check {

/// Parameters by their names; a value of -1 where there is none.
using DeflateParameters = std::map<std::string, int>;

/// The one extension of this field, if it is permessage-deflate with valid parameters (section 7.1). Only an
/// offer may say client_max_window_bits without a value.
Result<DeflateParameters> read_deflate(std::string_view field, bool is_offer);

/// What a vector demands of an agreement: by parameter, that it is there (an empty list), that it has one of
/// these values, or that it is not there (absent list).
using AgreementSpec = std::map<std::string, std::optional<std::vector<int>>>;

/// Why the parameters do not meet it; empty if they do.
std::string trouble_in_agreement(const AgreementSpec&, const DeflateParameters&);

/// Inflates one side's messages.
class Inflate {
  public:
    Inflate(int window_bits, bool takeover);

    /// The message without its sender's compression; an error in words for what is no DEFLATE.
    Result<Bytes> message(const Bytes& compressed);

  private:
    int window_bits_;
    bool takeover_;
    std::shared_ptr<z_stream_s> stream_;
};

/// For what the server, or the client, sends by this agreement.
Inflate inflate_for(const DeflateParameters&, bool of_server);

} // namespace tare::check
