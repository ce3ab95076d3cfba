// devnet.mjs as a process: options, the clock, and that a seed decides everything.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Chain, createMint, fund, makeSession, makeWallet, pay, plantMint } from '../buyer.mjs';
import { receiver, rpcAt } from './support.mjs';

const program = fileURLToPath(new URL('../devnet.mjs', import.meta.url));

// A running devnet that ends with the test. -> what it printed, its URL, and `ended` (its exit
// code)
async function start(t, ...options) {
  const child = spawn(process.execPath, [program, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  const line = JSON.parse(text);
  return { ...line, url: `http://127.0.0.1:${line.port}`, child, ended };
}

test('--help explains, and what it cannot do is refused', () => {
  const run = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  const help = run('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--webhook-secret-file/);
  const bad = [
    ['--port', 'x'],
    ['--slot-ms', '0'],
    ['--finalized-lag', '0'],
    ['--nonsense'],
    ['--webhook', 'nowhere'],
    ['--webhook-secret-file', '/nonexistent'],
  ];
  for (const args of bad) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^devnet: /);
  }
});

test('slots pass with the clock; it ends when told to', async (t) => {
  const { url, child, ended, genesis_hash } = await start(
    t,
    '--slot-ms',
    '10',
    '--warm-slots',
    '50',
  );
  assert.equal(await rpcAt(url, 'getGenesisHash'), genesis_hash);
  const processed = { commitment: 'processed' };
  const first = await rpcAt(url, 'getSlot', processed);
  assert.ok(first >= 50);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const second = await rpcAt(url, 'getSlot', processed);
  assert.ok(second > first, `${first} ${second}`);
  const behind = Math.floor(Date.now() / 1000) - (await rpcAt(url, 'getBlockTime', second));
  assert.ok(behind >= -1 && behind <= 2, `${behind} s`);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

// The whole way by hand: a buyer pays a session, the webhook tells of it.
async function payOnce(t, options) {
  const folder = mkdtempSync(join(tmpdir(), 'devnet-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'whsec_test_fixture\n');
  const { posts, url: webhook } = await receiver(t);
  const hook = ['--webhook', webhook, '--webhook-secret-file', secret];
  const { url } = await start(t, '--manual', '--genesis-time', '1790000000', ...options, ...hook);
  const chain = new Chain(url, { manual: true });
  const mint = await createMint(chain);
  const session = await makeSession({ seed: 'shop' });
  const buyer = await makeWallet(chain, { seed: 'alice', mint, units: 100_000_000n });
  for (const owner of [session.merchant_wallet, session.fee_wallet]) {
    await fund(chain, { owner, mint });
  }
  session.nonce = '0'.repeat(32);
  const { signature } = await pay(chain, { buyer, session, mint, confirm: 'confirmed' });
  for (let i = 0; i < 100 && posts.length === 0; ++i) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { signature, body: posts[0].body, block: await rpcAt(url, 'getLatestBlockhash') };
}

test('the same seed and the same calls give the same chain', async (t) => {
  const [one, two, other] = await Promise.all([
    payOnce(t, ['--seed', 'a']),
    payOnce(t, ['--seed', 'a']),
    payOnce(t, ['--seed', 'b']),
  ]);
  assert.deepEqual(one, two);
  assert.notEqual(one.signature, other.signature);
  assert.notEqual(one.block.value.blockhash, other.block.value.blockhash);
});

test('a mint can stand at an address whose key nobody has', async (t) => {
  const { url } = await start(t, '--manual');
  const chain = new Chain(url, { manual: true });
  const address = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
  const mint = await plantMint(chain, { address });
  const session = await makeSession();
  const buyer = await makeWallet(chain, { mint, units: 100_000_000n });
  const payment = { buyer, session, mint, createAccounts: true, confirm: 'confirmed' };
  const { signature } = await pay(chain, payment);
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 };
  const { meta } = await rpcAt(url, 'getTransaction', signature, options);
  const merchant = meta.postTokenBalances.find((b) => b.owner === session.merchant_wallet);
  assert.equal(merchant.mint, address);
  assert.equal(merchant.uiTokenAmount.amount, session.merchant_amount_minor_units);
  assert.equal(meta.innerInstructions.length, 2);
});
