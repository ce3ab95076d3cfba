// What a lying endpoint says instead of the truth. Each lie holds until it is taken back:
//
//   {"lie": "amounts", "signature"?, "delta"}  every transfer is `delta` units larger, in the
//                      instructions and in the balances alike
//   {"lie": "missing", "signature"}            the transaction is not there
//   {"lie": "blockhash", "slot"}               the block has another blockhash
//   {"lie": "empty_block", "slot"}             the block has no transactions
//   {"lie": "no_block", "slot"}                the slot was skipped
//   {"lie": "genesis"}                         another genesis hash
//
// In base64 and base58 the bytes of a transaction stay as they were signed.

import { base58, readU64, sha256, writeU64 } from './bytes.mjs';
import { SYSTEM, isToken } from './ids.mjs';
import { ledgerTokenAmount } from './tokens.mjs';

export const LIES = {
  amounts: ['delta'],
  missing: ['signature'],
  blockhash: ['slot'],
  empty_block: ['slot'],
  no_block: ['slot'],
  genesis: [],
};

// Where in an instruction's data the amount stands, and which accounts it goes from and to.
function transferLayout(program, data) {
  if (isToken(program) && data[0] === 3) return { at: 1, from: 0, to: 1, tokens: true };
  if (isToken(program) && data[0] === 12) return { at: 1, from: 0, to: 2, tokens: true };
  if (program === SYSTEM && data[0] === 2 && data.length === 12) {
    return { at: 4, from: 0, to: 1, tokens: false };
  }
  return null;
}

function moveTokens(balances, index, delta) {
  return balances.map((balance) => {
    if (balance.accountIndex !== index) return balance;
    const { amount, decimals } = balance.uiTokenAmount;
    return { ...balance, uiTokenAmount: ledgerTokenAmount(BigInt(amount) + delta, decimals) };
  });
}

function withLargerTransfers(record, delta) {
  const meta = { ...record.meta };
  const instructions = record.wire.instructions.map((instruction) => {
    const layout = transferLayout(record.keys[instruction.programIdIndex], instruction.data);
    if (!layout) return instruction;
    const data = instruction.data.slice();
    writeU64(data, layout.at, readU64(data, layout.at) + delta);
    const { [layout.from]: from, [layout.to]: to } = instruction.accounts;
    if (layout.tokens) {
      const paid = moveTokens(meta.postTokenBalances, from, -delta);
      meta.postTokenBalances = moveTokens(paid, to, delta);
    } else {
      meta.postBalances = meta.postBalances.map((lamports, i) =>
        i === to ? lamports + delta : i === from ? lamports - delta : lamports,
      );
    }
    return { ...instruction, data };
  });
  return { ...record, meta, wire: { ...record.wire, instructions } };
}

export class Lies {
  constructor() {
    this.told = [];
  }

  tell(lie) {
    this.told.push(lie);
  }

  heal() {
    this.told = [];
  }

  // What is shown of a record, undefined for nothing.
  record(record) {
    if (!record) return undefined;
    let shown = record;
    for (const { lie, signature, delta } of this.told) {
      const about = signature === undefined || signature === record.wire.signature;
      if (lie === 'missing' && about) return undefined;
      if (lie === 'amounts' && about) shown = withLargerTransfers(shown, BigInt(delta));
    }
    return shown;
  }

  block(block) {
    if (!block || this.told.length === 0) return block;
    const about = (kind) => this.told.some((t) => t.lie === kind && t.slot === block.slot);
    if (about('no_block')) return undefined;
    const records = about('empty_block') ? [] : block.records.map((r) => this.record(r));
    const blockhash = about('blockhash') ? base58(sha256('lie', block.blockhash)) : block.blockhash;
    return { ...block, blockhash, records: records.filter(Boolean) };
  }

  slots(blocks) {
    const hidden = new Set(this.told.filter((t) => t.lie === 'no_block').map((t) => t.slot));
    return blocks.map((block) => block.slot).filter((slot) => !hidden.has(slot));
  }

  genesisHash(hash) {
    return this.told.some((t) => t.lie === 'genesis') ? base58(sha256('lie', hash)) : hash;
  }
}
