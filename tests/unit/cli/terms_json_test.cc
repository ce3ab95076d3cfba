#include "cli/terms_json.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "cli/complete_terms.h"
#include "cli/scenario.h"
#include "cli_run.h"
#include "solana/programs.h"

namespace hilt::cli {
namespace {

std::string Same(std::string_view member) { return std::string(member); }

Json GoodSession() { return GoldenJson("scenarios/transfer_checked_legacy.json")["sessions"][0]; }

absl::StatusOr<SessionTerms> Read(const Json& session) {
  return ReadSession(session, UnknownMembers::kRefuse, Same);
}

TEST(TermsJson, ReadsASessionOfTheFixtures) {
  const auto session = Read(GoodSession());
  ASSERT_TRUE(session.ok()) << session.status();
  const domain::TermsInput& input = session->input;
  EXPECT_EQ(domain::ToString(input.payment_id), "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef");
  EXPECT_EQ(domain::ToString(input.nonce), "dbeffd99458e5bb9ece946850a088510");
  EXPECT_EQ(input.amount.value(), 96267165u);
  EXPECT_EQ(input.fee.value(), 868702u);
  EXPECT_EQ(input.asset.symbol, "USDC");
  EXPECT_EQ(input.asset.decimals, 6);
  EXPECT_EQ(absl::ToUnixSeconds(input.expires_at), 1790000941);
  EXPECT_EQ(absl::ToUnixSeconds(input.created_at), 1790000041);
  EXPECT_FALSE(input.require_payer);
  EXPECT_FALSE(session->token_program_given);
}

TEST(TermsJson, ErrorsBeginWithTheMemberAtFault) {
  struct Case {
    const char* member;
    Json value;
    const char* error;
  };
  const Case cases[] = {
      {"nonce", nullptr, "nonce: is missing"},
      {"nonce", 7, "nonce: must be a string"},
      {"nonce", "DBEFFD99458E5BB9ECE946850A088510", "nonce: "},
      {"merchant_wallet", nullptr, "merchant_wallet: is missing"},
      {"merchant_wallet", "0OIl", "merchant_wallet: "},
      {"fee_wallet", true, "fee_wallet: must be a string"},
      {"amount_minor_units", nullptr, "amount_minor_units: is missing"},
      {"amount_minor_units", "1.5", "amount_minor_units: must be a whole number"},
      {"amount_minor_units", 1.5, "amount_minor_units: must be a whole number"},
      {"amount_minor_units", -1, "amount_minor_units: must be a whole number"},
      {"amount_minor_units", "", "amount_minor_units: must be a whole number"},
      {"amount_minor_units", "+5", "amount_minor_units: must be a whole number"},
      {"amount_minor_units", " 5", "amount_minor_units: must be a whole number"},
      {"amount_minor_units", "05", "amount_minor_units: must be a whole number"},
      {"amount_minor_units", "18446744073709551616", "amount_minor_units: must be a whole number"},
      {"merchant_amount_minor_units", "1", "merchant_amount_minor_units: is not the amount less"},
      {"token_mint", "USDC", "token_mint: "},
      {"token_program", "TOKEN", "token_program: must be token, token-2022"},
      {"token_program", "11111111111111111111111111111111", "token_program: must be token"},
      {"asset_decimals", 19, "asset_decimals: must be 0 to 18"},
      {"asset_symbol", "\x1b[31m", "asset_symbol: must be 1 to 16 printable"},
      {"expires_at", "tomorrow", "expires_at: must be an RFC 3339 time or Unix seconds"},
      {"expires_at_unix", 1790000942, "expires_at_unix: is another time than expires_at"},
      {"created_at_unix", "soon", "created_at_unix: must be whole seconds"},
      {"require_payer", "true", "require_payer: must be true or false"},
      {"payer_wallet", 0, "payer_wallet: must be a string"},
      {"payment_id", "x", "payment_id: "},
      {"required_commitment", "rooted", "required_commitment: must be processed, confirmed"},
      {"require_payr", true, "require_payr: is not a member of the terms"},
  };
  for (const Case& test : cases) {
    Json session = GoodSession();
    session[test.member] = test.value;
    const auto read = Read(session);
    ASSERT_FALSE(read.ok()) << test.member << " " << test.value;
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(read.status().message()).rfind(test.error, 0), 0u)
        << test.value << ": " << read.status().message();
  }
}

TEST(TermsJson, TimesAreRfc3339WordForWord) {
  for (const char* text :
       {"2026-09-21T14:29:01Z", "2026-09-21t14:29:01z", "2026-09-21T14:29:01.000000000Z",
        "2026-09-21T16:29:01+02:00", "2026-09-20T14:30:01-23:59", "1790000941"}) {
    Json session = GoodSession();
    session["expires_at"] = text;
    const auto read = Read(session);
    ASSERT_TRUE(read.ok()) << text << ": " << read.status();
    EXPECT_EQ(absl::ToUnixSeconds(read->input.expires_at), 1790000941) << text;
  }
  for (const char* text :
       {" 2026-09-21T14:29:01Z", "2026-09-21T14:29:01Z ", "2026-09-21 14:29:01Z",
        "+2026-09-21T14:29:01Z", "2026-9-21T14:29:01Z", "2026-09-21T14:29:1Z", "2026-09-21T14:29Z",
        "2026-09-21T14:29:01", "2026-09-21T14:29:01.Z", "2026-09-21T14:29:01+2:00",
        "2026-09-21T14:29:01+24:00", "2026-09-21T14:29:01+02:60", "2026-02-29T14:29:01Z",
        "12026-09-21T14:29:01Z", "infinite-future", ""}) {
    Json session = GoodSession();
    session["expires_at"] = text;
    EXPECT_EQ(Read(session).status().message(),
              "expires_at: must be an RFC 3339 time or Unix seconds")
        << text;
  }
}

TEST(TermsJson, RulesOfTheTermsNameTheSessionsMember) {
  struct Case {
    const char* amount;
    const char* fee;
    const char* error;
  };
  const Case cases[] = {
      {"0", "0", "sessions[4].amount_minor_units: must be at least 1"},
      {"5", "5", "sessions[4].fee_minor_units: must be below the amount"},
  };
  for (const Case& test : cases) {
    Json session = GoodSession();
    session.erase("merchant_amount_minor_units");
    session["amount_minor_units"] = test.amount;
    session["fee_minor_units"] = test.fee;
    const auto read = ReadSession(session, UnknownMembers::kRefuse, SessionMember(4));
    ASSERT_TRUE(read.ok()) << read.status();
    const auto terms = Complete(*read, KnownMints::kFromRegistry, domain::Observation());
    EXPECT_EQ(terms.status().message(), test.error);
  }
}

TEST(TermsJson, TakesAmountsAsStringsOrIntegersUpToTheLastU64) {
  for (const Json& amount : {Json("18446744073709551615"), Json(18446744073709551615u)}) {
    Json session = GoodSession();
    session.erase("merchant_amount_minor_units");
    session["amount_minor_units"] = amount;
    const auto read = Read(session);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->input.amount.value(), 18446744073709551615u);
  }
}

