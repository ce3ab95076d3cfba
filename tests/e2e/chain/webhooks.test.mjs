// Webhooks that are lost, doubled, late, out of order or corrupt, while the chain is followed: each
// payment is confirmed once all the same.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { assertConfirmed, assertCovered, assertLog } from './checks.mjs';
import { until } from './until.mjs';
import { scenario } from './world.mjs';

const PAYMENTS = 4; // each in a block, and so in a webhook, of its own

const FAULTS = {
  lost: { fault: { kind: 'lose' }, log: { lost: PAYMENTS } },
  doubled: { fault: { kind: 'duplicate' }, log: { delivered: 2 * PAYMENTS } },
  late: { fault: { kind: 'delay', ms: 1500 }, log: { delivered: PAYMENTS } },
  // The last one is held until a next one would go out.
  'out of order': { fault: { kind: 'reorder', times: 1 }, log: { delivered: PAYMENTS } },
  'changed after signing': { fault: { kind: 'corrupt', what: 'body' }, log: { lost: PAYMENTS } },
  'cut short': { fault: { kind: 'corrupt', what: 'json' }, log: { lost: PAYMENTS } },
};

async function payInBlocks(world, sessions) {
  const paid = [];
  for (const session of sessions) {
    paid.push(await world.pay(session));
    await until('it has landed', () => world.record(paid.at(-1).signature));
  }
  return paid;
}

async function createSessions(world) {
  const sessions = [];
  for (let i = 0; i < PAYMENTS; ++i) sessions.push(await world.createSession({ sol: i % 2 === 1 }));
  return sessions;
}

async function assertAllRight(world, sessions, paid) {
  for (const [i, session] of sessions.entries()) {
    assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
  }
  await assertCovered(world);
  const words = /^created (pending )*confirmed$/;
  await assertLog(
    world,
    sessions.map((session) => [session, words]),
  );
}

describe('webhooks', { concurrency: 4 }, () => {
  for (const [name, { fault, log }] of Object.entries(FAULTS)) {
    scenario(name, {}, async (world) => {
      const sessions = await createSessions(world);
      await world.control('webhook_fault', { times: PAYMENTS, ...fault });
      const paid = await payInBlocks(world, sessions);
      const { webhook } = world.devnet;
      const expected = { delivered: 0, lost: 0, ...log };
      const outcomes = () => ({ delivered: webhook.counts.delivered, lost: webhook.counts.lost });
      const saw = () => JSON.stringify(outcomes());
      const total = expected.delivered + expected.lost;
      const done = () => webhook.counts.delivered + webhook.counts.lost === total;
      await until('all webhooks are delivered or lost', done, { saw });
      assert.deepEqual(outcomes(), expected);
      await assertAllRight(world, sessions, paid);
    });
  }

  // What is named only by webhooks is fetched; blocks are not to be had meanwhile.
  scenario('while no block can be had', {}, async (world) => {
    const sessions = await createSessions(world);
    await world.untilCovered();
    await world.control('fault', { kind: 'error', code: -32004, method: 'getBlock' });
    await world.control('webhook_fault', { kind: 'duplicate', times: PAYMENTS });
    const paid = await payInBlocks(world, sessions);
    for (const [i, session] of sessions.entries()) {
      assertConfirmed(world, await world.untilStatus(session, 'CONFIRMED'), paid[i]);
    }
    const { block } = world.record(paid[0].signature);
    assert.ok(Number((await world.follower()).cursor.slot) < block.slot);
    await world.control('heal');
    await assertAllRight(world, sessions, paid);
  });
});
