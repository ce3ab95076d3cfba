// A buyer's wallet and what it takes to pay a Hilt session on the devnet, or on any cluster that
// has JSON-RPC: keys, SOL, a USDC-like mint, token accounts, lookup tables, payments.
//
//   const chain = new Chain('http://127.0.0.1:8899');
//   const usdc = await createMint(chain, { seed: 'usdc' });
//   const buyer = await makeWallet(chain, { seed: 'alice', mint: usdc, units: 100_000_000n });
//   await pay(chain, { buyer, session, mint: usdc });
//
// `session` has the members of a Hilt payment: nonce, merchant_wallet, fee_wallet (or null), and in
// minor units merchant_amount_minor_units and fee_minor_units.

import { createHash, randomBytes } from 'node:crypto';

import * as kit from '@solana/kit';
import { getCreateAccountInstruction, getTransferSolInstruction } from '@solana-program/system';
import {
  TOKEN_PROGRAM_ADDRESS,
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToInstruction,
  getTransferCheckedInstruction,
} from '@solana-program/token';

import { createTableInstructions } from './lookup_table.mjs';

const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const LAMPORTS = 1_000_000_000n;
const COMPUTE_UNITS = 200_000;
const LOADED_BYTES = 4_000_000;
const POLL_MS = 50;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A chain at an URL. With `manual`, whoever waits for something lets slots pass.
export class Chain {
  constructor(url, { manual = false, confirmTimeoutMs = 30_000 } = {}) {
    Object.assign(this, { url, manual, confirmTimeoutMs });
    this.rpc = kit.createSolanaRpc(url);
  }

  // A control call of the devnet.
  async control(call, members = {}) {
    const body = JSON.stringify({ do: call, ...members });
    const answer = await fetch(new URL('/control', this.url), { method: 'POST', body });
    const result = await answer.json();
    if (!answer.ok) throw new Error(`${call}: ${result.error}`);
    return result;
  }

  // Waits until a signature has a commitment; throws where it failed, unless failing is expected.
  async confirm(signature, { commitment = 'confirmed', mayFail = false } = {}) {
    const enough = commitment === 'finalized' ? ['finalized'] : ['confirmed', 'finalized'];
    const until = Date.now() + this.confirmTimeoutMs;
    while (Date.now() < until) {
      const { value } = await this.rpc.getSignatureStatuses([signature]).send();
      if (value[0] && enough.includes(value[0].confirmationStatus)) {
        if (value[0].err && !mayFail) throw new Error(`${signature} failed: ${show(value[0].err)}`);
        return value[0];
      }
      if (this.manual) await this.control('advance');
      else await pause(POLL_MS);
    }
    throw new Error(`${signature} is not ${commitment} after ${this.confirmTimeoutMs} ms`);
  }
}

const show = (value) => JSON.stringify(value, (key, v) => (typeof v === 'bigint' ? Number(v) : v));

// A key pair: the same one for the same seed.
export function keypair(seed = randomBytes(16).toString('hex')) {
  const secret = createHash('sha256').update(`hilt-devnet/${seed}`).digest();
  return kit.createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(secret));
}

export async function airdrop(chain, address, lamports = 10n * LAMPORTS) {
  const signature = await chain.rpc.requestAirdrop(address, lamports).send();
  await chain.confirm(signature);
}

// Signs instructions as one transaction. `version`: 'legacy', 0 or 1; `tables`: lookup tables by
// address. The blockhash is a finalized one, which no fork takes away.
// -> {signature, wire (base64), lastValidBlockHeight}
export async function sign(chain, { payer, instructions, version = 0, tables }) {
  const { value: lifetime } = await chain.rpc
    .getLatestBlockhash({ commitment: 'finalized' })
    .send();
  let message = kit.pipe(
    kit.createTransactionMessage({ version }),
    (m) => kit.setTransactionMessageFeePayerSigner(payer, m),
    (m) => kit.setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
    (m) => kit.appendTransactionMessageInstructions(instructions, m),
  );
  if (version === 1) {
    // What version 1 does not ask for is zero.
    const limits = { computeUnitLimit: COMPUTE_UNITS, loadedAccountsDataSizeLimit: LOADED_BYTES };
    message = kit.setTransactionMessageConfig(limits, message);
  }
  if (tables) message = kit.compressTransactionMessageUsingAddressLookupTables(message, tables);
  const signed = await kit.signTransactionMessageWithSigners(message);
  const { lastValidBlockHeight } = lifetime;
  const wire = kit.getBase64EncodedWireTransaction(signed);
  return { signature: kit.getSignatureFromTransaction(signed), wire, lastValidBlockHeight };
}

export async function send(chain, signed, options = {}) {
  const config = { encoding: 'base64', preflightCommitment: 'confirmed', ...options };
  await chain.rpc.sendTransaction(signed.wire, config).send();
  return signed;
}

async function sendAndConfirm(chain, request) {
  const { signature } = await send(chain, await sign(chain, request));
  await chain.confirm(signature);
}

// A mint of the classic Token program at the address of the seed's key. Its authority has a key
// too: whoever knows the seed can make money. -> {address, authority, decimals}
export async function createMint(chain, { seed = 'usdc', decimals = 6 } = {}) {
  const [mint, authority] = await Promise.all([
    keypair(`${seed}/mint`),
    keypair(`${seed}/authority`),
  ]);
  const made = { address: mint.address, authority, decimals };
  const { value } = await chain.rpc.getAccountInfo(mint.address, { encoding: 'base64' }).send();
  if (value) return made;
  await airdrop(chain, authority.address);
  const space = BigInt(getMintSize());
  const lamports = await chain.rpc.getMinimumBalanceForRentExemption(space).send();
  await sendAndConfirm(chain, {
    payer: authority,
    instructions: [
      getCreateAccountInstruction({
        payer: authority,
        newAccount: mint,
        lamports,
        space,
        programAddress: TOKEN_PROGRAM_ADDRESS,
      }),
      getInitializeMint2Instruction({
        mint: mint.address,
        decimals,
        mintAuthority: authority.address,
      }),
    ],
  });
  return made;
}

