// Boost.JSON is used header-only: this is the one file that compiles its source.
#include <boost/json/src.hpp>
