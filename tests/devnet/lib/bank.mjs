// The state of accounts, over one LiteSVM: executes transactions and tells what each changed.
//
// LiteSVM knows neither blocks nor the age of blockhashes nor forks: the ledger sees to these. It
// cannot roll back either, so every execution hands out the accounts as they were before it
// (`undo`).

import { Clock, FailedTransactionMetadata, LiteSVM } from 'litesvm';

import { base58, writeU64 } from './bytes.mjs';
import { errorJson } from './errors.mjs';
import { LOOKUP_TABLE, SYSTEM, isToken } from './ids.mjs';
import { ledgerTokenAmount, mintAccount, tokenAccount } from './tokens.mjs';
import { allKeys, isWritable } from './wire.mjs';

const TABLE_HEADER_BYTES = 56;
const SLOT_HASHES = 300;
// What leaves a fee payer able to pay fees and nothing else: rent exemption of an empty account,
// and room for a few signatures.
const STARVED_LAMPORTS = 1_000_000n;

const EMPTY = { writable: [], readonly: [] };

export class Bank {
  constructor() {
    this.svm = new LiteSVM().withBlockhashCheck(false).withTransactionHistory(0n);
  }

  // {lamports, data, owner, executable} or null.
  account(address) {
    const found = this.svm.getAccount(address);
    if (!found.exists) return null;
    const { lamports, data, programAddress, executable } = found;
    return { lamports, data: new Uint8Array(data), owner: programAddress, executable };
  }

  // Overwrites an account; null removes it.
  put(address, account) {
    const { lamports, data, owner, executable } = account ?? {
      lamports: 0n,
      data: new Uint8Array(),
      owner: SYSTEM,
      executable: false,
    };
    const space = BigInt(data.length);
    this.svm.setAccount({ address, lamports, data, programAddress: owner, executable, space });
  }

  // Before the transactions of a block: its time, and the blocks before it.
  open(slot, time, blocks) {
    this.svm.setClock(new Clock(BigInt(slot), 0n, 0n, 0n, BigInt(time)));
    const newestFirst = blocks.slice(-SLOT_HASHES).reverse();
    this.svm.setSlotHashes(newestFirst.map((b) => ({ slot: BigInt(b.slot), hash: b.blockhash })));
    this.svm.expireBlockhash(); // or no nonce account could be advanced twice
  }

  // The addresses that a version-0 message takes from lookup tables; null where one is not there.
  loadAddresses(wire) {
    if (!wire.lookups?.length) return EMPTY;
    const loaded = { writable: [], readonly: [] };
    for (const { accountKey, writableIndexes, readonlyIndexes } of wire.lookups) {
      const table = this.account(accountKey);
      if (table?.owner !== LOOKUP_TABLE) return null;
      const at = (i) => {
        const start = TABLE_HEADER_BYTES + 32 * i;
        const key = table.data.subarray(start, start + 32);
        return key.length === 32 ? base58(key) : null;
      };
      loaded.writable.push(...writableIndexes.map(at));
      loaded.readonly.push(...readonlyIndexes.map(at));
    }
    return [...loaded.writable, ...loaded.readonly].includes(null) ? null : loaded;
  }

  // Runs a transaction. `landed` is false where no leader could have charged its fee, and then
  // nothing changed. `starve` empties what it spends from beforehand and gives it back afterwards:
  // it fails as if the buyer had spent the money elsewhere.
  execute(wire, { starve = false } = {}) {
    const loaded = this.loadAddresses(wire);
    if (!loaded) return { landed: false, err: 'AddressLookupTableNotFound' };
    const keys = allKeys(wire, loaded);
    const before = keys.map((key) => this.account(key));
    const undo = new Map();
    keys.forEach((key, i) => {
      if (isWritable(wire, loaded, i)) undo.set(key, before[i]);
    });
    const taken = starve ? this.#starve(undo) : [];
    const preTokens = this.#tokenBalances(keys, before);
    const result = this.#run(wire, () => this.svm.sendTransaction(wire.transaction));
    if (starve && !result.err) {
      this.restore(undo); // it spends nothing: it cannot be made to fail
      return this.execute(wire);
    }
    this.#giveBack(keys[0], taken);
    const after = keys.map((key) => this.account(key));
    const sum = (accounts) => accounts.reduce((total, a) => total + (a?.lamports ?? 0n), 0n);
    const fee = sum(before) - sum(after);
    if (result.err && fee === 0n) return { landed: false, err: result.err };
    return {
      landed: true,
      err: result.err,
      loaded,
      undo,
      meta: {
        ...this.#meta(result),
        fee,
        preBalances: before.map((a) => a?.lamports ?? 0n),
        postBalances: after.map((a) => a?.lamports ?? 0n),
        preTokenBalances: preTokens,
        postTokenBalances: this.#tokenBalances(keys, after),
      },
    };
  }

