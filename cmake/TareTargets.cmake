# The three kinds of target. Each globs its own folder, so adding a file touches that folder alone.

# What a measurement needs: tare and every contender, without the tests. `make bench` builds it.
add_custom_target(programs)
# What the unit and contract tests need and no more. Under the sanitizers that is all that is built.
add_custom_target(checks)

# tare_precompile(<target> [headers...]): parses once what nearly every file of the target includes; a third of
# the whole build goes into that otherwise. CMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows that no file relies on it.
function(tare_precompile target)
  target_precompile_headers(${target} PRIVATE
    <algorithm> <chrono> <filesystem> <functional> <map> <memory> <optional> <string> <vector>
    <boost/system/result.hpp> <fmt/format.h> ${ARGN})
endfunction()

# tare_compile_together(<target>): several files as one, since most of the time goes into the headers that each of
# them includes; halves the time to build everything. Never for what is measured: how it inlines shall not depend on
# what lies beside it. TARE_COMPILE_APART=ON (the debug preset) compiles each file alone: faster after a small change.
function(tare_compile_together target)
  if(NOT TARE_COMPILE_APART)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()

# tare_optimize_less(<target>): for what reads options and files and prints text, in milliseconds. Optimizing it fully
# takes a third of its compilation. Never for what is measured, what it shares (base, contract, hw, wire), or what
# computes. A build type without optimization stays so. Under the sanitizers, which double the time to compile, it is
# not optimized at all; the fuzzer runs it millions of times and is left alone.
function(tare_optimize_less target)
  if(MSVC)
    return()
  endif()
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  if(TARE_SANITIZE AND NOT TARE_FUZZ)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# tare_library(<name> [DEPENDS targets...]): a static library from every .cpp directly in this folder.
function(tare_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC tare_options ${arg_DEPENDS})
    tare_compile_together(${name})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE tare_options ${arg_DEPENDS})
  endif()
endfunction()

# tare_contender(<name> SOURCES files... [DEPENDS targets...] [DEFINES macros...]): one contender
# program, placed in bin/contenders, which is what {bin} in its contender.json stands for.
function(tare_contender name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;DEFINES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tare_options ${arg_DEPENDS})
  target_compile_definitions(${name} PRIVATE ${arg_DEFINES})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/contenders)
  if(TARE_LINK_PADDING)
    # Its own object, and the first: all code that is linked after it lies so many bytes further on.
    set(padding ${CMAKE_CURRENT_BINARY_DIR}/${name}_padding.cpp)
    file(CONFIGURE OUTPUT ${padding} CONTENT "__asm__(\".text\\n.skip ${TARE_LINK_PADDING}, 0x90\\n\");\n")
    set_target_properties(${name} PROPERTIES SOURCES "${padding};${arg_SOURCES}")
  endif()
  # A copy of the template that the tests build is no contender of this tree.
  if(NOT TARE_CONTENDER_IS_A_TEST)
    add_dependencies(programs ${name})
  endif()
endfunction()

# tare_unit_test(<name> [DEPENDS targets...]): one Catch2 program from every *_test.cpp in this folder,
# one CTest test, label unit.
function(tare_unit_test name)
  cmake_parse_arguments(arg "" "LABEL" "DEPENDS" ${ARGN})
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS *_test.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE tare_options tare_catch ${arg_DEPENDS})
  target_compile_definitions(${name} PRIVATE TARE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  tare_compile_together(${name})
  tare_optimize_less(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bin)
  add_dependencies(checks ${name})
  add_test(NAME ${arg_LABEL}.${name} COMMAND ${name})
  set_tests_properties(${arg_LABEL}.${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 120)
endfunction()
