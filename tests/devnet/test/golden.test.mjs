// The encodings, against recorded transactions: given the bytes and the outcome of an execution,
// every form of it must be the recorded one, value for value.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { fromBase58 } from '../lib/bytes.mjs';
import { encodeTransaction } from '../lib/encode.mjs';
import { enhanced } from '../lib/enhanced.mjs';
import { toJson } from '../lib/json.mjs';
import { allKeys, decodeWire } from '../lib/wire.mjs';
import { goldenJson } from './support.mjs';

const folder = new URL('../../golden/chain/', import.meta.url);
const names = ['scenarios', 'v1', 'optional'].flatMap((kind) =>
  readdirSync(new URL(`${kind}/`, folder)).map((name) => `${kind}/${name}`),
);

// The record that an execution would have left, out of its recorded json form.
function recordOf({ rpc }) {
  const { meta, slot, blockTime } = rpc.json;
  const wire = decodeWire(new Uint8Array(Buffer.from(rpc.base64.transaction[0], 'base64')));
  const inner = meta.innerInstructions?.map((group) => ({
    ...group,
    instructions: group.instructions.map((i) => ({ ...i, data: fromBase58(i.data) })),
  }));
  return {
    wire,
    loaded: meta.loadedAddresses,
    keys: allKeys(wire, meta.loadedAddresses),
    err: meta.err,
    block: { slot, time: blockTime },
    meta: {
      fee: BigInt(meta.fee),
      preBalances: meta.preBalances.map(BigInt),
      postBalances: meta.postBalances.map(BigInt),
      preTokenBalances: meta.preTokenBalances,
      postTokenBalances: meta.postTokenBalances,
      innerInstructions: inner,
      logs: meta.logMessages,
      unitsConsumed: BigInt(meta.computeUnitsConsumed),
    },
  };
}

const plain = (value) => JSON.parse(toJson(value));

// Forms that this devnet shows partially decoded, by choice.
const UNPARSED = new Set(['getAccountDataSize', 'initializeImmutableOwner', 'initializeAccount3']);
const isParsedHere = (instruction) => !UNPARSED.has(instruction.parsed?.type);

for (const name of names) {
  test(`encodes ${name} as recorded`, () => {
    const golden = goldenJson(name);
    const record = recordOf(golden);
    for (const encoding of ['json', 'base64', 'jsonParsed']) {
      const { slot, blockTime, ...expected } = golden.rpc[encoding];
      const encoded = plain(encodeTransaction(record, { encoding, maxVersion: 1 }));
      for (const [i, group] of (expected.meta.innerInstructions ?? []).entries()) {
        const ours = encoded.meta.innerInstructions[i].instructions;
        const wanted = group.instructions.map(isParsedHere);
        group.instructions = group.instructions.filter((_, j) => wanted[j]);
        encoded.meta.innerInstructions[i].instructions = ours.filter((_, j) => wanted[j]);
      }
      assert.deepEqual(encoded, expected, encoding);
    }
  });

  test(`shows ${name} as Helius does`, () => {
    const golden = goldenJson(name);
    const ours = plain(enhanced(recordOf(golden)));
    // The text for people names tokens by symbol there, by mint here.
    assert.deepEqual({ ...ours, description: '' }, { ...golden.helius_enhanced, description: '' });
  });
}
