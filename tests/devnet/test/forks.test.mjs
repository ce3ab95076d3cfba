// Forks: what was confirmed is lost, and the new fork's accounts are right.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signPayment, send, tokenAccountOf } from '../buyer.mjs';
import { manualDevnet, shop } from './support.mjs';

const V1 = { maxSupportedTransactionVersion: 1 };
const CONFIRMED = { commitment: 'confirmed', ...V1 };

// A devnet with a confirmed payment in its last block but one.
async function paidDevnet(t) {
  const net = await manualDevnet(t);
  const market = await shop(net.chain);
  const { mint, session, buyer } = market;
  const owners = [buyer.address, session.merchant_wallet, session.fee_wallet];
  const accounts = await Promise.all(owners.map((owner) => tokenAccountOf(owner, mint)));
  const balances = async () => {
    const amounts = accounts.map((account) =>
      net.rpc('getTokenAccountBalance', account, { commitment: 'processed' }),
    );
    const lamports = await net.rpc('getBalance', buyer.address, { commitment: 'processed' });
    return [
      ...(await Promise.all(amounts)).map((a) => BigInt(a.value.amount)),
      BigInt(lamports.value),
    ];
  };
  const before = await balances();
  const payment = await market.payOnce({ confirm: 'confirmed' });
  const { slot } = await net.rpc('getTransaction', payment.signature, CONFIRMED);
  const merchant = BigInt(session.merchant_amount_minor_units);
  const fee = BigInt(session.fee_minor_units);
  const after = [
    before[0] - merchant - fee,
    before[1] + merchant,
    before[2] + fee,
    before[3] - 5000n,
  ];
  assert.deepEqual(await balances(), after);
  const status = async () => (await net.rpc('getSignatureStatuses', [payment.signature])).value[0];
  return { ...net, ...market, balances, before, after, payment, slot, status };
}

test('a dropped payment is gone from the chain, and so is its money', async (t) => {
  const net = await paidDevnet(t);
  const { payment, slot, before } = net;
  const lost = await net.rpc('getBlock', slot, CONFIRMED);
  const result = await net.control('fork', { depth: 2, mode: 'drop' });
  assert.deepEqual(result, { slots: [slot, slot + 1], dropped: [payment.signature], moved: [] });
  assert.deepEqual(await net.balances(), before);
  assert.equal(await net.status(), null);
  assert.equal(await net.rpc('getTransaction', payment.signature, CONFIRMED), null);

  await net.control('advance', { slots: 8 });
  assert.equal(await net.status(), null);
  assert.deepEqual(await net.balances(), before);
  await assert.rejects(net.rpc('getBlock', slot, V1), { code: -32007 });
  const child = await net.rpc('getBlock', slot + 2, V1);
  assert.equal(child.parentSlot, slot - 1);
  assert.equal(child.blockHeight, lost.blockHeight);
  assert.equal(child.previousBlockhash, lost.previousBlockhash);
  assert.equal((await net.rpc('isBlockhashValid', lost.blockhash)).value, false);
});

test('a dropped payment can be sent again', async (t) => {
  const net = await paidDevnet(t);
  await net.control('fork', { depth: 2, mode: 'drop' });
  await send(net.chain, net.payment);
  await net.chain.confirm(net.payment.signature, { commitment: 'finalized' });
  assert.deepEqual(await net.balances(), net.after);
});

test('a payment moves to a later slot', async (t) => {
  const net = await paidDevnet(t);
  const { payment, slot } = net;
  const { moved } = await net.control('fork', { depth: 2, mode: 'reinclude' });
  assert.deepEqual(moved, [{ signature: payment.signature, slot: slot + 2, err: null }]);
  await net.control('advance', { slots: 6 });
  assert.equal((await net.rpc('getTransaction', payment.signature, V1)).slot, slot + 2);
  assert.equal((await net.status()).confirmationStatus, 'finalized');
  assert.deepEqual(await net.balances(), net.after);
});

