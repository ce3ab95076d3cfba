#include "cli/discrepancy_text.h"

#include <optional>

#include "cli/human_text.h"
#include "cli/words.h"
#include "domain/asset.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::AssetSum;
using settlement::v1::Discrepancy;

constexpr size_t kKeyChars = 100;
constexpr size_t kNoteChars = 1024;

std::optional<domain::Asset> KnownAsset(const std::string& mint) {
  for (const domain::Cluster cluster : {domain::Cluster::kMainnet, domain::Cluster::kDevnet}) {
    const domain::AssetRegistry registry = domain::AssetRegistry::Default(cluster);
    for (const domain::Asset& asset : registry.assets()) {
      if ((asset.mint ? solana::ToString(*asset.mint) : "") == mint) return asset;
    }
  }
  return std::nullopt;
}

std::string SumText(const AssetSum& sum) {
  if (const std::optional<domain::Asset> asset = KnownAsset(sum.token_mint())) {
    return UnitsText(sum.received_minor_units(), asset->decimals, asset->symbol);
  }
  const std::string name =
      sum.asset_symbol().empty() ? ShortText(sum.token_mint()) : Printable(sum.asset_symbol(), 16);
  return fmt::format("{} minor units of {}", sum.received_minor_units(), name);
}

std::string_view Meaning(const Discrepancy& discrepancy) {
  switch (discrepancy.kind()) {
    case settlement::v1::DISCREPANCY_KIND_AMBIGUOUS_MEMO:
      return "one transaction names several payments";
    case settlement::v1::DISCREPANCY_KIND_WRONG_ASSET:
      return "paid in another asset than the payment's";
    case settlement::v1::DISCREPANCY_KIND_NONCANONICAL_ACCOUNT:
      return "paid, but not into the accounts that the payment names";
    case settlement::v1::DISCREPANCY_KIND_VIEWS_DISAGREE:
      return "the balances rose enough, but not by recognised transfers";
    case settlement::v1::DISCREPANCY_KIND_PROGRAM_SOURCE:
      return "paid through a program that is not allowed";
    case settlement::v1::DISCREPANCY_KIND_MERCHANT_UNDERPAID:
      return "the merchant received less than is due";
    case settlement::v1::DISCREPANCY_KIND_FEE_UNDERPAID:
      return "the merchant was paid and the fee was not, or not in full";
    case settlement::v1::DISCREPANCY_KIND_PAYER_MISMATCH:
      return "paid by another than the payer that was required";
    case settlement::v1::DISCREPANCY_KIND_LATE:
      return "paid after the session's end";
    case settlement::v1::DISCREPANCY_KIND_DUPLICATE_PAYMENT:
      return "paid once more by another transaction: a refund is probably due";
    case settlement::v1::DISCREPANCY_KIND_PAID_AFTER_FAILURE:
      return "a FAILED payment was paid: a refund, or the goods, are due";
    case settlement::v1::DISCREPANCY_KIND_REVERTED:
      return "the settlement of a CONFIRMED payment left the chain";
    case settlement::v1::DISCREPANCY_KIND_UNVERIFIABLE:
      return "a transaction could not be judged in time: look whether it paid";
    case settlement::v1::DISCREPANCY_KIND_UNMATCHED:
      return "a memo whose nonce no payment has, with money to a watched account";
    case settlement::v1::DISCREPANCY_KIND_UNATTRIBUTED_CREDIT:
      return "money to a watched account under no known memo";
    case settlement::v1::DISCREPANCY_KIND_ENDPOINT_DISAGREEMENT:
      return "two endpoints show one transaction differently";
    default:
      return "a kind of a later contract: update hiltctl";
  }
}

std::string ResolutionLines(const Discrepancy& discrepancy, absl::Time now, const Style& style) {
  if (!discrepancy.has_resolution()) {
    return FieldLine("next",
                     fmt::format("look into it, then: hiltctl discrepancy resolve {} --actor YOU "
                                 "--note TEXT",
                                 Printable(discrepancy.discrepancy_id(), kKeyChars)),
                     style);
  }
  const settlement::v1::Resolution& resolution = discrepancy.resolution();
  std::string out = FieldLine(
      "resolved",
      fmt::format("{} by {}{}", TimeAndAge(resolution.resolved_at(), now),
                  Printable(resolution.actor(), kNoteChars),
                  resolution.peer().empty()
                      ? ""
                      : fmt::format(" (client {})", Printable(resolution.peer(), kNoteChars))),
      style);
  return out + FieldLine("note", Printable(resolution.note(), kNoteChars), style);
}

