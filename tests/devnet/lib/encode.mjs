// Transactions and blocks in the forms of getTransaction and getBlock.

import { base58, base64 } from './bytes.mjs';
import { parseInstruction } from './parse.mjs';
import { RpcError } from './rpc_error.mjs';
import { isSigner, isWritable } from './wire.mjs';

function plainInstruction(instruction, stackHeight) {
  const { programIdIndex, accounts, data } = instruction;
  return { programIdIndex, accounts, data: base58(data), stackHeight };
}

function parsedInstruction(record, instruction, stackHeight) {
  const programId = record.keys[instruction.programIdIndex];
  const keys = instruction.accounts.map((index) => record.keys[index]);
  const parsed = parseInstruction(programId, keys, instruction.data);
  if (parsed) return { ...parsed, programId, stackHeight };
  return { programId, accounts: keys, data: base58(instruction.data), stackHeight };
}

function instructionAs(record, encoding, instruction, stackHeight) {
  return encoding === 'jsonParsed'
    ? parsedInstruction(record, instruction, stackHeight)
    : plainInstruction(instruction, stackHeight);
}

export function innerInstructions(record, encoding) {
  return (
    record.meta.innerInstructions?.map(({ index, instructions }) => ({
      index,
      instructions: instructions.map((i) => instructionAs(record, encoding, i, i.stackHeight)),
    })) ?? null
  );
}

function parsedKeys(record) {
  const { wire, loaded, keys } = record;
  return keys.map((pubkey, i) => ({
    pubkey,
    signer: isSigner(wire, i),
    source: i < wire.keys.length ? 'transaction' : 'lookupTable',
    writable: isWritable(wire, loaded, i),
  }));
}

function transactionAs(record, encoding) {
  const { wire } = record;
  if (encoding === 'base64') return [base64(wire.bytes), 'base64'];
  if (encoding === 'base58') return [base58(wire.bytes), 'base58'];
  const parsed = encoding === 'jsonParsed';
  return {
    signatures: wire.signatures,
    message: {
      accountKeys: parsed ? parsedKeys(record) : wire.keys,
      header: parsed ? undefined : wire.header,
      instructions: wire.instructions.map((i) => instructionAs(record, encoding, i, 1)),
      recentBlockhash: wire.blockhash,
      addressTableLookups: wire.lookups,
      transactionConfig: wire.config,
    },
  };
}

export function returnDataAs(returned) {
  return returned && { programId: returned.programId, data: [base64(returned.data), 'base64'] };
}

const statusOf = (err) => (err === null ? { Ok: null } : { Err: err });

function simpleMeta({ err, meta }) {
  return {
    err,
    status: statusOf(err),
    fee: meta.fee,
    preBalances: meta.preBalances,
    postBalances: meta.postBalances,
    preTokenBalances: meta.preTokenBalances,
    postTokenBalances: meta.postTokenBalances,
  };
}

function metaAs(record, encoding) {
  const { meta, loaded } = record;
  return {
    ...simpleMeta(record),
    innerInstructions: innerInstructions(record, encoding),
    logMessages: meta.logs,
    rewards: [],
    loadedAddresses: encoding === 'jsonParsed' ? undefined : loaded,
    returnData: returnDataAs(meta.returnData),
    computeUnitsConsumed: meta.unitsConsumed,
  };
}

// The `version` field for a client that supports versions up to `max`; undefined: legacy only, and
// no such field.
function versionFor(record, max) {
  const { version } = record.wire;
  if (version === 'legacy') return max === undefined ? undefined : 'legacy';
  if (max === undefined || version > max) throw RpcError.unsupportedVersion(version);
  return version;
}

export function encodeTransaction(record, { encoding, maxVersion }) {
  return {
    version: versionFor(record, maxVersion),
    transaction: transactionAs(record, encoding),
    meta: metaAs(record, encoding),
  };
}

function encodeAccounts(record, { maxVersion }) {
  return {
    version: versionFor(record, maxVersion),
    transaction: { signatures: record.wire.signatures, accountKeys: parsedKeys(record) },
    meta: simpleMeta(record),
  };
}

// `details`: full, accounts, signatures or none.
export function encodeBlock(block, { encoding, maxVersion, details, rewards }) {
  const { records } = block;
  const encoded = {
    blockHeight: block.height,
    blockTime: block.time,
    blockhash: block.blockhash,
    parentSlot: block.parentSlot,
    previousBlockhash: block.previousBlockhash,
    rewards: rewards ? [] : undefined,
  };
  const options = { encoding, maxVersion };
  if (details === 'full') encoded.transactions = records.map((r) => encodeTransaction(r, options));
  if (details === 'accounts') encoded.transactions = records.map((r) => encodeAccounts(r, options));
  if (details === 'signatures') encoded.signatures = records.map((r) => r.wire.signature);
  return encoded;
}
