// Endpoints that fail. Payments are made while they do, and nothing but blocks shows them; in the
// end each is confirmed once, and the cursor has passed over nothing.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { until } from './until.mjs';
import { scenario } from './world.mjs';

const PAYMENTS = 3; // each in a block of its own

const getBlock = 'getBlock';
const FAULTS = {
  'block not available (-32004)': { kind: 'error', code: -32004, method: getBlock },
  'slot skipped (-32007)': { kind: 'error', code: -32007, method: getBlock },
  'slot skipped in long-term storage (-32009)': { kind: 'error', code: -32009, method: getBlock },
  'block cleaned up (-32001)': { kind: 'error', code: -32001, method: getBlock },
  'no history (-32011)': { kind: 'error', code: -32011, method: getBlock },
  'block status not yet available (-32014)': { kind: 'error', code: -32014, method: getBlock },
  'context slot not reached (-32016)': { kind: 'error', code: -32016 },
  'node unhealthy (-32005)': { kind: 'error', code: -32005 },
  'storage cannot be queried (-32019)': { kind: 'error', code: -32019, method: getBlock },
  'internal error (-32603)': { kind: 'error', code: -32603 },
  'lists fail (-32603)': { kind: 'error', code: -32603, method: 'getBlocks' },
  'heads fail (-32603)': { kind: 'error', code: -32603, method: 'getSlot' },
  'HTTP 429 with Retry-After': { kind: 'http', status: 429, retry_after: 1 },
  'HTTP 429 without': { kind: 'http', status: 429 },
  'HTTP 500': { kind: 'http', status: 500 },
  'HTTP 503': { kind: 'http', status: 503 },
  'no answer': { kind: 'timeout' },
  'connections closed': { kind: 'close' },
  garbage: { kind: 'garbage' },
};

function* cycle(items) {
  for (;;) yield* items;
}

async function createSessions(world, count = PAYMENTS) {
  const sessions = [];
  for (let i = 0; i < count; ++i) sessions.push(await world.createSession({ sol: i % 2 === 1 }));
  return sessions;
}

// Pays them in as many blocks, and waits until the last is finalized.
async function payAll(world, sessions) {
  const paid = [];
  for (const session of sessions) {
    paid.push(await world.pay(session));
    await until('it has landed', () => world.record(paid.at(-1).signature));
  }
  await world.untilFinalized(paid.at(-1).signature);
  return paid;
}

async function assertAllRight(world, sessions, paid) {
  for (const [i, session] of sessions.entries()) {
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
  }
  await assertCovered(world, world.record(paid.at(-1).signature).block.slot);
  const words = /^created (pending )?confirmed$/;
  await assertLog(
    world,
    sessions.map((session) => [session, words]),
  );
}

// The fault of an endpoint, how often it struck and its end.
async function strike(world, fault) {
  const { endpoint = 1 } = fault;
  const { id } = await world.control('fault', fault);
  const rules = world.endpoint(endpoint).faults;
  return {
    used: () => rules.list().find((rule) => rule.id === id)?.used ?? 0,
    heal: () => world.control('heal', { endpoint }),
  };
}

