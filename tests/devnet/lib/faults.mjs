// What goes wrong at one endpoint, on request. A rule is about one method or all ("*") and holds
// for a number of requests, or until it is healed:
//
//   {"kind": "error", "code": -32004, "message"?, "data"?}   this JSON-RPC error
//   {"kind": "http", "status": 429, "retry_after"?: seconds} this HTTP status
//   {"kind": "timeout"}                                      no answer, ever
//   {"kind": "delay", "ms": 500}                             the answer, late
//   {"kind": "close"}                                        the connection ends without an answer
//   {"kind": "garbage"}                                      a body that is no JSON
//
// In a batch, an error is about its own request; everything else is about the whole.

export const FAULT_KINDS = ['error', 'http', 'timeout', 'delay', 'close', 'garbage'];

const MESSAGES = {
  [-32005]: 'Node is unhealthy',
  [-32011]: 'Transaction history is not available from this node',
  [-32014]: 'Block status not yet available for slot {slot}',
  [-32019]: 'Failed to query long-term storage; please try again',
  [-32001]: 'Block {slot} cleaned up, does not exist on node. First available block: {next}',
  [-32004]: 'Block not available for slot {slot}',
  [-32007]: 'Slot {slot} was skipped, or missing due to ledger jump to recent snapshot',
  [-32009]: 'Slot {slot} was skipped, or missing in long-term storage',
  [-32016]: 'Minimum context slot has not been reached',
  [-32603]: 'Internal error',
};

// agave's words for a code; a slot in them is the one asked for.
export function wordsFor(code, params) {
  const slot = typeof params?.[0] === 'number' ? params[0] : 0;
  const words = MESSAGES[code] ?? 'Server error';
  return words.replace('{slot}', slot).replace('{next}', slot + 1);
}

export class Faults {
  constructor() {
    this.rules = [];
    this.nextId = 1;
  }

  // `times` undefined: until healed.
  add({ method = '*', times, ...fault }) {
    const rule = { id: this.nextId++, method, left: times ?? Infinity, used: 0, ...fault };
    this.rules.push(rule);
    return rule.id;
  }

  heal(id) {
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id);
  }

  // The first rule for a method, used up by one; undefined where none holds.
  take(method) {
    const rule = this.rules.find((r) => r.left > 0 && (r.method === '*' || r.method === method));
    if (!rule) return undefined;
    rule.left -= 1;
    rule.used += 1;
    return rule;
  }

  list() {
    return this.rules.map(({ left, ...rule }) => ({
      ...rule,
      left: left === Infinity ? null : left,
    }));
  }
}