  // What running it would bring; changes nothing. -> {err, logs, unitsConsumed, ...}
  simulate(wire, { verify = true } = {}) {
    const loaded = this.loadAddresses(wire);
    if (!loaded) return { err: 'AddressLookupTableNotFound', logs: [], accounts: new Map() };
    let simulated;
    this.svm.withSigverify(verify);
    const result = this.#run(verify ? wire : null, () => {
      simulated = this.svm.simulateTransaction(wire.transaction);
      return simulated;
    });
    this.svm.withSigverify(true);
    const accounts = new Map();
    if (!result.err) {
      for (const { address, ...after } of simulated.postAccounts()) {
        accounts.set(address, { ...after, owner: after.programAddress });
      }
    }
    return { ...this.#meta(result), err: result.err, loaded, accounts };
  }

  // Puts accounts back to what they were.
  restore(undo) {
    for (const [address, account] of undo) this.put(address, account);
  }

  programAccounts(program) {
    return this.svm.getProgramAccounts(program).map((account) => account.address);
  }

  // `signed`: what must have all its signatures for the call.
  #run(signed, call) {
    if (signed && Object.values(signed.transaction.signatures).includes(null)) {
      return { err: 'SignatureFailure', meta: null };
    }
    let result;
    try {
      result = call();
    } catch {
      return { err: 'SanitizeFailure', meta: null }; // litesvm refuses to read it
    }
    if (result instanceof FailedTransactionMetadata) {
      return { err: errorJson(result.err()), meta: result.meta() };
    }
    return { err: null, meta: result.meta?.() ?? result };
  }

  #meta({ err, meta }) {
    const logs = meta?.logs() ?? [];
    // It was charged and never ran: nothing was recorded.
    const ran = err === null || typeof err !== 'string' || logs.length > 0;
    const inner = (meta?.innerInstructions() ?? []).map((list, index) => ({
      index,
      instructions: list.map((entry) => {
        const instruction = entry.instruction();
        return {
          programIdIndex: instruction.programIdIndex(),
          accounts: [...instruction.accounts()],
          data: new Uint8Array(instruction.data()),
          stackHeight: entry.stackHeight(),
        };
      }),
    }));
    const returned = meta?.returnData();
    return {
      err,
      innerInstructions: ran ? inner.filter((group) => group.instructions.length > 0) : null,
      logs: ran ? logs : null,
      unitsConsumed: meta?.computeUnitsConsumed() ?? 0n,
      returnData: returned?.data().length
        ? { programId: base58(returned.programId()), data: returned.data() }
        : undefined,
    };
  }

  // As a validator records them: only where a token program is among the keys.
  #tokenBalances(keys, accounts) {
    if (!keys.some(isToken)) return [];
    const balances = [];
    accounts.forEach((account, accountIndex) => {
      const token = tokenAccount(account);
      const mint = token && mintAccount(this.account(token.mint));
      if (!token || mint?.program !== token.program) return;
      balances.push({
        accountIndex,
        mint: token.mint,
        owner: token.owner,
        programId: token.program,
        uiTokenAmount: ledgerTokenAmount(token.amount, mint.decimals),
      });
    });
    return balances;
  }

  // Takes the money out of every writable account; returns what to give back. The fee payer keeps
  // enough for the fee.
  #starve(undo) {
    const taken = [];
    for (const [address, account] of undo) {
      if (tokenAccount(account)) {
        const data = account.data.slice();
        writeU64(data, 64, 0n);
        this.put(address, { ...account, data });
      } else if (account?.owner === SYSTEM && account.lamports > STARVED_LAMPORTS) {
        this.put(address, { ...account, lamports: STARVED_LAMPORTS });
      } else {
        continue;
      }
      taken.push([address, account]);
    }
    return taken;
  }

  #giveBack(payer, taken) {
    for (const [address, account] of taken) {
      const fee = address === payer ? STARVED_LAMPORTS - this.account(payer).lamports : 0n;
      this.put(address, { ...account, lamports: account.lamports - fee });
    }
  }
}
