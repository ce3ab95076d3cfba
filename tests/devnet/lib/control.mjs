// POST /control: what a test may do to the chain and to its endpoints. A call is an object with
// `do`; README.md lists them. Unknown calls and members are refused, so that a misspelt fault
// cannot make a test pass.

import { fromBase58, isAddress } from './bytes.mjs';
import { FAULT_KINDS } from './faults.mjs';
import { TOKEN } from './ids.mjs';
import { toJson } from './json.mjs';
import { LIES } from './lies.mjs';
import { mintData } from './tokens.mjs';
import { WEBHOOK_FAULTS } from './webhook.mjs';

const FORK_MODES = ['drop', 'reinclude', 'fail'];
const MOST_SLOTS = 10_000;

class Refusal extends Error {}

function oneOf(value, allowed, name) {
  if (!allowed.includes(value)) {
    throw new Refusal(`${name} is '${value}': must be one of ${allowed.join(', ')}`);
  }
  return value;
}

function whole(value, name, most = Number.MAX_SAFE_INTEGER) {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new Refusal(`${name} is '${value}': must be a whole number from 0 to ${most}`);
  }
  return value;
}

function addressOf(value, name) {
  if (!isAddress(value)) throw new Refusal(`${name} is '${value}': must be an address`);
  return value;
}

function tickMany(devnet, count, skip) {
  for (let i = 0; i < whole(count, 'slots', MOST_SLOTS); ++i) devnet.ledger.tick({ skip });
  return standing(devnet);
}

function standing({ ledger }) {
  return {
    slot: ledger.slot,
    processed: ledger.at('processed').slot,
    confirmed: ledger.at('confirmed').slot,
    finalized: ledger.at('finalized').slot,
    block_time: ledger.tip().time,
  };
}

function status(devnet) {
  const { ledger, faucet, webhook, endpoints } = devnet;
  return {
    ...standing(devnet),
    genesis_hash: ledger.genesisHash,
    seed: ledger.seed,
    faucet: faucet.address,
    forks: ledger.forks,
    pending: [...ledger.pending.keys()],
    transactions: ledger.transactionCount,
    endpoints: endpoints.map((e) => ({
      port: e.port,
      requests: e.requests,
      faults: e.faults.list(),
      lies: e.lies.told,
      behind: e.view.behind,
      frozen: e.view.frozen !== null,
      ledger_start: e.view.firstAvailable,
    })),
    webhook: { url: webhook.url, ...webhook.counts, log: webhook.log.slice(-100) },
  };
}

function fork({ ledger }, { depth, mode = 'drop', same_slots = false }) {
  oneOf(mode, FORK_MODES, 'mode');
  if (whole(depth, 'depth') === 0) throw new Refusal('depth is 0: a fork takes at least one block');
  const { slots, dropped, moved } = ledger.fork({ depth, mode, sameSlots: same_slots });
  return {
    slots,
    dropped,
    moved: moved.map((r) => ({ signature: r.wire.signature, slot: r.block.slot, err: r.err })),
  };
}

function plantMint({ ledger }, { address, authority, decimals = 6 }) {
  const data = mintData({ decimals, authority: fromBase58(addressOf(authority, 'authority')) });
  const lamports = ledger.bank.svm.minimumBalanceForRentExemption(BigInt(data.length));
  ledger.bank.put(addressOf(address, 'address'), {
    lamports,
    data,
    owner: TOKEN,
    executable: false,
  });
  return {};
}

function fault(devnet, { kind, method, times, ...rest }, endpoint) {
  oneOf(kind, FAULT_KINDS, 'kind');
  if (method !== undefined && method !== '*') oneOf(method, devnet.methods, 'method');
  if (kind === 'error' && !Number.isInteger(rest.code)) throw new Refusal('code: must be a number');
  if (kind === 'http') whole(rest.status, 'status', 599);
  if (kind === 'delay') whole(rest.ms, 'ms');
  return { id: endpoint.faults.add({ kind, method, times, ...rest }) };
}

