// Token accounts and mints: their layouts, and how JSON-RPC shows amounts.

import { base58, readU64 } from './bytes.mjs';
import { isToken } from './ids.mjs';
import { Float } from './json.mjs';

const ACCOUNT_BYTES = 165;
const MINT_BYTES = 82;
const MULTISIG_BYTES = 355;
const KIND_AT = 165; // in accounts with extensions: 1 a mint, 2 a token account
const FROZEN = 2;

const extended = (data, kind) =>
  data.length > ACCOUNT_BYTES && data.length !== MULTISIG_BYTES && data[KIND_AT] === kind;

// {mint, owner, amount, state, native} of a token account, or null for any other.
export function tokenAccount(account) {
  if (!account || !isToken(account.owner)) return null;
  const { data } = account;
  if (data.length !== ACCOUNT_BYTES && !extended(data, 2)) return null;
  if (data[108] === 0) return null;
  return {
    mint: base58(data.subarray(0, 32)),
    owner: base58(data.subarray(32, 64)),
    amount: readU64(data, 64),
    state: data[108] === FROZEN ? 'frozen' : 'initialized',
    native: data[109] === 1,
    program: account.owner,
  };
}

// {decimals, supply, mintAuthority, freezeAuthority} of a mint, or null.
export function mintAccount(account) {
  if (!account || !isToken(account.owner)) return null;
  const { data } = account;
  if (data.length !== MINT_BYTES && !extended(data, 1)) return null;
  if (data[45] === 0) return null;
  const authority = (at) => (data[at] === 1 ? base58(data.subarray(at + 4, at + 36)) : null);
  return {
    decimals: data[44],
    supply: readU64(data, 36),
    mintAuthority: authority(0),
    freezeAuthority: authority(46),
    program: account.owner,
  };
}

// A mint's 82 bytes.
export function mintData({ decimals, authority }) {
  const data = new Uint8Array(MINT_BYTES);
  data[0] = 1;
  data.set(authority, 4);
  data[44] = decimals;
  data[45] = 1;
  return data;
}

export function uiAmountString(amount, decimals) {
  const digits = amount.toString().padStart(decimals + 1, '0');
  if (decimals === 0) return digits;
  const whole = digits.slice(0, -decimals);
  const rest = digits.slice(-decimals).replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : whole;
}

export function uiTokenAmount(amount, decimals) {
  return {
    amount: amount.toString(),
    decimals,
    uiAmount: new Float(Number(amount) / 10 ** decimals),
    uiAmountString: uiAmountString(amount, decimals),
  };
}

// As in pre- and postTokenBalances, where a zero has no uiAmount.
export function ledgerTokenAmount(amount, decimals) {
  const shown = uiTokenAmount(amount, decimals);
  return amount === 0n ? { ...shown, uiAmount: null } : shown;
}
