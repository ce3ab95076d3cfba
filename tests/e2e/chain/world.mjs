// A world for one test: a devnet in this process with a shop and a buyer, and a hiltd that follows
// it. Every test has its own, on temporary folders and ports that were free.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { Chain, airdrop, createMint, fund, keypair, makeWallet, pay } from '../../devnet/buyer.mjs';
import { startDevnet } from '../../devnet/lib/devnet.mjs';
import { Hiltd, SECRET } from './hiltd.mjs';
import { until } from './until.mjs';

// hiltd begins 120 s behind the tip and covers payments from 60 s before they are created.
const PAST_SECONDS = 150;
// Blocks that are so near the tip must have the time of now, or clocks seem to be wrong.
const TIP_SLOTS = 10;
const RPC_TIMEOUT_MS = 1_000;
const TEST_MS = 120_000;

const seconds = () => Math.floor(Date.now() / 1000);
const short = (enumName, prefix) => enumName.replace(prefix, '');

const DEFAULTS = {
  manual: false, // true: slots pass only by advance()
  slotMs: 50,
  confirmedLag: 1,
  finalizedLag: 8,
  endpoints: 1,
  webhook: true,
  follower: {}, // keys of hiltd's configuration, in [follower], in [engine] and of the asset USDC
  engine: {},
  usdc: {},
};

