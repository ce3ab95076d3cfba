// Where nothing goes wrong.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { scenario } from './world.mjs';

const BOTH_ASSETS = [{ sol: false }, { sol: true }];
const CONFIRMED = { required_commitment: 'COMMITMENT_CONFIRMED' };

// Sessions in both assets, paid in one block that is confirmed.
async function paidSessions(world, terms) {
  const sessions = [];
  const paid = [];
  for (const asset of BOTH_ASSETS) {
    const session = await world.createSession({ ...asset, ...terms });
    sessions.push(session);
    paid.push(await world.pay(session));
  }
  world.advance(2);
  return { sessions, paid };
}

describe('no fault', { concurrency: 4 }, () => {
  const webhookFirst = { manual: true, follower: { confirmed: false } };
  scenario('the webhook shows payments, the final chain confirms', webhookFirst, async (world) => {
    const { sessions, paid } = await paidSessions(world);
    for (const session of sessions) await world.untilStatus(session, 'PENDING_CONFIRMATION');
    for (const { signature } of paid) await world.untilFinalized(signature);
    for (const [i, session] of sessions.entries()) {
      assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
    }
    // Where blocks at confirmed are not followed, a block waits for the next one.
    world.advance();
    await assertCovered(world, world.record(paid[0].signature).block.slot);
    assert.equal(await world.hiltd.probe('/lagz'), 200);
    const words = /^created (pending )+confirmed$/;
    const { events } = await assertLog(
      world,
      sessions.map((session) => [session, words]),
    );
    // What the webhook says is a candidate, and no more.
    const pending = events.filter((event) => event.type === 'EVENT_TYPE_PAYMENT_PENDING');
    for (const { payment } of pending) assert.equal(payment.settlement, null);
    assert.equal(pending[0].payment.best_candidate.grade, 'EVIDENCE_GRADE_PROVIDER');
  });

  scenario('blocks alone do the same', { manual: true, webhook: false }, async (world) => {
    const { sessions, paid } = await paidSessions(world);
    for (const [i, session] of sessions.entries()) {
      const pending = await world.untilStatus(session, 'PENDING_CONFIRMATION');
      const { tx_signature, blockhash, grade, commitment } = pending.best_candidate;
      const { block } = world.record(paid[i].signature);
      assert.deepEqual([tx_signature, blockhash], [paid[i].signature, block.blockhash]);
      assert.deepEqual([grade, commitment], ['EVIDENCE_GRADE_CHAIN', 'COMMITMENT_CONFIRMED']);
    }
    for (const { signature } of paid) await world.untilFinalized(signature);
    for (const [i, session] of sessions.entries()) {
      assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
      // A fetch, which tells no block, may have been quicker.
      await world.until('its block is known', session, ({ settlement }) => settlement.blockhash);
    }
    await assertCovered(world);
    await assertLog(
      world,
      sessions.map((session) => [session, 'created pending confirmed']),
    );
  });

  const atConfirmed = { manual: true, webhook: false };
  scenario(
    'where confirmed suffices, it confirms and is finalized later',
    atConfirmed,
    async (world) => {
      const { sessions, paid } = await paidSessions(world, CONFIRMED);
      const commitment = 'confirmed';
      for (const [i, session] of sessions.entries()) {
        const payment = await world.untilStatus(session, 'CONFIRMED');
        assertConfirmed(world, payment, paid[i], { commitment });
      }
      for (const { signature } of paid) await world.untilFinalized(signature);
      await assertCovered(world);
      for (const [i, session] of sessions.entries()) {
        assertConfirmed(world, await world.payment(session), paid[i]);
      }
      await assertLog(
        world,
        sessions.map((session) => [session, 'created confirmed finalized']),
      );
    },
  );

  scenario(
    'every form of transaction is read, and what is short never confirms',
    {},
    async (world) => {
      const forms = [
        { version: 'legacy' },
        { version: 0 },
        { version: 1 },
        { createAccounts: true },
      ];
      const sessions = [];
      const paid = [];
      for (const form of forms) {
        sessions.push(await world.createSession());
        paid.push(await world.pay(sessions.at(-1), form));
      }
      const short = await world.createSession();
      const merchantUnits = BigInt(short.merchant_amount_minor_units) - 1n;
      const { signature } = await world.pay(short, { merchantUnits });
      for (const [i, session] of sessions.entries()) {
        assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
      }
      await assertCovered(world, (await world.untilFinalized(signature)).block.slot);
      const unpaid = await world.payment(short);
      assert.equal(unpaid.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
      assert.equal(unpaid.last_attempt.verdict, 'VERDICT_MERCHANT_UNDERPAID');
      const words = /^created (pending )*confirmed$/;
      const expected = sessions.map((session) => [session, words]);
      await assertLog(world, [...expected, [short, 'created']], ['merchant_underpaid opened']);
    },
  );
});
