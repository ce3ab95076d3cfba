// JSON-RPC errors with agave's codes and words [agave rpc-client-api/src/custom_error.rs].

export class RpcError extends Error {
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  static parse() {
    return new RpcError(-32700, 'Parse error');
  }

  static invalidRequest() {
    return new RpcError(-32600, 'Invalid request');
  }

  static methodNotFound() {
    return new RpcError(-32601, 'Method not found');
  }

  static invalidParams(why) {
    return new RpcError(-32602, why);
  }

  static internal() {
    return new RpcError(-32603, 'Internal error');
  }

  static blockCleanedUp(slot, first) {
    const why = `Block ${slot} cleaned up, does not exist on node. First available block: ${first}`;
    return new RpcError(-32001, why);
  }

  static preflight(words, data) {
    return new RpcError(-32002, `Transaction simulation failed: ${words}`, data);
  }

  static badSignature() {
    return new RpcError(-32003, 'Transaction signature verification failure');
  }

  static blockNotAvailable(slot) {
    return new RpcError(-32004, `Block not available for slot ${slot}`);
  }

  static slotSkipped(slot) {
    const why = `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`;
    return new RpcError(-32007, why);
  }

  static unsupportedVersion(version) {
    const why =
      `Transaction version (${version}) is not supported by the requesting client. ` +
      'Please try the request again with the following configuration parameter: ' +
      `"maxSupportedTransactionVersion": ${version}`;
    return new RpcError(-32015, why);
  }

  static minContextSlot(contextSlot) {
    return new RpcError(-32016, 'Minimum context slot has not been reached', { contextSlot });
  }

  static filterTransactionNotFound(signature) {
    return new RpcError(-32020, `Transaction ${signature} not found`);
  }
}
