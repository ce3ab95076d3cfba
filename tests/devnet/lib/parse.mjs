// Instructions as `jsonParsed` shows them: memos, transfers, account creation. All else, and what
// does not fit its program's layout, is shown partially decoded.

import { base58, readU32, readU64 } from './bytes.mjs';
import { ATA, MEMO, MEMO_V1, SYSTEM, isToken } from './ids.mjs';
import { uiTokenAmount } from './tokens.mjs';

const utf8 = new TextDecoder('utf-8', { fatal: true });

// The one who moves the money: a wallet, or a multisig and those of it that signed.
function authority(keys, at) {
  if (keys.length <= at + 1) return { authority: keys[at] };
  return { multisigAuthority: keys[at], signers: keys.slice(at + 1) };
}

function parseToken(keys, data) {
  const [source, second, third] = keys;
  if (data[0] === 3 && data.length >= 9 && keys.length >= 3) {
    const amount = readU64(data, 1).toString();
    return {
      type: 'transfer',
      info: { source, destination: second, amount, ...authority(keys, 2) },
    };
  }
  const checked = { source, mint: second, destination: third };
  if (data[0] === 12 && data.length >= 10 && keys.length >= 4) {
    const tokenAmount = uiTokenAmount(readU64(data, 1), data[9]);
    return { type: 'transferChecked', info: { ...checked, tokenAmount, ...authority(keys, 3) } };
  }
  if (data[0] === 26 && data[1] === 1 && data.length >= 19 && keys.length >= 4) {
    const tokenAmount = uiTokenAmount(readU64(data, 2), data[10]);
    const feeAmount = uiTokenAmount(readU64(data, 11), data[10]);
    const info = { ...checked, tokenAmount, feeAmount, ...authority(keys, 3) };
    return { type: 'transferCheckedWithFee', info };
  }
  return null;
}

function parseSystem(keys, data) {
  const [source, second, third] = keys;
  const tag = data.length >= 12 ? readU32(data, 0) : -1;
  if (tag === 0 && data.length >= 52 && keys.length >= 2) {
    const owner = base58(data.subarray(20, 52));
    const info = {
      source,
      newAccount: second,
      lamports: readU64(data, 4),
      space: readU64(data, 12),
    };
    return { type: 'createAccount', info: { ...info, owner } };
  }
  if (tag === 2 && keys.length >= 2) {
    return { type: 'transfer', info: { source, destination: second, lamports: readU64(data, 4) } };
  }
  if (tag === 11 && keys.length >= 3 && data.length >= 52) {
    const seedBytes = Number(readU64(data, 12));
    if (data.length < 52 + seedBytes) return null;
    const info = {
      source,
      sourceBase: second,
      destination: third,
      lamports: readU64(data, 4),
      sourceSeed: Buffer.from(data.subarray(20, 20 + seedBytes)).toString(),
      sourceOwner: base58(data.subarray(20 + seedBytes, 52 + seedBytes)),
    };
    return { type: 'transferWithSeed', info };
  }
  return null;
}

function parseAta(keys, data) {
  const type = { undefined: 'create', 0: 'create', 1: 'createIdempotent' }[data[0]];
  if (!type || keys.length < 6) return null;
  const [source, account, wallet, mint, systemProgram, tokenProgram] = keys;
  return { type, info: { source, account, wallet, mint, systemProgram, tokenProgram } };
}

function parseMemo(data) {
  try {
    return utf8.decode(data);
  } catch {
    return null;
  }
}

// {program, parsed} of an instruction whose account keys are `keys`, or null.
export function parseInstruction(programId, keys, data) {
  let program;
  let parsed = null;
  if (programId === MEMO || programId === MEMO_V1) {
    [program, parsed] = ['spl-memo', parseMemo(data)];
  } else if (isToken(programId)) {
    [program, parsed] = ['spl-token', parseToken(keys, data)];
  } else if (programId === SYSTEM) {
    [program, parsed] = ['system', parseSystem(keys, data)];
  } else if (programId === ATA) {
    [program, parsed] = ['spl-associated-token-account', parseAta(keys, data)];
  }
  return parsed === null ? null : { program, parsed };
}
