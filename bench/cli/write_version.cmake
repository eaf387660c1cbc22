# Run by every build: writes OUT from IN when the revision, its dirtiness or the version has changed, and
# leaves it alone otherwise, so that nothing is compiled again for nothing.
#   cmake -DSOURCE=… -DVERSION=… -DIN=… -DOUT=… -P write_version.cmake
set(TARE_VERSION ${VERSION})
set(TARE_REVISION unknown)
set(TARE_DIRTY false)

find_program(GIT git)
# Only a checkout of our own counts: sources unpacked inside somebody else's repository have no revision.
if(GIT AND EXISTS ${SOURCE}/.git)
  # No optional locks: a build must not stand in the way of a commit.
  execute_process(COMMAND ${GIT} --no-optional-locks -C ${SOURCE} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE revision RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed)
    set(TARE_REVISION ${revision})
    execute_process(COMMAND ${GIT} --no-optional-locks -C ${SOURCE} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      set(TARE_DIRTY true)
    endif()
  endif()
endif()

configure_file(${IN} ${OUT} @ONLY)