TEST(TermsJson, IgnoresUnknownMembersOfFixtures) {
  Json session = GoodSession();
  session["shelf"] = 4;
  EXPECT_TRUE(ReadSession(session, UnknownMembers::kIgnore, Same).ok());
}

TEST(TermsJson, CreatedAtIsFifteenMinutesBeforeExpiryWhereNotGiven) {
  Json session = GoodSession();
  session.erase("created_at");
  session.erase("created_at_unix");
  const auto read = Read(session);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->input.expires_at - read->input.created_at, absl::Minutes(15));
}

TEST(TermsJson, AFeeWalletWithoutAFeeIsDueNothing) {
  const auto read = Read(GoldenJson("scenarios/one_unit_zero_fee.json")["sessions"][0]);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->input.fee_wallet.has_value());
  ASSERT_TRUE(read->idle_fee_wallet.has_value());
  EXPECT_TRUE(Complete(*read, KnownMints::kFromTransaction, domain::Observation()).ok());
}

TEST(TermsJson, SolIsTheWordForNoMint) {
  Json session = GoodSession();
  session["token_mint"] = "SOL";
  session.erase("asset_decimals");
  auto read = Read(session);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->input.asset.is_native());
  EXPECT_EQ(read->input.asset.decimals, 9);

  session["token_program"] = "token";
  read = Read(session);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().message(), "token_program: needs a token_mint: native SOL has none");
}

