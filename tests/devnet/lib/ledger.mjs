// The chain: blocks of executed transactions, one after another, and forks.
//
// A slot is `slotMs` long and may have no block. `processed` is the newest block; `confirmed` and
// `finalized` are the newest ones at least `confirmedLag` and `finalizedLag` slots old. A fork
// takes the last blocks away, unless they are finalized, and their transactions with them: every
// block keeps the accounts as they were before it, and they are put back, newest block first.
//
// Not thread safe and needs not be: everything runs in one turn of the event loop.

import { Bank } from './bank.mjs';
import { base58, fromBase58, readU32, sameBytes, sha256 } from './bytes.mjs';
import { SYSTEM } from './ids.mjs';
import { allKeys, nonceAccount } from './wire.mjs';

// A blockhash can be used in this many blocks after its own [sdk:clock MAX_PROCESSING_AGE].
export const BLOCKHASH_BLOCKS = 150;
const NONCE_BYTES = 80;

// The index of the first block at or above a slot.
export function indexFrom(blocks, slot) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].slot < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The newest block at or below a slot; the oldest there is where all are above it.
export function newestUpTo(blocks, slot) {
  return blocks[Math.max(0, indexFrom(blocks, slot + 1) - 1)];
}

export class Ledger {
  constructor({ seed, genesisTime, slotMs, confirmedLag, finalizedLag, keepBlocks }) {
    Object.assign(this, { seed, genesisTime, slotMs, confirmedLag, finalizedLag, keepBlocks });
    this.bank = new Bank();
    this.genesisHash = base58(sha256('genesis', seed));
    this.slot = 0;
    this.timeShift = 0; // seconds
    this.forks = 0;
    this.transactionCount = 0;
    this.blocks = [];
    this.byHash = new Map();
    this.bySignature = new Map();
    this.pending = new Map(); // signature -> wire, in the order of arrival
    this.listeners = [];
    this.#produce(0, []);
  }

  tip() {
    return this.blocks.at(-1);
  }

  // How many slots a block is old when it has a commitment.
  lag(commitment) {
    return { processed: 0, confirmed: this.confirmedLag, finalized: this.finalizedLag }[commitment];
  }

  at(commitment) {
    return newestUpTo(this.blocks, this.slot - this.lag(commitment));
  }

  // Calls `listener` with every block when it becomes `confirmed`.
  onConfirmed(listener) {
    this.listeners.push(listener);
  }

  submit(wire) {
    if (!this.bySignature.has(wire.signature)) this.pending.set(wire.signature, wire);
  }

