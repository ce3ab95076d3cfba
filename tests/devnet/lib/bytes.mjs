// Base58, base64 and little-endian integers.

import { createHash } from 'node:crypto';

import { getBase58Decoder, getBase58Encoder } from '@solana/kit';

const decoder = getBase58Decoder();
const encoder = getBase58Encoder();

export const base58 = (bytes) => decoder.decode(bytes);

// The bytes of a base58 text; throws where it is none.
export const fromBase58 = (text) => new Uint8Array(encoder.encode(text));

// A base58 text of exactly 32 bytes: an address or a hash.
export function isAddress(text) {
  if (typeof text !== 'string' || text.length < 32 || text.length > 44) return false;
  try {
    return fromBase58(text).length === 32;
  } catch {
    return false;
  }
}

export const base64 = (bytes) => Buffer.from(bytes).toString('base64');

export const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const readU32 = (bytes, at) => view(bytes).getUint32(at, true);
export const readU64 = (bytes, at) => view(bytes).getBigUint64(at, true);
export const writeU64 = (bytes, at, value) => view(bytes).setBigUint64(at, value, true);
export const sameBytes = (a, b) => Buffer.compare(a, b) === 0;
