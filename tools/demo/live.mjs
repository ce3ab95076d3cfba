#!/usr/bin/env node
// live.mjs BIN [PAYMENTS]: a checkout from end to end on this machine. A Solana chain of one process
// (tests/devnet: the real SVM and token programs), hiltd that follows it, and a buyer with a wallet.
// BIN is the folder of hiltd and hiltctl. Reads like the story that it tells, in main below.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Chain, fund, keypair, makeWallet, pay, plantMint } from '../../tests/devnet/buyer.mjs';
import { Progress, Stage, pause, say, showCommand, title } from './stage.mjs';

const [bin, count = '300'] = process.argv.slice(2);
if (bin === undefined || !/^[1-9]\d{0,4}$/.test(count)) {
  console.error('usage: live.mjs BIN [PAYMENTS]; PAYMENTS is from 1 to 99999, 300 by default');
  process.exit(2);
}
const PAYMENTS = Number(count);
const DEVNET = fileURLToPath(new URL('../../tests/devnet/devnet.mjs', import.meta.url));
const USDC = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU'; // as on Solana's own devnet
const SECRET = 'whsec_of_the_demo';
const SLOT_MS = 200; // mainnet: 400
const FINAL_SLOTS = 32;
// hiltd begins two minutes behind the tip: the chain has to be older than that.
const WARM_SLOTS = 150 * (1000 / SLOT_MS);
const PAYERS = 4; // buyers at once, at the end
const WAIT_MS = 60_000;

const stage = new Stage(bin);

async function startChain() {
  const args = ['--slot-ms', SLOT_MS, '--warm-slots', WARM_SLOTS];
  showCommand('node tests/devnet/devnet.mjs', ...args);
  const words = [DEVNET, ...args.map(String)];
  const { line } = await stage.firstLine(process.execPath, words, 'stdout', JSON.parse);
  const url = `http://127.0.0.1:${line.port}`;
  return { chain: new Chain(url), url, genesisHash: line.genesis_hash };
}

// A merchant and Hilt's fee wallet that can take USDC, and a buyer who has some.
async function openShop(chain) {
  const usdc = await plantMint(chain, { address: USDC });
  const [merchant, feeWallet] = await Promise.all([keypair('merchant'), keypair('fees')]);
  for (const { address } of [merchant, feeWallet])
    await fund(chain, { owner: address, mint: usdc });
  const buyer = await makeWallet(chain, { mint: usdc, units: 1_000_000_000_000n });
  return { usdc, buyer, merchant: merchant.address, feeWallet: feeWallet.address };
}

async function startEngine({ url, genesisHash }) {
  const config = `[engine]
cluster = "localnet"
genesis_hash = "${genesisHash}"
data_dir = "data"

[follower]                       # reads every block; what it has read is never read past
enabled = true
start = "tip"

[[rpc.endpoints]]
name = "devnet"
url = "${url}"

[webhook.hmac_sha256]            # tells sooner; by itself it confirms nothing
mode = "required"
secret_files = ["webhook.secret"]

[[assets]]
symbol = "USDC"
mint = "${USDC}"
decimals = 6
`;
  const ports = `
[grpc]
listen = ""
unix_socket = "${stage.path('hiltd.sock')}"
[http]
listen = "127.0.0.1:0"
`;
  writeFileSync(stage.path('webhook.secret'), SECRET, { mode: 0o600 });
  writeFileSync(stage.path('hiltd.toml'), config + ports);
  showCommand('cat hiltd.toml');
  say(config);
  showCommand('hiltd --config hiltd.toml');
  const serving = (line) => line.includes('"serving"') && JSON.parse(line);
  const args = ['--config', stage.path('hiltd.toml')];
  const { child, line } = await stage.firstLine(join(bin, 'hiltd'), args, 'stderr', serving);
  return { hiltd: child, webhook: `http://127.0.0.1:${line.http_port}/v1/products/webhook/helius` };
}

async function untilAtTip() {
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    const { sources } = await stage.hiltctl('status').catch(() => ({ sources: [] }));
    const follower = sources.find((source) => source.kind === 'SOURCE_KIND_BLOCK_FOLLOWER');
    if (follower?.cursor && Number(follower.lag_slots) < FINAL_SLOTS) return;
    await pause(100);
  }
  throw new Error('hiltd does not come to the tip of the chain');
}

// 29 USDC, of which 0.29 are Hilt's.
function createArguments({ merchant, feeWallet }, slug) {
  const money = ['--asset', 'USDC', '--amount', '29', '--fee', '0.29'];
  const wallets = ['--merchant-wallet', merchant, '--fee-wallet', feeWallet];
  return ['payment', 'create', ...money, ...wallets, '--merchant-id', 'demo', '--slug', slug];
}

const evidence = ({ grade, commitment, slot }) => {
  const by = grade === 'EVIDENCE_GRADE_PROVIDER' ? 'the webhook' : 'a block of the chain';
  return `shown by ${by} at ${commitment.replace('COMMITMENT_', '').toLowerCase()}, slot ${slot}`;
};

