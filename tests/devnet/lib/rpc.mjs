// JSON-RPC 2.0: a body in, a body out.

import { wordsFor } from './faults.mjs';
import { toJson } from './json.mjs';
import { VERSION, accountMethods } from './methods_accounts.mjs';
import { ledgerMethods } from './methods_ledger.mjs';
import { sendMethods } from './methods_send.mjs';
import { RpcError } from './rpc_error.mjs';

const METHODS = new Map(Object.entries({ ...ledgerMethods, ...accountMethods, ...sendMethods }));

export const METHOD_NAMES = [...METHODS.keys()].sort();

// What a method needs: `endpoint` is {view, lies, faults}, `chain` is {ledger, faucet}.
function contextOf(endpoint, chain) {
  return {
    ...chain,
    view: endpoint.view,
    lies: endpoint.lies,
    inContext: (block, value) => ({ context: { apiVersion: VERSION, slot: block.slot }, value }),
  };
}

// The members of an answer in agave's order, which is not the alphabet's.
function answer(id, member) {
  return `{"jsonrpc":"2.0",${member},"id":${toJson(id ?? null)}}`;
}

function failure(id, error) {
  const { code, message, data } = error;
  return answer(id, `"error":${toJson({ code, message, data })}`);
}

async function call(context, request, fault) {
  const id = request?.id;
  if (request === null || typeof request !== 'object' || typeof request.method !== 'string') {
    return failure(id, RpcError.invalidRequest());
  }
  const params = request.params ?? [];
  try {
    if (fault) {
      const words = fault.message ?? wordsFor(fault.code, params);
      throw new RpcError(fault.code, words, fault.data);
    }
    const method = METHODS.get(request.method);
    if (!method) throw RpcError.methodNotFound();
    if (!Array.isArray(params)) throw RpcError.invalidParams('Invalid params: expected an array');
    return answer(id, `"result":${toJson(await method(context, params))}`);
  } catch (error) {
    if (error instanceof RpcError) return failure(id, error);
    console.error(error);
    return failure(id, RpcError.internal());
  }
}

// -> {body} to answer with, or {fault} of what else shall happen.
export async function handle(endpoint, chain, text) {
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { body: failure(null, RpcError.parse()) };
  }
  const requests = Array.isArray(parsed) ? parsed : [parsed];
  if (requests.length === 0) return { body: failure(null, RpcError.invalidRequest()) };
  const faults = requests.map((request) => endpoint.faults.take(request?.method));
  const fault = faults.find((f) => f && f.kind !== 'error');
  if (fault && fault.kind !== 'delay') return { fault };
  const context = contextOf(endpoint, chain);
  const answers = [];
  for (const [i, request] of requests.entries()) {
    const error = faults[i]?.kind === 'error' ? faults[i] : undefined;
    answers.push(await call(context, request, error));
  }
  return { fault, body: Array.isArray(parsed) ? `[${answers.join(',')}]` : answers[0] };
}
