// What callers send, checked: every getter throws -32602 where it is not what it should be.

import { fromBase58, isAddress } from './bytes.mjs';
import { RpcError } from './rpc_error.mjs';

const COMMITMENTS = ['processed', 'confirmed', 'finalized'];
const ENCODINGS = ['json', 'jsonParsed', 'base64', 'base58'];

// The configuration object at a position; also the older form of a bare encoding.
export function config(params, at) {
  const given = params[at] ?? {};
  if (typeof given === 'string') return { encoding: given };
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw RpcError.invalidParams('Invalid params: expected an object');
  }
  return given;
}

export function u64(value, name) {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw RpcError.invalidParams(`Invalid params: ${name}: expected u64`);
  }
  return value;
}

export function address(value) {
  if (!isAddress(value)) throw RpcError.invalidParams('Invalid param: Invalid');
  return value;
}

export function signature(value) {
  try {
    if (typeof value === 'string' && fromBase58(value).length === 64) return value;
  } catch {
    // said below
  }
  throw RpcError.invalidParams('Invalid param: Invalid');
}

export function commitment(given) {
  const value = given.commitment ?? 'finalized';
  if (!COMMITMENTS.includes(value)) {
    throw RpcError.invalidParams(`Invalid params: unknown variant \`${value}\``);
  }
  return value;
}

// For what reads the ledger and not a bank.
export function atLeastConfirmed(given) {
  const value = commitment(given);
  if (value === 'processed') {
    throw RpcError.invalidParams('Method does not support commitment below `confirmed`');
  }
  return value;
}

export function encoding(given) {
  const value = given.encoding ?? 'json';
  if (!ENCODINGS.includes(value)) {
    throw RpcError.invalidParams(`Invalid params: unknown variant \`${value}\``);
  }
  return value;
}

export function maxVersion(given) {
  const value = given.maxSupportedTransactionVersion ?? undefined;
  if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > 255)) {
    throw RpcError.invalidParams('Invalid params: maxSupportedTransactionVersion: expected u8');
  }
  return value;
}

// The block whose state a call is answered from.
export function bankFor(view, given) {
  const block = view.at(commitment(given));
  if (block.slot < (given.minContextSlot ?? 0)) throw RpcError.minContextSlot(block.slot);
  return block;
}
