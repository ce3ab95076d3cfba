// Chance that can be had again: the same seed rolls the same.

import { createHash } from 'node:crypto';

// -> a function that gives a whole number below its argument
export function dice(seed) {
  let rolls = 0;
  return (sides) => {
    const hash = createHash('sha256').update(`${seed}/${rolls++}`).digest();
    return hash.readUInt32BE(0) % sides;
  };
}
