# cmake -DROOT=... -DVERSION=... -DOUT=... -P write.cmake
# configure_file leaves OUT untouched where its text stays the same.
execute_process(
  COMMAND git -C ${ROOT} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR COMMIT STREQUAL "")
  set(COMMIT unknown)
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.cc.in ${OUT} @ONLY)