// Where a test is ended from outside, its worlds end too.
const worlds = new Set();
process.on('exit', () => {
  for (const world of worlds) world.abandon();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export class World {
  constructor(options) {
    this.options = { ...DEFAULTS, ...options };
    worlds.add(this);
  }

  // The devnet lives through its past in one go, then goes on with the clock or by advance().
  async begin() {
    const { manual, slotMs, confirmedLag, finalizedLag, endpoints } = this.options;
    const genesisTime = seconds() - PAST_SECONDS;
    const lags = { slotMs, confirmedLag, finalizedLag };
    this.devnet = await startDevnet({ manual: true, genesisTime, ...lags });
    this.ledger = this.devnet.ledger;
    this.chain = new Chain(`http://127.0.0.1:${this.devnet.port}`, { manual: true });
    await this.#openShop();
    // The buyer has an endpoint that always works, the first. hiltd has those behind it.
    for (let i = 0; i < endpoints; ++i) await this.devnet.addEndpoint();
    this.ledger.timeShift += seconds() - this.ledger.timeOf(this.ledger.slot);
    this.advance(finalizedLag + TIP_SLOTS);
    this.folder = mkdtempSync(join(tmpdir(), 'hilt-chain-'));
    this.hiltd = new Hiltd(this.#hiltdOptions());
    if (manual) return;
    this.chain.manual = false;
    this.devnet.run(slotMs);
  }

  async #openShop() {
    const { chain } = this;
    this.mint = await createMint(chain);
    [this.merchant, this.feeWallet] = (await Promise.all([keypair(), keypair()])).map(
      (wallet) => wallet.address,
    );
    this.buyer = await makeWallet(chain, {
      lamports: 1_000_000_000_000n,
      mint: this.mint,
      units: 1_000_000_000_000n,
    });
    for (const owner of [this.merchant, this.feeWallet]) {
      await fund(chain, { owner, mint: this.mint });
      await airdrop(chain, owner); // a small amount of SOL would not keep a new account
    }
  }

  #hiltdOptions() {
    const { webhook, follower, engine, usdc } = this.options;
    assert.ok(process.env.HILTD, 'HILTD must name the program hiltd');
    return {
      program: process.env.HILTD,
      folder: this.folder,
      genesisHash: this.ledger.genesisHash,
      mint: this.mint,
      endpoints: this.devnet.endpoints.slice(1).map(({ port }, i) => ({
        name: `node-${i + 1}`,
        url: `http://127.0.0.1:${port}`,
        timeout_ms: RPC_TIMEOUT_MS,
      })),
      webhook,
      follower,
      engine,
      usdc,
    };
  }

  // Starts hiltd, and lets the devnet know where it listens. `clock`: see Hiltd.start.
  async start(options) {
    await this.hiltd.start(options);
    if (!this.options.webhook) return;
    const call = { url: this.hiltd.webhookUrl, secret: SECRET, retry_ms: 200 };
    await this.control('webhook', call);
  }

  get engine() {
    return this.hiltd.engine;
  }

  // hiltd's endpoints, the preferred one being 1.
  endpoint(number) {
    return this.devnet.endpoints[number];
  }

  // A control call of the devnet, about hiltd's preferred endpoint unless it names another one.
  control(call, { endpoint = 1, ...members } = {}) {
    return this.chain.control(call, { endpoint: this.endpoint(endpoint).port, ...members });
  }

  advance(slots = 1) {
    for (let i = 0; i < slots; ++i) this.ledger.tick();
  }

  // Block time of the next block will be so many seconds later.
  passTime(secondsLater) {
    this.ledger.timeShift += secondsLater;
  }

  // The terms of a session, in USDC where nothing else is said.
  terms({ sol = false, amount = 29_000_000n, fee = 290_000n, ...more } = {}) {
    return {
      idempotency_key: randomUUID(),
      merchant_wallet: this.merchant,
      fee_wallet: this.feeWallet,
      token_mint: sol ? '' : this.mint.address,
      amount_minor_units: String(amount),
      fee_minor_units: String(fee),
      ...more,
    };
  }

  createSession(options) {
    return this.engine.call('CreateSession', this.terms(options));
  }

  // The buyer pays, as the session says where nothing else is said. -> {signature, wire}
  pay(session, options) {
    const mint = session.token_mint === '' ? undefined : this.mint;
    return pay(this.chain, { buyer: this.buyer, session, mint, ...options });
  }

  payment({ payment_id }) {
    return this.engine.call('GetPayment', { payment_id });
  }

  // The payment, once it satisfies.
  async until(what, session, wanted, options) {
    let last;
    const look = async () => {
      last = await this.payment(session);
      return (await wanted(last)) && last;
    };
    return until(what, look, { ...options, saw: () => JSON.stringify(last) });
  }

  untilStatus(session, status, options) {
    return this.until(
      status,
      session,
      (p) => short(p.status, 'PAYMENT_STATUS_') === status,
      options,
    );
  }

  // How the follower stands.
  async follower() {
    const { sources } = await this.engine.status();
    return sources.find((source) => source.kind === 'SOURCE_KIND_BLOCK_FOLLOWER');
  }

  // Waits until the follower has covered a slot; the newest finalized one where none is named.
  async untilCovered(slot = this.ledger.at('finalized').slot, options) {
    let last;
    const look = async () => {
      last = await this.follower();
      return last.cursor && BigInt(last.cursor.slot) >= BigInt(slot) && last;
    };
    return until(`slot ${slot} covered`, look, { ...options, saw: () => JSON.stringify(last) });
  }

  // The chain's record of a transaction.
  record(signature) {
    return this.ledger.bySignature.get(signature);
  }

  untilFinalized(signature) {
    return until(`${signature} finalized on the devnet`, () => {
      if (this.options.manual) this.advance();
      const record = this.record(signature);
      return record && record.block.slot <= this.ledger.at('finalized').slot && record;
    });
  }

  async end() {
    await this.hiltd?.kill().catch(() => {});
    await this.devnet?.stop();
    this.abandon();
  }

  abandon() {
    worlds.delete(this);
    this.hiltd?.child?.kill('SIGKILL');
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  // What to look at where a test failed.
  async tell(t) {
    const lines = this.hiltd?.log.slice(-40) ?? [];
    t.diagnostic(`hiltd's last lines:\n${lines.join('\n')}`);
    const status = await this.engine?.status().catch((error) => error.message);
    if (status) t.diagnostic(`status: ${JSON.stringify(status)}`);
  }
}

// A test in a world of its own. hiltd serves when `body` begins, unless `start` is false.
export function scenario(name, { start = true, ...options }, body) {
  it(name, { timeout: TEST_MS }, async (t) => {
    const world = new World(options);
    try {
      await world.begin();
      if (start) await world.start();
      await body(world, t);
    } catch (error) {
      await world.tell(t);
      throw error;
    } finally {
      await world.end();
    }
  });
}
