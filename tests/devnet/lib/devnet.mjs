// A whole devnet in this process: chain, endpoints, webhook, clock.
//
//   const devnet = await startDevnet({ seed: 'test', manual: true });
//   ... http://127.0.0.1:${devnet.port} ...
//   await devnet.stop();

import { randomBytes } from 'node:crypto';

import { control } from './control.mjs';
import { Endpoint } from './endpoint.mjs';
import { Faucet } from './faucet.mjs';
import { Ledger } from './ledger.mjs';
import { DEFAULTS } from './options.mjs';
import { METHOD_NAMES } from './rpc.mjs';
import { Webhook } from './webhook.mjs';

class Devnet {
  constructor({ ledger, faucet, webhook }) {
    Object.assign(this, { ledger, faucet, webhook });
    this.endpoints = [];
    this.methods = METHOD_NAMES;
    ledger.onConfirmed((block) => webhook.confirmed(block));
  }

  get port() {
    return this.endpoints[0].port;
  }

  // The same chain at one more port. Resolves with the port.
  async addEndpoint(port = 0) {
    const endpoint = new Endpoint(this, (asked, text) => control(this, asked, text));
    await endpoint.listen(port);
    this.endpoints.push(endpoint);
    return endpoint.port;
  }

  // Slots pass with the clock of the machine. Those that it had no time for are skipped, so that
  // block time stays true.
  run(slotMs) {
    const start = Date.now() - this.ledger.slot * slotMs;
    this.timer = setInterval(() => {
      const due = Math.floor((Date.now() - start) / slotMs);
      while (this.ledger.slot < due - 1) this.ledger.tick({ skip: true });
      this.ledger.tick();
    }, slotMs);
  }

  async stop() {
    clearInterval(this.timer);
    this.webhook.stop();
    await Promise.all(this.endpoints.map((endpoint) => endpoint.close()));
  }
}

export async function startDevnet(given = {}) {
  const options = { ...DEFAULTS, ...given };
  const { slotMs, warmSlots } = options;
  const seed = options.seed ?? randomBytes(8).toString('hex');
  const now = Math.floor(Date.now() / 1000);
  const genesisTime = options.genesisTime ?? now - Math.ceil((warmSlots * slotMs) / 1000);
  const ledger = new Ledger({ ...options, seed, genesisTime });
  const faucet = await Faucet.create(ledger);
  const webhook = new Webhook(options.webhook ?? {});
  const devnet = new Devnet({ ledger, faucet, webhook });
  for (let i = 0; i < warmSlots; ++i) ledger.tick();
  await devnet.addEndpoint(options.port);
  if (!options.manual) devnet.run(slotMs);
  return devnet;
}
