// What the demo needs around it: a temporary folder, processes that end with it, and a way to run
// hiltctl and show that.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fancy = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (fancy ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text) => (fancy ? `\x1b[2m${text}\x1b[0m` : text);

export const say = (text = '') => console.log(text);
export const title = (text) => say(`\n${bold(text)}`);
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A command as one would type it; paths of the temporary folder and of programs are left out.
export const showCommand = (...words) => say(dim(`$ ${words.join(' ')}`));

export class Stage {
  constructor(bin) {
    this.bin = bin;
    this.folder = mkdtempSync(join(tmpdir(), 'hilt-demo-'));
    this.children = [];
    this.env = { ...process.env, HILT_SERVER: `unix:${this.path('hiltd.sock')}` };
  }

  path(name) {
    return join(this.folder, name);
  }

  // Starts a process. `lines`: 'stdout' or 'stderr', of which each line goes to onLine.
  start(program, args, { lines, onLine }) {
    const stdio = ['ignore', 'ignore', 'inherit'];
    stdio[lines === 'stdout' ? 1 : 2] = 'pipe';
    const child = spawn(program, args, { stdio, env: this.env });
    this.children.push(child);
    child.over = new Promise((resolve) => {
      child.on('close', resolve);
      child.on('error', resolve); // it could not be started
    });
    createInterface({ input: child[lines] }).on('line', onLine);
    return child;
  }

  // The first line of a process for which `wanted` gives something; what it gives.
  async firstLine(program, args, lines, wanted) {
    const seen = [];
    let child;
    const found = new Promise((resolve, reject) => {
      const onLine = (line) => {
        seen.push(line);
        const answer = wanted(line);
        if (answer) resolve(answer);
      };
      child = this.start(program, args, { lines, onLine });
      child.over.then((how) => reject(new Error(`${program} ended: ${how}\n${seen.join('\n')}`)));
    });
    return { child, line: await found };
  }

  // Runs hiltctl and gives what it printed: as a table that is shown, or parsed JSON.
  async hiltctl(...words) {
    const { stdout } = await run(join(this.bin, 'hiltctl'), [...words, '--json'], this.#options());
    return JSON.parse(stdout);
  }

  async showHiltctl(...words) {
    showCommand('hiltctl', ...words);
    const { stdout } = await run(join(this.bin, 'hiltctl'), [...words, '--table'], this.#options());
    say(stdout.trimEnd());
  }

  // hiltctl that stays; each JSON line goes to onMessage.
  followHiltctl(words, onMessage) {
    const onLine = (line) => onMessage(JSON.parse(line));
    const args = [...words, '--json'];
    return this.start(join(this.bin, 'hiltctl'), args, { lines: 'stdout', onLine });
  }

  #options() {
    return { env: this.env, maxBuffer: 64 << 20 };
  }

  // Ends a process as an operator would; gives its exit code.
  async stop(child) {
    child.kill('SIGTERM');
    return child.over;
  }

  // Ends whatever still runs, and removes the folder.
  async end() {
    for (const child of this.children) child.kill('SIGKILL');
    await Promise.all(this.children.map((child) => child.over));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// How far something is: a bar on a terminal, elsewhere a line now and then.
export class Progress {
  constructor(total) {
    Object.assign(this, { total, told: 0 });
  }

  // `text` says what is being counted.
  show(count, text) {
    const share = count / this.total;
    if (fancy) {
      const bar = '█'.repeat(Math.floor(30 * share)).padEnd(30, '░');
      process.stdout.write(`\r  ${bar} ${text}  ${count === this.total ? '\n' : ''}`);
    } else if (count === this.total || share - this.told >= 0.25) {
      this.told = share;
      say(`  ${text}`);
    }
  }
}
