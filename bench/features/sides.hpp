// The questions for each side. Each starts what it needs and writes onto the sheet.
#pragma once

#include "bench/features/sheet.hpp"
#include "bench/run/ends.hpp"

#include <string>
#include <vector>

namespace tare::features {

/// What is asked with vectors of the checker, by their ids.
struct AskedByVectors {
    Feature feature;
    std::vector<std::string_view> ids;
};

/// The message by which is seen whether large ones are sent in fragments.
inline constexpr std::int64_t kFragmentedBytes = std::int64_t{1} << 20;

inline constexpr const char* kFloor = "not asked: the floor speaks no WebSocket";
inline constexpr const char* kNoTls = "not asked: declares no tls";
inline constexpr const char* kOneConnection = "declares one connection at a time";
inline constexpr const char* kNoSpin = "not asked: declares no spin";

/// Return why what was not asked was not; see Sheet::finish().
std::string ask_server(const run::EndStart&, const core::Availability&, const Setup&, Sheet&);
std::string ask_client(const run::EndStart&, const core::Availability&, const Setup&, Sheet&);

/// How many connections this variant is asked to hold: no more than it declares.
inline int connections_to_try(const core::Variant& variant, const Setup& setup) {
    return std::min(variant.can.most_connections, setup.connections);
}

/// The doubling sizes from 64 KiB to the largest.
std::vector<std::int64_t> sizes_to_try(std::int64_t largest);

/// The vector of that id; they come with the program, so that one is missing cannot happen.
template <class Vector>
const Vector& vector_called(const std::vector<Vector>& vectors, std::string_view id) {
    const auto found =
        std::find_if(vectors.begin(), vectors.end(), [&](const Vector& each) { return each.about.id == id; });
    if (found == vectors.end()) throw std::logic_error(fmt::format("there is no vector \"{}\"", id));
    return *found;
}

} // namespace tare::features
