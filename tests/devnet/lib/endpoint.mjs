// One HTTP port: JSON-RPC at any path but /control, with this endpoint's view, lies and faults.

import { createServer } from 'node:http';

import { Faults } from './faults.mjs';
import { Lies } from './lies.mjs';
import { handle } from './rpc.mjs';
import { View } from './view.mjs';

const MOST_BODY_BYTES = 1 << 20;

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

export class Endpoint {
  // `control` answers the text of a control call with {status, body}.
  constructor(chain, control) {
    this.chain = chain;
    this.control = control;
    this.view = new View(chain.ledger);
    this.lies = new Lies();
    this.faults = new Faults();
    this.requests = 0;
    this.server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  // Listens on the loopback address; resolves with the port.
  listen(port) {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve(this.port));
    });
  }

  get port() {
    return this.server.address().port;
  }

  heal() {
    this.view.heal();
    this.lies.heal();
    this.faults.heal();
  }

  close() {
    return new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  async #serve(request, response) {
    if (request.method !== 'POST') return send(response, 405, '{"error":"POST only"}');
    const text = await readBody(request);
    if (text === null) return send(response, 413, '{"error":"body too large"}');
    if (request.url === '/control') {
      const { status, body } = await this.control(this, text);
      return send(response, status, body);
    }
    this.requests += 1;
    const { fault, body } = await handle(this, this.chain, text);
    switch (fault?.kind) {
      case 'http': {
        const after = fault.retry_after;
        const headers = after === undefined ? {} : { 'retry-after': String(after) };
        return send(response, fault.status, '{"error":"fault on request"}', headers);
      }
      case 'timeout':
        return undefined; // closed with the server
      case 'close':
        return response.destroy();
      case 'garbage':
        return send(response, 200, '<html>502 Bad Gateway</html>');
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return send(response, 200, body);
      default:
        return send(response, 200, body);
    }
  }
}
