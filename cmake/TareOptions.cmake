# Language level, warnings and sanitizers, the same for everything that is compiled here.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Benchmarks are compiled as a careful user would ship them: -O3 for this architecture's baseline, and
# faster instructions chosen at run time (see wire/ws/mask.hpp), never -march=native by default.
set(TARE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
set(TARE_LINK_PADDING 0 CACHE STRING "Bytes before the code of each contender, to see what the place of code does (docs/compare.md)")

add_library(tare_options INTERFACE)
target_include_directories(tare_options INTERFACE ${CMAKE_SOURCE_DIR})
if(MSVC)
  target_compile_options(tare_options INTERFACE /W4 /permissive- /utf-8 /Zc:__cplusplus)
else()
  target_compile_options(tare_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion)
endif()
if(TARE_SANITIZE)
  target_compile_options(tare_options INTERFACE -fsanitize=${TARE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(tare_options INTERFACE -fsanitize=${TARE_SANITIZE})
  if(TARE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio has fences, which ThreadSanitizer does not see; each use would be a screen of warnings.
    target_compile_options(tare_options INTERFACE -Wno-tsan)
  endif()
endif()
if(WIN32)
  target_compile_definitions(tare_options INTERFACE _WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX)
endif()