// Creates a session, watches it, pays it; shows what happened when.
async function checkout(chain, shop, slug) {
  const create = createArguments(shop, slug);
  showCommand('hiltctl', ...create);
  const session = await stage.hiltctl(...create);
  say(`  payment ${session.payment_id}, to be paid with the memo ${session.memo}`);
  showCommand('hiltctl payment watch', session.payment_id);
  let start;
  const tell = (what, more) => {
    const elapsed = start ? `${((Date.now() - start) / 1000).toFixed(2)} s` : '';
    say(`  ${elapsed.padStart(8)}  ${what.padEnd(20)}  ${more}`);
  };
  let last = '';
  const watch = stage.followHiltctl(['payment', 'watch', session.payment_id], (payment) => {
    const status = payment.status.replace('PAYMENT_STATUS_', '');
    const seen = payment.settlement ?? payment.best_candidate;
    const now = `${status} ${seen?.grade}`;
    if (now !== last) tell(status, seen ? evidence(seen) : 'waits for the buyer');
    last = now;
  });
  while (last === '' && watch.exitCode === null) await pause(10);
  start = Date.now();
  const { signature } = await pay(chain, { buyer: shop.buyer, session, mint: shop.usdc });
  tell('the buyer has paid', signature);
  const code = await watch.over;
  if (code !== 0) throw new Error(`hiltctl payment watch ended with ${code}`);
  return session;
}

// Many buyers at once. Every payment must be confirmed, and told once.
async function manyPayments(chain, shop) {
  const sessions = [];
  const created = new Progress(PAYMENTS);
  await inParallel(PAYMENTS, async (i) => {
    sessions.push(await stage.hiltctl(...createArguments(shop, `order-${i}`)));
    created.show(sessions.length, `${sessions.length} of ${PAYMENTS} sessions created`);
  });
  const sentAt = new Map();
  const waited = new Map(); // payment -> seconds from sent to CONFIRMED
  const progress = new Progress(PAYMENTS);
  const show = () =>
    progress.show(waited.size, `${sentAt.size} paid, ${waited.size} of ${PAYMENTS} CONFIRMED`);
  let repeated = 0;
  const events = ['events', '--follow', '--type', 'payment.confirmed'];
  const follow = stage.followHiltctl(events, ({ payment: { payment_id: id } }) => {
    if (!sentAt.has(id)) return; // one of those before
    if (waited.has(id)) repeated += 1;
    waited.set(id, (Date.now() - sentAt.get(id)) / 1000);
    show();
  });
  await inParallel(PAYMENTS, async (i) => {
    sentAt.set(sessions[i].payment_id, Date.now());
    await pay(chain, { buyer: shop.buyer, session: sessions[i], mint: shop.usdc });
    show();
  });
  const end = Date.now() + WAIT_MS;
  while (waited.size < PAYMENTS && Date.now() < end) await pause(50);
  await stage.stop(follow);
  if (waited.size < PAYMENTS) throw new Error(`${waited.size} of ${PAYMENTS} were confirmed`);
  if (repeated > 0) throw new Error(`${repeated} were told twice`);
  const times = [...waited.values()].sort((a, b) => a - b);
  const [median, slowest] = [times[PAYMENTS >> 1], times.at(-1)].map((s) => s.toFixed(1));
  say(`  from sent to CONFIRMED: median ${median} s, slowest ${slowest} s`);
}

async function inParallel(total, work) {
  let next = 0;
  const worker = async () => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: PAYERS }, worker));
}

async function main() {
  title('1. A Solana chain on this machine: real SVM, real token programs, a slot each 200 ms');
  const net = await startChain();
  const { chain } = net;
  const shop = await openShop(chain);
  say(`  a block is final after ${FINAL_SLOTS} slots, ${(FINAL_SLOTS * SLOT_MS) / 1000} s`);

  title('2. The engine, which follows that chain');
  const { hiltd, webhook } = await startEngine(net);
  await chain.control('webhook', { url: webhook, secret: SECRET });
  await untilAtTip();

  title('3. A buyer pays: the webhook tells first, the final chain confirms');
  const first = await checkout(chain, shop, 't-shirt');
  await stage.showHiltctl('payment', 'get', first.payment_id);

  title('4. The webhook is cut: the next payment is found all the same');
  await chain.control('webhook', { url: null });
  await checkout(chain, shop, 'cap');

  title(`5. ${PAYMENTS} payments, the webhook is back`);
  await chain.control('webhook', { url: webhook });
  await manyPayments(chain, shop);

  title('6. How the engine stands, and its end');
  await stage.showHiltctl('status');
  const code = await stage.stop(hiltd);
  if (code !== 0) throw new Error(`hiltd ended with ${code}`);
  say('  hiltd has stopped, and stored what it accepted');
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    stage.end().then(() => process.exit(130));
  });
}
try {
  await main();
} catch (error) {
  if (!interrupted) console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (!interrupted) await stage.end();
}
