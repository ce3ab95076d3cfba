// Times validateTransfer of @solana/pay over one scenario file of tests/golden/chain/scenarios.
//
//   npm ci && node validate_transfer.mjs SCENARIO.json ITERATIONS
//
// prints {"iterations":N,"cpu_seconds":S}: the CPU time of the whole process (compiler and
// collector threads included) for N calls, after a warm-up that is not counted.
//
// The network is left out: the RPC client is a stub that hands out the getTransaction result,
// parsed from JSON beforehand. What stays is validateTransfer's own work, which starts from base64.
//
// validateTransfer wants the transfer to be the last instruction, with the memo right before it. A
// Hilt payment with a fee has a second transfer, to the fee wallet, after the merchant's: from such
// a transaction the instructions after the merchant's transfer are taken out, and only the merchant
// leg is validated. A payment without fee is used as it is.

import { readFileSync } from 'node:fs';

import {
  getBase64Codec,
  getCompiledTransactionMessageCodec,
  getTransactionCodec,
} from '@solana/kit';
import { validateTransfer } from '@solana/pay';

const WARM_UP = 3000;

// The memo and the transfer after it, as a transaction of its own in base64. Its signatures no
// longer fit, which validateTransfer does not look at.
function cutAfterFirstTransfer(base64) {
  const transaction = getTransactionCodec().decode(getBase64Codec().encode(base64));
  const messages = getCompiledTransactionMessageCodec();
  const message = messages.decode(transaction.messageBytes);
  if (message.instructions.length === 2) return base64;
  const cut = { ...message, instructions: message.instructions.slice(0, 2) };
  const messageBytes = messages.encode(cut);
  return getBase64Codec().decode(getTransactionCodec().encode({ ...transaction, messageBytes }));
}

function stubOf(response) {
  return { getTransaction: () => ({ send: async () => response }) };
}

const [file, iterationsText] = process.argv.slice(2);
const iterations = Number(iterationsText);
if (!file || !Number.isSafeInteger(iterations) || iterations < 1) {
  console.error('usage: node validate_transfer.mjs SCENARIO.json ITERATIONS');
  process.exit(2);
}

const scenario = JSON.parse(readFileSync(file, 'utf8'));
const session = scenario.sessions[0];
const response = scenario.rpc.base64;
response.transaction[0] = cutAfterFirstTransfer(response.transaction[0]);

const rpc = stubOf(response);
const signature = scenario.transaction.signature;
const fields = {
  recipient: session.merchant_wallet,
  amount: Number(session.merchant_amount_minor_units) / 10 ** session.asset_decimals,
  splToken: session.token_mint,
  memo: `HILT:${session.nonce}`,
};

// It throws where it does not accept the transfer, so that what is timed is an acceptance; and it
// must refuse one unit more, or the figure would be that of a check that does not check.
await validateTransfer(rpc, signature, fields);
const oneMore = { ...fields, amount: fields.amount + 1 / 10 ** session.asset_decimals };
const refused = await validateTransfer(rpc, signature, oneMore).then(() => false, () => true);
if (!refused) throw new Error('validateTransfer accepted a short payment');

for (let i = 0; i < WARM_UP; ++i) await validateTransfer(rpc, signature, fields);

const start = process.cpuUsage();
for (let i = 0; i < iterations; ++i) await validateTransfer(rpc, signature, fields);
const used = process.cpuUsage(start);

console.log(JSON.stringify({ iterations, cpu_seconds: (used.user + used.system) / 1e6 }));
