// Forks: what was seen at `confirmed` and is not on the chain that wins.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe } from 'node:test';

import { send } from '../../devnet/buyer.mjs';
import { assertAsOnChain, assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { dice } from './dice.mjs';
import { scenario } from './world.mjs';

const FORKING = { manual: true, webhook: false, finalizedLag: 12 };
const AT_CONFIRMED = { required_commitment: 'COMMITMENT_CONFIRMED' };
const DEPTH = 2; // the payment's block and the one that made it `confirmed`

// A session that is paid in a block at `confirmed`, and known to be.
async function paidAtConfirmed(world, terms) {
  const session = await world.createSession(terms);
  await world.untilCovered();
  const paid = await world.pay(session);
  world.advance(2);
  const status = terms === AT_CONFIRMED ? 'CONFIRMED' : 'PENDING_CONFIRMATION';
  const payment = await world.untilStatus(session, status);
  const { blockhash } = payment.settlement ?? payment.best_candidate;
  assert.equal(blockhash, world.record(paid.signature).block.blockhash);
  return { session, paid };
}

async function fork(world, mode, members) {
  const lost = await world.control('fork', { depth: DEPTH, mode, ...members });
  world.advance(2);
  return lost;
}

// Everything so far is final, and covered.
async function finalizeAll(world) {
  world.advance(world.options.finalizedLag + 1);
  await assertCovered(world);
}

async function payAgain(world, paid) {
  await send(world.chain, paid);
  world.advance(2);
}

describe('a fork, where finalized is required', { concurrency: 4 }, () => {
  scenario('the payment goes back, and confirms when it comes again', FORKING, async (world) => {
    const { session, paid } = await paidAtConfirmed(world);
    const { dropped } = await fork(world, 'drop');
    assert.deepEqual(dropped, [paid.signature]);
    const back = await world.untilStatus(session, 'PENDING_SIGNATURE');
    assert.equal(back.last_attempt.outcome, 'ATTEMPT_OUTCOME_LEFT_CHAIN');
    await finalizeAll(world);
    await payAgain(world, paid);
    await world.untilStatus(session, 'PENDING_CONFIRMATION');
    await finalizeAll(world);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    await assertLog(world, [[session, 'created pending reverted pending confirmed']]);
  });

  for (const same_slots of [false, true]) {
    const where = same_slots ? 'its slot' : 'a later slot';
    scenario(`the winning fork has the payment in ${where}`, FORKING, async (world) => {
      const { session, paid } = await paidAtConfirmed(world);
      const { block } = world.record(paid.signature);
      await fork(world, 'reinclude', { same_slots });
      const moved = world.record(paid.signature).block;
      assert.notEqual(moved.blockhash, block.blockhash);
      assert.equal(moved.slot === block.slot, same_slots);
      await world.until(
        'it is seen there',
        session,
        ({ best_candidate }) => best_candidate?.blockhash === moved.blockhash,
      );
      await finalizeAll(world);
      assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
      await assertLog(world, [[session, 'created pending reverted pending confirmed']]);
    });
  }

  scenario('what failed on the winning fork never confirms', FORKING, async (world) => {
    const { session, paid } = await paidAtConfirmed(world);
    const { moved } = await fork(world, 'fail');
    assert.notEqual(moved[0].err, null);
    await world.untilStatus(session, 'PENDING_SIGNATURE');
    await finalizeAll(world);
    const failed = await world.until('the failure is known', session, (payment) =>
      payment.last_attempt?.verdict.endsWith('TRANSACTION_FAILED'),
    );
    assert.equal(failed.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
    assert.equal(failed.last_attempt.tx_signature, paid.signature);
    await assertLog(world, [[session, 'created pending reverted']]);
    // And it can still be paid.
    const second = await world.pay(session);
    await world.untilFinalized(second.signature);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), second);
    await assertLog(world, [[session, /^created pending reverted (pending )?confirmed$/]]);
  });

  const two = { ...FORKING, endpoints: 2 };
  scenario('a node that stays on the lost fork is not believed', two, async (world) => {
    const { session, paid } = await paidAtConfirmed(world);
    await world.control('stale', { endpoint: 1, frozen: true });
    await fork(world, 'drop');
    world.advance(2 * world.options.finalizedLag);
    await assertCovered(world);
    await world.untilStatus(session, 'PENDING_SIGNATURE');
    await payAgain(world, paid);
    await world.untilFinalized(paid.signature);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
  });

  scenario('the chain forks while hiltd is down', FORKING, async (world) => {
    const { session, paid } = await paidAtConfirmed(world);
    await world.hiltd.kill();
    await fork(world, 'drop');
    await world.start();
    await finalizeAll(world);
    const back = await world.untilStatus(session, 'PENDING_SIGNATURE');
    assert.equal(back.last_attempt.outcome, 'ATTEMPT_OUTCOME_LEFT_CHAIN');
    await payAgain(world, paid);
    await finalizeAll(world);
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    await assertLog(world, [[session, /^created pending reverted (pending )?confirmed$/]]);
  });
});

