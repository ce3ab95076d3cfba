// Everything goes wrong at once, by chance: in the end all is as on the finalized chain.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe } from 'node:test';

import { send } from '../../devnet/buyer.mjs';
import { assertAsOnChain, assertCovered } from './checks.mjs';
import { dice } from './dice.mjs';
import { insist, pause } from './until.mjs';
import { scenario } from './world.mjs';

const PAYMENTS = 60;
const KILLS = 3;

// What may happen. Each is given the world and the dice.
const MISHAPS = {
  fork: (world, roll) => {
    const { ledger } = world;
    const { slot } = ledger.at('finalized');
    const depth = Math.min(1 + roll(6), ledger.blocks.filter((b) => b.slot > slot).length);
    const mode = ['drop', 'reinclude', 'fail'][roll(3)];
    if (depth > 0) ledger.fork({ depth, mode, sameSlots: roll(3) === 0 });
  },
  skip: (world, roll) => world.control('skip', { slots: 1 + roll(10) }),
  fault: (world, roll) => {
    const faults = [
      { kind: 'error', code: [-32004, -32007, -32009, -32014, -32016, -32603][roll(6)] },
      { kind: 'http', status: [429, 500, 503][roll(3)] },
      { kind: 'close' },
      { kind: 'garbage' },
      { kind: 'delay', ms: 300 },
    ];
    const fault = faults[roll(faults.length)];
    return world.control('fault', { endpoint: 1 + roll(2), times: 1 + roll(4), ...fault });
  },
  behind: (world, roll) => world.control('stale', { endpoint: 1, slots: roll(20) }),
  stands: (world) => world.control('stale', { endpoint: 1, frozen: true }),
  lie: (world) => {
    const lie = { endpoint: 1, lie: 'blockhash', slot: world.ledger.slot };
    return world.control('lie', lie);
  },
  heal: (world) => world.control('heal', { endpoint: 1 }),
  webhook: (world, roll) => {
    const kind = ['lose', 'duplicate', 'delay', 'reorder', 'corrupt'][roll(5)];
    return world.control('webhook_fault', { kind, times: 1 + roll(3) });
  },
};

describe('chaos', () => {
  const seed = process.env.HILT_SEED ?? randomBytes(4).toString('hex');
  const options = { endpoints: 2, finalizedLag: 16 };

  scenario(`in the end all is as on the chain, HILT_SEED=${seed}`, options, async (world, t) => {
    const roll = dice(seed);
    const happened = {};
    const payments = [];
    let over = false;

    const payBuyers = async () => {
      while (payments.length < PAYMENTS) {
        const commitment = roll(2) ? 'COMMITMENT_CONFIRMED' : 'COMMITMENT_FINALIZED';
        const terms = world.terms({ sol: roll(3) === 0, required_commitment: commitment });
        const session = await insist(world, (engine) => engine.call('CreateSession', terms));
        const paid = await world.pay(session);
        payments.push({ session, paid });
        await pause(roll(100));
        if (roll(3) === 0) await send(world.chain, paid, { skipPreflight: true }); // wallets do
      }
      over = true;
    };
    const killHiltd = async () => {
      for (let kills = 0; kills < KILLS && !over; ++kills) {
        await pause(400 + roll(1200));
        await world.hiltd.kill();
        await pause(roll(300));
        await world.start();
      }
    };
    const wreak = async () => {
      const names = Object.keys(MISHAPS);
      while (!over) {
        const name = names[roll(names.length)];
        await MISHAPS[name](world, roll);
        happened[name] = (happened[name] ?? 0) + 1;
        await pause(20 + roll(100));
      }
    };
    await Promise.all([payBuyers(), killHiltd(), wreak()]);
    await world.control('heal', { endpoint: 1 });
    await world.control('heal', { endpoint: 2 });

    // What is decided now stays so.
    const last = world.ledger.slot;
    await world.untilCovered(last, { ms: 60_000 });
    const { lost, reverts } = await assertAsOnChain(world, payments, { lateWebhooks: true });
    await assertCovered(world, last);
    const counts = JSON.stringify(happened);
    t.diagnostic(`${reverts} reverts, ${lost} of ${PAYMENTS} payments lost, ${counts}`);
    assert.ok(Object.keys(happened).length >= 5, counts);
  });
});
