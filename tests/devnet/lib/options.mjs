// devnet.mjs's command line. Loads nothing else, so that a mistake is answered at once.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const DEFAULTS = {
  port: 0,
  slotMs: 400,
  confirmedLag: 1,
  finalizedLag: 32,
  warmSlots: 0,
  keepBlocks: 100_000,
  manual: false,
};

const USAGE = `A Solana chain of one process, for developers and tests.

usage: node devnet.mjs [OPTIONS]

  --port N                   where JSON-RPC and /control listen, on 127.0.0.1; 0, the default, takes
                             a free one
  --slot-ms N                length of a slot, ${DEFAULTS.slotMs} by default
  --manual                   no clock: slots pass by control calls alone
  --confirmed-lag N          slots until a block is confirmed, ${DEFAULTS.confirmedLag} by default
  --finalized-lag N          slots until it is finalized, ${DEFAULTS.finalizedLag} by default
  --genesis-time T           block time of slot 0 in unix seconds; default: now, less the warm slots
  --warm-slots N             slots that have passed when it starts, ${DEFAULTS.warmSlots} by default
  --keep-blocks N            older ones are forgotten, ${DEFAULTS.keepBlocks} by default
  --seed TEXT                the same seed and the same calls give the same keys and blockhashes;
                             default: a random one
  --webhook URL              post confirmed transactions with a HILT memo there, as Helius does
  --webhook-secret-file F    sign them: helius-signature, HMAC-SHA256
  --authorization-file F     send this Authorization header
  --webhook-raw              the raw form instead of the enhanced one
  --help                     this text

Prints one line of JSON when it serves: port, genesis_hash, seed, faucet. Ends on SIGTERM or SIGINT.
`;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const OPTIONS = {
  port: text,
  'slot-ms': text,
  manual: flag,
  'confirmed-lag': text,
  'finalized-lag': text,
  'genesis-time': text,
  'warm-slots': text,
  'keep-blocks': text,
  seed: text,
  webhook: text,
  'webhook-secret-file': text,
  'authorization-file': text,
  'webhook-raw': flag,
  help: flag,
};

export function fail(why) {
  process.stderr.write(`devnet: ${why}\nTry --help\n`);
  process.exit(2);
}

function whole(values, name, least = 0) {
  const value = values[name];
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/.test(value) || Number(value) < least) {
    fail(`--${name} '${value}': must be a whole number of at least ${least}`);
  }
  return Number(value);
}

function secret(file) {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    return fail(error.message);
  }
}

// The options of startDevnet; ends the process where there are none to be had.
export function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: OPTIONS }));
  } catch (error) {
    fail(error.message);
  }
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const options = {
    port: whole(values, 'port'),
    slotMs: whole(values, 'slot-ms', 1),
    manual: values.manual,
    confirmedLag: whole(values, 'confirmed-lag'),
    finalizedLag: whole(values, 'finalized-lag'),
    genesisTime: whole(values, 'genesis-time'),
    warmSlots: whole(values, 'warm-slots'),
    keepBlocks: whole(values, 'keep-blocks', 1),
    seed: values.seed,
    webhook: {
      url: values.webhook,
      secret: secret(values['webhook-secret-file']),
      authorization: secret(values['authorization-file']),
      mode: values['webhook-raw'] ? 'raw' : 'enhanced',
    },
  };
  for (const name of Object.keys(options)) {
    if (options[name] === undefined) delete options[name];
  }
  if (values.webhook !== undefined && !URL.canParse(values.webhook)) {
    fail(`--webhook '${values.webhook}': must be a URL`);
  }
  const { confirmedLag, finalizedLag } = { ...DEFAULTS, ...options };
  if (finalizedLag < confirmedLag) fail('--finalized-lag is less than --confirmed-lag');
  return options;
}