function lie(devnet, { lie: kind, signature, slot, delta }, endpoint) {
  oneOf(kind, Object.keys(LIES), 'lie');
  const told = { lie: kind, signature, slot, delta };
  for (const name of LIES[kind]) {
    if (told[name] === undefined) throw new Refusal(`${name}: missing`);
  }
  if (delta !== undefined && !Number.isSafeInteger(delta)) {
    throw new Refusal(`delta is '${delta}': must be a whole number`);
  }
  endpoint.lies.tell(told);
  return {};
}

function stale(devnet, { slots = 0, frozen = false }, endpoint) {
  endpoint.view.behind = whole(slots, 'slots');
  if (frozen) endpoint.view.freeze();
  else endpoint.view.frozen = null;
  return {};
}

function setWebhook({ webhook }, { url, secret, authorization, mode, addresses, retry_ms }) {
  if (mode !== undefined) webhook.mode = oneOf(mode, ['enhanced', 'raw'], 'mode');
  if (url !== undefined) {
    if (url !== null && !URL.canParse(url)) throw new Refusal(`url is '${url}': must be a URL`);
    webhook.url = url;
  }
  if (secret !== undefined) webhook.secret = secret;
  if (authorization !== undefined) webhook.authorization = authorization;
  if (retry_ms !== undefined) webhook.retryMs = whole(retry_ms, 'retry_ms');
  if (addresses !== undefined) {
    const each = (address) => addressOf(address, 'addresses');
    webhook.addresses = addresses === null ? null : new Set(addresses.map(each));
  }
  return {};
}

function webhookFault({ webhook }, { kind, times = 1, ms, what }) {
  oneOf(kind, WEBHOOK_FAULTS, 'kind');
  if (what !== undefined) oneOf(what, ['body', 'json'], 'what');
  webhook.faults.push({ kind, left: whole(times, 'times'), ms, what });
  return {};
}

// Name -> the members that a call may have, and what it does. `endpoint` (a port) may be given with
// each; without it, the port that was asked.
const CALLS = {
  status: [[], status],
  advance: [['slots'], (devnet, { slots = 1 }) => tickMany(devnet, slots, false)],
  skip: [['slots'], (devnet, { slots = 1 }) => tickMany(devnet, slots, true)],
  time: [
    ['seconds'],
    (devnet, { seconds }) => {
      devnet.ledger.timeShift += whole(seconds, 'seconds');
      return {};
    },
  ],
  fork: [['depth', 'mode', 'same_slots'], fork],
  plant_mint: [['address', 'authority', 'decimals'], plantMint],
  add_endpoint: [
    ['port'],
    async (devnet, { port = 0 }) => ({ port: await devnet.addEndpoint(port) }),
  ],
  fault: [
    ['kind', 'method', 'times', 'code', 'message', 'data', 'status', 'retry_after', 'ms'],
    fault,
  ],
  stale: [['slots', 'frozen'], stale],
  ledger_start: [
    ['slot'],
    (devnet, { slot }, endpoint) => {
      endpoint.view.ledgerStart = whole(slot, 'slot');
      return {};
    },
  ],
  lie: [['lie', 'signature', 'slot', 'delta'], lie],
  heal: [
    ['id'],
    (devnet, { id }, endpoint) => {
      if (id === undefined) endpoint.heal();
      else endpoint.faults.heal(id);
      return {};
    },
  ],
  webhook: [['url', 'secret', 'authorization', 'mode', 'addresses', 'retry_ms'], setWebhook],
  webhook_fault: [['kind', 'times', 'ms', 'what'], webhookFault],
};

async function perform(devnet, asked, text) {
  const { do: name, endpoint: port, ...members } = JSON.parse(text);
  oneOf(name, Object.keys(CALLS), 'do');
  const [allowed, run] = CALLS[name];
  for (const member of Object.keys(members)) oneOf(member, allowed, `a member of ${name}`);
  const endpoint = port === undefined ? asked : devnet.endpoints.find((e) => e.port === port);
  if (!endpoint) throw new Refusal(`endpoint: none listens on port ${port}`);
  return run(devnet, members, endpoint);
}

// -> {status, body}
export async function control(devnet, asked, text) {
  try {
    return { status: 200, body: toJson(await perform(devnet, asked, text)) };
  } catch (error) {
    const expected = [Refusal, SyntaxError, RangeError].some((type) => error instanceof type);
    if (!expected) console.error(error);
    return { status: expected ? 400 : 500, body: toJson({ error: error.message }) };
  }
}
