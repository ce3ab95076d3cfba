// hiltd as a child process on a folder of its own. It may be stopped, killed and started again.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Engine } from '../grpc_js/engine.mjs';
import { until } from './until.mjs';

const PROTO = fileURLToPath(new URL('../../../proto', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 20_000;
export const SECRET = 'whsec_test_fixture';

// What a section holds, as TOML: strings, numbers and booleans look there as in JSON.
const toml = (entries) =>
  Object.entries(entries)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');

// `endpoints`: {name, url, timeout_ms}, the preferred one first. `follower`, `engine`, `usdc`: over
// what is set here.
function configText({ folder, genesisHash, mint, endpoints, webhook, follower, engine, usdc }) {
  const asset = { symbol: 'USDC', mint: mint.address, decimals: mint.decimals, ...usdc };
  const hook = webhook
    ? [`[webhook.hmac_sha256]\n${toml({ mode: 'required' })}secret_files = ["secret"]\n`]
    : [];
  return [
    `[engine]\n${toml({ cluster: 'localnet', genesis_hash: genesisHash, data_dir: 'data', ...engine })}`,
    `[grpc]\n${toml({ listen: '', unix_socket: join(folder, 'hiltd.sock') })}`,
    `[http]\n${toml({ listen: '127.0.0.1:0' })}`,
    `[follower]\n${toml({ enabled: true, start: 'tip', ...follower })}`,
    ...hook,
    ...endpoints.map((endpoint) => `[[rpc.endpoints]]\n${toml(endpoint)}`),
    `[[assets]]\n${toml(asset)}`,
  ].join('\n');
}

export class Hiltd {
  constructor({ program, folder, ...config }) {
    Object.assign(this, { program, folder });
    this.configFile = join(folder, 'hiltd.toml');
    this.log = []; // its lines, of all starts
    writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 });
    writeFileSync(this.configFile, configText({ folder, ...config }));
  }

  // `clock`: what its clock shall show, as a Date. Resolves when it serves.
  async start({ clock } = {}) {
    this.launch({ clock });
    this.httpPort = (await this.serving()).http_port;
    this.connect();
  }

  // Starts the process, for who wants to see it refuse.
  launch({ clock } = {}) {
    const args = ['--config', this.configFile];
    // Helius is not told of a new port after a restart.
    if (this.httpPort) args.push('--http-listen', `127.0.0.1:${this.httpPort}`);
    if (clock) args.push('--insecure-clock-start', clock.toISOString());
    const child = spawn(this.program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve((child.ended = { code, signal })));
      child.on('error', (error) => resolve((child.ended = { error })));
    });
    this.startsAt = this.log.length;
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
  }

  async serving() {
    const line = await until(
      'hiltd serves',
      () => {
        if (this.child.ended) throw new Error(`hiltd ended: ${this.log.slice(-5).join('\n')}`);
        return this.log.slice(this.startsAt).find((text) => text.includes('"message":"serving"'));
      },
      { ms: START_MS },
    );
    return JSON.parse(line);
  }

  connect() {
    this.engine = new Engine({
      address: `unix:${join(this.folder, 'hiltd.sock')}`,
      protoFolder: PROTO,
      webhook: `http://127.0.0.1:${this.httpPort}/`,
      secret: SECRET,
    });
  }

  // The slot behind which the follower began: that of the cursor that it found; none: undefined.
  get resumedFrom() {
    const lines = this.log.slice(this.startsAt);
    const line = lines.find((text) => text.includes('"follows the chain from its cursor"'));
    return line && JSON.parse(line).slot;
  }

  // The HTTP status of /lagz, /readyz, ...
  async probe(path) {
    const answer = await fetch(new URL(path, this.webhookUrl));
    await answer.arrayBuffer();
    return answer.status;
  }

  // The value of each metric of a source: {cursor_slot, blocks_total, ...}.
  async sourceMetrics() {
    const text = await (await fetch(new URL('/metrics', this.webhookUrl))).text();
    const lines = text.matchAll(/^hilt_source_(\w+)\{source="blocks"\} (\S+)$/gm);
    return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]));
  }

  get webhookUrl() {
    return this.engine.webhook.href;
  }

  async #end(signal) {
    this.engine?.close();
    this.engine = undefined;
    if (this.child && !this.child.ended) this.child.kill(signal);
    return this.ended;
  }

  // At once, in the middle of whatever it does.
  kill() {
    return this.#end('SIGKILL');
  }

  // As an operator stops it; it must say that it ended well.
  async stop() {
    const child = this.child;
    const late = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
    const { code, signal } = await this.#end('SIGTERM');
    clearTimeout(late);
    if (code !== 0) throw new Error(`hiltd ended with ${signal ?? code}`);
  }
}
