// What a message costs: 5000 lamports a signature, and its priority fee.

import { readU32, readU64 } from './bytes.mjs';
import { COMPUTE_BUDGET, SYSTEM } from './ids.mjs';

const LAMPORTS_PER_SIGNATURE = 5000n;
const MICROLAMPORTS = 1_000_000n;
const BUILTINS = [SYSTEM, COMPUTE_BUDGET];
const BUILTIN_UNITS = 3_000n;
const PROGRAM_UNITS = 200_000n;
const MOST_UNITS = 1_400_000n;

function priorityFee(message) {
  if (message.config) return message.config.priorityFee ?? 0n;
  let price = 0n;
  let units = 0n;
  let limit;
  for (const { programIdIndex, data } of message.instructions) {
    const program = message.keys[programIdIndex];
    units += BUILTINS.includes(program) ? BUILTIN_UNITS : PROGRAM_UNITS;
    if (program !== COMPUTE_BUDGET) continue;
    if (data[0] === 2) limit = BigInt(readU32(data, 1));
    if (data[0] === 3) price = readU64(data, 1);
  }
  const bought = limit ?? (units < MOST_UNITS ? units : MOST_UNITS);
  return (bought * price + MICROLAMPORTS - 1n) / MICROLAMPORTS;
}

export function feeOf(message) {
  return (
    BigInt(message.header.numRequiredSignatures) * LAMPORTS_PER_SIGNATURE + priorityFee(message)
  );
}
