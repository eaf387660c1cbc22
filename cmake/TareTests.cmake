# CTest: unit, contract and smoke tests are declared by tests/; the measuring cases are registered after
# the build from `tare list`.
if(TARGET tare)
  add_dependencies(programs tare)
endif()
if(NOT TARE_TESTS)
  return()
endif()

# Which cores CTest may hand out. Must be known before include(CTest), and the file must exist whenever ctest
# runs, so a guess stands in until the build replaces it with what `tare hw` found.
set(CTEST_RESOURCE_SPEC_FILE ${CMAKE_BINARY_DIR}/ctest_resources.json)
if(NOT EXISTS ${CTEST_RESOURCE_SPEC_FILE})
  cmake_host_system_information(RESULT cpus QUERY NUMBER_OF_LOGICAL_CORES)
  if(cpus GREATER 1)
    math(EXPR last "${cpus} - 1")
    set(cores)
    foreach(id RANGE 0 ${last})
      list(APPEND cores "{\"id\":\"${id}\",\"slots\":1}")
    endforeach()
    list(JOIN cores "," cores)
  else()
    set(cores "{\"id\":\"0\",\"slots\":2}") # both ends share the only core; tare says so
  endif()
  file(WRITE ${CTEST_RESOURCE_SPEC_FILE}
    "{\"version\":{\"major\":1,\"minor\":0},\"local\":[{\"cores\":[${cores}]}]}\n")
endif()
include(CTest)

# Some tests are Python scripts. The distribution's own interpreter is asked first: it is the one for which
# python3-jsonschema is packaged, whatever else stands earlier on PATH.
find_program(TARE_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(TARE_PYTHON NAMES python3 python REQUIRED)

# Catch2 2 and 3 are both in use on the supported distributions.
add_library(tare_catch STATIC tests/catch_main.cpp)
tare_optimize_less(tare_catch)
if(TARGET Catch2::Catch2WithMain)
  target_link_libraries(tare_catch PUBLIC Catch2::Catch2WithMain)
else()
  target_link_libraries(tare_catch PUBLIC Catch2::Catch2)
endif()
add_subdirectory(tests)

# The measuring cases. A program that was cross-compiled cannot tell what this machine is, and its numbers
# under an emulator mean nothing, so there they are left out.
if(TARGET tare AND NOT CMAKE_CROSSCOMPILING)
  set(cases_script ${CMAKE_BINARY_DIR}/ctest_cases.cmake)
  file(GLOB suite_files CONFIGURE_DEPENDS bench/cases/*.json)
  add_custom_command(OUTPUT ${cases_script} ${CTEST_RESOURCE_SPEC_FILE}
    COMMAND $<TARGET_FILE:tare> list --ctest ${CMAKE_BINARY_DIR}/results/ctest > ${cases_script}.tmp
    COMMAND $<TARGET_FILE:tare> hw --ctest-resources > ${CTEST_RESOURCE_SPEC_FILE}.tmp
    COMMAND ${CMAKE_COMMAND} -E rename ${cases_script}.tmp ${cases_script}
    COMMAND ${CMAKE_COMMAND} -E rename ${CTEST_RESOURCE_SPEC_FILE}.tmp ${CTEST_RESOURCE_SPEC_FILE}
    DEPENDS tare ${suite_files}
    COMMENT "Registering the suites' cases with CTest"
    VERBATIM)
  add_custom_target(ctest_cases ALL DEPENDS ${cases_script} ${CTEST_RESOURCE_SPEC_FILE})
  add_dependencies(programs ctest_cases)

  # Before the build there is no script: a test that fails under every label says so, where none at all
  # would look like success.
  set(cases_loader ${CMAKE_BINARY_DIR}/ctest_cases_loader.cmake)
  file(CONFIGURE OUTPUT ${cases_loader} @ONLY CONTENT [=[
if(EXISTS [[@cases_script@]])
  include([[@cases_script@]])
else()
  add_test(cases-are-not-built cases-are-not-built)
  set_tests_properties(cases-are-not-built PROPERTIES
    LABELS "smoke;quick;latency;throughput;scalability;resources;transfer;fetch;full")
endif()
]=])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${cases_loader})
endif()
