// Transactions as Helius posts them: enhanced and raw.

import { base58 } from './bytes.mjs';
import { encodeTransaction } from './encode.mjs';
import { parseInstruction } from './parse.mjs';
import { uiAmountString } from './tokens.mjs';

const LAMPORT_DECIMALS = 9;

// Every instruction in the order in which it ran: {programId, keys, data}.
function allInstructions(record) {
  const inner = new Map(
    (record.meta.innerInstructions ?? []).map((g) => [g.index, g.instructions]),
  );
  return record.wire.instructions.flatMap((instruction, i) =>
    [instruction, ...(inner.get(i) ?? [])].map(({ programIdIndex, accounts, data }) => ({
      programId: record.keys[programIdIndex],
      keys: accounts.map((index) => record.keys[index]),
      data,
    })),
  );
}

// Token account -> {owner, mint, decimals}, of all that the transaction touched.
function tokenAccounts(record) {
  const found = new Map();
  for (const b of [...record.meta.preTokenBalances, ...record.meta.postTokenBalances]) {
    const { mint, owner, uiTokenAmount } = b;
    found.set(record.keys[b.accountIndex], { mint, owner, decimals: uiTokenAmount.decimals });
  }
  return found;
}

function nativeTransfer({ type, info }) {
  const to = { transfer: info.destination, transferWithSeed: info.destination };
  const toUserAccount = { ...to, createAccount: info.newAccount }[type];
  return { amount: info.lamports, fromUserAccount: info.source, toUserAccount };
}

function tokenTransfer({ info }, accounts) {
  const from = accounts.get(info.source);
  const to = accounts.get(info.destination);
  const { mint, decimals } = from ?? to ?? { mint: info.mint, decimals: 0 };
  const amount = BigInt(info.amount ?? info.tokenAmount.amount);
  return {
    fromTokenAccount: info.source,
    fromUserAccount: from?.owner ?? '',
    mint,
    toTokenAccount: info.destination,
    toUserAccount: to?.owner ?? '',
    tokenAmount: Number(amount) / 10 ** decimals,
    tokenStandard: 'Fungible',
    units: { amount, decimals }, // for the description only
  };
}

function transfersOf(record) {
  const native = [];
  const tokens = [];
  if (record.err !== null) return { native, tokens };
  const accounts = tokenAccounts(record);
  for (const { programId, keys, data } of allInstructions(record)) {
    const shown = parseInstruction(programId, keys, data);
    if (shown?.program === 'system') native.push(nativeTransfer(shown.parsed));
    if (shown?.program === 'spl-token') tokens.push(tokenTransfer(shown.parsed, accounts));
  }
  return { native, tokens };
}

function accountData(record) {
  const { keys, meta } = record;
  const change = new Map();
  const add = (balance, sign) => {
    const { accountIndex: i, mint, owner, uiTokenAmount } = balance;
    const entry = change.get(i) ?? { mint, owner, decimals: uiTokenAmount.decimals, amount: 0n };
    change.set(i, { ...entry, amount: entry.amount + sign * BigInt(uiTokenAmount.amount) });
  };
  meta.preTokenBalances.forEach((balance) => add(balance, -1n));
  meta.postTokenBalances.forEach((balance) => add(balance, 1n));
  return keys.map((account, i) => {
    const token = change.get(i);
    const changed = token !== undefined && token.amount !== 0n;
    return {
      account,
      nativeBalanceChange: meta.postBalances[i] - meta.preBalances[i],
      tokenBalanceChanges: changed
        ? [
            {
              mint: token.mint,
              rawTokenAmount: { decimals: token.decimals, tokenAmount: token.amount.toString() },
              tokenAccount: account,
              userAccount: token.owner,
            },
          ]
        : [],
    };
  });
}

function description(payer, native, tokens) {
  const moved = tokens.length
    ? tokens.map((t) => ({ ...t.units, what: t.mint, to: t.toUserAccount }))
    : native.map((n) => ({
        amount: n.amount,
        decimals: LAMPORT_DECIMALS,
        what: 'SOL',
        to: n.toUserAccount,
      }));
  if (moved.length === 0) return '';
  const { decimals, what, to } = moved[0];
  const total = moved.reduce((sum, m) => sum + m.amount, 0n);
  const amount = `${uiAmountString(total, decimals)} ${what}`;
  return moved.length === 1
    ? `${payer} transferred ${amount} to ${to}.`
    : `${payer} transferred a total ${amount} to multiple accounts.`;
}

function instructions(record) {
  const inner = new Map(
    (record.meta.innerInstructions ?? []).map((g) => [g.index, g.instructions]),
  );
  const shown = ({ programIdIndex, accounts, data }) => ({
    accounts: accounts.map((index) => record.keys[index]),
    data: base58(data),
    programId: record.keys[programIdIndex],
  });
  return record.wire.instructions.map((instruction, i) => ({
    ...shown(instruction),
    innerInstructions: (inner.get(i) ?? []).map(shown),
  }));
}

function sourceOf(native, tokens) {
  if (tokens.length) return 'SOLANA_PROGRAM_LIBRARY';
  return native.length ? 'SYSTEM_PROGRAM' : 'UNKNOWN';
}

export function enhanced(record) {
  const { native, tokens } = transfersOf(record);
  const feePayer = record.keys[0];
  return {
    accountData: accountData(record),
    description: description(feePayer, native, tokens),
    events: {},
    fee: record.meta.fee,
    feePayer,
    instructions: instructions(record),
    nativeTransfers: native,
    signature: record.wire.signature,
    slot: record.block.slot,
    source: sourceOf(native, tokens),
    timestamp: record.block.time,
    tokenTransfers: tokens.map(({ units, ...shown }) => shown),
    transactionError: record.err,
    type: native.length || tokens.length ? 'TRANSFER' : 'UNKNOWN',
  };
}

export function raw(record) {
  return {
    blockTime: record.block.time,
    indexWithinBlock: record.index,
    slot: record.block.slot,
    ...encodeTransaction(record, { encoding: 'json', maxVersion: 255 }),
  };
}
