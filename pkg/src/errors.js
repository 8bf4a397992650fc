// One error class for the whole package, told apart by its code.

export class CrossSellError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'CrossSellError';
    this.code = code;
  }
}

// What the wasm throws is a text: the code, a blank, the message. Anything else (an `available` function's own error)
// passes as it is.
export function typed(error) {
  const [, code, message] = (typeof error === 'string' && error.match(/^(NOT_A_BLOB|UNSUPPORTED_VERSION|CORRUPT|BAD_INPUT) (.*)$/s)) || [];
  return code ? new CrossSellError(code, message) : error;
}
