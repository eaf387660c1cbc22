// What there is to measure with: a contender, and what probing each of its variants answered here.
#pragma once

#include "bench/core/contender.hpp"

#include <vector>

namespace tare::core {

struct Listing {
    Contender contender;
    std::vector<Availability> availability; ///< one a variant, in the order of contender.variants
};

} // namespace tare::core
