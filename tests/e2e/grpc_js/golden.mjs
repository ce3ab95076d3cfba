// What the environment names: the engine to test, and the golden data that it is tested with.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Engine } from './engine.mjs';

const here = dirname(fileURLToPath(import.meta.url));

function setting(name, fallback) {
  const value = process.env[name] ?? fallback;
  if (!value) {
    console.error(`${name} is not set: the head of ${join(here, 'life.test.mjs')} says what is`);
    process.exit(2);
  }
  return value;
}

// tests/golden/chain, or tests/golden.
function goldenFolder() {
  const folder = setting('HILT_GOLDEN', join(here, '../../golden/chain'));
  const chain = join(folder, 'chain');
  return existsSync(chain) ? chain : folder;
}

const golden = goldenFolder();

export function connect() {
  return new Engine({
    address: setting('HILT_GRPC'),
    protoFolder: setting('HILT_PROTO', join(here, '../../../proto')),
    webhook: setting('HILT_WEBHOOK'),
    secret: readFileSync(setting('HILT_WEBHOOK_SECRET_FILE'), 'utf8').trimEnd(),
  });
}

export const scenario = (name) =>
  JSON.parse(readFileSync(join(golden, 'scenarios', `${name}.json`), 'utf8'));

// The bytes as they are: a lamport balance may be more than a number of JavaScript holds.
export const webhookBody = (name) => readFileSync(join(golden, 'webhooks', `${name}.json`));

// CreateSession's request for the terms that a recorded transaction was made for.
export function terms(session) {
  return {
    idempotency_key: `life-${session.nonce}`,
    nonce: session.nonce,
    merchant_id: 'life-test',
    metadata: { order: '7' },
    livemode: true,
    merchant_wallet: session.merchant_wallet,
    fee_wallet: session.fee_wallet,
    payer_wallet: session.payer_wallet,
    token_mint: session.token_mint,
    amount_minor_units: session.amount_minor_units,
    fee_minor_units: session.fee_minor_units,
    required_commitment: 'COMMITMENT_CONFIRMED',
  };
}
