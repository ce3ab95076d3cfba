// The whole life of payments, lived by an unmodified third-party client: npm's @grpc/grpc-js loading
// this project's .proto files.
//
//   npm ci
//   HILT_GRPC=127.0.0.1:7401 HILT_WEBHOOK=http://127.0.0.1:7402/ HILT_GOLDEN=../../golden/chain \
//     HILT_WEBHOOK_SECRET_FILE=secret node life.test.mjs
//
//   HILT_GRPC                 address without TLS: HOST:PORT, or unix:PATH
//   HILT_WEBHOOK              the HTTP listener, or the webhook's whole URL
//   HILT_GOLDEN               tests/golden/chain; default: this tree's
//   HILT_WEBHOOK_SECRET_FILE  the HMAC secret that hiltd was given
//   HILT_PROTO                proto/; default: this tree's
//
// The engine: a fresh store, cluster mainnet, webhook.trust = evidence, hmac_sha256 required, no
// chain source, and --insecure-clock-start 2026-09-21T14:15:30Z: the recorded transactions are of
// 14:16:00 and their sessions are opened for 15 minutes.
//
// Exit code 0: every step passed. A step that fails prints what was expected and what came, and those
// after it are skipped. For people: node --test-reporter=spec life.test.mjs

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';

import { connect, scenario, terms, webhookBody } from './golden.mjs';
import { steps } from './steps.mjs';

const engine = connect();

// The golden webhook one.json holds this one's transaction, two.json the short one's.
const paid = scenario('transfer_checked_legacy');
const short = scenario('merchant_short_one_unit');
const paidTerms = terms(paid.sessions[0]);
const shortTerms = terms(short.sessions[0]);

const types = (events) => events.map((event) => event.type);
const newerOrSame = (messages) =>
  messages.every((m, i) => i === 0 || BigInt(m.version) >= BigInt(messages[i - 1].version));

after(() => engine.close());

