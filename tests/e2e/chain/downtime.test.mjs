// hiltd is down, or the chain stands still: a payment made in time confirms however late hiltd comes
// to see it, and time is over when the chain says so.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { pause, until } from './until.mjs';
import { scenario } from './world.mjs';

const MINUTE = { expires_in: { seconds: 60 } };
const NO_GRACE = { grace_seconds: 0 };
const LONG = 3600; // seconds

const secondsFromNow = (seconds) => new Date(Date.now() + 1000 * seconds);

// hiltd looks each second for payments whose time is up; it has looked twice then.
async function assertStaysOpen(world, session) {
  await pause(2200);
  const { status } = await world.payment(session);
  assert.equal(status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
}

function assertExpired(payment) {
  assert.equal(payment.status, 'PAYMENT_STATUS_FAILED');
  assert.equal(payment.failure_reason, 'FAILURE_REASON_SESSION_EXPIRED');
}

describe('hiltd is down for longer than sessions last', { concurrency: 4 }, () => {
  for (const end of ['stop', 'kill']) {
    scenario(`after ${end}`, { engine: NO_GRACE }, async (world) => {
      const [inTime, late, never] = [
        await world.createSession(MINUTE),
        await world.createSession({ ...MINUTE, sol: true }),
        await world.createSession(MINUTE),
      ];
      await world.hiltd[end]();
      const paid = await world.pay(inTime);
      await world.untilFinalized(paid.signature);
      world.passTime(LONG);
      const tooLate = await world.pay(late);
      const { block } = await world.untilFinalized(tooLate.signature);
      assert.ok(block.time > Number(late.expires_at.seconds));
      await world.devnet.webhook.idle(); // nobody took them
      await world.start({ clock: secondsFromNow(LONG) });
      assertConfirmed(world, await world.untilStatus(inTime, 'CONFIRMED'), paid);
      assertExpired(await world.untilStatus(late, 'FAILED'));
      assertExpired(await world.untilStatus(never, 'FAILED'));
      await assertCovered(world);
      const expected = [
        [inTime, /^created (pending )?confirmed$/],
        [late, 'created failed'],
        [never, 'created failed'],
      ];
      await assertLog(world, expected, ['late opened']);
    });
  }
});

describe('the end of a payment’s time', { concurrency: 4 }, () => {
  // Of so short slots none changes the second.
  const still = { manual: true, webhook: false, engine: NO_GRACE, slotMs: 1 };

  scenario('stays open while the chain stands still', still, async (world) => {
    const session = await world.createSession(MINUTE);
    await world.hiltd.stop();
    await world.start({ clock: secondsFromNow(LONG) });
    assert.equal((await world.payment(session)).expired, true);
    await assertStaysOpen(world, session);
    // An alarm, and no reason to take webhooks elsewhere.
    assert.equal(await world.hiltd.probe('/lagz'), 503);
    assert.equal(await world.hiltd.probe('/readyz'), 200);

    // The last second that is in time: another block of it may come.
    const { ledger } = world;
    world.passTime(Number(session.expires_at.seconds) - ledger.timeOf(ledger.slot));
    world.advance(2 * world.options.finalizedLag);
    assert.equal(ledger.at('finalized').time, Number(session.expires_at.seconds));
    await world.untilCovered();
    await assertStaysOpen(world, session);

    // The next second, which is not final yet.
    world.passTime(1);
    world.advance(world.options.finalizedLag - 1);
    assert.ok(ledger.tip().time > Number(session.expires_at.seconds));
    await world.untilCovered();
    await assertStaysOpen(world, session);

    world.advance(3); // a block's time counts once the next one has told its own
    assertExpired(await world.untilStatus(session, 'FAILED'));
    await assertLog(world, [[session, 'created failed']]);
  });

  scenario('a payment in the last second confirms', still, async (world) => {
    const session = await world.createSession(MINUTE);
    const { ledger } = world;
    await world.hiltd.kill();
    world.passTime(Number(session.expires_at.seconds) - ledger.timeOf(ledger.slot));
    const paid = await world.pay(session);
    world.advance();
    assert.equal(world.record(paid.signature).block.time, Number(session.expires_at.seconds));
    world.passTime(LONG);
    await world.untilFinalized(paid.signature);
    world.advance(world.options.finalizedLag);
    await world.start({ clock: secondsFromNow(LONG) });
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    await assertLog(world, [[session, /^created (pending )?confirmed$/]]);
  });

  // By wall clock and by what nodes tell of their tip its time is long over.
  scenario('stays open while no block can be had', { engine: NO_GRACE }, async (world) => {
    const session = await world.createSession(MINUTE);
    await world.untilCovered();
    await world.control('fault', { kind: 'error', code: -32004, method: 'getBlock' });
    await world.control('webhook_fault', { kind: 'lose', times: 1 });
    const paid = await world.pay(session);
    await world.untilFinalized(paid.signature);
    await world.hiltd.stop();
    world.passTime(LONG);
    await world.start({ clock: secondsFromNow(LONG) });
    await until(
      'time has passed',
      () => world.ledger.at('finalized').time > Date.now() / 1000 + 60,
    );
    await assertStaysOpen(world, session);
    await world.control('heal');
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid);
    await assertCovered(world);
  });

  scenario('no session is created by a clock that is not the chain’s', {}, async (world) => {
    await world.createSession();
    await world.hiltd.stop();
    await world.start({ clock: secondsFromNow(LONG) });
    const refused = async () => {
      const { engine } = world;
      const created = await engine.call('CreateSession', world.terms()).catch(() => undefined);
      return created ? undefined : engine.refusal('CreateSession', world.terms());
    };
    const { code, reason } = await until('a refusal', refused);
    assert.deepEqual([code, reason], ['UNAVAILABLE', 'clock_skew']);
    await world.hiltd.stop();
    await world.start();
    await world.untilCovered();
    await world.createSession();
  });
});
