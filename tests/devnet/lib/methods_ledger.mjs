// JSON-RPC methods that read the ledger: blocks, slots, transactions.

import { encodeBlock, encodeTransaction } from './encode.mjs';
import { isMemo } from './ids.mjs';
import * as read from './params.mjs';
import { RpcError } from './rpc_error.mjs';

const MOST_BLOCKS = 500_000;
const MOST_SIGNATURES = 1_000;
const MOST_STATUSES = 256;
const STATUS_CACHE_BLOCKS = 300; // MAX_RECENT_BLOCKHASHES
const DETAILS = ['full', 'accounts', 'signatures', 'none'];

// The block of a slot that has at least this commitment, or the error that says why not.
function blockOrError({ view, lies }, slot, commitment) {
  const finalized = view.at('finalized').slot;
  const visible = commitment === 'finalized' ? finalized : view.at(commitment).slot;
  if (slot > visible) throw RpcError.blockNotAvailable(slot);
  if (slot < view.firstAvailable) throw RpcError.blockCleanedUp(slot, view.firstAvailable);
  const block = lies.block(view.block(slot));
  if (block) return block;
  // Above the root, a node cannot tell a skipped slot from one that it has not got.
  throw slot <= finalized ? RpcError.slotSkipped(slot) : RpcError.blockNotAvailable(slot);
}

function getBlock(context, params) {
  const slot = read.u64(params[0], 'slot');
  const given = read.config(params, 1);
  const details = given.transactionDetails ?? 'full';
  if (!DETAILS.includes(details)) {
    throw RpcError.invalidParams(`Invalid params: unknown variant \`${details}\``);
  }
  const block = blockOrError(context, slot, read.atLeastConfirmed(given));
  return encodeBlock(block, {
    details,
    encoding: read.encoding(given),
    maxVersion: read.maxVersion(given),
    rewards: given.rewards ?? true,
  });
}

// Newest slot that getBlocks and its like may show.
function rangeEnd({ view }, given) {
  const commitment = read.atLeastConfirmed(given);
  return read.bankFor(view, { ...given, commitment }).slot;
}

function getBlocks(context, params) {
  const first = read.u64(params[0], 'start_slot');
  const hasEnd = typeof params[1] === 'number';
  const end = hasEnd ? read.u64(params[1], 'end_slot') : first + MOST_BLOCKS;
  // The end may be left out, with the configuration in its place.
  const given = read.config(params, hasEnd || params[1] === null ? 2 : 1);
  const last = Math.min(end, rangeEnd(context, given));
  if (last - first > MOST_BLOCKS) {
    throw RpcError.invalidParams(`Slot range too large; max ${MOST_BLOCKS}`);
  }
  return context.lies.slots(context.view.range(first, last));
}

function getBlocksWithLimit(context, params) {
  const first = read.u64(params[0], 'start_slot');
  const limit = read.u64(params[1], 'limit');
  if (limit > MOST_BLOCKS) throw RpcError.invalidParams(`Limit too large; max ${MOST_BLOCKS}`);
  const last = rangeEnd(context, read.config(params, 2));
  return context.lies.slots(context.view.range(first, last)).slice(0, limit);
}

function getBlockTime({ view }, params) {
  const slot = read.u64(params[0], 'slot');
  if (slot > view.at('finalized').slot) {
    const block = slot <= view.slot ? view.block(slot) : undefined;
    if (!block) throw RpcError.blockNotAvailable(slot);
    return block.time;
  }
  if (slot < view.firstAvailable) throw RpcError.blockCleanedUp(slot, view.firstAvailable);
  const block = view.block(slot);
  if (!block) throw RpcError.slotSkipped(slot);
  return block.time;
}

function getTransaction({ view, lies }, params) {
  const signature = read.signature(params[0]);
  const given = read.config(params, 1);
  const encoding = read.encoding(given);
  const maxVersion = read.maxVersion(given);
  const newest = view.at(read.atLeastConfirmed(given));
  const record = lies.record(view.record(signature, newest));
  if (!record) return null;
  const { slot, time } = record.block;
  return { slot, blockTime: time, ...encodeTransaction(record, { encoding, maxVersion }) };
}

function statusOf({ view, lies }, signature, searchHistory) {
  const tip = view.at('processed');
  const record = lies.record(view.record(signature, tip));
  if (!record) return null;
  const { block, err } = record;
  if (!searchHistory && tip.height - block.height >= STATUS_CACHE_BLOCKS) return null;
  const confirmationStatus = view.confirmationStatus(record);
  return {
    slot: block.slot,
    confirmations: confirmationStatus === 'finalized' ? null : tip.height - block.height,
    err,
    status: err === null ? { Ok: null } : { Err: err },
    confirmationStatus,
  };
}

function getSignatureStatuses(context, params) {
  const signatures = params[0];
  if (!Array.isArray(signatures)) throw RpcError.invalidParams('Invalid params: expected an array');
  if (signatures.length > MOST_STATUSES) {
    throw RpcError.invalidParams(`Too many inputs provided; max ${MOST_STATUSES}`);
  }
  const search = read.config(params, 1).searchTransactionHistory ?? false;
  const value = signatures.map((s) => statusOf(context, read.signature(s), search));
  return context.inContext(context.view.at('processed'), value);
}

// Top-level memos: "[<length>] <text>", joined with "; ".
function memoOf({ wire }) {
  const memos = wire.instructions
    .filter((instruction) => isMemo(wire.keys[instruction.programIdIndex]))
    .map(({ data }) => `[${data.length}] ${Buffer.from(data).toString()}`);
  return memos.length ? memos.join('; ') : null;
}

// Every transaction of a chain up to a block, newest first.
function* backwards(blocks) {
  for (let b = blocks.length - 1; b >= 0; --b) {
    const { records } = blocks[b];
    for (let i = records.length - 1; i >= 0; --i) yield records[i];
  }
}

function getSignaturesForAddress({ view, lies }, params) {
  const address = read.address(params[0]);
  const given = read.config(params, 1);
  const limit = given.limit ?? MOST_SIGNATURES;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SIGNATURES) {
    throw RpcError.invalidParams(`Invalid limit; max ${MOST_SIGNATURES}`);
  }
  const newest = read.bankFor(view, { ...given, commitment: read.atLeastConfirmed(given) });
  const known = (signature) => {
    if (signature === undefined || signature === null) return null;
    const found = view.record(read.signature(signature), newest);
    if (!found) throw RpcError.filterTransactionNotFound(signature);
    return found;
  };
  const before = known(given.before);
  const until = known(given.until);
  const found = [];
  let started = before === null;
  for (const record of backwards(view.range(0, newest.slot))) {
    if (record === until || found.length === limit) break;
    if (started && record.keys.includes(address) && lies.record(record)) found.push(record);
    if (record === before) started = true;
  }
  return found.map((record) => ({
    signature: record.wire.signature,
    slot: record.block.slot,
    err: record.err,
    memo: memoOf(record),
    blockTime: record.block.time,
    confirmationStatus: view.confirmationStatus(record),
  }));
}

export const ledgerMethods = {
  getBlock,
  getBlockTime,
  getBlocks,
  getBlocksWithLimit,
  getFirstAvailableBlock: ({ view }) => view.firstAvailable,
  getGenesisHash: ({ ledger, lies }) => lies.genesisHash(ledger.genesisHash),
  getSignatureStatuses,
  getSignaturesForAddress,
  getTransaction,
};
