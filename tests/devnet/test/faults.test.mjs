// Each fault on request, and that it ends when it should.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokenAccountOf } from '../buyer.mjs';
import { manualDevnet, post, shop } from './support.mjs';

const V1 = { maxSupportedTransactionVersion: 1 };
const request = (method, ...params) => ({ id: 1, method, params });

test('skipped slots have no block, and say so in two ways', async (t) => {
  const { rpc, control } = await manualDevnet(t);
  await control('advance', { slots: 2 });
  await control('skip', { slots: 2 });
  await control('advance', { slots: 2 });
  const confirmed = { commitment: 'confirmed' };
  assert.deepEqual(await rpc('getBlocks', 0, confirmed), [0, 1, 2, 5]);
  // Above the root a node does not know whether there is still something to come.
  await assert.rejects(rpc('getBlock', 3, confirmed), { code: -32004 });
  await control('advance', { slots: 4 });
  await assert.rejects(rpc('getBlock', 3), {
    code: -32007,
    message: 'Slot 3 was skipped, or missing due to ledger jump to recent snapshot',
  });
  await assert.rejects(rpc('getBlockTime', 3), { code: -32007 });
  const block = await rpc('getBlock', 5);
  assert.deepEqual([block.parentSlot, block.blockHeight], [2, 3]);
});

test('any error code, for a method and a number of times', async (t) => {
  const { rpc, control } = await manualDevnet(t);
  const codes = [-32001, -32004, -32005, -32007, -32009, -32011, -32014, -32016, -32019, -32603];
  for (const code of codes) {
    await control('fault', { kind: 'error', code, method: 'getBlock', times: 2 });
    await assert.rejects(rpc('getBlock', 0), { code });
    await rpc('getSlot');
    await assert.rejects(rpc('getBlock', 0), { code });
    await rpc('getBlock', 0);
  }
  const own = { code: -32005, message: 'Node is behind by 42 slots', data: { numSlotsBehind: 42 } };
  await control('fault', { kind: 'error', ...own });
  for (let i = 0; i < 3; ++i) await assert.rejects(rpc('getHealth'), own);
  const { endpoints } = await control('status');
  assert.equal(endpoints[0].faults.at(-1).used, 3);
  await control('heal');
  assert.equal(await rpc('getHealth'), 'ok');
});

test('HTTP 429 with and without Retry-After', async (t) => {
  const { at, devnet, control } = await manualDevnet(t);
  const ask = () => post(at(devnet.port), request('getSlot'));
  await control('fault', { kind: 'http', status: 429, retry_after: 7, times: 1 });
  await control('fault', { kind: 'http', status: 429, times: 1 });
  const first = await ask();
  assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '7']);
  const second = await ask();
  assert.deepEqual([second.status, second.headers.get('retry-after')], [429, null]);
  assert.equal((await ask()).status, 200);
});

test('no answer, a late one, a broken one', async (t) => {
  const { at, devnet, control } = await manualDevnet(t);
  const ask = (timeoutMs) => post(at(devnet.port), request('getSlot'), { timeoutMs });
  await control('fault', { kind: 'timeout', times: 1 });
  await assert.rejects(ask(200), { name: 'TimeoutError' });
  await control('fault', { kind: 'delay', ms: 150, times: 1 });
  const start = Date.now();
  assert.equal((await (await ask()).json()).result, 0);
  assert.ok(Date.now() - start >= 140);
  await control('fault', { kind: 'close', times: 1 });
  await assert.rejects(ask(), /fetch failed/);
  await control('fault', { kind: 'garbage', times: 1 });
  await assert.rejects((await ask()).json(), SyntaxError);
  assert.equal((await (await ask()).json()).result, 0);
});

test('in a batch an error is about its own request', async (t) => {
  const { at, devnet, control } = await manualDevnet(t);
  await control('fault', { kind: 'error', code: -32014, method: 'getBlock', times: 1 });
  const calls = [request('getSlot'), request('getBlock', 0), request('getBlock', 0)];
  const answers = await (await post(at(devnet.port), JSON.stringify(calls))).json();
  assert.deepEqual(
    answers.map((a) => a.error?.code),
    [undefined, -32014, undefined],
  );
});

