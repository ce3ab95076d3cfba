// Endpoints that lie, beside an honest one.
//
// What an answer can be held against is found out even where the liar is asked first: blockhashes,
// links, which chain it is. What one answer alone says of a transaction is believed, save where two
// endpoints must agree; there the honest endpoint is the preferred one.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { until } from './until.mjs';
import { scenario } from './world.mjs';

const TWO = { webhook: false, endpoints: 2, manual: true };
const LIAR_FIRST = 1;
const LIAR_SECOND = 2;

// One session paid in full and one that is a unit short, both in the next block. -> its slot
async function payOneOfTwo(world) {
  const session = await world.createSession();
  const short = await world.createSession();
  await world.untilCovered();
  const paid = await world.pay(session);
  const merchantUnits = BigInt(short.merchant_amount_minor_units) - 1n;
  const unpaid = await world.pay(short, { merchantUnits });
  world.advance();
  return { session, short, paid, unpaid, slot: world.record(paid.signature).block.slot };
}

async function assertOnePaid(world, { session, short, paid }) {
  await world.untilFinalized(paid.signature);
  world.advance(3);
  assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
  await assertCovered(world);
  const unpaid = await world.payment(short);
  assert.equal(unpaid.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
  assert.equal(unpaid.last_attempt.verdict, 'VERDICT_MERCHANT_UNDERPAID');
  const discrepancies = ['merchant_underpaid opened'];
  // A lie at `confirmed` may be shown until the next block contradicts it.
  const expected = [
    [session, /^created (pending )*(reverted (pending )*)?confirmed$/],
    [short, 'created'],
  ];
  await assertLog(world, expected, discrepancies);
}

const asked = (world, endpoint) => world.endpoint(endpoint).requests;

describe('a lying endpoint', { concurrency: 4 }, () => {
  for (const lie of ['blockhash', 'no_block']) {
    scenario(`says another ${lie} and is asked first`, TWO, async (world) => {
      const payments = await payOneOfTwo(world);
      await world.control('lie', { endpoint: LIAR_FIRST, lie, slot: payments.slot });
      const before = asked(world, LIAR_FIRST);
      world.advance();
      await assertOnePaid(world, payments);
      assert.ok(asked(world, LIAR_FIRST) > before, 'the liar was asked');
    });
  }

  // Nothing contradicts it for long: no block comes after it before it is final.
  scenario('says another blockhash of the newest block', TWO, async (world) => {
    const payments = await payOneOfTwo(world);
    await world.control('lie', { endpoint: LIAR_FIRST, lie: 'blockhash', slot: payments.slot });
    await world.control('skip', { slots: 1 });
    await world.untilStatus(payments.session, 'PENDING_CONFIRMATION');
    await world.control('skip', { slots: world.options.finalizedLag });
    await world.until('the finalized head is known', payments.session, async () => {
      const { tip } = await world.follower();
      return Number(tip.slot) === payments.slot;
    });
    await assertOnePaid(world, payments);
  });

  const lies = {
    'hides a block’s transactions': ({ slot }) => ({ lie: 'empty_block', slot }),
    'hides a transaction': ({ paid }) => ({ lie: 'missing', signature: paid.signature }),
    'shows larger transfers': ({ unpaid }) => ({
      lie: 'amounts',
      signature: unpaid.signature,
      delta: 1,
    }),
  };
  for (const [name, lieAbout] of Object.entries(lies)) {
    scenario(`${name} and is asked second`, TWO, async (world) => {
      const payments = await payOneOfTwo(world);
      await world.control('lie', { endpoint: LIAR_SECOND, ...lieAbout(payments) });
      world.advance();
      await assertOnePaid(world, payments);
    });
  }

  // The follower believes the block; the webhook named the transaction, and its fetch is answered.
  const hidden = { ...TWO, webhook: true };
  scenario('hides what a webhook has shown', hidden, async (world) => {
    const payments = await payOneOfTwo(world);
    await world.control('lie', { endpoint: LIAR_FIRST, lie: 'empty_block', slot: payments.slot });
    world.advance();
    const { session, short, paid } = payments;
    await world.untilFinalized(paid.signature);
    world.advance(3);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    await assertCovered(world);
    const unpaid = await world.payment(short);
    assert.equal(unpaid.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
  });

  scenario('is of another chain: hiltd does not start', { ...TWO, start: false }, async (world) => {
    await world.control('lie', { endpoint: LIAR_SECOND, lie: 'genesis' });
    world.hiltd.launch();
    assert.deepEqual(await world.hiltd.ended, { code: 4, signal: null });
  });

  scenario('was silent at the start: never believed', { ...TWO, start: false }, async (world) => {
    await world.control('fault', { endpoint: LIAR_SECOND, kind: 'close' });
    await world.start();
    const payments = await payOneOfTwo(world);
    await world.control('heal', { endpoint: LIAR_SECOND });
    await world.control('lie', { endpoint: LIAR_SECOND, lie: 'genesis' });
    await world.control('lie', { endpoint: LIAR_SECOND, lie: 'amounts', delta: 1 });
    // The honest one falls silent: nothing moves, although the other one would answer.
    await world.control('fault', { endpoint: 1, kind: 'http', status: 503 });
    const before = asked(world, LIAR_SECOND);
    world.advance(10);
    await until('the liar was asked', () => asked(world, LIAR_SECOND) > before + 2);
    const waiting = await world.payment(payments.session);
    assert.equal(waiting.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
    assert.ok(Number((await world.follower()).cursor.slot) < payments.slot);
    await world.control('heal', { endpoint: 1 });
    await assertOnePaid(world, payments);
  });
});

describe('where two endpoints must agree', { concurrency: 4 }, () => {
  const agreeing = { ...TWO, usdc: { agreement_from: 1 } };

  scenario('two honest ones confirm', agreeing, async (world) => {
    const payments = await payOneOfTwo(world);
    world.advance();
    await assertOnePaid(world, payments);
    assert.equal((await world.payment(payments.session)).settlement.agreed, true);
  });

  scenario('larger transfers of the one asked first confirm nothing', agreeing, async (world) => {
    const payments = await payOneOfTwo(world);
    const { session, short, paid, unpaid } = payments;
    const lie = { lie: 'amounts', signature: unpaid.signature, delta: 1 };
    await world.control('lie', { endpoint: LIAR_FIRST, ...lie });
    world.advance();
    await world.untilFinalized(paid.signature);
    world.advance(3);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    const kinds = await until('an alarm', async () => {
      const { open_discrepancies: open } = await world.engine.status();
      return open.length > 0 && open.map(({ kind }) => kind);
    });
    assert.deepEqual(kinds, ['DISCREPANCY_KIND_ENDPOINT_DISAGREEMENT']);
    assert.equal((await world.payment(short)).status, 'PAYMENT_STATUS_PENDING_CONFIRMATION');

    await world.control('heal', { endpoint: LIAR_FIRST });
    const judged = await world.untilStatus(short, 'PENDING_SIGNATURE');
    assert.equal(judged.last_attempt.verdict, 'VERDICT_MERCHANT_UNDERPAID');
    await assertCovered(world);
    const expected = [
      [session, /^created (pending )*confirmed$/],
      [short, 'created pending reverted'],
    ];
    await assertLog(world, expected, [
      'endpoint_disagreement opened',
      'endpoint_disagreement resolved',
      'merchant_underpaid opened',
    ]);
  });
});
