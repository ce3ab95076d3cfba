// Unmodified client libraries against the devnet over HTTP, confirming by polling.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as web3 from '@solana/web3.js';
import * as kit from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';

import { startDevnet } from '../lib/devnet.mjs';

const SOL = 1_000_000_000;

// With a clock, as a developer runs it.
async function livingDevnet(t) {
  const devnet = await startDevnet({ slotMs: 10, finalizedLag: 4 });
  t.after(() => devnet.stop());
  return `http://127.0.0.1:${devnet.port}`;
}

async function until(what, look) {
  for (let i = 0; i < 500; ++i) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not come`);
}

test('@solana/web3.js pays and reads', async (t) => {
  const connection = new web3.Connection(await livingDevnet(t), 'confirmed');
  const confirmed = (signature) =>
    until('a confirmation', async () => {
      const { value } = await connection.getSignatureStatuses([signature]);
      return value[0]?.confirmationStatus !== 'processed' && value[0];
    });
  const buyer = web3.Keypair.generate();
  const shop = web3.Keypair.generate().publicKey;
  await confirmed(await connection.requestAirdrop(buyer.publicKey, 2 * SOL));
  assert.equal(await connection.getBalance(buyer.publicKey), 2 * SOL);

  const transfer = web3.SystemProgram.transfer({
    fromPubkey: buyer.publicKey,
    toPubkey: shop,
    lamports: SOL,
  });
  const { blockhash } = await connection.getLatestBlockhash();
  const legacy = new web3.Transaction({ feePayer: buyer.publicKey, recentBlockhash: blockhash });
  legacy.add(transfer);
  assert.equal((await connection.getFeeForMessage(legacy.compileMessage())).value, 5000);
  const signature = await connection.sendTransaction(legacy, [buyer]);
  const status = await confirmed(signature);
  assert.equal(status.err, null);
  assert.equal(await connection.getBalance(shop), SOL);

  const parsed = await connection.getParsedTransaction(signature, {
    maxSupportedTransactionVersion: 0,
  });
  assert.equal(parsed.transaction.message.instructions[0].parsed.info.lamports, SOL);
  const found = await connection.getSignaturesForAddress(shop);
  assert.deepEqual(
    found.map((entry) => entry.signature),
    [signature],
  );
  const block = await connection.getBlock(status.slot, { maxSupportedTransactionVersion: 0 });
  assert.equal(block.transactions[0].transaction.signatures[0], signature);

  const message = web3.MessageV0.compile({
    payerKey: buyer.publicKey,
    recentBlockhash: blockhash,
    instructions: [web3.SystemProgram.transfer({ ...transferTo(buyer, shop), lamports: 1 })],
  });
  const v0 = new web3.VersionedTransaction(message);
  v0.sign([buyer]);
  const simulated = await connection.simulateTransaction(v0);
  assert.equal(simulated.value.err, null);
  await confirmed(await connection.sendTransaction(v0));
  assert.equal(await connection.getBalance(shop), SOL + 1);

  const overdrawn = new web3.Transaction({ feePayer: buyer.publicKey, recentBlockhash: blockhash });
  overdrawn.add(web3.SystemProgram.transfer({ ...transferTo(buyer, shop), lamports: 5 * SOL }));
  await assert.rejects(
    connection.sendTransaction(overdrawn, [buyer]),
    (error) => error instanceof web3.SendTransactionError && /0x1/.test(error.message),
  );
});

test('a durable nonce outlives blockhashes, and serves once', async (t) => {
  const connection = new web3.Connection(await livingDevnet(t), 'confirmed');
  const confirmed = (signature) =>
    until('a confirmation', async () => {
      const { value } = await connection.getSignatureStatuses([signature]);
      return value[0]?.confirmationStatus !== 'processed' && value[0];
    });
  const buyer = web3.Keypair.generate();
  const nonceKey = web3.Keypair.generate();
  const shop = web3.Keypair.generate().publicKey;
  await confirmed(await connection.requestAirdrop(buyer.publicKey, 5 * SOL));
  const create = web3.SystemProgram.createNonceAccount({
    fromPubkey: buyer.publicKey,
    noncePubkey: nonceKey.publicKey,
    authorizedPubkey: buyer.publicKey,
    lamports: await connection.getMinimumBalanceForRentExemption(web3.NONCE_ACCOUNT_LENGTH),
  });
  await confirmed(await connection.sendTransaction(create, [buyer, nonceKey]));
  const stored = async () => {
    const account = await connection.getAccountInfo(nonceKey.publicKey);
    return web3.NonceAccount.fromAccountData(account.data).nonce;
  };
  const nonce = await stored();
  const pay = (lamports) => {
    const advance = { noncePubkey: nonceKey.publicKey, authorizedPubkey: buyer.publicKey };
    const transaction = new web3.Transaction({ feePayer: buyer.publicKey });
    transaction.recentBlockhash = nonce;
    transaction.add(web3.SystemProgram.nonceAdvance(advance));
    transaction.add(web3.SystemProgram.transfer({ ...transferTo(buyer, shop), lamports }));
    transaction.sign(buyer);
    return transaction.serialize();
  };
  const height = await connection.getBlockHeight('processed');
  await until(
    '151 blocks',
    async () => (await connection.getBlockHeight('processed')) > height + 151,
  );
  await confirmed(await connection.sendRawTransaction(pay(SOL)));
  assert.equal(await connection.getBalance(shop), SOL);
  assert.notEqual(await stored(), nonce);
  await assert.rejects(connection.sendRawTransaction(pay(2 * SOL)), /Blockhash not found/);
});

const transferTo = (buyer, shop) => ({ fromPubkey: buyer.publicKey, toPubkey: shop });

test('@solana/kit pays and reads', async (t) => {
  const rpc = kit.createSolanaRpc(await livingDevnet(t));
  const confirmed = (signature) =>
    until('a confirmation', async () => {
      const { value } = await rpc.getSignatureStatuses([signature]).send();
      return value[0]?.confirmationStatus !== 'processed' && value[0];
    });
  const buyer = await kit.generateKeyPairSigner();
  const shop = (await kit.generateKeyPairSigner()).address;
  await confirmed(await rpc.requestAirdrop(buyer.address, kit.lamports(BigInt(3 * SOL))).send());

  const { value: lifetime } = await rpc.getLatestBlockhash().send();
  const transfer = getTransferSolInstruction({ source: buyer, destination: shop, amount: SOL });
  const message = kit.pipe(
    kit.createTransactionMessage({ version: 0 }),
    (m) => kit.setTransactionMessageFeePayerSigner(buyer, m),
    (m) => kit.setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
    (m) => kit.appendTransactionMessageInstruction(transfer, m),
  );
  const signed = await kit.signTransactionMessageWithSigners(message);
  const signature = kit.getSignatureFromTransaction(signed);
  const wire = kit.getBase64EncodedWireTransaction(signed);
  const config = { encoding: 'base64', preflightCommitment: 'confirmed' };
  assert.equal(await rpc.sendTransaction(wire, config).send(), signature);
  const { slot, err } = await confirmed(signature);
  assert.equal(err, null);

  const { value: balance } = await rpc.getBalance(shop, { commitment: 'confirmed' }).send();
  assert.equal(balance, BigInt(SOL));
  const options = { maxSupportedTransactionVersion: 0, encoding: 'jsonParsed' };
  const found = await rpc.getTransaction(signature, { ...options, commitment: 'confirmed' }).send();
  assert.equal(found.slot, slot);
  assert.equal(found.transaction.message.instructions[0].parsed.info.lamports, BigInt(SOL));
  const block = await rpc.getBlock(slot, { ...options, commitment: 'confirmed' }).send();
  assert.equal(block.transactions[0].transaction.signatures[0], signature);
  const { value: simulation } = await rpc.simulateTransaction(wire, { encoding: 'base64' }).send();
  assert.equal(simulation.err, null);
  await assert.rejects(
    rpc.getBlock(slot + 1000n, options).send(),
    (error) =>
      error.context.__code === kit.SOLANA_ERROR__JSON_RPC__SERVER_ERROR_BLOCK_NOT_AVAILABLE,
  );
});
