// A loaded shop: the calls of the public API, each a check, a call into the wasm, and a typed error.
import * as answer from './answer.js';
import { CrossSellError, typed } from './errors.js';
import { decode } from './instance.js';
import { readBlob } from './load.js';
import { addressOf, cartRequest, categoryRequest, explainRequest, loadOptions, nextRequest } from './request.js';

// Only this module may construct one: shops come from `load` and `fromBytes`.
const key = Symbol('key');

// `host` says how files are fetched: it differs between a browser and Node.
export function withHost(host) {
  return class CrossSell {
    #shop;
    #info;

    constructor(given, shop) {
      if (given !== key) throw new CrossSellError('BAD_INPUT', 'use CrossSell.load(url) or CrossSell.fromBytes(bytes)');
      this.#shop = shop;
    }

    static async load(url, options = {}) {
      return CrossSell.fromBytes(await readBlob(addressOf(url), host, loadOptions(options)));
    }

    static fromBytes(bytes) {
      const view = ArrayBuffer.isView(bytes)
        ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : bytes instanceof ArrayBuffer && new Uint8Array(bytes);
      if (!view) throw new CrossSellError('BAD_INPUT', 'bytes: expected an ArrayBuffer or a typed array');
      return new CrossSell(key, call(() => decode(view)));
    }

    recommend(request) {
      const shop = this.#open();
      const packet = cartRequest(request);
      return answer.cartAnswer(call(() => shop.recommend(...packet)));
    }

    next(request) {
      const shop = this.#open();
      const packet = nextRequest(request);
      return answer.nextAnswer(call(() => shop.next(...packet)));
    }

    complementaryCategories(of, options) {
      const shop = this.#open();
      const packet = categoryRequest(of, options);
      return answer.categoryAnswer(call(() => shop.complementaryCategories(...packet)));
    }

    explain(id, of) {
      const shop = this.#open();
      const packet = explainRequest(id, of);
      return answer.reasons(call(() => shop.explain(...packet)));
    }

    get info() {
      const shop = this.#open();
      return (this.#info ??= Object.freeze(answer.info(call(() => shop.info()))));
    }

    free() {
      const shop = this.#shop;
      // First of all, so that a shop freed in the middle of its own answer, which the wasm refuses, is disposed too.
      this.#shop = null;
      shop?.free();
    }

    #open() {
      if (!this.#shop) throw new CrossSellError('DISPOSED', 'this shop was freed; load it again');
      return this.#shop;
    }
  };
}

function call(question) {
  try {
    return question();
  } catch (error) {
    throw typed(error);
  }
}
