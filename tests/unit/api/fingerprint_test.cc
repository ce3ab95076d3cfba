#include "api/fingerprint.h"

#include <set>
#include <string>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "hilt/settlement/v1/discrepancy.pb.h"
#include "hilt/settlement/v1/query.pb.h"
#include "hilt/settlement/v1/session.pb.h"

namespace hilt::api {
namespace {

namespace v1 = ::hilt::settlement::v1;
using google::protobuf::FieldDescriptor;

// Sets one field to something that is not its default.
void SetSomething(const FieldDescriptor* field, v1::CreateSessionRequest& request) {
  const google::protobuf::Reflection& reflection = *v1::CreateSessionRequest::GetReflection();
  if (field->is_map()) {
    (*request.mutable_metadata())["key"] = "value";
    return;
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&request, field, "text");
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&request, field, true);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&request, field, 7);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&request, field, 7);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&request, field, 2);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      reflection.MutableMessage(&request, field);
      return;
    default:
      FAIL() << field->name() << " is of a kind that Fingerprint does not know";
  }
}

TEST(Fingerprint, EveryFieldOfASessionCounts) {
  const google::protobuf::Descriptor* type = v1::CreateSessionRequest::descriptor();
  std::set<std::string> fingerprints = {Fingerprint(v1::CreateSessionRequest())};
  for (int i = 0; i < type->field_count(); ++i) {
    v1::CreateSessionRequest request;
    SetSomething(type->field(i), request);
    const std::string fingerprint = Fingerprint(request);
    EXPECT_TRUE(fingerprints.insert(fingerprint).second) << type->field(i)->name();
    EXPECT_EQ(FirstDifference(request, Fingerprint(v1::CreateSessionRequest()), fingerprint),
              type->field(i)->name());
  }
}

TEST(Fingerprint, PresenceCountsWhereTheContractKnowsIt) {
  v1::CreateSessionRequest none;
  v1::CreateSessionRequest zero;
  zero.set_fee_minor_units(0);
  v1::CreateSessionRequest zero_bps;
  zero_bps.set_fee_bps(0);
  v1::CreateSessionRequest absent_time;
  absent_time.mutable_expires_in();
  EXPECT_EQ((std::set<std::string>{Fingerprint(none), Fingerprint(zero), Fingerprint(zero_bps),
                                   Fingerprint(absent_time)})
                .size(),
            4u);
}

TEST(Fingerprint, TheOrderOfMetadataMeansNothing) {
  v1::CreateSessionRequest forward;
  v1::CreateSessionRequest backward;
  for (int i = 0; i < 32; ++i) {
    (*forward.mutable_metadata())["key" + std::to_string(i)] = std::to_string(i);
    (*backward.mutable_metadata())["key" + std::to_string(31 - i)] = std::to_string(31 - i);
  }
  EXPECT_EQ(Fingerprint(forward), Fingerprint(backward));
  (*backward.mutable_metadata())["key0"] = "other";
  EXPECT_NE(Fingerprint(forward), Fingerprint(backward));
}

TEST(Fingerprint, TextsDoNotRunIntoEachOther) {
  v1::CreateSessionRequest a;
  (*a.mutable_metadata())["ab"] = "c";
  v1::CreateSessionRequest b;
  (*b.mutable_metadata())["a"] = "bc";
  EXPECT_NE(Fingerprint(a), Fingerprint(b));
}

// Stored with payments for ever: what an earlier build wrote must still be equal.
TEST(Fingerprint, IsTheSameInEveryBuild) {
  v1::CreateSessionRequest request;
  request.set_idempotency_key("order-1");
  request.set_amount_minor_units(10'000);
  request.set_fee_bps(100);
  request.mutable_expires_in()->set_seconds(900);
  (*request.mutable_metadata())["a"] = "1";
  EXPECT_EQ(Fingerprint(request),
            "1=dee4809f34bee86d;7=a6ce990d92fe8f03;25=82e4187659c7dffc;27=4568b718181c937c;"
            "28=a0dce995cab5223d;");
}

TEST(Fingerprint, ListsOfTheFiltersCountInTheirOrder) {
  v1::ListDiscrepanciesRequest request;
  request.add_kinds(v1::DISCREPANCY_KIND_LATE);
  request.add_kinds(v1::DISCREPANCY_KIND_REVERTED);
  v1::ListDiscrepanciesRequest swapped;
  swapped.add_kinds(v1::DISCREPANCY_KIND_REVERTED);
  swapped.add_kinds(v1::DISCREPANCY_KIND_LATE);
  EXPECT_NE(Fingerprint(request), Fingerprint(swapped));
}

// The lists that Fingerprint knows are of texts, enums and messages.
TEST(Fingerprint, KnowsEveryKindOfListInTheRequestsThatItIsUsedFor) {
  for (const google::protobuf::Descriptor* type :
       {v1::CreateSessionRequest::descriptor(), v1::ListPaymentsRequest::descriptor(),
        v1::ListDiscrepanciesRequest::descriptor()}) {
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (!field->is_repeated()) continue;
      EXPECT_TRUE(field->cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
                  field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
                  field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
          << field->full_name();
    }
  }
}

}  // namespace
}  // namespace hilt::api
