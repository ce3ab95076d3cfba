// The chain as one endpoint shows it: up to date, behind, stopped where it stood, or cut off below.

import { indexFrom, newestUpTo } from './ledger.mjs';

export class View {
  constructor(ledger) {
    this.ledger = ledger;
    this.behind = 0; // slots
    this.frozen = null; // {slot, blocks, bySignature} of when it was stopped
    this.ledgerStart = 0;
  }

  freeze() {
    const { slot, blocks, bySignature } = this.ledger;
    this.frozen = { slot, blocks: [...blocks], bySignature: new Map(bySignature) };
  }

  heal() {
    this.behind = 0;
    this.frozen = null;
    this.ledgerStart = 0;
  }

  get blocks() {
    return (this.frozen ?? this.ledger).blocks;
  }

  get slot() {
    return Math.max(0, (this.frozen ?? this.ledger).slot - this.behind);
  }

  get firstAvailable() {
    return Math.max(this.ledgerStart, this.blocks[0].slot);
  }

  // The newest block of a commitment.
  at(commitment) {
    return newestUpTo(this.blocks, this.slot - this.ledger.lag(commitment));
  }

  block(slot) {
    const found = this.blocks[indexFrom(this.blocks, slot)];
    return found?.slot === slot ? found : undefined;
  }

  // Blocks with first <= slot <= last, as far as this endpoint has them, oldest first.
  range(first, last) {
    const from = indexFrom(this.blocks, Math.max(first, this.firstAvailable));
    return this.blocks.slice(from, indexFrom(this.blocks, last + 1));
  }

  // The record of a transaction in a block up to `newest`, or undefined.
  record(signature, newest) {
    const record = (this.frozen ?? this.ledger).bySignature.get(signature);
    if (!record) return undefined;
    const { slot } = record.block;
    return slot <= newest.slot && slot >= this.firstAvailable ? record : undefined;
  }

  // An account as it was after a block. A stopped endpoint whose block is on a dead fork answers
  // with the account as it is now.
  account(address, block) {
    return this.ledger.accountAt(address, block);
  }

  confirmationStatus(record) {
    const { slot } = record.block;
    if (slot <= this.at('finalized').slot) return 'finalized';
    return slot <= this.at('confirmed').slot ? 'confirmed' : 'processed';
  }
}
