// A loaded shop: the calls of the public API, each a check, a call into the wasm, and a typed error.
import { CrossSellError, typed } from './errors.js';
import { decode } from './instance.js';
import { readBlob } from './load.js';
import { cartOf, cartRequest, categoryRequest, idOf, nextRequest } from './request.js';

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
      return CrossSell.fromBytes(await readBlob(url, host, options));
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
      const { available, ...question } = cartRequest(request);
      return call(() => shop.recommend(question, available));
    }

    next(request) {
      const shop = this.#open();
      const question = nextRequest(request);
      return call(() => shop.next(question));
    }

    complementaryCategories(of, options) {
      const shop = this.#open();
      const question = categoryRequest(of, options);
      return call(() => shop.complementaryCategories(question));
    }

    explain(id, of) {
      const shop = this.#open();
      const [item, cart] = [idOf(id, 'id'), cartOf(of)];
      return call(() => shop.explain(item, cart));
    }

    get info() {
      const shop = this.#open();
      return (this.#info ??= Object.freeze(call(() => shop.info())));
    }

    free() {
      this.#shop?.free();
      this.#shop = null;
    }

    #open() {
      if (!this.#shop) throw new CrossSellError('DISPOSED', 'this shop was freed; load it again');
      return this.#shop;
    }
  };
}

function call(answer) {
  try {
    return answer();
  } catch (error) {
    throw typed(error);
  }
}