test('the life of a payment', { timeout: 120_000 }, async (t) => {
  const step = steps(t);
  let payment;
  let watch;
  const log = engine.stream('StreamEvents', { follow: true });

  await step('a session is created with its terms, memo and accounts', async () => {
    payment = await engine.call('CreateSession', paidTerms);
    const session = paid.sessions[0];
    assert.equal(payment.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
    assert.equal(payment.memo, `HILT:${session.nonce}`);
    assert.equal(payment.amount_minor_units, session.amount_minor_units);
    assert.equal(payment.merchant_amount_minor_units, session.merchant_amount_minor_units);
    assert.equal(payment.fee_minor_units, session.fee_minor_units);
    assert.equal(payment.merchant_token_account, '6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM');
    assert.equal(payment.fee_token_account, '9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc');
    assert.equal(payment.asset_symbol, 'USDC');
    assert.equal(payment.decimals, 6);
    assert.equal(payment.cluster, 'CLUSTER_MAINNET');
    assert.deepEqual(payment.metadata, { order: '7' });
    assert.equal(payment.version, '1');
  });

  await step('the same call again makes no second payment', async () => {
    const again = await engine.call('CreateSession', paidTerms);
    assert.deepEqual(again, payment);
    const other = { ...paidTerms, amount_minor_units: '5' };
    const refusal = await engine.refusal('CreateSession', other);
    assert.equal(refusal.code, 'ALREADY_EXISTS', refusal.message);
    assert.equal(refusal.reason, 'idempotency_key_reused', refusal.message);
  });

  await step('it is found by its id and by its nonce', async () => {
    const byId = await engine.call('GetPayment', { payment_id: payment.payment_id });
    assert.equal(byId.matched_by, 'PAYMENT_MATCH_PAYMENT_ID');
    const byNonce = await engine.call('GetPayment', { nonce: payment.nonce });
    assert.equal(byNonce.matched_by, 'PAYMENT_MATCH_NONCE');
    assert.equal(byNonce.payment_id, payment.payment_id);
    const refusal = await engine.refusal('GetPayment', { nonce: '0'.repeat(32) });
    assert.deepEqual([refusal.code, refusal.reason], ['NOT_FOUND', 'payment_not_found']);
  });

  await step('who watches it sees it as it stands', async () => {
    watch = engine.stream('WatchPayment', { payment_id: payment.payment_id });
    const first = await watch.until('the first state', () => true);
    assert.equal(first.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
    assert.equal(first.payment_id, payment.payment_id);
  });

  await step('the wallet announces its transaction', async () => {
    const announced = await engine.call('RecordBroadcast', {
      payment_id: payment.payment_id,
      tx_signature: paid.transaction.signature,
      wallet_source: 'phantom',
    });
    assert.equal(announced.status, 'PAYMENT_STATUS_PENDING_CONFIRMATION');
    assert.equal(announced.tx_signature_source, 'TX_SIGNATURE_SOURCE_RECORDED');
    await watch.until('PENDING_CONFIRMATION', (p) => p.status === announced.status);
    const refusal = await engine.refusal('CancelSession', { payment_id: payment.payment_id });
    assert.equal(refusal.code, 'FAILED_PRECONDITION', refusal.message);
    assert.equal(refusal.reason, 'payment_pending_confirmation', refusal.message);
  });

  await step('a webhook that is not signed by Helius changes nothing', async () => {
    const body = webhookBody('one');
    assert.equal(await engine.post(body, { signature: '0'.repeat(64) }), 401);
    const now = await engine.call('GetPayment', { payment_id: payment.payment_id });
    assert.equal(now.status, 'PAYMENT_STATUS_PENDING_CONFIRMATION');
  });

  await step('the webhook pays it: CONFIRMED, with the proof', async () => {
    assert.equal(await engine.post(webhookBody('one')), 200);
    const states = await watch.end();
    assert.ok(newerOrSame(states), 'versions only grow');
    payment = states.at(-1);
    assert.equal(payment.status, 'PAYMENT_STATUS_CONFIRMED');
    assert.equal(payment.reverted, false);
    assert.equal(payment.tx_signature, paid.transaction.signature);
    assert.equal(payment.tx_signature_source, 'TX_SIGNATURE_SOURCE_SETTLEMENT');
    const { settlement } = payment;
    assert.equal(settlement.tx_signature, paid.transaction.signature);
    assert.equal(settlement.slot, String(paid.transaction.slot));
    assert.equal(settlement.block_time.seconds, String(paid.transaction.block_time));
    assert.equal(settlement.grade, 'EVIDENCE_GRADE_PROVIDER');
    assert.equal(settlement.overpaid_minor_units, '0');
    assert.equal(settlement.payer.observed_wallet, paid.sessions[0].payer_wallet);
    assert.deepEqual(
      settlement.legs.map((leg) => [leg.leg.role, leg.received_minor_units, leg.paid]),
      [
        ['LEG_ROLE_MERCHANT', paid.expect[0].merchant_received, true],
        ['LEG_ROLE_FEE', paid.expect[0].fee_received, true],
      ],
    );
  });

  await step('it is found by its signature, which settled it', async () => {
    const found = await engine.call('GetPayment', { tx_signature: paid.transaction.signature });
    assert.equal(found.payment_id, payment.payment_id);
    assert.equal(found.matched_by, 'PAYMENT_MATCH_SETTLEMENT');
  });

  await step('the log tells it in order and resumes without gap or repeat', async () => {
    const isOurs = (event) => event.payment?.payment_id === payment.payment_id;
    await log.until('payment.confirmed', (e) => e.type === 'EVENT_TYPE_PAYMENT_CONFIRMED');
    const told = log.messages.filter(isOurs);
    assert.deepEqual(types(told), [
      'EVENT_TYPE_PAYMENT_CREATED',
      'EVENT_TYPE_PAYMENT_PENDING',
      'EVENT_TYPE_PAYMENT_CONFIRMED',
    ]);
    assert.equal(told.at(-1).payment.settlement.tx_signature, paid.transaction.signature);
    const all = await engine.stream('StreamEvents', {}).end();
    for (const [i, event] of all.entries()) {
      const rest = await engine.stream('StreamEvents', { after: event.cursor }).end();
      assert.deepEqual(
        rest.map((e) => e.event_id),
        all.slice(i + 1).map((e) => e.event_id),
      );
    }
  });

  await step('the same webhook again changes nothing', async () => {
    const before = await engine.stream('StreamEvents', {}).end();
    assert.equal(await engine.post(webhookBody('one')), 200);
    assert.equal(await engine.post(webhookBody('one')), 200);
    const now = await engine.call('GetPayment', { payment_id: payment.payment_id });
    assert.equal(now.version, payment.version);
    const afterwards = await engine.stream('StreamEvents', {}).end();
    assert.deepEqual(
      afterwards.map((e) => e.event_id),
      before.map((e) => e.event_id),
    );
  });

  await step('a paid payment cannot be cancelled', async () => {
    const refusal = await engine.refusal('CancelSession', { payment_id: payment.payment_id });
    assert.equal(refusal.code, 'FAILED_PRECONDITION', refusal.message);
    assert.equal(refusal.reason, 'payment_confirmed', refusal.message);
  });

  log.cancel();
});

test('a payment that is one unit short', { timeout: 120_000 }, async (t) => {
  const step = steps(t);
  let payment;
  let discrepancy;

  await step('stays payable, and the money becomes a discrepancy', async () => {
    payment = await engine.call('CreateSession', shortTerms);
    assert.equal(await engine.post(webhookBody('two')), 200);
    const now = await engine.call('GetPayment', { payment_id: payment.payment_id });
    assert.equal(now.status, 'PAYMENT_STATUS_PENDING_SIGNATURE');
    assert.equal(now.attempt_count, '1');
    assert.equal(now.last_attempt.tx_signature, short.transaction.signature);
    assert.equal(now.last_attempt.verdict, 'VERDICT_MERCHANT_UNDERPAID');
    const found = await engine.call('GetPayment', { tx_signature: short.transaction.signature });
    assert.equal(found.matched_by, 'PAYMENT_MATCH_ATTEMPT');
    assert.equal(found.settlement, null);
  });

  await step('the discrepancy holds the figures', async () => {
    const { discrepancies } = await engine.call('ListDiscrepancies', {
      payment_id: payment.payment_id,
    });
    assert.equal(discrepancies.length, 1);
    [discrepancy] = discrepancies;
    assert.equal(discrepancy.kind, 'DISCREPANCY_KIND_MERCHANT_UNDERPAID');
    assert.equal(discrepancy.state, 'DISCREPANCY_STATE_OPEN');
    assert.deepEqual(discrepancy.payment_ids, [payment.payment_id]);
    assert.equal(discrepancy.first_tx_signature, short.transaction.signature);
    const merchant = discrepancy.legs.find((leg) => leg.leg.role === 'LEG_ROLE_MERCHANT');
    assert.equal(
      BigInt(merchant.leg.due_minor_units) - BigInt(merchant.received_minor_units),
      1n,
    );
  });

  await step('an operator closes it, once', async () => {
    const request = {
      discrepancy_id: discrepancy.discrepancy_id,
      note: 'asked the buyer for the missing unit',
      actor: 'life-test',
    };
    const resolved = await engine.call('ResolveDiscrepancy', request);
    assert.equal(resolved.state, 'DISCREPANCY_STATE_RESOLVED');
    assert.equal(resolved.resolution.note, request.note);
    assert.equal(resolved.resolution.actor, request.actor);
    assert.deepEqual(await engine.call('ResolveDiscrepancy', request), resolved);
    const refusal = await engine.refusal('ResolveDiscrepancy', { ...request, note: 'other' });
    assert.equal(refusal.code, 'FAILED_PRECONDITION', refusal.message);
    assert.equal(refusal.reason, 'discrepancy_resolved', refusal.message);
    const open = await engine.call('ListDiscrepancies', { payment_id: payment.payment_id });
    assert.deepEqual(open.discrepancies, []);
    const events = await engine
      .stream('StreamEvents', {
        types: ['EVENT_TYPE_DISCREPANCY_OPENED', 'EVENT_TYPE_DISCREPANCY_RESOLVED'],
      })
      .end();
    const ours = events.filter((e) => e.discrepancy?.discrepancy_id === discrepancy.discrepancy_id);
    assert.deepEqual(types(ours), [
      'EVENT_TYPE_DISCREPANCY_OPENED',
      'EVENT_TYPE_DISCREPANCY_RESOLVED',
    ]);
  });

  await step('the session is cancelled, and who watches learns it', async () => {
    const watch = engine.stream('WatchPayment', { payment_id: payment.payment_id });
    await watch.until('the first state', () => true);
    const cancelled = await engine.call('CancelSession', { payment_id: payment.payment_id });
    assert.equal(cancelled.status, 'PAYMENT_STATUS_FAILED');
    assert.equal(cancelled.failure_reason, 'FAILURE_REASON_CANCELLED');
    assert.equal((await watch.end()).at(-1).status, 'PAYMENT_STATUS_FAILED');
  });
});

test('lists', { timeout: 60_000 }, async (t) => {
  const step = steps(t);
  await step('a merchant has his payments, newest first, in pages', async () => {
    const seen = [];
    let page_token = '';
    do {
      const page = await engine.call('ListPayments', {
        merchant_id: 'life-test',
        page_size: 1,
        page_token,
      });
      assert.ok(page.payments.length <= 1);
      seen.push(...page.payments.map((p) => p.nonce));
      page_token = page.next_page_token;
    } while (page_token !== '');
    assert.deepEqual(seen, [shortTerms.nonce, paidTerms.nonce]);
  });

  await step('a filter on the status holds', async () => {
    const { payments } = await engine.call('ListPayments', {
      merchant_id: 'life-test',
      statuses: ['PAYMENT_STATUS_CONFIRMED'],
    });
    assert.deepEqual(
      payments.map((p) => p.nonce),
      [paidTerms.nonce],
    );
  });

  await step('many are fetched at once, and the missing ones named', async () => {
    const known = await engine.call('GetPayment', { nonce: paidTerms.nonce });
    const hex = randomBytes(16).toString('hex');
    const unknown = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const { payments, missing_payment_ids } = await engine.call('BatchGetPayments', {
      payment_ids: [unknown, known.payment_id],
    });
    assert.deepEqual(
      payments.map((p) => p.payment_id),
      [known.payment_id],
    );
    assert.deepEqual(missing_payment_ids, [unknown]);
  });
});