  // The next slot passes, with a block of what is pending or without one.
  tick({ skip = false } = {}) {
    this.slot += 1;
    if (!skip) {
      const wires = [...this.pending.values()];
      this.pending.clear();
      this.#produce(
        this.slot,
        wires.map((wire) => ({ wire })),
      );
    }
    this.#announce();
  }

  // Takes the last `depth` blocks off. What becomes of their transactions, by `mode`: they are
  // dropped (`drop`), they are for the next block (`reinclude`), or for the next block and fail
  // there (`fail`). The new fork's blocks have later slots, or where `sameSlots` is set those of
  // the old ones.
  fork({ depth, mode, sameSlots = false }) {
    const gone = this.#unwind(depth);
    const starve = mode === 'fail';
    const again = (block) =>
      mode === 'drop' ? [] : block.records.map(({ wire }) => ({ wire, starve }));
    if (sameSlots) {
      for (const block of gone) this.#produce(block.slot, again(block));
    } else if (mode !== 'drop') {
      this.slot += 1;
      this.#produce(this.slot, gone.flatMap(again));
    }
    this.#announce();
    const records = gone.flatMap((block) => block.records);
    return {
      slots: gone.map((block) => block.slot),
      dropped: records.map((r) => r.wire.signature).filter((s) => !this.bySignature.has(s)),
      moved: records.map((r) => this.bySignature.get(r.wire.signature)).filter(Boolean),
    };
  }

  timeOf(slot) {
    return this.genesisTime + Math.floor((slot * this.slotMs) / 1000) + this.timeShift;
  }

  // Whether a transaction with this blockhash may be in the block after `block`.
  hashIsUsable(blockhash, block) {
    const own = this.byHash.get(blockhash);
    return (
      own !== undefined &&
      own.height <= block.height &&
      block.height < own.height + BLOCKHASH_BLOCKS
    );
  }

  // Whether it may be in the next block by its blockhash, or by the nonce that stands for one.
  lifetimeIsGood(wire) {
    if (this.hashIsUsable(wire.blockhash, this.tip())) return true;
    const address = nonceAccount(wire);
    const account = address && this.bank.account(address);
    if (account?.owner !== SYSTEM || account.data.length !== NONCE_BYTES) return false;
    const initialized = readU32(account.data, 4) === 1;
    return initialized && sameBytes(account.data.subarray(40, 72), fromBase58(wire.blockhash));
  }

  // An account as it was after `block`; as it is now where `block` is not on this chain.
  accountAt(address, block) {
    const index = this.blocks.lastIndexOf(block);
    if (index < 0) return this.bank.account(address);
    for (let i = index + 1; i < this.blocks.length; ++i) {
      if (this.blocks[i].undo.has(address)) return this.blocks[i].undo.get(address);
    }
    return this.bank.account(address);
  }

  // The addresses of what may have been a program's account after `block`.
  programAccountsAt(program, block) {
    const found = new Set(this.bank.programAccounts(program));
    for (const later of this.blocks.slice(this.blocks.lastIndexOf(block) + 1)) {
      for (const [address, account] of later.undo) {
        if (account?.owner === program) found.add(address);
      }
    }
    return [...found].sort();
  }

  #produce(slot, entries) {
    const parent = this.tip();
    const time = this.timeOf(slot);
    this.bank.open(slot, time, this.blocks);
    const block = {
      slot,
      time,
      parentSlot: parent?.slot ?? 0,
      previousBlockhash: parent?.blockhash ?? this.genesisHash,
      height: parent ? parent.height + 1 : 0,
      records: [],
      undo: new Map(),
      announced: false,
    };
    for (const { wire, starve } of entries) this.#execute(block, wire, starve);
    const signatures = block.records.map((record) => record.wire.signature).join();
    const link = `${this.seed}/${this.forks}/${slot}/${block.previousBlockhash}/${signatures}`;
    block.blockhash = base58(sha256('block', link));
    this.blocks.push(block);
    this.byHash.set(block.blockhash, block);
    if (this.blocks.length > this.keepBlocks) this.#forgetOldest();
  }

  #execute(block, wire, starve) {
    if (this.bySignature.has(wire.signature) || !this.lifetimeIsGood(wire)) return;
    const { landed, err, loaded, undo, meta } = this.bank.execute(wire, { starve });
    if (!landed) return;
    const keys = allKeys(wire, loaded);
    const record = { wire, loaded, keys, err, meta, block, index: block.records.length };
    block.records.push(record);
    this.bySignature.set(wire.signature, record);
    this.transactionCount += 1;
    for (const [address, account] of undo) {
      if (!block.undo.has(address)) block.undo.set(address, account);
    }
  }

  // Removes the last `depth` blocks and gives them back, oldest first.
  #unwind(depth) {
    const gone = this.blocks.slice(-depth);
    if (gone.length < depth || gone[0].slot <= this.at('finalized').slot) {
      throw new RangeError(`a fork of ${depth} blocks would take away finalized ones`);
    }
    this.blocks.length -= depth;
    this.forks += 1;
    for (const block of [...gone].reverse()) {
      this.bank.restore(block.undo);
      this.transactionCount -= block.records.length;
      this.#forget(block);
    }
    return gone;
  }

  #forget(block) {
    this.byHash.delete(block.blockhash);
    for (const { wire } of block.records) this.bySignature.delete(wire.signature);
  }

  #forgetOldest() {
    this.#forget(this.blocks.shift());
  }

  #announce() {
    const confirmed = this.at('confirmed');
    const fresh = [];
    for (let i = this.blocks.length - 1; i >= 0 && !this.blocks[i].announced; --i) {
      if (this.blocks[i].slot <= confirmed.slot) fresh.push(this.blocks[i]);
    }
    for (const block of fresh.reverse()) {
      block.announced = true;
      for (const listener of this.listeners) listener(block);
    }
  }
}
