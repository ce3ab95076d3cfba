#pragma once

#include <algorithm>
#include <cstdint>

#include "grpcpp/support/status.h"

namespace hilt::cli {

// Pages of a list, put together until there are `limit` rows or no page is left. `ask` fills a
// response from a request; `rows` gives a response's repeated field. On OK `all` holds the rows and
// the token of the page that would come next.
//
// A server may send short pages, even empty ones; after kMaxPages the token says where to go on.
template <class Request, class Response, class Ask, class Rows>
grpc::Status ReadPages(Request request, uint32_t limit, const Ask& ask, const Rows& rows,
                       Response& all) {
  constexpr uint32_t kMaxPageSize = 200;  // query.proto: above it counts as it
  constexpr int kMaxPages = 1000;
  for (int page_number = 0; page_number < kMaxPages; ++page_number) {
    const auto missing = limit - static_cast<uint32_t>(rows(all)->size());
    request.set_page_size(std::min(missing, kMaxPageSize));
    Response page;
    grpc::Status status = ask(request, page);
    if (!status.ok()) return status;
    rows(all)->MergeFrom(*rows(page));
    all.set_next_page_token(page.next_page_token());
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty() || static_cast<uint32_t>(rows(all)->size()) >= limit) break;
  }
  return grpc::Status::OK;
}

}  // namespace hilt::cli