test('a payment that succeeded fails on the new fork', async (t) => {
  const net = await paidDevnet(t);
  const { payment, slot, before } = net;
  const { moved } = await net.control('fork', { depth: 2, mode: 'fail' });
  const err = { InstructionError: [0, { Custom: 1 }] };
  assert.deepEqual(moved, [{ signature: payment.signature, slot: slot + 2, err }]);
  await net.control('advance', { slots: 6 });
  const { meta } = await net.rpc('getTransaction', payment.signature, V1);
  assert.deepEqual(meta.err, err);
  assert.deepEqual(meta.preTokenBalances, meta.postTokenBalances);
  assert.equal(meta.preBalances[0] - meta.postBalances[0], 5000);
  // Only the fee was charged.
  assert.deepEqual(await net.balances(), [...before.slice(0, 3), before[3] - 5000n]);
});

test('a payment in SOL fails on the new fork too', async (t) => {
  const net = await manualDevnet(t);
  const { payOnce, buyer } = await shop(net.chain);
  const lamports = async () =>
    (await net.rpc('getBalance', buyer.address, { commitment: 'processed' })).value;
  const before = await lamports();
  const inSol = { mint: undefined, feeUnits: 1_000_000n, confirm: 'confirmed' };
  const { signature } = await payOnce(inSol);
  const { moved } = await net.control('fork', { depth: 2, mode: 'fail' });
  assert.equal(moved[0].signature, signature);
  assert.notEqual(moved[0].err, null);
  assert.equal(await lamports(), before - 5000);
});

test('another payment spends the money first', async (t) => {
  const net = await paidDevnet(t);
  const { buyer, mint, session, chain } = net;
  await net.control('fork', { depth: 2, mode: 'drop' });
  const all = { buyer, mint, session, merchantUnits: net.before[0], feeUnits: 0n, memoText: null };
  await send(chain, await signPayment(chain, all));
  await send(chain, net.payment);
  await net.control('advance', { slots: 2 });
  assert.deepEqual((await net.status()).err, { InstructionError: [0, { Custom: 1 }] });
  const [left] = await net.balances();
  assert.equal(left, 0n);
});

test('blocks are replaced by others of the same slots', async (t) => {
  const net = await paidDevnet(t);
  const { payment, slot } = net;
  const old = await net.rpc('getBlock', slot, CONFIRMED);
  const options = { depth: 2, mode: 'reinclude', same_slots: true };
  const { moved } = await net.control('fork', options);
  assert.deepEqual(moved, [{ signature: payment.signature, slot, err: null }]);
  const replaced = await net.rpc('getBlock', slot, CONFIRMED);
  assert.notEqual(replaced.blockhash, old.blockhash);
  assert.equal(replaced.previousBlockhash, old.previousBlockhash);
  assert.deepEqual(await net.balances(), net.after);
});

test('what is finalized cannot be forked away', async (t) => {
  const net = await paidDevnet(t);
  const status = await net.control('status');
  await assert.rejects(net.control('fork', { depth: 5 }), /finalized/);
  assert.equal((await net.control('status')).processed, status.processed);
  await net.control('fork', { depth: 4 });
  assert.equal((await net.control('status')).finalized, status.finalized);
});

test('many forks leave the accounts as re-execution would', async (t) => {
  const net = await paidDevnet(t);
  const { payOnce, session } = net;
  const due = BigInt(session.merchant_amount_minor_units) + BigInt(session.fee_minor_units);
  const modes = ['drop', 'reinclude', 'fail'];
  let forks = 0;
  let left = net.after[0];
  for (let round = 0; round < 12; ++round) {
    await net.control('advance', { slots: 4 });
    await payOnce({ confirm: 'confirmed', memoText: `round ${round}` });
    const mode = modes[round % modes.length];
    await net.control('fork', { depth: 2 + (round % 2), mode });
    forks += 1;
    if (mode === 'reinclude') left -= due;
    assert.equal((await net.balances())[0], left, `round ${round}`);
  }
  assert.equal((await net.control('status')).forks, forks);
});
