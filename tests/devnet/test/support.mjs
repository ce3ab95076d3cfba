// What the tests share: a devnet in manual mode, and calls to it without a client library.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Chain, createMint, fund, makeSession, makeWallet, pay } from '../buyer.mjs';
import { startDevnet } from '../lib/devnet.mjs';

export const GENESIS_TIME = 1_790_000_000;
const CALL_MS = 5000;

const golden = fileURLToPath(new URL('../../golden/chain/', import.meta.url));
export const goldenJson = (name) => JSON.parse(readFileSync(`${golden}${name}`, 'utf8'));

// A devnet that ends with the test.
export async function manualDevnet(t, options) {
  const net = await startManual(options);
  t.after(() => net.devnet.stop());
  return net;
}

// One that somebody must stop. Small lags: what is 4 slots old is finalized.
export async function startManual(options = {}) {
  const devnet = await startDevnet({
    seed: 'test',
    manual: true,
    genesisTime: GENESIS_TIME,
    confirmedLag: 1,
    finalizedLag: 4,
    ...options,
  });
  const at = (port) => `http://127.0.0.1:${port}`;
  const chain = new Chain(at(devnet.port), { manual: true });
  const control = (call, members) => chain.control(call, members);
  const rpc = (method, ...params) => rpcAt(at(devnet.port), method, ...params);
  const rpcOn = (port, method, ...params) => rpcAt(at(port), method, ...params);
  return { devnet, chain, control, rpc, rpcOn, at };
}

// The result of a call; throws an error with `code`, `message` and `data` where there is none.
export async function rpcAt(url, method, ...params) {
  const { result, error } = await (await post(url, { id: 1, method, params })).json();
  if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
  return result;
}

export function post(url, request, options = {}) {
  const body =
    typeof request === 'string' ? request : JSON.stringify({ jsonrpc: '2.0', ...request });
  const signal = AbortSignal.timeout(options.timeoutMs ?? CALL_MS);
  return fetch(url, { method: 'POST', body, signal });
}

// A shop with token accounts and a buyer with 1000 USDC, ready to pay.
export async function shop(chain) {
  const mint = await createMint(chain);
  const buyer = await makeWallet(chain, { seed: 'buyer', mint, units: 1_000_000_000n });
  const session = await makeSession({ seed: 'shop' });
  await fund(chain, { owner: session.merchant_wallet, mint, units: 5_000_000n });
  await fund(chain, { owner: session.fee_wallet, mint, units: 5_000_000n });
  await chain.control('advance', { slots: 5 }); // all of it is finalized
  const payOnce = (more = {}) => pay(chain, { buyer, session, mint, ...more });
  return { mint, buyer, session, payOnce };
}

// A server that keeps what is posted to it and answers as `answer` says: a status, or null for
// none.
export async function receiver(t, answer = () => 200) {
  const posts = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    posts.push({ body, headers: request.headers, at: Date.now() });
    const status = answer(posts.length);
    if (status !== null) response.writeHead(status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { posts, url: `http://127.0.0.1:${server.address().port}/` };
}

// The keys and types of a value: arrays have the shapes of their elements, each once.
export function shape(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const shapes = new Map(
      value.map((element) => [JSON.stringify(shape(element)), shape(element)]),
    );
    return [...shapes.keys()].sort().map((key) => shapes.get(key));
  }
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, shape(value[key])]),
  );
}
