#include "tests/hostile/field.h"

namespace hilt::hostile {

std::vector<Field> RpcFields() {
  using enum Kind;
  using enum Lack;
  const std::string message = "/transaction/message";
  const std::string transfer = message + "/instructions/2";
  const std::string lookup = message + "/addressTableLookups/0";
  const std::string held = "/meta/preTokenBalances/1";
  const std::string holds = "/meta/postTokenBalances/2";
  return {
      // pointer                                 kind        absent         null
      {"/slot", kU64, kRefused, kRefused},
      {"/blockTime", kTime, kUnverifiable, kUnverifiable},
      {"/version", kU64, kNotTried, kNotTried},
      {"/transaction", kObject, kRefused, kRefused},
      {"/transaction/signatures", kArray, kRefused, kRefused},
      {"/transaction/signatures/0", kSignature, kNotTried, kRefused},
      {message, kObject, kRefused, kRefused},
      {message + "/header", kObject, kRefused, kRefused},
      {message + "/header/numRequiredSignatures", kByte, kRefused, kRefused},
      {message + "/header/numReadonlySignedAccounts", kByte, kRefused, kRefused},
      {message + "/header/numReadonlyUnsignedAccounts", kByte, kRefused, kRefused},
      {message + "/accountKeys", kArray, kRefused, kRefused},
      {message + "/accountKeys/1", kKey, kNotTried, kRefused},
      {message + "/instructions", kArray, kRefused, kRefused},
      {transfer, kObject, kNotTried, kRefused},
      {transfer + "/programIdIndex", kByte, kRefused, kRefused},
      {transfer + "/accounts", kArray, kRefused, kRefused},
      {transfer + "/accounts/0", kByte, kNotTried, kRefused},
      {transfer + "/data", kData, kRefused, kRefused},
      {lookup, kObject, kNotTried, kRefused},
      {lookup + "/writableIndexes", kArray, kRefused, kRefused},
      {lookup + "/writableIndexes/0", kByte, kNotTried, kRefused},
      {lookup + "/readonlyIndexes", kArray, kRefused, kRefused},
      {lookup + "/readonlyIndexes/0", kByte, kNotTried, kRefused},
      {"/meta", kObject, kUnverifiable, kUnverifiable},
      {"/meta/err", kOutcome, kUnverifiable, kUnchanged},
      {"/meta/status", kObject, kUnchanged, kUnchanged},
      {"/meta/fee", kU64, kRefused, kRefused},
      {"/meta/preBalances", kArray, kUnverifiable, kUnverifiable},
      {"/meta/preBalances/3", kU64, kNotTried, kRefused},
      {"/meta/postBalances", kArray, kUnverifiable, kUnverifiable},
      {"/meta/postBalances/0", kU64, kNotTried, kRefused},
      {"/meta/innerInstructions", kArray, kUnverifiable, kUnverifiable},
      {"/meta/loadedAddresses", kObject, kUnverifiable, kUnverifiable},
      {"/meta/loadedAddresses/writable", kArray, kRefused, kRefused},
      {"/meta/loadedAddresses/writable/1", kKey, kNotTried, kRefused},
      {"/meta/loadedAddresses/readonly", kArray, kRefused, kRefused},
      {"/meta/loadedAddresses/readonly/0", kKey, kNotTried, kRefused},
      {"/meta/preTokenBalances", kArray, kUnverifiable, kUnverifiable},
      {held, kObject, kNotTried, kRefused},
      {held + "/accountIndex", kByte, kRefused, kRefused},
      {held + "/mint", kKey, kRefused, kRefused},
      {held + "/owner", kKeyIfKnown, kUnverifiable, kUnverifiable},
      {held + "/programId", kKeyIfKnown, kUnverifiable, kUnverifiable},
      {held + "/uiTokenAmount", kObject, kRefused, kRefused},
      {held + "/uiTokenAmount/amount", kU64Text, kRefused, kRefused},
      {"/meta/postTokenBalances", kArray, kUnverifiable, kUnverifiable},
      {holds + "/accountIndex", kByte, kRefused, kRefused},
      {holds + "/mint", kKey, kRefused, kRefused},
      {holds + "/owner", kKeyIfKnown, kUnverifiable, kUnverifiable},
      {holds + "/programId", kKeyIfKnown, kUnverifiable, kUnverifiable},
      {holds + "/uiTokenAmount", kObject, kRefused, kRefused},
      {holds + "/uiTokenAmount/amount", kU64Text, kRefused, kRefused},
      {"/meta/logMessages", kUnread, kUnchanged, kUnchanged},
      {"/meta/computeUnitsConsumed", kUnread, kUnchanged, kUnchanged},
      {"/meta/rewards", kUnread, kUnchanged, kUnchanged},
      {message + "/recentBlockhash", kUnread, kUnchanged, kUnchanged},
      {lookup + "/accountKey", kUnread, kUnchanged, kUnchanged},
      {transfer + "/stackHeight", kUnread, kUnchanged, kUnchanged},
      {holds + "/uiTokenAmount/decimals", kUnread, kUnchanged, kUnchanged},
      {holds + "/uiTokenAmount/uiAmount", kUnread, kUnchanged, kUnchanged},
      {holds + "/uiTokenAmount/uiAmountString", kUnread, kUnchanged, kUnchanged},
  };
}

std::vector<Field> RpcInnerFields() {
  using enum Kind;
  using enum Lack;
  const std::string list = "/meta/innerInstructions/0";
  const std::string inner = list + "/instructions/1";
  return {
      {list, kObject, kNotTried, kRefused},
      {list + "/index", kByte, kRefused, kRefused},
      {list + "/instructions", kArray, kRefused, kRefused},
      {inner, kObject, kNotTried, kRefused},
      {inner + "/programIdIndex", kByte, kRefused, kRefused},
      {inner + "/accounts", kArray, kRefused, kRefused},
      {inner + "/accounts/1", kByte, kNotTried, kRefused},
      {inner + "/data", kData, kRefused, kRefused},
      {inner + "/stackHeight", kUnread, kUnchanged, kUnchanged},
      // Nothing is looked up, so nobody need say what was loaded.
      {"/meta/loadedAddresses", kObject, kUnchanged, kUnchanged},
      {"/version", kU64, kUnchanged, kUnchanged},
  };
}

std::vector<Field> ParsedFields() {
  using enum Kind;
  using enum Lack;
  const std::string message = "/transaction/message";
  const std::string key = message + "/accountKeys/1";
  const std::string transfer = message + "/instructions/1";
  const std::string info = transfer + "/parsed/info";
  return {
      // pointer                  kind     absent         null
      {message, kObject, kRefused, kRefused},
      {message + "/accountKeys", kArray, kNotTried, kRefused},  // nothing else tells the encoding
      {key, kObject, kNotTried, kRefused},
      {key + "/pubkey", kKey, kRefused, kRefused},
      {key + "/signer", kBool, kRefused, kRefused},
      {key + "/source", kSource, kUnchanged, kUnchanged},
      {key + "/writable", kUnread, kUnchanged, kUnchanged},
      {message + "/instructions", kArray, kRefused, kRefused},
      {transfer, kObject, kNotTried, kRefused},
      {transfer + "/programId", kKey, kNotTried, kRefused},
      {transfer + "/program", kUnread, kUnchanged, kUnchanged},
      {transfer + "/stackHeight", kUnread, kUnchanged, kUnchanged},
      {info, kObject, kRefused, kRefused},
      {info + "/source", kKey, kRefused, kRefused},
      {info + "/mint", kKey, kRefused, kRefused},
      {info + "/destination", kKey, kRefused, kRefused},
      {info + "/authority", kKey, kRefused, kRefused},
      {info + "/tokenAmount", kObject, kRefused, kRefused},
      {info + "/tokenAmount/amount", kU64Text, kRefused, kRefused},
      {info + "/tokenAmount/decimals", kUnread, kUnchanged, kUnchanged},
      {info + "/tokenAmount/uiAmount", kUnread, kUnchanged, kUnchanged},
      {"/meta/innerInstructions", kArray, kUnverifiable, kUnverifiable},
      {"/meta/preTokenBalances", kArray, kUnverifiable, kUnverifiable},
      {"/meta/postTokenBalances/0/owner", kKeyIfKnown, kUnverifiable, kUnverifiable},
  };
}

std::vector<Field> ParsedTransferFields() {
  using enum Kind;
  using enum Lack;
  const std::string info = "/transaction/message/instructions/1/parsed/info";
  return {
      {info + "/source", kKey, kRefused, kRefused},
      {info + "/destination", kKey, kRefused, kRefused},
      {info + "/authority", kKey, kRefused, kRefused},
      {info + "/amount", kU64Text, kRefused, kRefused},
  };
}

std::vector<Field> ParsedSystemFields() {
  using enum Kind;
  using enum Lack;
  const std::string info = "/transaction/message/instructions/2/parsed/info";
  return {
      {info + "/source", kKey, kRefused, kRefused},
      {info + "/destination", kKey, kRefused, kRefused},
      {info + "/lamports", kU64, kRefused, kRefused},
  };
}

std::vector<Field> EnhancedFields() {
  using enum Kind;
  using enum Lack;
  const std::string transfer = "/instructions/1";
  const std::string inner = "/instructions/0/innerInstructions/1";
  const std::string account = "/accountData/1";
  const std::string change = account + "/tokenBalanceChanges/0";
  return {
      // pointer                          kind        absent         null
      {"/signature", kSignature, kRefused, kRefused},
      {"/slot", kU64, kRefused, kRefused},
      {"/timestamp", kTime, kUnverifiable, kUnverifiable},
      {"/fee", kU64, kRefused, kRefused},
      {"/feePayer", kKey, kRefused, kRefused},
      {"/transactionError", kOutcome, kUnverifiable, kUnchanged},
      {"/instructions", kArray, kRefused, kRefused},
      {transfer, kObject, kNotTried, kRefused},
      {transfer + "/programId", kKey, kRefused, kRefused},
      {transfer + "/accounts", kArray, kRefused, kRefused},
      {transfer + "/accounts/2", kKey, kNotTried, kRefused},
      {transfer + "/data", kData, kRefused, kRefused},
      {transfer + "/innerInstructions", kArray, kUnverifiable, kUnverifiable},
      {inner, kObject, kNotTried, kRefused},
      {inner + "/programId", kKey, kRefused, kRefused},
      {inner + "/accounts", kArray, kRefused, kRefused},
      {inner + "/accounts/0", kKey, kNotTried, kRefused},
      {inner + "/data", kData, kRefused, kRefused},
      {"/accountData", kArray, kUnverifiable, kUnverifiable},
      {account, kObject, kNotTried, kRefused},
      {account + "/account", kKey, kRefused, kRefused},
      {account + "/nativeBalanceChange", kSigned, kUnverifiable, kUnverifiable},
      {account + "/tokenBalanceChanges", kArray, kUnverifiable, kUnverifiable},
      {change, kObject, kNotTried, kRefused},
      {change + "/userAccount", kKeyIfKnown, kUnverifiable, kUnverifiable},
      {change + "/tokenAccount", kKey, kRefused, kRefused},
      {change + "/mint", kKey, kRefused, kRefused},
      {change + "/rawTokenAmount", kObject, kRefused, kRefused},
      {change + "/rawTokenAmount/tokenAmount", kSignedText, kRefused, kRefused},
      {change + "/rawTokenAmount/decimals", kUnread, kUnchanged, kUnchanged},
      {"/description", kUnread, kUnchanged, kUnchanged},
      {"/events", kUnread, kUnchanged, kUnchanged},
      {"/nativeTransfers", kUnread, kUnchanged, kUnchanged},
      {"/tokenTransfers", kUnread, kUnchanged, kUnchanged},
      {"/tokenTransfers/0/tokenAmount", kUnread, kUnchanged, kUnchanged},
      {"/source", kUnread, kUnchanged, kUnchanged},
      {"/type", kUnread, kUnchanged, kUnchanged},
  };
}

}  // namespace hilt::hostile
