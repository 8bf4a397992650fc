// How a request or an answer crosses into the wasm and back: one text and one list of numbers (see src/wasm/packet.rs).

export class Writer {
  #text = '';
  #numbers = [];

  number(value) {
    this.#numbers.push(value);
    return this;
  }

  text(value) {
    // Lone surrogates become U+FFFD on the way, one unit on both sides; but one that leads a text must not pair up with
    // one that ends the text before.
    const first = value.charCodeAt(0);
    this.#numbers.push(value.length);
    this.#text += first >= 0xdc00 && first <= 0xdfff ? `\ufffd${value.slice(1)}` : value;
    return this;
  }

  list(values, put) {
    this.#numbers.push(values.length);
    for (const value of values) put(value);
    return this;
  }

  texts(values) {
    return this.list(values, (value) => this.text(value));
  }

  // A field that may be missing: 0, or 1 and its value.
  given(value, put) {
    this.#numbers.push(value === undefined ? 0 : 1);
    if (value !== undefined) put(value);
    return this;
  }

  // The arguments of a call into the wasm.
  get packet() {
    return [this.#text, new Float64Array(this.#numbers)];
  }
}

export class Reader {
  #text;
  #numbers;
  #letter = 0;
  #place = 0;

  constructor([text, numbers]) {
    this.#text = text;
    this.#numbers = numbers;
  }

  number() {
    return this.#numbers[this.#place++];
  }

  text() {
    const start = this.#letter;
    this.#letter += this.number();
    return this.#text.slice(start, this.#letter);
  }

  list(take) {
    // A plain loop: Array.from takes several times as long, and this is most of a call's time outside the wasm.
    const values = [];
    for (let left = this.number(); left > 0; left--) values.push(take());
    return values;
  }

  texts() {
    return this.list(() => this.text());
  }
}
