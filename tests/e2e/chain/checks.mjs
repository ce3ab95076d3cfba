// What must hold at the end of every test: payments as the chain has them, a log that tells each
// thing once, a cursor without a hole behind it.

import assert from 'node:assert/strict';

const plain = (name, prefix) => name.replace(prefix, '').toLowerCase();

// The payment rests on this transaction, where and as the chain holds it.
export function assertConfirmed(world, payment, { signature }, { commitment = 'finalized' } = {}) {
  const record = world.record(signature);
  assert.ok(record, 'the chain holds the transaction');
  assert.equal(record.err, null);
  assert.equal(payment.status, 'PAYMENT_STATUS_CONFIRMED');
  assert.equal(payment.reverted, false);
  const { settlement } = payment;
  assert.equal(settlement.tx_signature, signature);
  assert.equal(settlement.slot, String(record.block.slot));
  // What was fetched by its signature alone does not tell its block.
  if (settlement.blockhash) assert.equal(settlement.blockhash, record.block.blockhash);
  assert.equal(settlement.block_time.seconds, String(record.block.time));
  assert.equal(plain(settlement.commitment, 'COMMITMENT_'), commitment);
  assert.equal(settlement.grade, 'EVIDENCE_GRADE_CHAIN');
  assert.equal(settlement.overpaid_minor_units, '0');
  for (const { leg, received_minor_units, paid } of settlement.legs) {
    assert.deepEqual([received_minor_units, paid], [leg.due_minor_units, true], leg.role);
  }
}

// Each of `payments`, [{session, paid}], ends as the finalized chain has it: confirmed there if its
// transaction succeeded, else unpaid, or reverted where `confirmed` had sufficed. -> how many are lost
//
// `lateWebhooks`: one may have shown a transaction in a slot that was passed by then. That is left to
// its fetch, and that the chain has lost it is known only minutes later.
export async function assertAsOnChain(world, payments, { lateWebhooks = false } = {}) {
  let lost = 0;
  for (const { session, paid } of payments) {
    if (world.record(paid.signature)?.err === null) {
      const isFinal = ({ status, reverted, settlement }) =>
        status.endsWith('_CONFIRMED') && !reverted && settlement.commitment.endsWith('FINALIZED');
      assertConfirmed(world, await world.until('CONFIRMED', session, isFinal), paid);
    } else {
      const isUnpaid = ({ status, reverted, best_candidate }) => {
        if (status.endsWith('_CONFIRMED')) return reverted;
        const isLate = best_candidate?.grade === 'EVIDENCE_GRADE_PROVIDER';
        return status.endsWith('_PENDING_SIGNATURE') || (lateWebhooks && isLate);
      };
      await world.until('not paid', session, isUnpaid);
      lost += 1;
    }
  }
  const log = await readLog(world);
  for (const words of Object.values(log.payments)) {
    assert.ok(words.split(' confirmed').length <= 2, `confirmed twice: ${words}`);
  }
  return { lost, reverts: Object.values(log.payments).join(' ').split('reverted').length - 1 };
}

// The whole log as `{payment_id: 'created pending confirmed', ...}` and the kinds of discrepancies
// that were opened; that nothing is in it twice or out of order is checked here.
export async function readLog({ engine }) {
  const events = await engine.stream('StreamEvents', {}).end();
  const { log } = await engine.status();
  assert.equal(String(events.length), log.event_count, 'events in the log');
  assert.equal(new Set(events.map((event) => event.event_id)).size, events.length, 'event ids');
  const payments = {};
  const discrepancies = [];
  const versions = new Map();
  for (const { type, payment, discrepancy } of events) {
    if (discrepancy) {
      const what = type.replace('EVENT_TYPE_DISCREPANCY_', '').toLowerCase();
      discrepancies.push(`${plain(discrepancy.kind, 'DISCREPANCY_KIND_')} ${what}`);
      continue;
    }
    const { payment_id, version } = payment;
    assert.ok(BigInt(version) > (versions.get(payment_id) ?? 0n), 'versions grow');
    versions.set(payment_id, BigInt(version));
    const word = plain(type, 'EVENT_TYPE_PAYMENT_');
    payments[payment_id] = payments[payment_id] ? `${payments[payment_id]} ${word}` : word;
  }
  return { events, payments, discrepancies };
}

// The log tells of these sessions and of nothing else. `expected`: [session, 'created confirmed' or
// a pattern] each.
export async function assertLog(world, expected, discrepancies = []) {
  const log = await readLog(world);
  const ids = expected.map(([session]) => session.payment_id);
  assert.deepEqual(Object.keys(log.payments).sort(), [...ids].sort(), 'payments in the log');
  for (const [session, words] of expected) {
    const told = log.payments[session.payment_id];
    if (words instanceof RegExp) assert.match(told, words);
    else assert.equal(told, words);
  }
  assert.deepEqual(log.discrepancies, discrepancies);
  return log;
}

// The follower has covered the slot and all before it: it stands on a block of the chain, and has
// applied every block up to there, each once.
export async function assertCovered(world, slot = world.ledger.at('finalized').slot) {
  const { cursor, gaps, gap_count: gapCount } = await world.untilCovered(slot);
  assert.deepEqual([gaps, gapCount], [[], '0'], 'gaps');
  const { ledger, hiltd } = world;
  const index = ledger.blocks.findIndex((b) => String(b.slot) === cursor.slot);
  assert.ok(index >= 0, `slot ${cursor.slot} of the cursor has a block`);
  // A block's time counts once the next one has told its own, anew after a restart.
  const times = ledger.blocks.slice(Math.max(0, index - 2), index + 1).map((b) => b.time);
  const time = Number(cursor.block_time.seconds);
  assert.ok(times[0] <= time && time <= times.at(-1), `${time} of the cursor in ${times}`);

  const metrics = await hiltd.sourceMetrics();
  const resumedFrom = hiltd.resumedFrom ?? 0; // else it began with the chain
  const covered = ledger.blocks.filter(
    (b) => b.slot > resumedFrom && b.slot <= metrics.cursor_slot,
  ).length;
  // The next one may have been applied and not be durable yet.
  const ahead = metrics.blocks_total - covered;
  assert.ok(ahead === 0 || ahead === 1, `applied ${metrics.blocks_total} of ${covered} blocks`);
}
