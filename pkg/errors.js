// One error class for the whole package, told apart by its code.

export class CrossSellError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'CrossSellError';
    this.code = code;
  }
}

// What the wasm throws carries a code; anything else (an `available` function's own error) passes as it is.
export function typed(error) {
  return typeof error?.code === 'string' && !(error instanceof CrossSellError)
    ? new CrossSellError(error.code, error.message, { cause: error })
    : error;
}
