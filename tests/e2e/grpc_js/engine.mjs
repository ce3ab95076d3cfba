// The engine as a third party sees it: @grpc/grpc-js with the project's own .proto files, and plain
// HTTP for the webhook. Nothing here knows anything that proto/ does not say.

import { createHmac } from 'node:crypto';
import { join } from 'node:path';

import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const CALL_SECONDS = 10;
const STREAM_SECONDS = 60;
const WEBHOOK_PATH = '/v1/products/webhook/helius';

// Amounts and slots are u64, beyond what a number of JavaScript holds: they come as strings.
const LOAD = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

function deadline(seconds) {
  return new Date(Date.now() + seconds * 1000);
}

export class Engine {
  constructor({ address, protoFolder, webhook, secret }) {
    const files = ['settlement_service', 'admin_service'].map((name) =>
      join(protoFolder, `hilt/settlement/v1/${name}.proto`),
    );
    const loaded = grpc.loadPackageDefinition(
      protoLoader.loadSync(files, { ...LOAD, includeDirs: [protoFolder] }),
    );
    const { SettlementService, AdminService } = loaded.hilt.settlement.v1;
    const connect = (Service) =>
      new Service(address, grpc.credentials.createInsecure(), {
        'grpc.max_receive_message_length': 64 << 20,
        'grpc.enable_http_proxy': 0,
      });
    this.client = connect(SettlementService);
    this.admin = connect(AdminService); // served on the unix socket only
    const url = new URL(webhook);
    if (url.pathname === '/') url.pathname = WEBHOOK_PATH;
    this.webhook = url;
    this.secret = secret;
    this.streams = [];
  }

  // One call; rejects with grpc-js's error, which has `code` and `details`.
  call(method, request, client = this.client) {
    return new Promise((resolve, reject) => {
      client[method](request, { deadline: deadline(CALL_SECONDS) }, (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
  }

  status() {
    return this.call('GetStatus', {}, this.admin);
  }

  // The error of a call that must fail: its code's name and the engine's reason.
  async refusal(method, request) {
    try {
      await this.call(method, request);
    } catch (error) {
      return { code: grpc.status[error.code], reason: reasonOf(error), message: error.details };
    }
    throw new Error(`${method} was not refused`);
  }

  stream(method, request) {
    const call = this.client[method](request, { deadline: deadline(STREAM_SECONDS) });
    const stream = new Stream(call);
    this.streams.push(stream);
    return stream;
  }

  // Posts a body as Helius does and returns the HTTP status.
  async post(body, { signature = this.sign(body) } = {}) {
    const answer = await fetch(this.webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'helius-signature': signature },
      body,
      signal: AbortSignal.timeout(CALL_SECONDS * 1000),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  sign(body) {
    return createHmac('sha256', this.secret).update(body).digest('hex');
  }

  // Ends what is still open, so that the process can.
  close() {
    for (const stream of this.streams) stream.cancel();
    this.client.close();
    this.admin.close();
  }
}

// What a server stream has brought, in order.
class Stream {
  constructor(call) {
    this.call = call;
    this.messages = [];
    this.waiting = [];
    this.status = null;
    call.on('data', (message) => {
      this.messages.push(message);
      this.wake();
    });
    call.on('error', () => {}); // its status says the same
    call.on('status', (status) => {
      this.status = status;
      this.wake();
    });
  }

  wake() {
    for (const look of this.waiting.splice(0)) look();
  }

  // The first message for which `wanted` holds, past or to come.
  async until(what, wanted) {
    let seen = 0;
    for (;;) {
      for (; seen < this.messages.length; ++seen) {
        if (wanted(this.messages[seen])) return this.messages[seen];
      }
      if (this.status) {
        throw new Error(`stream ended (${this.status.code} ${this.status.details}) before ${what}`);
      }
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  // Its end, which must be a good one.
  async end() {
    while (!this.status) await new Promise((resolve) => this.waiting.push(resolve));
    if (this.status.code !== grpc.status.OK) {
      throw new Error(`stream ended with ${this.status.code} ${this.status.details}`);
    }
    return this.messages;
  }

  cancel() {
    this.call.cancel();
  }
}

// The reason of an error, out of the details that gRPC carries in a trailer. google.rpc.Status
// { code = 1, message = 2, repeated Any details = 3 }, Any { type_url = 1, value = 2 },
// ErrorInfo { reason = 1, domain = 2 }: read by hand, as an API tier without helpers would.
function reasonOf(error) {
  const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!trailer) return '';
  const any = fields(trailer).get(3);
  if (!any) return '';
  const { 1: type, 2: info } = Object.fromEntries(fields(any));
  if (type?.toString() !== 'type.googleapis.com/google.rpc.ErrorInfo') return '';
  const { 1: reason, 2: domain } = Object.fromEntries(fields(info));
  return domain?.toString() === 'settlement.hilt' ? reason.toString() : '';
}

// The length-delimited fields of a protobuf message, the first of each number.
function fields(bytes) {
  const found = new Map();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    if ((key & 7) === 0) {
      varint();
    } else {
      const size = varint();
      if (!found.has(key >> 3)) found.set(key >> 3, bytes.subarray(at, at + size));
      at += size;
    }
  }
  return found;
}