describe('the only endpoint', { concurrency: 4 }, () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    scenario(name, { webhook: false }, async (world) => {
      const sessions = await createSessions(world);
      await world.untilCovered();
      const struck = await strike(world, fault);
      const paid = await payAll(world, sessions);
      await until('the fault struck', () => struck.used() >= 2);
      const { block } = world.record(paid[0].signature);
      assert.ok(
        Number((await world.follower()).cursor.slot) < block.slot,
        'nothing was passed over',
      );
      for (const session of sessions) {
        const { status } = await world.payment(session);
        assert.equal(status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
      }
      await struck.heal();
      await assertAllRight(world, sessions, paid);
    });
  }

  scenario('one fault after another', { webhook: false }, async (world) => {
    const sessions = await createSessions(world, 12);
    await world.untilCovered();
    let storming = true;
    let struckCount = 0;
    const storm = async () => {
      for (const fault of cycle(Object.values(FAULTS))) {
        if (!storming) return;
        const struck = await strike(world, { ...fault, method: '*', times: 1 });
        await until('the fault struck', () => struck.used() > 0);
        // One success ends a rest that would grow from failure to failure.
        const { requests } = world.endpoint(1);
        await until('it is asked again', () => world.endpoint(1).requests > requests + 4);
        struckCount += 1;
      }
    };
    const over = storm();
    const paid = await payAll(world, sessions);
    await until('each fault struck', () => struckCount >= Object.keys(FAULTS).length);
    storming = false;
    await over;
    await assertAllRight(world, sessions, paid);
  });

  // As many blocks as it can fetch so, and no more.
  scenario('late answers', { webhook: false, slotMs: 200, finalizedLag: 4 }, async (world) => {
    const sessions = await createSessions(world);
    const struck = await strike(world, { kind: 'delay', ms: 300 });
    await assertAllRight(world, sessions, await payAll(world, sessions));
    assert.ok(struck.used() > 0);
  });

  scenario('is left alone for as long as it asked', { webhook: false }, async (world) => {
    const [session] = await createSessions(world, 1);
    const seconds = 2;
    const limit = { kind: 'http', status: 429, retry_after: seconds, times: 1 };
    const struck = await strike(world, limit);
    await until('the limit was met', () => struck.used() === 1);
    const { requests } = world.endpoint(1);
    const start = Date.now();
    // What was under way already is no new call.
    const underWay = 16;
    await until('it is asked again', () => world.endpoint(1).requests > requests + underWay);
    assert.ok(Date.now() - start >= 900 * seconds, `asked again after ${Date.now() - start} ms`);
    await assertAllRight(world, [session], await payAll(world, [session]));
  });

  scenario('slots without a block', { webhook: false }, async (world) => {
    const sessions = await createSessions(world, 6);
    const paid = [];
    for (const [i, session] of sessions.entries()) {
      paid.push(await world.pay(session));
      await world.control('skip', { slots: 1 + 7 * i }); // up to more than are looked at in one go
      await until('it has landed', () => world.record(paid.at(-1).signature));
    }
    await world.untilFinalized(paid.at(-1).signature);
    await assertAllRight(world, sessions, paid);
  });

  scenario('answers as of long ago, until it has caught up', { webhook: false }, async (world) => {
    const sessions = await createSessions(world);
    await world.untilCovered();
    await world.control('stale', { slots: 100 });
    const paid = await payAll(world, sessions);
    const { block } = world.record(paid[0].signature);
    assert.ok(Number((await world.follower()).cursor.slot) < block.slot);
    await world.control('stale', { slots: 0 });
    await assertAllRight(world, sessions, paid);
  });
});

describe('the preferred one of two endpoints', { concurrency: 4 }, () => {
  const two = { webhook: false, endpoints: 2 };
  for (const [name, fault] of Object.entries(FAULTS)) {
    scenario(name, two, async (world) => {
      const sessions = await createSessions(world);
      const struck = await strike(world, fault);
      await assertAllRight(world, sessions, await payAll(world, sessions));
      assert.ok(struck.used() > 0, 'the fault struck');
    });
  }

  scenario('is behind', two, async (world) => {
    const sessions = await createSessions(world);
    await world.untilCovered();
    await world.control('stale', { slots: 100 });
    await assertAllRight(world, sessions, await payAll(world, sessions));
  });

  scenario('stands still', two, async (world) => {
    const sessions = await createSessions(world);
    await world.untilCovered();
    await world.control('stale', { frozen: true });
    await assertAllRight(world, sessions, await payAll(world, sessions));
  });

  scenario('has lost its older blocks while hiltd was down', two, async (world) => {
    const sessions = await createSessions(world);
    await world.untilCovered();
    await world.hiltd.kill();
    const paid = await payAll(world, sessions);
    await world.control('ledger_start', { slot: world.ledger.at('finalized').slot });
    await world.start();
    await assertAllRight(world, sessions, paid);
  });

  scenario('holds too few blocks to begin by', { ...two, start: false }, async (world) => {
    await world.control('ledger_start', { slot: world.ledger.slot });
    await world.start();
    const sessions = await createSessions(world);
    await assertAllRight(world, sessions, await payAll(world, sessions));
  });
});
