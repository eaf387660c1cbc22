// Catch2 3 brings its own main(); version 2 wants one translation unit that asks for it.
#if !__has_include(<catch2/catch_test_macros.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
