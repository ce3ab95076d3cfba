# Code from the contracts under proto/, generated into the build tree.

find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)

set(HILT_PROTO_ROOT ${CMAKE_SOURCE_DIR}/proto)
set(HILT_PROTO_OUT ${CMAKE_BINARY_DIR}/generated/proto)
# Any file may import any other, so all are inputs of what is generated from each.
file(GLOB_RECURSE HILT_PROTO_FILES CONFIGURE_DEPENDS ${HILT_PROTO_ROOT}/*.proto)

# hilt_proto(NAME PROTOS ... [GRPC] [DEPS targets ...])
# makes the library hilt::NAME out of .proto files, each named by its path under proto/, which is
# also how its header is included: "hilt/settlement/v1/service.pb.h". GRPC adds the service stubs;
# DEPS are the hilt_proto libraries whose files these import.
function(hilt_proto NAME)
  cmake_parse_arguments(ARG "GRPC" "" "PROTOS;DEPS" ${ARGN})
  set(sources)
  file(MAKE_DIRECTORY ${HILT_PROTO_OUT})
  foreach(proto ${ARG_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(outputs ${HILT_PROTO_OUT}/${stem}.pb.cc ${HILT_PROTO_OUT}/${stem}.pb.h)
    set(flags --cpp_out=${HILT_PROTO_OUT})
    if(ARG_GRPC)
      list(APPEND outputs ${HILT_PROTO_OUT}/${stem}.grpc.pb.cc ${HILT_PROTO_OUT}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${HILT_PROTO_OUT}
        --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(OUTPUT ${outputs}
      COMMAND protobuf::protoc --proto_path=${HILT_PROTO_ROOT} ${flags} ${proto}
      DEPENDS ${HILT_PROTO_FILES}
      COMMENT "Generating C++ from ${proto}"
      VERBATIM)
    list(APPEND sources ${outputs})
  endforeach()
  add_library(hilt_${NAME} STATIC ${sources})
  add_library(hilt::${NAME} ALIAS hilt_${NAME})
  target_compile_options(hilt_${NAME} PRIVATE -w)
  target_include_directories(hilt_${NAME} SYSTEM PUBLIC ${HILT_PROTO_OUT})
  target_link_libraries(hilt_${NAME} PUBLIC ${ARG_DEPS} protobuf::libprotobuf Threads::Threads)
  if(ARG_GRPC)
    target_link_libraries(hilt_${NAME} PUBLIC gRPC::grpc++)
  endif()
endfunction()
