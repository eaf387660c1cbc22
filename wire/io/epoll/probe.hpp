// Can this machine do epoll as this backend uses it?
#pragma once

#include "base/error.hpp"

#include <string>

namespace tare::wire::io::epoll {

/// Makes an epoll set and waits for an edge. The features in words; or why not (Trouble::environment).
Result<std::string> probe();

} // namespace tare::wire::io::epoll