test('endpoints of one chain fail each for itself', async (t) => {
  const { rpc, rpcOn, control } = await manualDevnet(t);
  await control('advance', { slots: 9 });
  const { port } = await control('add_endpoint');
  await control('fault', { endpoint: port, kind: 'error', code: -32603 });
  await assert.rejects(rpcOn(port, 'getSlot'), { code: -32603 });
  assert.equal(await rpc('getSlot'), 5);
  await control('heal', { endpoint: port });
  assert.equal(await rpcOn(port, 'getSlot'), 5);
});

test('a stale endpoint answers as of some slots ago', async (t) => {
  const { chain, rpc, rpcOn, control } = await manualDevnet(t);
  const { session, mint, payOnce } = await shop(chain);
  const { port } = await control('add_endpoint');
  await control('advance', { slots: 10 });
  await control('stale', { endpoint: port, slots: 10 });
  const account = await tokenAccountOf(session.merchant_wallet, mint);
  const was = (await rpc('getTokenAccountBalance', account)).value.amount;
  const { signature } = await payOnce({ confirm: 'finalized' });
  const slot = await rpc('getSlot');
  assert.equal(await rpcOn(port, 'getSlot'), slot - 10);
  await assert.rejects(rpcOn(port, 'getBlock', slot), { code: -32004 });
  await assert.rejects(rpcOn(port, 'getSlot', { minContextSlot: slot }), { code: -32016 });
  assert.equal((await rpcOn(port, 'getSignatureStatuses', [signature])).value[0], null);
  assert.equal((await rpcOn(port, 'getTokenAccountBalance', account)).value.amount, was);
  await control('heal', { endpoint: port });
  assert.equal(await rpcOn(port, 'getSlot'), slot);
});

test('a stopped endpoint stays on its fork', async (t) => {
  const { chain, rpc, rpcOn, control } = await manualDevnet(t);
  const { payOnce } = await shop(chain);
  const { port } = await control('add_endpoint');
  const { signature } = await payOnce({ confirm: 'confirmed' });
  await control('stale', { endpoint: port, frozen: true });
  await control('fork', { depth: 2 });
  await control('advance', { slots: 9 });
  const options = { commitment: 'confirmed', ...V1 };
  assert.equal(await rpc('getTransaction', signature, options), null);
  const there = await rpcOn(port, 'getTransaction', signature, options);
  const block = await rpcOn(port, 'getBlock', there.slot, options);
  assert.equal(block.transactions[0].transaction.signatures[0], signature);
});

