// Posts what a confirmed block holds, as Helius does: an array of transactions, 200 within a second
// or three more attempts a second apart, then it is lost for good. Nothing is promised about order.

import { createHmac } from 'node:crypto';

import { enhanced, raw } from './enhanced.mjs';
import { isMemo } from './ids.mjs';
import { toJson } from './json.mjs';

const RETRIES = 3;
const ANSWER_MS = 1000;
const HILT_MEMO = /^HILT:[0-9a-f]{32}$/;
const FORBIDDEN = 403; // the one refusal that is not tried again
export const WEBHOOK_FAULTS = ['lose', 'duplicate', 'delay', 'reorder', 'corrupt'];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function hasHiltMemo({ wire, keys, meta }) {
  const inner = (meta.innerInstructions ?? []).flatMap((group) => group.instructions);
  return [...wire.instructions, ...inner].some(
    ({ programIdIndex, data }) =>
      isMemo(keys[programIdIndex]) && HILT_MEMO.test(Buffer.from(data).toString('latin1')),
  );
}

export class Webhook {
  // `addresses` null: every transaction with a HILT memo.
  constructor({ url = null, secret, authorization, mode = 'enhanced', retryMs = 1000 }) {
    Object.assign(this, { url, secret, authorization, mode, retryMs });
    this.addresses = null;
    this.faults = []; // {kind, left, ms?, what?}
    this.held = null;
    this.counts = { posts: 0, delivered: 0, lost: 0 };
    this.log = []; // {signatures, attempts, outcome}, the last 1000
    this.running = new Set();
    this.stopped = false;
  }

  watches(record) {
    if (this.addresses === null) return hasHiltMemo(record);
    const owners = [...record.meta.preTokenBalances, ...record.meta.postTokenBalances];
    return [...record.keys, ...owners.map((balance) => balance.owner)].some((key) =>
      this.addresses.has(key),
    );
  }

  // For the ledger's onConfirmed.
  confirmed(block) {
    if (this.url === null) return;
    const records = block.records.filter(
      (record) => this.watches(record) && (this.mode === 'raw' || record.err === null),
    );
    if (records.length === 0) return;
    const make = this.mode === 'raw' ? raw : enhanced;
    const body = toJson(records.map(make));
    this.#dispatch({ body, signatures: records.map((record) => record.wire.signature) });
  }

  // Resolves when nothing is under way any more.
  async idle() {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  stop() {
    this.stopped = true;
  }

  #takeFault() {
    const fault = this.faults.find((f) => f.left > 0);
    if (fault) fault.left -= 1;
    return fault;
  }

  #dispatch(message) {
    const fault = this.#takeFault();
    const before = this.held;
    this.held = null;
    switch (fault?.kind) {
      case 'lose':
        this.#record(message, 0, 'lost');
        break;
      case 'duplicate':
        this.#start(message);
        this.#start(message);
        break;
      case 'delay':
        this.#start(message, { ms: fault.ms ?? 1000 });
        break;
      case 'reorder':
        this.held = message; // until the next one has gone out
        break;
      case 'corrupt':
        this.#start(message, { corrupt: fault.what ?? 'body' });
        break;
      default:
        this.#start(message);
    }
    // Only when all that is under way has arrived is it surely out of order.
    if (before) this.#start(before, { after: Promise.all(this.running) });
  }

  #start(message, options = {}) {
    const run = this.#deliver(message, options).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  async #deliver(message, { ms = 0, after, corrupt }) {
    if (ms > 0) await pause(ms);
    await after;
    let { body } = message;
    if (corrupt === 'json') body = body.slice(0, -1);
    const headers = { 'content-type': 'application/json' };
    if (this.secret) {
      headers['helius-signature'] = createHmac('sha256', this.secret).update(body).digest('hex');
    }
    if (this.authorization) headers.authorization = this.authorization;
    if (corrupt === 'body') body = body.replace('"signature"', '"Signature"');
    for (let attempt = 1; !this.stopped; ++attempt) {
      const status = await this.#post(body, headers);
      if (status === 200) return this.#record(message, attempt, 'delivered');
      if (status === FORBIDDEN || attempt > RETRIES) return this.#record(message, attempt, 'lost');
      await pause(this.retryMs);
    }
    return undefined;
  }

  // The HTTP status, 0 where no answer came in time.
  async #post(body, headers) {
    this.counts.posts += 1;
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(this.url, { method: 'POST', headers, body, signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  #record({ signatures }, attempts, outcome) {
    this.counts[outcome] += 1;
    this.log.push({ signatures, attempts, outcome });
    if (this.log.length > 1000) this.log.shift();
  }
}