std::string EvidenceText(const Discrepancy& discrepancy) {
  if (discrepancy.grade() == settlement::v1::EVIDENCE_GRADE_UNSPECIFIED) return "never seen";
  return fmt::format("{} at {}{}", LowerWord(discrepancy.grade()),
                     LowerWord(discrepancy.commitment()),
                     discrepancy.has_slot() ? fmt::format(", slot {}", discrepancy.slot()) : "");
}

}  // namespace

std::string SumsText(const Discrepancy& discrepancy) {
  std::string text;
  for (const AssetSum& sum : discrepancy.sums()) {
    text += (text.empty() ? "" : " + ") + SumText(sum);
  }
  if (discrepancy.other_asset_count() > 0) {
    text += fmt::format(" and {} more assets", discrepancy.other_asset_count());
  }
  return text.empty() ? "nothing" : text;
}

std::string DiscrepancyLine(const Discrepancy& discrepancy) {
  return fmt::format("{}  {}  {}", Printable(discrepancy.discrepancy_id(), kKeyChars),
                     LowerWord(discrepancy.kind()), SumsText(discrepancy));
}

Table DiscrepancyTable(const std::vector<Discrepancy>& discrepancies, absl::Time now) {
  Table table({{"DISCREPANCY"}, {"KIND"}, {"RECEIVED", true}, {"OPENED", true}, {"PAYMENT"}});
  for (const Discrepancy& discrepancy : discrepancies) {
    const int payments = discrepancy.payment_ids_size();
    std::string payment = payments > 0 ? ShortText(discrepancy.payment_ids(0)) : "none";
    if (payments > 1) payment += fmt::format(" +{}", payments - 1);
    table.Add({{Printable(discrepancy.discrepancy_id(), kKeyChars)},
               {LowerWord(discrepancy.kind())},
               {SumsText(discrepancy)},
               {RelativeTime(FromProto(discrepancy.opened_at()), now)},
               {payment, Paint::kFaint}});
  }
  return table;
}

std::string DiscrepancyText(const Discrepancy& discrepancy, absl::Time now, const Style& style) {
  const bool open = discrepancy.state() == settlement::v1::DISCREPANCY_STATE_OPEN;
  std::string out =
      fmt::format("{} {}  {}  {}\n", style.Strong("DISCREPANCY"),
                  Printable(discrepancy.discrepancy_id(), kKeyChars), LowerWord(discrepancy.kind()),
                  open ? style.Bad("OPEN") : Word(discrepancy.state()));
  out += fmt::format("  {}\n", Meaning(discrepancy));
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += FieldLine(name, Printable(value, kNoteChars), style);
  };
  for (const std::string& payment : discrepancy.payment_ids()) line("payment", payment);
  if (discrepancy.payment_ids().empty()) {
    for (const std::string& nonce : discrepancy.nonces()) line("names nonce", nonce);
  }
  line("account", discrepancy.watch_account());
  line("received", SumsText(discrepancy));
  if (discrepancy.verdict() != settlement::v1::VERDICT_UNSPECIFIED) {
    line("verdict", LowerWord(discrepancy.verdict()));
  }
  line("transaction", discrepancy.first_tx_signature());
  if (discrepancy.count() > 1) {
    line("", fmt::format("to {}, {} in all", discrepancy.last_tx_signature(), discrepancy.count()));
  }
  line("evidence", EvidenceText(discrepancy));
  if (discrepancy.has_block_time()) line("block time", TimeAndAge(discrepancy.block_time(), now));
  line("detail", discrepancy.detail());
  line("opened", TimeAndAge(discrepancy.opened_at(), now));
  return out + ResolutionLines(discrepancy, now, style);
}

}  // namespace hilt::cli