test('a lying endpoint', async (t) => {
  const { chain, rpc, rpcOn, control } = await manualDevnet(t);
  const { payOnce, session } = await shop(chain);
  const { signature } = await payOnce({ confirm: 'finalized' });
  const { slot } = await rpc('getTransaction', signature, V1);
  await control('advance'); // its child is finalized too
  const { port } = await control('add_endpoint');
  const truth = async (method, ...params) => [
    await rpc(method, ...params),
    await rpcOn(port, method, ...params),
  ];
  const tell = async (lie, check) => {
    await control('lie', { endpoint: port, ...lie });
    await check();
    await control('heal', { endpoint: port });
    const [here, there] = await truth('getBlock', slot, V1);
    assert.deepEqual(there, here);
  };

  await tell({ lie: 'amounts', signature, delta: 5 }, async () => {
    const parsed = { ...V1, encoding: 'jsonParsed' };
    const [here, there] = await truth('getTransaction', signature, parsed);
    const amount = (r) => r.transaction.message.instructions[0].parsed.info.tokenAmount.amount;
    assert.equal(amount(here), session.merchant_amount_minor_units);
    assert.equal(BigInt(amount(there)) - BigInt(amount(here)), 5n);
    const received = ({ meta }) => {
      const of = (list) =>
        BigInt(list.find((b) => b.owner === session.merchant_wallet).uiTokenAmount.amount);
      return of(meta.postTokenBalances) - of(meta.preTokenBalances);
    };
    assert.equal(received(there) - received(here), 5n);
  });
  await tell({ lie: 'missing', signature }, async () => {
    const [here, there] = await truth('getTransaction', signature, V1);
    assert.deepEqual([here === null, there], [false, null]);
    const statuses = await truth('getSignatureStatuses', [signature]);
    assert.deepEqual(
      statuses.map((s) => s.value[0] === null),
      [false, true],
    );
    assert.deepEqual((await rpcOn(port, 'getBlock', slot, V1)).transactions, []);
  });
  await tell({ lie: 'empty_block', slot }, async () => {
    const [here, there] = await truth('getBlock', slot, V1);
    assert.deepEqual([here.transactions.length, there.transactions.length], [1, 0]);
    assert.equal(there.blockhash, here.blockhash);
  });
  await tell({ lie: 'blockhash', slot }, async () => {
    const [here, there] = await truth('getBlock', slot, V1);
    assert.notEqual(there.blockhash, here.blockhash);
    const child = await rpcOn(port, 'getBlock', slot + 1, V1);
    assert.notEqual(child.previousBlockhash, there.blockhash);
  });
  await tell({ lie: 'no_block', slot }, async () => {
    await assert.rejects(rpcOn(port, 'getBlock', slot, V1), { code: -32007 });
    const [here, there] = await truth('getBlocks', slot - 1, slot + 1);
    assert.deepEqual(here, [slot - 1, slot, slot + 1]);
    assert.deepEqual(there, [slot - 1, slot + 1]);
  });
  await tell({ lie: 'genesis' }, async () => {
    const [here, there] = await truth('getGenesisHash');
    assert.notEqual(there, here);
  });
});

test('a ledger that starts late knows nothing below', async (t) => {
  const { rpc, control } = await manualDevnet(t);
  await control('advance', { slots: 9 });
  await control('ledger_start', { slot: 3 });
  assert.equal(await rpc('getFirstAvailableBlock'), 3);
  await assert.rejects(rpc('getBlock', 2), {
    code: -32001,
    message: 'Block 2 cleaned up, does not exist on node. First available block: 3',
  });
  assert.deepEqual(await rpc('getBlocks', 0), [3, 4, 5]);
  assert.deepEqual(await rpc('getBlocksWithLimit', 0, 2), [3, 4]);
  await rpc('getBlock', 3);
});

test('old blocks are forgotten for real', async (t) => {
  const { rpc, control } = await manualDevnet(t, { keepBlocks: 10 });
  await control('advance', { slots: 20 });
  assert.equal(await rpc('getFirstAvailableBlock'), 11);
  await assert.rejects(rpc('getBlock', 10), { code: -32001 });
});

test('block time can jump', async (t) => {
  const { rpc, control } = await manualDevnet(t);
  await control('advance', { slots: 5 });
  await control('time', { seconds: 3600 });
  await control('advance', { slots: 5 });
  const between = (await rpc('getBlockTime', 6)) - (await rpc('getBlockTime', 5));
  assert.equal(between, 3600);
});

test('a control call that is not understood is refused', async (t) => {
  const { at, devnet } = await manualDevnet(t);
  const bad = [
    '{',
    '{"do":"explode"}',
    '{"do":"advance","slot":3}',
    '{"do":"advance","slots":-1}',
    '{"do":"fault","kind":"sometimes"}',
    '{"do":"fault","kind":"error","method":"getblock","code":1}',
    '{"do":"fault","kind":"error"}',
    '{"do":"lie","lie":"amounts"}',
    '{"do":"fork","depth":0}',
    '{"do":"heal","endpoint":1}',
  ];
  for (const body of bad) {
    const answer = await post(`${at(devnet.port)}/control`, body);
    assert.equal(answer.status, 400, body);
    assert.ok((await answer.json()).error.length > 0);
  }
});
