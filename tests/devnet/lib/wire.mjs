// A transaction's bytes, read: legacy, version 0 and version 1.

import {
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  getTransactionEncoder,
} from '@solana/kit';

import { base58, readU32, sameBytes } from './bytes.mjs';
import { SYSTEM } from './ids.mjs';

const LARGEST_PACKET = 1232;
const LARGEST_V1 = 4096;
const ADVANCE_NONCE = 4;

// What of a message is asked for by its version-1 configuration; null is not asked for.
function configOf(message) {
  const values = [...message.configValues];
  const next = (bit) => (message.configMask & bit ? values.shift().value : null);
  return {
    priorityFee: next(0b11),
    computeUnitLimit: next(0b100),
    loadedAccountsDataSizeLimit: next(0b1000),
    heapSize: next(0b10000),
  };
}

function instructionsOf(message) {
  if (message.version === 1) {
    return message.instructionHeaders.map((header, i) => ({
      programIdIndex: header.programAccountIndex,
      accounts: [...message.instructionPayloads[i].instructionAccountIndices],
      data: new Uint8Array(message.instructionPayloads[i].instructionData),
    }));
  }
  return message.instructions.map((instruction) => ({
    programIdIndex: instruction.programAddressIndex,
    accounts: [...(instruction.accountIndices ?? [])],
    data: new Uint8Array(instruction.data ?? []),
  }));
}

// The message's parts in one form whatever its version. `lookups` is undefined in legacy and
// version 1 messages, `config` in all but version 1.
export function decodeMessage(messageBytes) {
  const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
  const { header } = message;
  return {
    version: message.version,
    header: {
      numRequiredSignatures: header.numSignerAccounts,
      numReadonlySignedAccounts: header.numReadonlySignerAccounts,
      numReadonlyUnsignedAccounts: header.numReadonlyNonSignerAccounts,
    },
    keys: [...message.staticAccounts],
    blockhash: message.lifetimeToken,
    instructions: instructionsOf(message),
    lookups:
      message.version === 0
        ? (message.addressTableLookups ?? []).map((lookup) => ({
            accountKey: lookup.lookupTableAddress,
            writableIndexes: [...lookup.writableIndexes],
            readonlyIndexes: [...lookup.readonlyIndexes],
          }))
        : undefined,
    config: message.version === 1 ? configOf(message) : undefined,
  };
}

// Throws where the bytes are not exactly one transaction.
export function decodeWire(bytes) {
  const transaction = getTransactionDecoder().decode(bytes);
  const wire = decodeMessage(transaction.messageBytes);
  const most = wire.version === 1 ? LARGEST_V1 : LARGEST_PACKET;
  if (bytes.length > most) throw new Error(`too large: ${bytes.length} bytes (max: ${most})`);
  const again = new Uint8Array(getTransactionEncoder().encode(transaction));
  if (!sameBytes(again, bytes)) throw new Error('bytes left over');
  const unsigned = new Uint8Array(64);
  const signatures = Object.values(transaction.signatures).map((s) => base58(s ?? unsigned));
  return { ...wire, bytes, transaction, signatures, signature: signatures[0] };
}

// All keys of a transaction in the order that indexes count: static, loaded writable, loaded
// readonly.
export function allKeys(wire, loaded) {
  return [...wire.keys, ...loaded.writable, ...loaded.readonly];
}

export function isSigner(wire, index) {
  return index < wire.header.numRequiredSignatures;
}

export function isWritable(wire, loaded, index) {
  const { header, keys } = wire;
  if (index >= keys.length) return index - keys.length < loaded.writable.length;
  if (isSigner(wire, index)) {
    return index < header.numRequiredSignatures - header.numReadonlySignedAccounts;
  }
  return index < keys.length - header.numReadonlyUnsignedAccounts;
}

// The nonce account that stands in for a recent blockhash, or null.
export function nonceAccount(wire) {
  const first = wire.instructions[0];
  if (!first || wire.keys[first.programIdIndex] !== SYSTEM || first.data.length < 4) return null;
  if (readU32(first.data, 0) !== ADVANCE_NONCE) return null;
  return wire.keys[first.accounts[0]] ?? null;
}
