// kill -9 at random moments in a stream of payments: in the end every payment is right, and a
// consumer of the log has read each event once.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe } from 'node:test';

import { assertAsOnChain, assertCovered, assertLog } from './checks.mjs';
import { dice } from './dice.mjs';
import { insist, pause } from './until.mjs';
import { scenario } from './world.mjs';

const PAYMENTS = 40;
const KILLS = 5;

// Reads the log as an API server does: on from the last cursor, whatever breaks.
class Consumer {
  constructor(world) {
    this.world = world;
    this.ids = [];
    this.cursor = '';
  }

  async readOn() {
    await insist(this.world, async (engine) => {
      const stream = engine.stream('StreamEvents', { after: this.cursor });
      try {
        await stream.end();
      } finally {
        for (const { event_id, cursor } of stream.messages) {
          this.ids.push(event_id);
          this.cursor = cursor;
        }
      }
      return true;
    }).catch((error) => {
      if (!/stream ended with (1|14) /.test(error.message)) throw error;
    });
  }
}

describe('kill -9', () => {
  const seed = process.env.HILT_SEED ?? randomBytes(4).toString('hex');
  scenario(`in a stream of payments, HILT_SEED=${seed}`, {}, async (world, t) => {
    const roll = dice(seed);
    const consumer = new Consumer(world);
    const sessions = [];
    const paid = [];
    let kills = 0;
    let whileDown = 0;

    const payBuyers = async () => {
      while (sessions.length < PAYMENTS || kills < KILLS) {
        const terms = world.terms({
          sol: roll(3) === 0,
          required_commitment: roll(2) ? 'COMMITMENT_CONFIRMED' : 'COMMITMENT_FINALIZED',
        });
        const session = await insist(world, (engine) => engine.call('CreateSession', terms));
        await pause(roll(60));
        if (!world.engine) whileDown += 1;
        sessions.push(session);
        paid.push(await world.pay(session));
      }
    };
    const kill = async () => {
      while (kills < KILLS) {
        await pause(150 + roll(500));
        await world.hiltd.kill();
        kills += 1;
        await pause(roll(300));
        await world.start();
      }
    };
    let done = false;
    const consume = async () => {
      while (!done) {
        await consumer.readOn();
        await pause(10);
      }
    };
    const consuming = consume();
    try {
      await Promise.all([payBuyers(), kill()]);
    } finally {
      done = true;
      await consuming;
    }

    const payments = sessions.map((session, i) => ({ session, paid: paid[i] }));
    const { lost } = await assertAsOnChain(world, payments);
    assert.equal(lost, 0);
    await assertCovered(world);
    const words = /^created (pending )*confirmed( finalized)?$/;
    const { events } = await assertLog(
      world,
      sessions.map((session) => [session, words]),
    );
    await consumer.readOn();
    assert.deepEqual(
      consumer.ids,
      events.map((event) => event.event_id),
    );
    t.diagnostic(`${kills} kills, ${sessions.length} payments, ${whileDown} of them while down`);
    assert.ok(kills === KILLS && sessions.length >= PAYMENTS);
  });
});