// The same at any address, also one without a known key, such as that of USDC on mainnet. Only the
// devnet can do this, and it should be done before anything else.
export async function plantMint(chain, { address, seed = 'usdc', decimals = 6 }) {
  const authority = await keypair(`${seed}/authority`);
  await chain.control('plant_mint', { address, authority: authority.address, decimals });
  await airdrop(chain, authority.address);
  return { address: kit.address(address), authority, decimals };
}

// The associated token account of a wallet.
export async function tokenAccountOf(owner, mint) {
  const seeds = { owner, mint: mint.address, tokenProgram: TOKEN_PROGRAM_ADDRESS };
  const [account] = await findAssociatedTokenPda(seeds);
  return account;
}

function createAccountInstruction(payer, owner, mint) {
  return getCreateAssociatedTokenIdempotentInstructionAsync({ payer, owner, mint: mint.address });
}

// Gives a wallet an associated token account, and units in it.
export async function fund(chain, { owner, mint, units = 0n }) {
  const instructions = [await createAccountInstruction(mint.authority, owner, mint)];
  if (units > 0n) {
    const token = await tokenAccountOf(owner, mint);
    const what = { mint: mint.address, token, mintAuthority: mint.authority, amount: units };
    instructions.push(getMintToInstruction(what));
  }
  await sendAndConfirm(chain, { payer: mint.authority, instructions });
}

// A key pair with SOL, and with units of a mint where one is given.
export async function makeWallet(chain, { seed, lamports, mint, units = 0n } = {}) {
  const wallet = await keypair(seed);
  await airdrop(chain, wallet.address, lamports);
  if (mint) await fund(chain, { owner: wallet.address, mint, units });
  return wallet;
}

// A lookup table with these addresses, ready for use. -> {[table]: addresses}
export async function createLookupTable(chain, { payer, addresses }) {
  const recentSlot = await chain.rpc.getSlot({ commitment: 'finalized' }).send();
  const { table, instructions } = await createTableInstructions({ payer, recentSlot, addresses });
  const { signature } = await send(chain, await sign(chain, { payer, instructions, version: 0 }));
  const { slot } = await chain.confirm(signature);
  // Addresses can be used from the slot after the one that they were added in.
  while ((await chain.rpc.getSlot({ commitment: 'confirmed' }).send()) <= slot) {
    if (chain.manual) await chain.control('advance');
    else await pause(POLL_MS);
  }
  return { [table]: addresses };
}

export function memo(text) {
  return { programAddress: kit.address(MEMO), data: new TextEncoder().encode(text) };
}

async function leg({ buyer, wallet, units, mint, createAccounts }) {
  const destination = kit.address(wallet);
  if (!mint) return [getTransferSolInstruction({ source: buyer, destination, amount: units })];
  const transfer = getTransferCheckedInstruction({
    source: await tokenAccountOf(buyer.address, mint),
    mint: mint.address,
    destination: await tokenAccountOf(destination, mint),
    authority: buyer,
    amount: units,
    decimals: mint.decimals,
  });
  if (!createAccounts) return [transfer];
  return [await createAccountInstruction(buyer, destination, mint), transfer];
}

// The instructions of a payment. `mint` undefined pays in SOL. What a session says can be departed
// from: `merchantUnits`, `feeUnits` (0n: no fee leg), `memoText` (null: none). `createAccounts`
// creates the token accounts that are missing.
export async function paymentInstructions({
  buyer,
  session,
  mint,
  merchantUnits = BigInt(session.merchant_amount_minor_units),
  feeUnits = BigInt(session.fee_minor_units),
  memoText = `HILT:${session.nonce}`,
  createAccounts = false,
}) {
  const common = { buyer, mint, createAccounts };
  const instructions = await leg({
    ...common,
    wallet: session.merchant_wallet,
    units: merchantUnits,
  });
  if (feeUnits > 0n) {
    instructions.push(...(await leg({ ...common, wallet: session.fee_wallet, units: feeUnits })));
  }
  if (memoText !== null) instructions.push(memo(memoText));
  return instructions;
}

// A signed payment that nobody has sent yet. Options: those of paymentInstructions, `version`,
// `tables`.
export async function signPayment(chain, { version, tables, ...payment }) {
  const instructions = await paymentInstructions(payment);
  return sign(chain, { payer: payment.buyer, instructions, version, tables });
}

// Signs and sends a payment; `confirm` waits for a commitment. A payment that must fail on the
// chain needs `skipPreflight`. -> {signature, wire, lastValidBlockHeight}
export async function pay(chain, { confirm, skipPreflight = false, ...payment }) {
  const signed = await send(chain, await signPayment(chain, payment), { skipPreflight });
  if (confirm) {
    await chain.confirm(signed.signature, { commitment: confirm, mayFail: skipPreflight });
  }
  return signed;
}

// Terms of a session as a Hilt API tier would make them, for chains without an engine.
export async function makeSession({ amount = 29_000_000n, fee = 290_000n, seed } = {}) {
  const wallet = async (name) => (await keypair(seed && `${seed}/${name}`)).address;
  return {
    nonce: randomBytes(16).toString('hex'),
    merchant_wallet: await wallet('merchant'),
    fee_wallet: await wallet('fee'),
    merchant_amount_minor_units: String(amount - fee),
    fee_minor_units: String(fee),
  };
}
