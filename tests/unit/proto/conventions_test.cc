#include <string>

#include "absl/strings/match.h"
#include "contract.h"
#include "gtest/gtest.h"

// Rules that hold over the whole contract, so that a field's name tells its type.
namespace hilt::prototest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr char kTimestamp[] = "google.protobuf.Timestamp";

template <class Check>
size_t ForEachField(Check check) {
  size_t seen = 0;
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) seen += check(*message.field(i)) ? 1u : 0u;
  });
  return seen;
}

TEST(ContractConventions, AmountsInMinorUnitsAreUnsigned64Bit) {
  EXPECT_GT(ForEachField([](const FieldDescriptor& field) {
              if (!absl::EndsWith(field.name(), "_minor_units")) return false;
              EXPECT_EQ(field.type(), FieldDescriptor::TYPE_UINT64) << field.full_name();
              return true;
            }),
            5u);
}

TEST(ContractConventions, FieldsNamedAsMomentsAreTimestamps) {
  EXPECT_GT(ForEachField([](const FieldDescriptor& field) {
              const bool named = absl::EndsWith(field.name(), "_at");
              const bool typed = field.message_type() != nullptr &&
                                 field.message_type()->full_name() == kTimestamp;
              EXPECT_TRUE(typed || !named) << field.full_name();
              return named;
            }),
            5u);
}

TEST(ContractConventions, NothingIsAFloatingPointNumber) {
  EXPECT_EQ(ForEachField([](const FieldDescriptor& field) {
              const bool floating = field.type() == FieldDescriptor::TYPE_DOUBLE ||
                                    field.type() == FieldDescriptor::TYPE_FLOAT;
              EXPECT_FALSE(floating) << field.full_name();
              return floating;
            }),
            0u);
}

TEST(ContractConventions, TransactionsAreNamedBySignatureFieldsOfOneName) {
  EXPECT_GT(ForEachField([](const FieldDescriptor& field) {
              if (!absl::StrContains(field.name(), "signature")) return false;
              if (field.type() != FieldDescriptor::TYPE_STRING) return false;
              EXPECT_TRUE(absl::EndsWith(field.name(), "tx_signature")) << field.full_name();
              return true;
            }),
            5u);
}

TEST(ContractConventions, EveryEnumBeginsWithUnspecified) {
  for (const auto* file : ContractFiles()) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const auto* first = file->enum_type(i)->FindValueByNumber(0);
      ASSERT_NE(first, nullptr) << file->enum_type(i)->full_name();
      EXPECT_EQ(ShortName(*first), "unspecified");
    }
  }
}

}  // namespace
}  // namespace hilt::prototest
