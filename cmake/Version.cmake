# hilt::version: the project's version and the commit it was built from, behind hilt/version.h.
# The commit is asked at every build, but the one generated source changes, and is compiled again,
# only when the answer does.

set(HILT_VERSION_SOURCE ${CMAKE_BINARY_DIR}/generated/version/version.cc)
add_custom_target(hilt_version_source
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${HILT_VERSION_SOURCE}
    -DVERSION=${PROJECT_VERSION} -P ${CMAKE_SOURCE_DIR}/cmake/version/write.cmake
  BYPRODUCTS ${HILT_VERSION_SOURCE}
  COMMENT "Asking git for the commit"
  VERBATIM)

add_library(hilt_version STATIC ${HILT_VERSION_SOURCE})
add_library(hilt::version ALIAS hilt_version)
add_dependencies(hilt_version hilt_version_source)
target_include_directories(hilt_version PUBLIC ${CMAKE_SOURCE_DIR}/cmake/version)
target_link_libraries(hilt_version PRIVATE hilt_warnings)
