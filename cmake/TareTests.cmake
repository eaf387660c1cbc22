# CTest: unit, contract and smoke tests are declared by tests/; the measuring cases are registered after
# the build from `tare list`.
if(TARE_TESTS)
  include(CTest)
  # Catch2 2 and 3 are both in use on the supported distributions.
  add_library(tare_catch STATIC tests/catch_main.cpp)
  if(TARGET Catch2::Catch2WithMain)
    target_link_libraries(tare_catch PUBLIC Catch2::Catch2WithMain)
  else()
    target_link_libraries(tare_catch PUBLIC Catch2::Catch2)
  endif()
  add_subdirectory(tests)
endif()
