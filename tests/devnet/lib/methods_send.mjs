// JSON-RPC methods that take transactions: simulated on the newest block's state, whatever
// commitment is asked for; only the blockhash is looked up at that commitment, as a node does.

import { fromBase58 } from './bytes.mjs';
import { innerInstructions, returnDataAs } from './encode.mjs';
import { errorWords } from './errors.mjs';
import { feeOf } from './fees.mjs';
import { BLOCKHASH_BLOCKS } from './ledger.mjs';
import { encodeAccount } from './methods_accounts.mjs';
import * as read from './params.mjs';
import { RpcError } from './rpc_error.mjs';
import { allKeys, decodeMessage, decodeWire, nonceAccount } from './wire.mjs';

function bytesOf(text, encoding) {
  if (typeof text !== 'string') throw RpcError.invalidParams('Invalid params: expected a string');
  if (encoding === 'base64') return new Uint8Array(Buffer.from(text, 'base64'));
  if (encoding !== 'base58') {
    throw RpcError.invalidParams(`unsupported encoding: ${encoding}. Supported: base58, base64`);
  }
  try {
    return fromBase58(text);
  } catch {
    throw RpcError.invalidParams('invalid base58 encoding');
  }
}

function wireOf(text, encoding) {
  const bytes = bytesOf(text, encoding);
  try {
    return decodeWire(bytes);
  } catch (error) {
    throw RpcError.invalidParams(
      `failed to deserialize solana_transaction::versioned::VersionedTransaction: ${error.message}`,
    );
  }
}

// {err, logs, ...} of running it after the newest block; `known`: refuse what has been executed.
function simulate({ ledger, view }, wire, { commitment, verify, anyBlockhash, known }) {
  const refused = (err) => ({ err, logs: [], accounts: new Map(), unitsConsumed: 0n });
  if (known && ledger.bySignature.has(wire.signature)) return refused('AlreadyProcessed');
  const usable =
    anyBlockhash ||
    ledger.hashIsUsable(wire.blockhash, view.at(commitment)) ||
    (nonceAccount(wire) && ledger.lifetimeIsGood(wire));
  if (!usable) return refused('BlockhashNotFound');
  return ledger.bank.simulate(wire, { verify });
}

function shown(context, wire, result, given = {}) {
  const { loaded } = result;
  const record = loaded && { wire, loaded, keys: allKeys(wire, loaded), meta: result };
  const wanted = given.accounts?.addresses;
  const accountOf = (address) =>
    result.accounts.get(address) ?? context.ledger.bank.account(address);
  const options = { encoding: given.accounts?.encoding ?? 'base64' };
  return {
    accounts: wanted?.map((a) => encodeAccount(accountOf(a), options, accountOf)) ?? null,
    err: result.err,
    fee: loaded ? feeOf(wire) : null,
    innerInstructions:
      record && given.innerInstructions ? innerInstructions(record, 'jsonParsed') : null,
    loadedAddresses: loaded ?? null,
    logs: result.logs,
    replacementBlockhash: null,
    returnData: returnDataAs(result.returnData) ?? null,
    unitsConsumed: result.unitsConsumed,
  };
}

function sendTransaction(context, params) {
  const given = read.config(params, 1);
  const wire = wireOf(params[0], given.encoding ?? 'base58');
  if (!given.skipPreflight) {
    const commitment = read.commitment({ commitment: given.preflightCommitment });
    read.bankFor(context.view, { commitment, minContextSlot: given.minContextSlot });
    const options = { commitment, verify: true, known: true };
    const result = simulate(context, wire, options);
    if (result.err === 'SignatureFailure') throw RpcError.badSignature();
    if (result.err !== null) {
      throw RpcError.preflight(errorWords(result.err), shown(context, wire, result));
    }
  }
  context.ledger.submit(wire);
  return wire.signature;
}

function simulateTransaction(context, params) {
  const given = read.config(params, 1);
  const wire = wireOf(params[0], given.encoding ?? 'base58');
  const { sigVerify = false, replaceRecentBlockhash = false } = given;
  if (sigVerify && replaceRecentBlockhash) {
    throw RpcError.invalidParams('sigVerify may not be used with replaceRecentBlockhash');
  }
  const commitment = read.commitment(given);
  const block = read.bankFor(context.view, given);
  const options = { commitment, verify: sigVerify, anyBlockhash: replaceRecentBlockhash };
  const result = simulate(context, wire, { ...options, known: sigVerify });
  if (result.err === 'SignatureFailure') throw RpcError.badSignature();
  const value = shown(context, wire, result, given);
  if (replaceRecentBlockhash) {
    const { blockhash, height } = block;
    value.replacementBlockhash = { blockhash, lastValidBlockHeight: height + BLOCKHASH_BLOCKS };
  }
  return context.inContext(block, value);
}

function getFeeForMessage(context, params) {
  const given = read.config(params, 1);
  const block = read.bankFor(context.view, given);
  let message;
  try {
    message = decodeMessage(bytesOf(params[0], 'base64'));
  } catch (error) {
    throw RpcError.invalidParams(`failed to deserialize message: ${error.message}`);
  }
  const usable = context.ledger.hashIsUsable(message.blockhash, block);
  return context.inContext(block, usable ? feeOf(message) : null);
}

async function requestAirdrop(context, params) {
  const destination = read.address(params[0]);
  return context.faucet.give(destination, BigInt(read.u64(params[1], 'lamports')));
}

export const sendMethods = {
  getFeeForMessage,
  requestAirdrop,
  sendTransaction,
  simulateTransaction,
};
