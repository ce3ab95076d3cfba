#include "base/check.h"
#include "solana/programs.h"
#include "tests/hostile/transaction.h"

namespace hilt::hostile {
namespace {

solana::Pubkey Key(const std::string& text) {
  const auto key = solana::ParsePubkey(text);
  HILT_CHECK(key.ok());
  return *key;
}

std::optional<solana::Pubkey> KeyOrNone(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return Key(value);
}

uint64_t Number(const Json& text) { return std::stoull(text.get<std::string>()); }

// The recorded balances name the mint's program, before anything is bent.
domain::Asset AssetOf(const Json& session, const Transaction& transaction) {
  domain::Asset asset;
  asset.symbol = "TEST";
  asset.mint = KeyOrNone(session.at("token_mint"));
  asset.token_program = solana::kTokenProgram;
  asset.decimals = session.at("asset_decimals");
  for (const Holding& holding : transaction.after) {
    if (holding.mint == session.at("token_mint")) asset.token_program = Key(holding.program);
  }
  return asset;
}

domain::Terms TermsOf(const Json& session, const Transaction& transaction) {
  domain::TermsInput input;
  input.payment_id = domain::ParsePaymentId(session.at("payment_id").get<std::string>()).value();
  input.nonce = domain::ParseNonce(session.at("nonce").get<std::string>()).value();
  input.asset = AssetOf(session, transaction);
  input.merchant_wallet = Key(session.at("merchant_wallet"));
  input.fee = domain::TokenAmount(Number(session.at("fee_minor_units")));
  if (input.fee.value() > 0) input.fee_wallet = KeyOrNone(session.at("fee_wallet"));
  input.payer_wallet = KeyOrNone(session.at("payer_wallet"));
  input.require_payer = session.value("require_payer", false);
  input.amount = domain::TokenAmount(Number(session.at("amount_minor_units")));
  input.created_at = absl::FromUnixSeconds(session.at("created_at_unix"));
  input.expires_at = absl::FromUnixSeconds(session.at("expires_at_unix"));
  return domain::MakeTerms(std::move(input)).value();
}

Party PartyOf(const domain::Leg& leg) {
  return {solana::ToString(leg.wallet), solana::ToString(leg.account), leg.due.value()};
}

bool IsMemo(const Instruction& instruction) {
  return solana::IsMemoProgram(Key(instruction.program));
}

}  // namespace

const std::vector<const char*> kSettling = {
    "optional/memo_v4",
    "scenarios/different_payer",
    "scenarios/duplicate_first",
    "scenarios/duplicate_second",
    "scenarios/many_small_transfers",
    "scenarios/memo_extra_signers",
    "scenarios/memo_v1",
    "scenarios/merchant_ata_created",
    "scenarios/merchant_is_fee_wallet",
    "scenarios/one_unit_zero_fee",
    "scenarios/overpaid",
    "scenarios/relayer_fee_payer",
    "scenarios/sol_native",
    "scenarios/transfer_checked_legacy",
    "scenarios/transfer_unchecked",
    "scenarios/v0_lookup_table",
    "v1/v1_sol_native",
    "v1/v1_transfer_checked",
};

Scene ReadScene(const std::string& folder_and_name) {
  Transaction transaction = ReadTransaction(folder_and_name);
  const Json& session = transaction.file.at("sessions").at(0);
  Scene scene(TermsOf(session, transaction));
  static_cast<Transaction&>(scene) = std::move(transaction);
  scene.name = folder_and_name;
  scene.merchant = PartyOf(scene.terms.legs.front());
  scene.fee = PartyOf(scene.terms.legs.back());
  scene.memo = "HILT:" + domain::ToString(scene.terms.nonce);
  const auto& payer = scene.terms.payer_wallet;
  scene.buyer = payer ? solana::ToString(*payer) : scene.accounts.front().address;
  scene.buyer_account = scene.buyer;
  if (scene.terms.asset.is_native()) return scene;
  scene.mint = solana::ToString(*scene.terms.asset.mint);
  scene.token_program = solana::ToString(scene.terms.asset.token_program);
  for (const Holding& holding : scene.before) {
    if (holding.owner == scene.buyer) scene.buyer_account = holding.account;
  }
  return scene;
}

Instruction Scene::Pays(const Party& party, uint64_t amount) const {
  if (native()) {
    return {solana::ToString(solana::kSystemProgram),
            {buyer, party.account},
            LittleEndian(2, 4) + LittleEndian(amount)};
  }
  return {token_program,
          {buyer_account, mint, party.account, buyer},
          '\x0c' + LittleEndian(amount) + static_cast<char>(terms.asset.decimals)};
}

void Scene::KeepOnlyMemo() {
  std::erase_if(instructions, [](const TopInstruction& top) { return !IsMemo(top.own); });
  HILT_CHECK(instructions.size() == 1);
}

void Scene::Append(Instruction instruction, std::vector<Instruction> inner) {
  instructions.push_back({std::move(instruction), std::move(inner)});
}

void Scene::Gains(const Party& party, int64_t more) {
  uint64_t& amount = native() ? account(party.account).after : held_after(party.account).amount;
  amount += static_cast<uint64_t>(more);
}

}  // namespace hilt::hostile
