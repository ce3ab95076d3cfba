#!/usr/bin/env node
// A Solana chain of one process on the loopback address; README.md says what it can do.

import { fail, readOptions } from './lib/options.mjs';

const options = readOptions(process.argv.slice(2));
const { startDevnet } = await import('./lib/devnet.mjs');
const devnet = await startDevnet(options).catch((error) => fail(error.message));
const { ledger, faucet, port } = devnet;
const line = { port, genesis_hash: ledger.genesisHash, seed: ledger.seed, faucet: faucet.address };
process.stdout.write(`${JSON.stringify(line)}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => devnet.stop().then(() => process.exit(0)));
}