describe('a fork, where confirmed suffices', { concurrency: 4 }, () => {
  scenario(
    'the payment is reverted, and reinstated when it comes again',
    FORKING,
    async (world) => {
      const { session, paid } = await paidAtConfirmed(world, AT_CONFIRMED);
      await fork(world, 'drop');
      // A fork may switch back: nothing is said before the chain is final.
      assert.equal((await world.payment(session)).reverted, false);
      await finalizeAll(world);
      const reverted = await world.until('reverted', session, (payment) => payment.reverted);
      assert.equal(reverted.status, 'PAYMENT_STATUS_CONFIRMED');
      await assertLog(world, [[session, 'created confirmed reverted']], ['reverted opened']);
      await payAgain(world, paid);
      const commitment = 'confirmed';
      const again = await world.until('reinstated', session, (payment) => !payment.reverted);
      assertConfirmed(world, again, paid, { commitment });
      await finalizeAll(world);
      assertConfirmed(world, await world.payment(session), paid);
      const words = 'created confirmed reverted reinstated finalized';
      await assertLog(world, [[session, words]], ['reverted opened', 'reverted resolved']);
    },
  );

  scenario('the winning fork has the payment in a later slot', FORKING, async (world) => {
    const { session, paid } = await paidAtConfirmed(world, AT_CONFIRMED);
    await fork(world, 'reinclude');
    await finalizeAll(world);
    const payment = await world.until('finalized', session, ({ settlement }) =>
      settlement.commitment.endsWith('FINALIZED'),
    );
    assertConfirmed(world, payment, paid);
    await assertLog(world, [[session, 'created confirmed finalized']]);
  });

  scenario('what failed on the winning fork stays reverted', FORKING, async (world) => {
    const { session } = await paidAtConfirmed(world, AT_CONFIRMED);
    await fork(world, 'fail');
    await finalizeAll(world);
    await world.until('reverted', session, (payment) => payment.reverted);
    await finalizeAll(world);
    assert.equal((await world.payment(session)).reverted, true);
    await assertLog(world, [[session, 'created confirmed reverted']], ['reverted opened']);
  });

  scenario('the chain forks while hiltd is down', FORKING, async (world) => {
    const { session, paid } = await paidAtConfirmed(world, AT_CONFIRMED);
    await world.hiltd.kill();
    await fork(world, 'drop');
    await world.start();
    await finalizeAll(world);
    await world.until('reverted', session, (payment) => payment.reverted);
    await payAgain(world, paid);
    await world.until('reinstated', session, (payment) => !payment.reverted);
    await finalizeAll(world);
    const words = 'created confirmed reverted reinstated finalized';
    await assertLog(world, [[session, words]], ['reverted opened', 'reverted resolved']);
  });
});

describe('many forks', () => {
  const seed = process.env.HILT_SEED ?? randomBytes(4).toString('hex');
  const options = { ...FORKING, webhook: true };
  const rounds = 40;

  scenario(
    `in the end all is as on the final chain, HILT_SEED=${seed}`,
    options,
    async (world, t) => {
      const roll = dice(seed);
      const payments = [];
      let forks = 0;
      for (let round = 0; round < rounds; ++round) {
        const terms = roll(2) ? AT_CONFIRMED : {};
        const session = await world.createSession({ sol: roll(2) === 1, ...terms });
        const paid = await world.pay(session);
        payments.push({ session, paid });
        const slots = round === 0 ? 2 : 1 + roll(3);
        world.advance(slots);
        // Else the fork comes before anybody has seen what it takes.
        const first = round === 0;
        if (slots > 1 && (roll(3) || first)) {
          await world.until('it is seen', session, ({ tx_signature }) => tx_signature);
        }
        if (roll(4) || first) {
          const { ledger } = world;
          const { slot: finalized } = ledger.at('finalized');
          const most = ledger.blocks.filter((block) => block.slot > finalized).length;
          const depth = Math.min(most, first ? slots : 1 + roll(4));
          const mode = first ? 'drop' : ['drop', 'reinclude', 'fail'][roll(3)];
          await world.control('fork', { depth, mode, same_slots: roll(3) === 0 });
          forks += 1;
        }
        if (roll(3) === 0) await send(world.chain, paid, { skipPreflight: true });
        world.advance(roll(3));
      }
      await world.devnet.webhook.idle();
      world.advance(2 * world.options.finalizedLag);
      await assertCovered(world);
      const { lost, reverts } = await assertAsOnChain(world, payments);
      t.diagnostic(`${forks} forks, ${reverts} reverts, ${lost} of ${rounds} payments lost`);
      assert.ok(forks > 0 && reverts > 0 && lost > 0 && lost < rounds);
    },
  );
});
