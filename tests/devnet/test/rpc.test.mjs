// Each JSON-RPC method: what it answers, and what it refuses with which code.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { createLookupTable, pay, paymentInstructions, sign, tokenAccountOf } from '../buyer.mjs';
import { COMPUTE_BUDGET } from '../lib/ids.mjs';
import { Float, toJson } from '../lib/json.mjs';
import { METHOD_NAMES } from '../lib/rpc.mjs';
import {
  GENESIS_TIME,
  goldenJson,
  manualDevnet,
  post,
  shape,
  shop,
  startManual,
} from './support.mjs';

const V1 = { maxSupportedTransactionVersion: 1 };
const NOBODY = '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T';

describe('a chain with payments', () => {
  let net;
  let market;
  const paid = {}; // version -> signature
  let failed;
  const slotOf = async (signature) => (await net.rpc('getTransaction', signature, V1)).slot;

  before(async () => {
    net = await startManual();
    market = await shop(net.chain);
    const { mint, buyer, session, payOnce } = market;
    const addresses = [
      mint.address,
      await tokenAccountOf(session.merchant_wallet, mint),
      await tokenAccountOf(session.fee_wallet, mint),
    ];
    const tables = await createLookupTable(net.chain, { payer: buyer, addresses });
    paid.legacy = await payOnce({ version: 'legacy', confirm: 'finalized' });
    paid[0] = await payOnce({ version: 0, tables, confirm: 'finalized' });
    paid[1] = await payOnce({ version: 1, confirm: 'finalized' });
    // A wallet that never had SOL must get enough to be exempt from rent.
    const sol = { buyer, session, feeUnits: 1_000_000n, version: 'legacy', confirm: 'finalized' };
    paid.sol = await pay(net.chain, sol);
    const tooMuch = { merchantUnits: 10n ** 15n, skipPreflight: true, version: 'legacy' };
    failed = await payOnce({ ...tooMuch, confirm: 'finalized' });
    for (const payment of Object.values(paid)) payment.slot = await slotOf(payment.signature);
    failed.slot = await slotOf(failed.signature);
  });

  after(() => net.devnet.stop());

  test('getTransaction has the recorded shapes', async () => {
    const table = [
      { golden: 'scenarios/transfer_checked_legacy.json', ours: paid.legacy },
      { golden: 'scenarios/v0_lookup_table.json', ours: paid[0] },
      { golden: 'v1/v1_transfer_checked.json', ours: paid[1] },
      { golden: 'scenarios/failed_insufficient_funds.json', ours: failed },
    ];
    for (const { golden, ours } of table) {
      for (const encoding of ['json', 'base64', 'jsonParsed']) {
        const result = await net.rpc('getTransaction', ours.signature, { encoding, ...V1 });
        const recorded = goldenJson(golden).rpc[encoding];
        const compared = ({ transaction, ...rest }) => ({
          ...shape(rest),
          transaction: shape({ ...transaction, message: comparable(transaction.message) }),
        });
        assert.deepEqual(compared(result), compared(recorded), `${golden} ${encoding}`);
      }
    }
  });

  // A message without compute budget requests, which only the recorded one has, and without the
  // values of a configuration, which may be null.
  function comparable(message) {
    if (!message) return null;
    const { transactionConfig, instructions, ...rest } = message;
    return {
      ...rest,
      config: transactionConfig && Object.keys(transactionConfig),
      instructions: instructions.filter((i) => i.programId !== COMPUTE_BUDGET),
    };
  }

  test('getBlock has the recorded shape, and links to its parent', async () => {
    const { slot, signature } = paid.legacy;
    const recorded = goldenJson('blocks/447600400-json.json');
    const block = await net.rpc('getBlock', slot, V1);
    const bare = ({ transactions, rewards, ...rest }) => rest;
    assert.deepEqual(shape(bare(block)), shape(bare(recorded)));
    assert.deepEqual(block.rewards, []);
    assert.equal(block.transactions[0].transaction.signatures[0], signature);
    assert.deepEqual(Object.keys(block.transactions[0]), ['meta', 'transaction', 'version']);
    const parent = await net.rpc('getBlock', block.parentSlot, V1);
    assert.equal(block.previousBlockhash, parent.blockhash);
    assert.equal(block.blockHeight, parent.blockHeight + 1);
    assert.equal(block.blockTime, GENESIS_TIME + Math.floor((slot * 400) / 1000));
  });

  test('transactionDetails choose how much of a block comes', async () => {
    const { slot, signature } = paid[1];
    const ask = (more) => net.rpc('getBlock', slot, { ...V1, ...more });
    const accounts = await ask({ transactionDetails: 'accounts' });
    const [{ transaction, meta, version }] = accounts.transactions;
    assert.deepEqual(Object.keys(transaction), ['accountKeys', 'signatures']);
    assert.deepEqual(Object.keys(meta).sort(), [
      'err',
      'fee',
      'postBalances',
      'postTokenBalances',
      'preBalances',
      'preTokenBalances',
      'status',
    ]);
    assert.equal(version, 1);
    const signatures = await ask({ transactionDetails: 'signatures', rewards: false });
    assert.deepEqual(signatures.signatures, [signature]);
    assert.equal(signatures.transactions, undefined);
    assert.equal(signatures.rewards, undefined);
    const none = await ask({ transactionDetails: 'none' });
    assert.equal(none.transactions ?? none.signatures, undefined);
  });

  test('a version that the client does not know is refused with -32015', async () => {
    const table = [
      { payment: paid[0], options: {}, version: 0 },
      { payment: paid[1], options: {}, version: 1 },
      { payment: paid[1], options: { maxSupportedTransactionVersion: 0 }, version: 1 },
    ];
    for (const { payment, options, version } of table) {
      const message =
        `Transaction version (${version}) is not supported by the requesting client. Please try ` +
        'the request again with the following configuration parameter: ' +
        `"maxSupportedTransactionVersion": ${version}`;
      const refusal = { code: -32015, message };
      await assert.rejects(net.rpc('getTransaction', payment.signature, options), refusal);
      await assert.rejects(net.rpc('getBlock', payment.slot, options), refusal);
      await assert.rejects(
        net.rpc('getBlock', payment.slot, { ...options, transactionDetails: 'accounts' }),
        refusal,
      );
      await net.rpc('getBlock', payment.slot, { ...options, transactionDetails: 'signatures' });
    }
    const legacy = await net.rpc('getTransaction', paid.legacy.signature);
    assert.equal('version' in legacy, false);
  });

  test('what reads the ledger refuses processed', async () => {
    const options = { commitment: 'processed' };
    const refusal = {
      code: -32602,
      message: 'Method does not support commitment below `confirmed`',
    };
    await assert.rejects(net.rpc('getBlock', 1, options), refusal);
    await assert.rejects(net.rpc('getBlocks', 1, 2, options), refusal);
    await assert.rejects(net.rpc('getBlocks', 1, options), refusal);
    await assert.rejects(net.rpc('getBlocksWithLimit', 1, 2, options), refusal);
    await assert.rejects(net.rpc('getTransaction', paid.legacy.signature, options), refusal);
    await assert.rejects(net.rpc('getSignaturesForAddress', NOBODY, options), refusal);
  });

  test('limits hold: slots, signatures, statuses', async () => {
    const refused = (message) => ({ code: -32602, message });
    await assert.rejects(
      net.rpc('getBlocksWithLimit', 0, 500_001),
      refused('Limit too large; max 500000'),
    );
    await assert.rejects(
      net.rpc('getSignaturesForAddress', NOBODY, { limit: 1001 }),
      refused('Invalid limit; max 1000'),
    );
    const many = Array(257).fill(paid.legacy.signature);
    await assert.rejects(
      net.rpc('getSignatureStatuses', many),
      refused('Too many inputs provided; max 256'),
    );
    assert.equal((await net.rpc('getSignatureStatuses', many.slice(1))).value.length, 256);
  });

  test('getSignatureStatuses tells slot, confirmations and error', async () => {
    const fresh = await market.payOnce();
    await net.control('advance');
    const unknown = paid.legacy.signature.split('').reverse().join('');
    const signatures = [paid.legacy.signature, failed.signature, fresh.signature];
    const { context, value } = await net.rpc('getSignatureStatuses', signatures);
    assert.equal(context.slot, await net.rpc('getSlot', { commitment: 'processed' }));
    const ok = { Ok: null };
    const err = { InstructionError: [0, { Custom: 1 }] };
    assert.deepEqual(value, [
      { ...status(paid.legacy.slot, null, 'finalized'), err: null, status: ok },
      { ...status(failed.slot, null, 'finalized'), err, status: { Err: err } },
      { ...status(context.slot, 0, 'processed'), err: null, status: ok },
    ]);
    await net.control('advance');
    const later = await net.rpc('getSignatureStatuses', [fresh.signature]);
    assert.equal(later.value[0].confirmations, 1);
    assert.equal(later.value[0].confirmationStatus, 'confirmed');
    await assert.rejects(net.rpc('getSignatureStatuses', [`${unknown}1`]), { code: -32602 });
  });

  const status = (slot, confirmations, confirmationStatus) => ({
    slot,
    confirmations,
    confirmationStatus,
  });

  test('getSignaturesForAddress pages, newest first', async () => {
    const account = await tokenAccountOf(market.session.fee_wallet, market.mint);
    const ask = (options) => net.rpc('getSignaturesForAddress', account, options);
    const all = await ask({ commitment: 'confirmed' });
    const slots = all.map((entry) => entry.slot);
    assert.deepEqual(
      [...slots].sort((a, b) => b - a),
      slots,
    );
    const entry = all.find((e) => e.signature === paid.legacy.signature);
    assert.deepEqual(entry, {
      blockTime: GENESIS_TIME + Math.floor((paid.legacy.slot * 400) / 1000),
      confirmationStatus: 'finalized',
      err: null,
      memo: `[37] HILT:${market.session.nonce}`,
      signature: paid.legacy.signature,
      slot: paid.legacy.slot,
    });
    assert.ok(all.some((e) => e.signature === failed.signature && e.err !== null));
    const walked = [];
    for (let before; ; before = walked.at(-1)) {
      const page = await ask({ commitment: 'confirmed', limit: 2, before });
      walked.push(...page.map((e) => e.signature));
      if (page.length < 2) break;
    }
    assert.deepEqual(
      walked,
      all.map((e) => e.signature),
    );
    const since = await ask({ commitment: 'confirmed', until: paid[0].signature });
    assert.deepEqual(since, all.slice(0, walked.indexOf(paid[0].signature)));
  });

  test('an unknown before or until is -32020', async () => {
    const signed = await sign(net.chain, { payer: market.buyer, instructions: [] });
    const { signature } = signed;
    for (const name of ['before', 'until']) {
      await assert.rejects(net.rpc('getSignaturesForAddress', NOBODY, { [name]: signature }), {
        code: -32020,
        message: `Transaction ${signature} not found`,
      });
    }
  });

  test('a minContextSlot that is not reached is -32016 and says where the node is', async () => {
    const methods = {
      getSlot: [],
      getBlockHeight: [],
      getLatestBlockhash: [],
      getEpochInfo: [],
      getBalance: [NOBODY],
      getAccountInfo: [NOBODY],
      getSignaturesForAddress: [NOBODY],
      getBlocks: [0, 5],
    };
    const slot = await net.rpc('getSlot');
    for (const [method, params] of Object.entries(methods)) {
      const refusal = { code: -32016, data: { contextSlot: slot } };
      await assert.rejects(
        net.rpc(method, ...params, { minContextSlot: slot + 1 }),
        refusal,
        method,
      );
      await net.rpc(method, ...params, { minContextSlot: slot });
    }
  });

  test('accounts are read at a commitment', async () => {
    const { mint, session, payOnce } = market;
    const account = await tokenAccountOf(session.merchant_wallet, mint);
    const amountAt = async (commitment) =>
      BigInt((await net.rpc('getTokenAccountBalance', account, { commitment })).value.amount);
    const was = await amountAt('processed');
    await net.control('advance', { slots: 4 });
    await payOnce({ merchantUnits: 7n });
    await net.control('advance');
    assert.equal(await amountAt('processed'), was + 7n);
    assert.equal(await amountAt('confirmed'), was);
    await net.control('advance');
    assert.equal(await amountAt('confirmed'), was + 7n);
    assert.equal(await amountAt('finalized'), was);
    await net.control('advance', { slots: 3 });
    assert.equal(await amountAt('finalized'), was + 7n);
  });

  test('token accounts are shown in every encoding, and found by owner', async () => {
    const { mint, session, buyer } = market;
    const account = await tokenAccountOf(session.fee_wallet, mint);
    const parsed = await net.rpc('getAccountInfo', account, { encoding: 'jsonParsed' });
    const { info, type } = parsed.value.data.parsed;
    assert.equal(type, 'account');
    assert.equal(info.owner, session.fee_wallet);
    assert.equal(info.mint, mint.address);
    const ofMint = await net.rpc('getAccountInfo', mint.address, { encoding: 'jsonParsed' });
    assert.equal(ofMint.value.data.parsed.info.decimals, 6);
    const slice = { encoding: 'base58', dataSlice: { offset: 32, length: 32 } };
    const sliced = await net.rpc('getAccountInfo', account, slice);
    assert.deepEqual(sliced.value.data, [session.fee_wallet, 'base58']);
    await assert.rejects(net.rpc('getAccountInfo', account, { encoding: 'base58' }), {
      code: -32600,
    });
    const both = await net.rpc('getMultipleAccounts', [account, NOBODY]);
    assert.equal(both.value[0].owner, 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
    assert.equal(both.value[1], null);
    const owned = await net.rpc(
      'getTokenAccountsByOwner',
      buyer.address,
      { mint: mint.address },
      { encoding: 'jsonParsed' },
    );
    assert.deepEqual(
      owned.value.map((entry) => entry.pubkey),
      [await tokenAccountOf(buyer.address, mint)],
    );
    await assert.rejects(net.rpc('getTokenAccountBalance', NOBODY), {
      code: -32602,
      message: 'Invalid param: could not find account',
    });
  });

  test('sendTransaction refuses what preflight finds', async () => {
    const { buyer, payOnce } = market;
    const overdrawn = payOnce({ merchantUnits: 10n ** 15n, version: 'legacy' });
    await assert.rejects(overdrawn, (error) => error.context.__code === -32002);
    const { wire } = await sign(net.chain, { payer: buyer, instructions: [] });
    const bytes = Buffer.from(wire, 'base64');
    const send = (b) => net.rpc('sendTransaction', b.toString('base64'), { encoding: 'base64' });
    bytes[10] ^= 1;
    await assert.rejects(send(bytes), {
      code: -32003,
      message: 'Transaction signature verification failure',
    });
    await assert.rejects(send(bytes.subarray(1)), { code: -32602 });
    bytes[10] ^= 1;
    const signature = await send(bytes);
    await net.chain.confirm(signature);
    await assert.rejects(send(bytes), {
      code: -32002,
      message: 'Transaction simulation failed: This transaction has already been processed',
    });
  });

  test('a blockhash is looked up at the preflight commitment, and dies of age', async () => {
    const { buyer } = market;
    const { wire, signature } = await sign(net.chain, { payer: buyer, instructions: [] });
    const send = () => net.rpc('sendTransaction', wire, { encoding: 'base64' });
    const { blockhash } = (await net.rpc('getLatestBlockhash', { commitment: 'processed' })).value;
    const valid = async (commitment) =>
      (await net.rpc('isBlockhashValid', blockhash, { commitment })).value;
    assert.equal(await valid('processed'), true);
    assert.equal(await valid('finalized'), false);
    await net.control('advance', { slots: 160 });
    assert.equal(await valid('processed'), false);
    await assert.rejects(send(), {
      code: -32002,
      message: 'Transaction simulation failed: Blockhash not found',
    });
    await net.rpc('sendTransaction', wire, { encoding: 'base64', skipPreflight: true });
    await net.control('advance', { slots: 3 });
    assert.equal((await net.rpc('getSignatureStatuses', [signature])).value[0], null);
  });

  test('simulateTransaction runs without changing anything', async () => {
    const { buyer, session, mint } = market;
    const { wire } = await sign(net.chain, { payer: buyer, instructions: [] });
    const ask = (more) => net.rpc('simulateTransaction', wire, { encoding: 'base64', ...more });
    const { value } = await ask({ replaceRecentBlockhash: true, innerInstructions: true });
    assert.equal(value.err, null);
    assert.equal(value.fee, 5000);
    assert.equal(value.replacementBlockhash.blockhash.length > 40, true);
    const account = await tokenAccountOf(session.merchant_wallet, mint);
    const before = await net.rpc('getTokenAccountBalance', account, { commitment: 'processed' });
    const payment = await sign(net.chain, {
      payer: buyer,
      instructions: await paymentInstructions({ buyer, session, mint }),
    });
    const simulated = await net.rpc('simulateTransaction', payment.wire, {
      encoding: 'base64',
      sigVerify: true,
      accounts: { encoding: 'base64', addresses: [account] },
    });
    const data = Buffer.from(simulated.value.accounts[0].data[0], 'base64');
    const due = BigInt(session.merchant_amount_minor_units);
    assert.equal(data.readBigUInt64LE(64), BigInt(before.value.amount) + due);
    assert.ok(simulated.value.logs.length > 0 && simulated.value.unitsConsumed > 0);
    const after = await net.rpc('getTokenAccountBalance', account, { commitment: 'processed' });
    assert.equal(after.value.amount, before.value.amount);
  });

  test('where the chain stands', async () => {
    await net.control('advance', { slots: 5 });
    const { slot, processed, confirmed, finalized } = await net.control('status');
    assert.deepEqual([processed, confirmed, finalized], [slot, slot - 1, slot - 4]);
    const at = (method, commitment) => net.rpc(method, { commitment });
    assert.equal(await at('getSlot', 'processed'), processed);
    assert.equal(await at('getSlot', 'confirmed'), confirmed);
    assert.equal(await net.rpc('getSlot'), finalized);
    assert.equal(await at('getBlockHeight', 'processed'), processed);
    const { value } = await at('getLatestBlockhash', 'confirmed');
    const block = await net.rpc('getBlock', confirmed, { commitment: 'confirmed', ...V1 });
    assert.equal(value.blockhash, block.blockhash);
    assert.equal(value.lastValidBlockHeight, block.blockHeight + 150);
    assert.equal(await net.rpc('getBlockTime', confirmed), block.blockTime);
    assert.equal(await net.rpc('getFirstAvailableBlock'), 0);
    assert.equal(await net.rpc('getHealth'), 'ok');
    assert.equal(await net.rpc('getMinimumBalanceForRentExemption', 165), 2_039_280);
    assert.deepEqual(Object.keys(await net.rpc('getVersion')), ['feature-set', 'solana-core']);
    assert.equal((await net.rpc('getEpochInfo')).absoluteSlot, finalized);
    assert.match(await net.rpc('getGenesisHash'), /^[1-9A-HJ-NP-Za-km-z]{43,44}$/);
    assert.deepEqual(
      await net.rpc('getBlocks', finalized - 2),
      [-2, -1, 0].map((d) => finalized + d),
    );
    assert.deepEqual(await net.rpc('getBlocks', finalized, finalized + 9), [finalized]);
    assert.deepEqual(
      await net.rpc('getBlocks', finalized, { commitment: 'confirmed' }),
      [0, 1, 2, 3].map((d) => finalized + d),
    );
    assert.deepEqual(await net.rpc('getBlocksWithLimit', 3, 2), [3, 4]);
    assert.deepEqual(await net.rpc('getBlocks', finalized + 1), []);
  });
});

test('every method that is served is asked for by name or refused', async (t) => {
  const { at, devnet } = await manualDevnet(t);
  const url = at(devnet.port);
  assert.equal(METHOD_NAMES.length, 26);
  const error = async (request) => (await (await post(url, request)).json()).error;
  assert.deepEqual(await error('{'), { code: -32700, message: 'Parse error' });
  assert.deepEqual(await error('[]'), { code: -32600, message: 'Invalid request' });
  assert.deepEqual(await error({ id: 1 }), { code: -32600, message: 'Invalid request' });
  const unknown = { id: 1, method: 'getVoteAccounts' };
  assert.deepEqual(await error(unknown), { code: -32601, message: 'Method not found' });
  const badParams = await error({ id: 1, method: 'getBlock', params: ['1'] });
  assert.equal(badParams.code, -32602);
});

test('batches are answered one by one, in order, with their ids', async (t) => {
  const { at, devnet } = await manualDevnet(t);
  const request = (id, method, ...params) => ({ jsonrpc: '2.0', id, method, params });
  const batch = [request('a', 'getSlot'), request(2, 'getBlock', 99), request(null, 'getHealth')];
  const text = await (await post(at(devnet.port), JSON.stringify(batch))).text();
  const answers = JSON.parse(text);
  assert.deepEqual(
    answers.map((a) => a.id),
    ['a', 2, null],
  );
  assert.equal(answers[0].result, 0);
  assert.equal(answers[1].error.code, -32004);
  assert.equal(answers[2].result, 'ok');
  assert.ok(text.startsWith('[{"jsonrpc":"2.0","result":0,"id":"a"}'));
});

test('numbers are written as serde writes them', () => {
  const table = [
    { value: new Float(600), text: '600.0' },
    { value: new Float(0), text: '0.0' },
    { value: new Float(0.000001), text: '1e-6' },
    { value: new Float(0.00001), text: '0.00001' },
    { value: new Float(0.91846), text: '0.91846' },
    { value: new Float(1e16), text: '1e16' },
    { value: 18446744073709551615n, text: '18446744073709551615' },
    { value: { b: undefined, a: [null, 'x"'] }, text: '{"a":[null,"x\\""]}' },
  ];
  for (const { value, text } of table) assert.equal(toJson(value), text);
});
