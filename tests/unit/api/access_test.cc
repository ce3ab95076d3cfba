#include <set>
#include <string>
#include <vector>

#include "api/listen_address.h"
#include "api/peer.h"
#include "api/scopes.h"
#include "confirmer/settle/refusal.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "hilt/settlement/v1/admin_service.pb.h"
#include "hilt/settlement/v1/settlement_service.pb.h"

namespace hilt::api {
namespace {

using Kind = Connection::Kind;

// Every method of both services, as the contract has them now.
std::set<std::string> ContractMethods() {
  // Both files are linked in by this: the first defines no message that could be named.
  const void* const volatile linked[] = {
      &descriptor_table_hilt_2fsettlement_2fv1_2fsettlement_5fservice_2eproto,
      &descriptor_table_hilt_2fsettlement_2fv1_2fadmin_5fservice_2eproto};
  EXPECT_NE(linked[0], linked[1]);
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  std::set<std::string> methods;
  for (const char* file :
       {"hilt/settlement/v1/settlement_service.proto", "hilt/settlement/v1/admin_service.proto"}) {
    const google::protobuf::FileDescriptor* found = pool->FindFileByName(file);
    EXPECT_NE(found, nullptr) << file;
    for (int s = 0; found != nullptr && s < found->service_count(); ++s) {
      const google::protobuf::ServiceDescriptor* service = found->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        methods.insert(service->name() + "/" + service->method(m)->name());
      }
    }
  }
  return methods;
}

TEST(Scopes, EveryMethodOfTheContractHasOneAndNoOther) {
  std::vector<std::string> methods;
  for (const MethodScope& row : MethodScopes()) methods.emplace_back(row.method);
  EXPECT_THAT(methods, testing::UnorderedElementsAreArray(ContractMethods()));
  EXPECT_EQ(ScopeOf("SettlementService/Nothing"), std::nullopt);
}

TEST(Scopes, EveryAdminMethodNeedsAdmin) {
  for (const MethodScope& row : MethodScopes()) {
    EXPECT_EQ(row.method.starts_with("AdminService/"), row.scope == Scope::kAdmin) << row.method;
  }
}

TEST(Access, EachConnectionMayDoWhatItsScopesSay) {
  Access access;
  access.clients = {{"api-1", {.read = true, .write = true}}, {"viewer", {.read = true}}};
  struct Row {
    Connection connection;
    std::string client;  // empty: unknown
    bool read, write, admin;
  };
  const std::vector<Row> rows = {
      {{Kind::kLoopback}, "local", true, true, false},
      {{Kind::kUnixSocket}, "local", true, true, true},
      {{Kind::kMutualTls, {"api-1"}}, "api-1", true, true, false},
      {{Kind::kMutualTls, {"other.example", "viewer"}}, "viewer", true, false, false},
      {{Kind::kMutualTls, {"nobody"}}, "", false, false, false},
      {{Kind::kMutualTls, {}}, "", false, false, false},
      // A certificate cannot claim the name of those without one.
      {{Kind::kMutualTls, {"local"}}, "", false, false, false},
      {{Kind::kOther}, "", false, false, false},
  };
  for (const Row& row : rows) {
    struct Method {
      const char* name;
      bool allowed;
    };
    for (const Method& method : {Method{"SettlementService/GetPayment", row.read},
                                 Method{"SettlementService/CreateSession", row.write},
                                 Method{"AdminService/GetStatus", row.admin}}) {
      const absl::StatusOr<Client> client = Authorize(access, row.connection, method.name);
      EXPECT_EQ(client.ok(), method.allowed) << row.client << " " << method.name;
      if (client.ok()) {
        EXPECT_EQ(client->name, row.client);
      } else {
        EXPECT_EQ(settle::ReasonOf(client.status()),
                  row.client.empty() ? "unknown_client" : "missing_scope");
      }
    }
  }
}

TEST(Access, LoopbackNeverHasAdmin) {
  Access access;
  access.loopback.admin = true;
  const auto refused = Authorize(access, {.kind = Kind::kLoopback}, "AdminService/GetStatus");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(settle::DetailsOf(refused.status()),
              testing::ElementsAre(testing::Pair("scope", "admin")));
}

TEST(ListenAddress, OnlyWhatIsClearlyLoopbackNeedsNoTls) {
  struct Row {
    const char* address;
    bool loopback;
  };
  for (const Row& row : std::vector<Row>{{"127.0.0.1:7401", true},
                                         {"127.9.9.9:0", true},
                                         {"localhost:7401", true},
                                         {"[::1]:7401", true},
                                         {"0.0.0.0:7401", false},
                                         {"[::]:7401", false},
                                         {"10.0.0.1:7401", false},
                                         {"127.example.com:7401", false},
                                         {"127.0.0.1", false},
                                         {"localhost.example.com:1", false},
                                         {"::1:7401", false},
                                         {":7401", false},
                                         {"", false}}) {
    EXPECT_EQ(IsLoopbackAddress(row.address), row.loopback) << row.address;
  }
}

}  // namespace
}  // namespace hilt::api
