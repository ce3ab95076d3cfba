// Instructions of the address lookup table program, for buyer.mjs.

import { AccountRole, getAddressEncoder, getProgramDerivedAddress } from '@solana/kit';

const PROGRAM = 'AddressLookupTab1e1111111111111111111111111';
const SYSTEM = '11111111111111111111111111111111';
const CREATE = 0;
const EXTEND = 2;

// Bincode: a u32 tag, u64s, and what is raw, all little-endian.
function data(tag, words, ...rest) {
  const head = Buffer.alloc(4 + 8 * words.length);
  head.writeUInt32LE(tag);
  words.forEach((word, i) => head.writeBigUInt64LE(word, 4 + 8 * i));
  return new Uint8Array(Buffer.concat([head, ...rest]));
}

// A table of these addresses (at most 30: more do not fit beside the creation). `recentSlot` must
// have a block. -> {table (its address), instructions}
export async function createTableInstructions({ payer, recentSlot, addresses }) {
  const encoder = getAddressEncoder();
  const slot = Buffer.alloc(8);
  slot.writeBigUInt64LE(recentSlot);
  const seeds = [encoder.encode(payer.address), slot];
  const [table, bump] = await getProgramDerivedAddress({ programAddress: PROGRAM, seeds });
  const accounts = [
    { address: table, role: AccountRole.WRITABLE },
    { address: payer.address, role: AccountRole.READONLY_SIGNER, signer: payer },
    { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer },
    { address: SYSTEM, role: AccountRole.READONLY },
  ];
  const bytes = addresses.map((address) => Buffer.from(encoder.encode(address)));
  const create = data(CREATE, [recentSlot], Buffer.from([bump]));
  const extend = data(EXTEND, [BigInt(addresses.length)], ...bytes);
  const instructions = [create, extend].map((d) => ({
    programAddress: PROGRAM,
    accounts,
    data: d,
  }));
  return { table, instructions };
}
