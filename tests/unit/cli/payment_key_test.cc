#include <gtest/gtest.h>

#include <string>

#include "cli/payment_commands.h"

namespace hilt::cli {
namespace {

constexpr char kId[] = "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef";
constexpr char kNonce[] = "dbeffd99458e5bb9ece946850a088510";
constexpr char kSignature[] =
    "hcSFMCXaDSGqhi79g2pGQPp8zGw6aWm1tYxxPNZ4tPtWEiXRGDDM5gq1VPFLCuFUzactbPDbSPtxWaaUoJNBxWs";

TEST(PaymentKey, IsTakenForWhatItsFormSays) {
  EXPECT_EQ(PaymentKey(kId)->payment_id(), kId);
  EXPECT_EQ(PaymentKey(kNonce)->nonce(), kNonce);
  EXPECT_EQ(PaymentKey(std::string("HILT:") + kNonce)->nonce(), kNonce);
  EXPECT_EQ(PaymentKey(kSignature)->tx_signature(), kSignature);
}

TEST(PaymentKey, AnythingElseIsRefused) {
  for (const char* text : {"", "HILT:", "hilt:dbeffd99458e5bb9ece946850a088510",
                           "5E9B4379-BD65-46E4-9DE3-93A22BA2C8EF",
                           "DBEFFD99458E5BB9ECE946850A088510", "dbeffd99458e5bb9ece946850a08851",
                           "HILT:HILT:", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"}) {
    EXPECT_FALSE(PaymentKey(text).ok()) << text;
  }
}

}  // namespace
}  // namespace hilt::cli
