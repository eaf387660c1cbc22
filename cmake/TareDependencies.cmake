# Every dependency, in one place; all come from the distribution (see `make deps`), vcpkg or the image.
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED)
find_package(CpuFeatures CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(hwloc REQUIRED IMPORTED_TARGET hwloc)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  pkg_check_modules(liburing REQUIRED IMPORTED_TARGET liburing)
  # The library can say its own version from 2.4 on; before that this is all there is.
  target_compile_definitions(PkgConfig::liburing INTERFACE TARE_LIBURING_VERSION="${liburing_VERSION}")
endif()

# Boost is used header-only. Naming it SYSTEM keeps its warnings out of ours.
add_library(tare_boost INTERFACE)
target_link_libraries(tare_boost INTERFACE Boost::headers)
target_compile_definitions(tare_boost INTERFACE BOOST_ALL_NO_LIB)

if(TARE_TESTS)
  find_package(Catch2 CONFIG REQUIRED)
endif()
