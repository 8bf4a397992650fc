/** What went wrong, for a program. */
export type ErrorCode =
  | 'NOT_INITIALISED'
  | 'FETCH'
  | 'NOT_A_BLOB'
  | 'UNSUPPORTED_VERSION'
  | 'CORRUPT'
  | 'DISPOSED'
  | 'BAD_INPUT';

/** Every error of this package. Its message says what happened, where, and what to do. */
export class CrossSellError extends Error {
  readonly name: 'CrossSellError';
  readonly code: ErrorCode;
}

/** A point in time: a Date, an ISO 8601 text (UTC where it names no zone), or a Unix time in seconds or milliseconds. */
export type DateLike = Date | string | number;

/** One line of the shopper's own order history. It never leaves the device. */
export interface Purchase {
  id: string;
  /** Needed by `next`. */
  date?: DateLike;
  quantity?: number;
}

export interface CartRequest {
  /** Ids in the cart, in any order. Unknown ones come back in `missingIds`. */
  cart: readonly string[];
  history?: readonly Purchase[];
  now?: DateLike;
  /** Most answers wanted; default 10. */
  limit?: number;
  /** Least score of an answer; default 0. */
  threshold?: number;
  /** Ids that must not be answered. */
  exclude?: readonly string[];
  /** Asked for each id that might be answered, best first, until the list is full. */
  available?: (id: string) => boolean;
  /** Categories to choose from; default all. */
  categories?: readonly string[];
  /** Lowest and highest price; items without a known price are left out when it is given. */
  priceBand?: readonly [number, number];
  /** Items bought before: leave them out (default: true cross-sell), or let them compete. */
  repeat?: 'exclude' | 'include';
  /** From 0 (default: by score alone) to 1 (one of each category first). */
  diversity?: number;
  /** What fills up a list that is too short; default 'none'. */
  fallback?: 'none' | 'popular';
  /** The model's weights (default), or the textbook's sum of lifts for comparison. */
  scorer?: 'weights' | 'lift';
  /** Makes the answer's id reproducible; random if not given. A whole number. */
  seed?: number;
}

/** An association rule that speaks for an answer, from counts that can be checked against the order log. */
export interface Reason {
  /** What the shopper has that the answer goes with; empty for a popular item. */
  because: string[];
  /** Orders that hold all of it and the answer. */
  orders: number;
  /** Share of the orders with `because` that hold the answer too, 0 to 1. */
  confidence: number;
  /** How many times as often as by chance. */
  lift: number;
}

export interface Recommendation {
  id: string;
  /** Ranks the answers of one model and source; it has no unit. */
  score: number;
  /** Bought together with the cart, or the popular fallback that was asked for. */
  source: 'together' | 'popular';
  /** At most three, strongest first. */
  reasons: Reason[];
}

export interface CartAnswer {
  /** Names this answer in events. */
  id: string;
  items: Recommendation[];
  missingIds: string[];
}

export interface NextRequest {
  /** With dates. Purchases after `now` are not seen. */
  history: readonly Purchase[];
  /** Default: the device's clock. */
  now?: DateLike;
  /** Days that the probability looks ahead, above 0 and at most 3650; default 14. */
  withinDays?: number;
  /** Most answers wanted; default 10. */
  limit?: number;
  /** Least probability of an answer; default 0.001. */
  threshold?: number;
  exclude?: readonly string[];
}

export interface NextPurchase {
  id: string;
  /** That it is bought again within the days asked for, 0 to 1. */
  probability: number;
  /** Day by which it is bought again with a probability of one half, YYYY-MM-DD. */
  dueDate: string;
  /** Day by which it is bought again with a probability of one quarter. */
  dueFrom: string;
  /** Day by which it is bought again with a probability of three quarters. */
  dueUntil: string;
  lastBought: string;
  /** Days that usually pass between two purchases of this shopper. */
  intervalDays: number;
  /** Standard deviation of those days among the shop's customers. */
  intervalSpreadDays: number;
  /** Days on which it was bought. */
  timesBought: number;
}

export interface CategoryRecommendation {
  category: string;
  score: number;
  /** `because` names categories. */
  reasons: Reason[];
}

export interface ShopInfo {
  readonly formatVersion: number;
  /** Day of the last order that was mined, YYYY-MM-DD. */
  readonly minedThrough: string | null;
  readonly orders: number;
  readonly items: number;
  readonly rules: number;
  readonly neighbours: number;
  readonly categories: number;
  /** Names the model's content. */
  readonly digest: string;
  /** Version of the miner that wrote the model. */
  readonly minedBy: string;
  /** Version of this runtime. */
  readonly build: string;
}

export interface LoadOptions {
  signal?: AbortSignal;
  /** In place of the host's fetch. */
  fetch?: (url: URL, options: { signal?: AbortSignal }) => Promise<Response>;
}

/** A loaded model. Everything it answers is computed on the device. */
export class CrossSell {
  private constructor();
  /** Loads the model that a manifest names (or a `.xsel` file itself). */
  static load(url: string | URL, options?: LoadOptions): Promise<CrossSell>;
  /** From the bytes of a `.xsel` file. */
  static fromBytes(bytes: ArrayBuffer | ArrayBufferView): CrossSell;
  /** What goes with a cart, best first. Never what is in it, a variant of that, or two variants of one product. */
  recommend(request: CartRequest): CartAnswer;
  /** What this shopper will buy again, likeliest first. */
  next(request: NextRequest): NextPurchase[];
  /** Categories that go with those of a cart, or with a category. */
  complementaryCategories(of: { cart: readonly string[] } | { category: string }, options?: { limit?: number }): CategoryRecommendation[];
  /** Everything that speaks for one item, given a cart. */
  explain(id: string, of: { cart: readonly string[] }): Reason[];
  readonly info: ShopInfo;
  /** Gives the memory back; the shop cannot be used after it. */
  free(): void;
}

/** Starts the WebAssembly once; calling it again is harmless, and a failed start can be tried again. */
export default function init(
  source?: string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<Response | BufferSource | WebAssembly.Module>,
): Promise<void>;
