// Webhooks: what is posted, how it is signed, when it is tried again, and how it goes wrong on
// request.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { tokenAccountOf } from '../buyer.mjs';
import { goldenJson, manualDevnet, receiver, shape, shop } from './support.mjs';

const SECRET = 'whsec_test_fixture';
const RETRY_MS = 20;

// A devnet with a shop whose payments are posted to a receiver.
async function hookedDevnet(t, { answer, ...webhook } = {}) {
  const net = await manualDevnet(t);
  const market = await shop(net.chain);
  const { posts, url } = await receiver(t, answer);
  await net.control('webhook', { url, secret: SECRET, retry_ms: RETRY_MS, ...webhook });
  const pay = async (more) => (await market.payOnce({ confirm: 'confirmed', ...more })).signature;
  const idle = () => net.devnet.webhook.idle();
  return { ...net, ...market, posts, pay, idle };
}

const signaturesIn = (posts) => posts.map(({ body }) => JSON.parse(body).map((tx) => tx.signature));
const hmac = (body) => createHmac('sha256', SECRET).update(body).digest('hex');

test('a confirmed payment is posted once, signed, in the recorded shape', async (t) => {
  const net = await hookedDevnet(t, { authorization: 'Bearer of tidings' });
  const signature = await net.pay({ version: 'legacy' });
  await net.control('advance', { slots: 6 });
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[signature]]);
  const [{ body, headers }] = net.posts;
  assert.equal(headers['helius-signature'], hmac(body));
  assert.equal(headers.authorization, 'Bearer of tidings');
  const recorded = goldenJson('scenarios/transfer_checked_legacy.json').helius_enhanced;
  assert.deepEqual(shape(JSON.parse(body)[0]), shape(recorded));
  const { webhook } = await net.control('status');
  assert.deepEqual([webhook.posts, webhook.delivered, webhook.lost], [1, 1, 0]);
});

test('nothing is posted before it is confirmed', async (t) => {
  const net = await hookedDevnet(t);
  const { signature } = await net.payOnce();
  await net.control('advance');
  await net.idle();
  assert.equal(net.posts.length, 0);
  await net.control('advance');
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[signature]]);
});

test('the payments of one block come in one array', async (t) => {
  const net = await hookedDevnet(t);
  const memos = ['1', '2', '3'].map((digit) => `HILT:${digit.repeat(32)}`);
  const sent = [];
  for (const memoText of memos) sent.push((await net.payOnce({ memoText })).signature);
  await net.control('advance', { slots: 2 });
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [sent]);
});

test('failed and unwatched transactions are not posted', async (t) => {
  const net = await hookedDevnet(t);
  await net.pay({ merchantUnits: 10n ** 15n, skipPreflight: true });
  await net.pay({ memoText: 'coffee' });
  await net.pay({ memoText: `hilt:${'0'.repeat(32)}` });
  await net.idle();
  assert.equal(net.posts.length, 0);
});

test('addresses choose what is watched, token account or owner', async (t) => {
  const net = await hookedDevnet(t);
  const { session, mint } = net;
  const account = await tokenAccountOf(session.fee_wallet, mint);
  await net.control('webhook', { addresses: [account] });
  const first = await net.pay({ memoText: 'coffee' });
  await net.pay({ feeUnits: 0n });
  await net.control('webhook', { addresses: [session.merchant_wallet] });
  const third = await net.pay({ feeUnits: 0n, memoText: null });
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[first], [third]]);
});

test('raw webhooks hold getTransaction, and failures too', async (t) => {
  const net = await hookedDevnet(t, { mode: 'raw' });
  const tooMuch = { merchantUnits: 10n ** 15n, skipPreflight: true, version: 'legacy' };
  const signature = await net.pay(tooMuch);
  await net.idle();
  const [transaction] = JSON.parse(net.posts[0].body);
  const { indexWithinBlock, ...rest } = transaction;
  assert.equal(indexWithinBlock, 0);
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 1 };
  assert.deepEqual(rest, await net.rpc('getTransaction', signature, options));
});

test('retries: three, some time apart, on anything but 200 and 403', async (t) => {
  const table = [
    { name: 'always 500', answer: () => 500, posts: 4, outcome: 'lost' },
    { name: 'always 400', answer: () => 400, posts: 4, outcome: 'lost' },
    { name: '403', answer: () => 403, posts: 1, outcome: 'lost' },
    { name: '503 twice', answer: (n) => (n < 3 ? 503 : 200), posts: 3, outcome: 'delivered' },
    { name: 'no answer once', answer: (n) => (n < 2 ? null : 200), posts: 2, outcome: 'delivered' },
  ];
  const net = await hookedDevnet(t);
  for (const { name, answer, posts, outcome } of table) {
    const there = await receiver(t, answer);
    await net.control('webhook', { url: there.url });
    await net.pay();
    await net.idle();
    assert.equal(there.posts.length, posts, name);
    const last = (await net.control('status')).webhook.log.at(-1);
    assert.deepEqual([last.outcome, last.attempts], [outcome, posts], name);
    for (let i = 1; i < posts; ++i) {
      assert.ok(there.posts[i].at - there.posts[i - 1].at >= RETRY_MS - 2, name);
      assert.equal(there.posts[i].body, there.posts[0].body, name);
    }
  }
});

test('retries are a second apart where nothing else is said', async (t) => {
  const net = await hookedDevnet(t, { answer: (n) => (n === 1 ? 500 : 200), retry_ms: undefined });
  await net.pay();
  await net.idle();
  assert.ok(net.posts[1].at - net.posts[0].at >= 990);
});

test('webhooks lost, doubled, late, out of order, corrupted', async (t) => {
  const net = await hookedDevnet(t);
  const withFault = async (fault) => {
    net.posts.length = 0;
    await net.control('webhook_fault', fault);
    const signature = await net.pay();
    return signature;
  };
  await withFault({ kind: 'lose' });
  await net.idle();
  assert.equal(net.posts.length, 0);

  const doubled = await withFault({ kind: 'duplicate' });
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[doubled], [doubled]]);

  const start = Date.now();
  const late = await withFault({ kind: 'delay', ms: 300 });
  await net.idle();
  assert.ok(net.posts[0].at - start >= 290);
  assert.deepEqual(signaturesIn(net.posts), [[late]]);

  const second = await withFault({ kind: 'reorder' });
  const first = await net.pay();
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[first], [second]]);

  await withFault({ kind: 'corrupt' });
  await net.idle();
  assert.notEqual(net.posts[0].headers['helius-signature'], hmac(net.posts[0].body));
  JSON.parse(net.posts[0].body);

  await withFault({ kind: 'corrupt', what: 'json' });
  await net.idle();
  assert.equal(net.posts[0].headers['helius-signature'], hmac(net.posts[0].body));
  assert.throws(() => JSON.parse(net.posts[0].body), SyntaxError);

  net.posts.length = 0;
  const well = await net.pay();
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[well]]);
});

test('a payment on a new fork is posted again', async (t) => {
  const net = await hookedDevnet(t);
  const signature = await net.pay();
  await net.control('fork', { depth: 2, mode: 'reinclude' });
  await net.control('advance', { slots: 2 });
  await net.idle();
  assert.deepEqual(signaturesIn(net.posts), [[signature], [signature]]);
  const [before, after] = net.posts.map(({ body }) => JSON.parse(body)[0].slot);
  assert.equal(after, before + 2);
});
