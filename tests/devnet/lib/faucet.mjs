// Where airdrops come from: an account with plenty of SOL whose key only the devnet has.

import {
  appendTransactionMessageInstructions,
  createKeyPairSignerFromPrivateKeyBytes,
  createTransactionMessage,
  getTransactionEncoder,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';

import { sha256 } from './bytes.mjs';
import { MEMO, SYSTEM } from './ids.mjs';
import { decodeWire } from './wire.mjs';

const LAMPORTS = 500_000_000n * 1_000_000_000n;

export class Faucet {
  static async create(ledger) {
    const signer = await createKeyPairSignerFromPrivateKeyBytes(sha256('faucet', ledger.seed));
    return new Faucet(ledger, signer);
  }

  constructor(ledger, signer) {
    Object.assign(this, { ledger, signer, given: 0 });
    ledger.bank.put(signer.address, {
      lamports: LAMPORTS,
      data: new Uint8Array(),
      owner: SYSTEM,
      executable: false,
    });
  }

  get address() {
    return this.signer.address;
  }

  // Submits a transfer; returns its signature. The memo tells two equal airdrops of one block
  // apart.
  async give(destination, lamports) {
    this.given += 1;
    const memo = new TextEncoder().encode(`airdrop ${this.given}`);
    const { blockhash, height } = this.ledger.at('finalized');
    const lifetime = { blockhash, lastValidBlockHeight: BigInt(height) };
    const message = pipe(
      createTransactionMessage({ version: 'legacy' }),
      (m) => setTransactionMessageFeePayerSigner(this.signer, m),
      (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
      (m) =>
        appendTransactionMessageInstructions(
          [
            getTransferSolInstruction({ source: this.signer, destination, amount: lamports }),
            { programAddress: MEMO, data: memo },
          ],
          m,
        ),
    );
    const signed = await signTransactionMessageWithSigners(message);
    const wire = decodeWire(new Uint8Array(getTransactionEncoder().encode(signed)));
    this.ledger.submit(wire);
    return wire.signature;
  }
}
