// Times a scan of one getBlock result by JSON.parse: what a small indexer in JavaScript does.
//
//   node scan.mjs BLOCK.json ITERATIONS
//
// prints {"iterations":N,"cpu_seconds":S,"transactions":N,"memos":N}: the CPU time of the whole
// process (compiler and collector threads included) for N scans, after a warm-up that is not
// counted.
//
// A scan goes from the bytes, as they come from a socket, to the number of memo instructions, found
// by program id at the top level and inside; their text is not decoded.

import { readFileSync } from 'node:fs';

const WARM_UP = 5;

const MEMO_PROGRAMS = new Set([
  'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo',
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH',
]);

function countMemos({ meta, transaction: { message } }) {
  const loaded = meta.loadedAddresses ?? { writable: [], readonly: [] };
  const keys = [...message.accountKeys, ...loaded.writable, ...loaded.readonly];
  let memos = 0;
  for (const { programIdIndex } of message.instructions) {
    if (MEMO_PROGRAMS.has(keys[programIdIndex])) ++memos;
  }
  for (const { instructions } of meta.innerInstructions ?? []) {
    for (const { programIdIndex } of instructions) {
      if (MEMO_PROGRAMS.has(keys[programIdIndex])) ++memos;
    }
  }
  return memos;
}

function scan(bytes) {
  const { transactions } = JSON.parse(bytes.toString());
  let memos = 0;
  for (const transaction of transactions) memos += countMemos(transaction);
  return { transactions: transactions.length, memos };
}

const [file, iterationsText] = process.argv.slice(2);
const iterations = Number(iterationsText);
if (!file || !Number.isSafeInteger(iterations) || iterations < 1) {
  console.error('usage: node scan.mjs BLOCK.json ITERATIONS');
  process.exit(2);
}

const bytes = readFileSync(file);
for (let i = 0; i < WARM_UP; ++i) scan(bytes);

const start = process.cpuUsage();
let found;
for (let i = 0; i < iterations; ++i) found = scan(bytes);
const used = process.cpuUsage(start);

console.log(JSON.stringify({ iterations, cpu_seconds: (used.user + used.system) / 1e6, ...found }));
