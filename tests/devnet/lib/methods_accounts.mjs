// JSON-RPC methods that read accounts, and those that tell where the chain stands.

import { base58, base64 } from './bytes.mjs';
import { TOKEN_2022, isToken } from './ids.mjs';
import { BLOCKHASH_BLOCKS } from './ledger.mjs';
import * as read from './params.mjs';
import { RpcError } from './rpc_error.mjs';
import { mintAccount, tokenAccount, uiTokenAmount } from './tokens.mjs';

export const VERSION = '4.1.0';
const FEATURE_SET = 0;
const RENT_EPOCH = 18446744073709551615n; // u64 max: rent exempt
const MOST_ACCOUNTS = 100;
const MOST_BASE58_BYTES = 128;
const SLOTS_IN_EPOCH = 432_000;

// {parsed, program, space} of a token account or a mint, or null.
function parsedData(account, accountOf) {
  const program = account.owner === TOKEN_2022 ? 'spl-token-2022' : 'spl-token';
  const shown = (type, info) => ({ program, parsed: { type, info }, space: account.data.length });
  const mint = mintAccount(account);
  if (mint) {
    const { decimals, supply, mintAuthority, freezeAuthority } = mint;
    const info = { decimals, supply: supply.toString(), mintAuthority, freezeAuthority };
    return shown('mint', { ...info, isInitialized: true });
  }
  const token = tokenAccount(account);
  const ofMint = token && mintAccount(accountOf(token.mint));
  if (!ofMint) return null;
  return shown('account', {
    isNative: token.native,
    mint: token.mint,
    owner: token.owner,
    state: token.state,
    tokenAmount: uiTokenAmount(token.amount, ofMint.decimals),
  });
}

function dataAs(account, { encoding = 'binary', dataSlice }, accountOf) {
  if (encoding === 'jsonParsed') {
    const parsed = parsedData(account, accountOf);
    if (parsed) return parsed;
  }
  const start = dataSlice?.offset ?? 0;
  const data = account.data.subarray(start, dataSlice ? start + dataSlice.length : undefined);
  if (encoding === 'base64' || encoding === 'jsonParsed') return [base64(data), 'base64'];
  if (encoding !== 'base58' && encoding !== 'binary') {
    throw RpcError.invalidParams(`Encoding ${encoding} is not supported here`);
  }
  if (data.length > MOST_BASE58_BYTES) {
    throw new RpcError(
      -32600,
      'Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.',
    );
  }
  return encoding === 'base58' ? [base58(data), 'base58'] : base58(data);
}

export function encodeAccount(account, given, accountOf) {
  if (!account) return null;
  return {
    data: dataAs(account, given, accountOf),
    executable: account.executable,
    lamports: account.lamports,
    owner: account.owner,
    rentEpoch: RENT_EPOCH,
    space: account.data.length,
  };
}

// Answers with {context, value}, value being made from the accounts as of a commitment.
function fromBank(context, given, make) {
  const block = read.bankFor(context.view, given);
  return context.inContext(
    block,
    make((address) => context.view.account(address, block), block),
  );
}

function getAccountInfo(context, params) {
  const address = read.address(params[0]);
  const given = read.config(params, 1);
  return fromBank(context, given, (of) => encodeAccount(of(address), given, of));
}

function getMultipleAccounts(context, params) {
  const addresses = params[0];
  if (!Array.isArray(addresses)) throw RpcError.invalidParams('Invalid params: expected an array');
  if (addresses.length > MOST_ACCOUNTS) {
    throw RpcError.invalidParams(`Too many inputs provided; max ${MOST_ACCOUNTS}`);
  }
  addresses.forEach(read.address);
  const given = { encoding: 'base64', ...read.config(params, 1) };
  return fromBank(context, given, (of) => addresses.map((a) => encodeAccount(of(a), given, of)));
}

function getBalance(context, params) {
  const address = read.address(params[0]);
  return fromBank(context, read.config(params, 1), (of) => of(address)?.lamports ?? 0n);
}

function getTokenAccountBalance(context, params) {
  const address = read.address(params[0]);
  return fromBank(context, read.config(params, 1), (of) => {
    const account = of(address);
    if (!account) throw RpcError.invalidParams('Invalid param: could not find account');
    const token = tokenAccount(account);
    if (!token) throw RpcError.invalidParams('Invalid param: not a Token account');
    return uiTokenAmount(token.amount, mintAccount(of(token.mint)).decimals);
  });
}

function getTokenAccountsByOwner(context, params) {
  const owner = read.address(params[0]);
  const { mint, programId } = read.config(params, 1);
  const given = read.config(params, 2);
  return fromBank(context, given, (of, block) => {
    const program = programId ?? mintAccount(of(read.address(mint)))?.program;
    if (!isToken(program)) throw RpcError.invalidParams('Invalid param: could not find mint');
    const value = [];
    for (const address of context.ledger.programAccountsAt(program, block)) {
      const account = of(address);
      const token = tokenAccount(account);
      if (token?.owner !== owner || (mint !== undefined && token.mint !== mint)) continue;
      value.push({ pubkey: address, account: encodeAccount(account, given, of) });
    }
    return value;
  });
}

function getLatestBlockhash(context, params) {
  return fromBank(context, read.config(params, 0), (of, block) => ({
    blockhash: block.blockhash,
    lastValidBlockHeight: block.height + BLOCKHASH_BLOCKS,
  }));
}

function isBlockhashValid(context, params) {
  const blockhash = read.address(params[0]);
  const given = read.config(params, 1);
  return fromBank(context, given, (of, block) => context.ledger.hashIsUsable(blockhash, block));
}

function getEpochInfo(context, params) {
  const { slot, height } = read.bankFor(context.view, read.config(params, 0));
  return {
    absoluteSlot: slot,
    blockHeight: height,
    epoch: Math.floor(slot / SLOTS_IN_EPOCH),
    slotIndex: slot % SLOTS_IN_EPOCH,
    slotsInEpoch: SLOTS_IN_EPOCH,
    transactionCount: context.ledger.transactionCount,
  };
}

export const accountMethods = {
  getAccountInfo,
  getBalance,
  getBlockHeight: ({ view }, params) => read.bankFor(view, read.config(params, 0)).height,
  getEpochInfo,
  getHealth: () => 'ok',
  getLatestBlockhash,
  getMinimumBalanceForRentExemption: ({ ledger }, params) =>
    ledger.bank.svm.minimumBalanceForRentExemption(BigInt(read.u64(params[0], 'data_len'))),
  getMultipleAccounts,
  getSlot: ({ view }, params) => read.bankFor(view, read.config(params, 0)).slot,
  getTokenAccountBalance,
  getTokenAccountsByOwner,
  getVersion: () => ({ 'feature-set': FEATURE_SET, 'solana-core': VERSION }),
  isBlockhashValid,
};