// The token program of a token payment, by what the transaction shows of it.
class TokenProgram : public testing::Test {
 protected:
  CompleteTerms CompleteIt() {
    const auto session = Read(session_);
    EXPECT_TRUE(session.ok()) << session.status();
    auto terms = Complete(*session, known_mints_, seen_);
    EXPECT_TRUE(terms.ok()) << terms.status();
    return *std::move(terms);
  }

  void ShowLegAccountUnder(const solana::Pubkey& program) {
    Json other = session_;
    other["token_program"] = solana::ToString(program);
    domain::LamportChange change;
    change.account = Complete(*Read(other), known_mints_, seen_)->terms.legs[0].account;
    seen_.lamport_changes = {change};
  }

  void ShowBalancesOf(const solana::Pubkey& program) {
    domain::TokenChange change;
    change.mint = *Read(session_)->input.asset.mint;
    change.program = program;
    seen_.token_changes = {change};
  }

  Json session_ = GoodSession();  // of USDC
  KnownMints known_mints_ = KnownMints::kFromTransaction;
  domain::Observation seen_;
};

TEST_F(TokenProgram, OfAKnownMintIsNotTheTransactionsToChoose) {
  known_mints_ = KnownMints::kFromRegistry;
  for (const char* mint : {"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
                           "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"}) {
    session_["token_mint"] = mint;
    ShowBalancesOf(solana::kToken2022Program);
    const CompleteTerms terms = CompleteIt();
    EXPECT_EQ(terms.token_program_source, TokenProgramSource::kRegistry) << mint;
    EXPECT_EQ(terms.terms.asset.token_program, solana::kTokenProgram) << mint;
  }
}

TEST_F(TokenProgram, OfAnUnknownMintIsTheTransactionsAllTheSame) {
  known_mints_ = KnownMints::kFromRegistry;
  session_["token_mint"] = "g6DsamtEHBGb5Dzz9cym7KDkfGUgD2ANt4T1MmZzWpi";
  ShowBalancesOf(solana::kToken2022Program);
  const CompleteTerms terms = CompleteIt();
  EXPECT_EQ(terms.token_program_source, TokenProgramSource::kBalances);
  EXPECT_EQ(terms.terms.asset.token_program, solana::kToken2022Program);
}

TEST_F(TokenProgram, IsAsGivenFirst) {
  known_mints_ = KnownMints::kFromRegistry;
  session_["token_program"] = "token-2022";
  ShowBalancesOf(solana::kTokenProgram);
  const CompleteTerms terms = CompleteIt();
  EXPECT_EQ(terms.token_program_source, TokenProgramSource::kGiven);
  EXPECT_EQ(terms.terms.asset.token_program, solana::kToken2022Program);
}

TEST_F(TokenProgram, IsThatOfTheBalancesNext) {
  ShowLegAccountUnder(solana::kTokenProgram);
  ShowBalancesOf(solana::kToken2022Program);
  const CompleteTerms terms = CompleteIt();
  EXPECT_EQ(terms.token_program_source, TokenProgramSource::kBalances);
  EXPECT_EQ(terms.terms.asset.token_program, solana::kToken2022Program);
}

TEST_F(TokenProgram, IsThatWhoseAssociatedAccountAppearsNext) {
  ShowLegAccountUnder(solana::kToken2022Program);
  const CompleteTerms terms = CompleteIt();
  EXPECT_EQ(terms.token_program_source, TokenProgramSource::kAddress);
  EXPECT_EQ(terms.terms.asset.token_program, solana::kToken2022Program);
}

TEST_F(TokenProgram, IsAssumedToBeTokenWhereNothingTells) {
  const CompleteTerms terms = CompleteIt();
  EXPECT_EQ(terms.token_program_source, TokenProgramSource::kAssumed);
  EXPECT_EQ(terms.terms.asset.token_program, solana::kTokenProgram);
}

TEST_F(TokenProgram, OfTheBalancesMustBeOneThatHoldsTokens) {
  ShowBalancesOf(solana::kSystemProgram);
  EXPECT_EQ(CompleteIt().token_program_source, TokenProgramSource::kAssumed);
}

}  // namespace
}  // namespace hilt::cli
