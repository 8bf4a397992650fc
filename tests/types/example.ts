// Every call of the package as TypeScript sees it, and what it must refuse. Compiled by tests/browser/types.test.mjs,
// never run.
import init, {
  CrossSell, CrossSellError,
  type CartAnswer, type CartRequest, type CategoryRecommendation, type DateLike, type ErrorCode, type LoadOptions,
  type NextPurchase, type NextRequest, type Purchase, type Reason, type Recommendation, type ShopInfo,
} from 'crosssell-wasm';

export async function start(bytes: ArrayBuffer, module: WebAssembly.Module): Promise<void> {
  const started: Promise<void> = init();
  await started;
  await init('/crosssell_wasm_bg.wasm');
  await init(new URL('https://shop.example/crosssell_wasm_bg.wasm'));
  await init(new Request('/crosssell_wasm_bg.wasm'));
  await init(fetch('/crosssell_wasm_bg.wasm'));
  await init(await fetch('/crosssell_wasm_bg.wasm'));
  await init(bytes);
  await init(new Uint8Array(bytes));
  await init(module);
  await init(Promise.resolve(module));
  // @ts-expect-error null is no source (TypeScript's WebAssembly.Module is empty, so that more cannot be refused)
  await init(null);
}

export async function load(bytes: Uint8Array): Promise<CrossSell> {
  const options: LoadOptions = { signal: new AbortController().signal, fetch: (url, { signal }) => fetch(url, { signal: signal ?? null }) };
  await CrossSell.load('/model/manifest.json', options);
  await CrossSell.load(new URL('https://shop.example/model/manifest.json'), { fetch });
  CrossSell.fromBytes(bytes.buffer as ArrayBuffer);
  CrossSell.fromBytes(new DataView(bytes.buffer));
  // @ts-expect-error shops come from load and fromBytes
  new CrossSell();
  // @ts-expect-error an address is needed
  await CrossSell.load();
  // @ts-expect-error no such option
  await CrossSell.load('/model/manifest.json', { timeout: 5 });
  // @ts-expect-error a text is no blob
  CrossSell.fromBytes('XSEL');
  return CrossSell.fromBytes(bytes);
}

export function recommend(shop: CrossSell, stock: ReadonlySet<string>): string[] {
  const history: Purchase[] = [{ id: 'sku-1' }, { id: 'sku-2', date: '2025-05-01', quantity: 2 }, { id: 'sku-3', date: new Date() }, { id: 'sku-4', date: 1_700_000_000 }];
  const request: CartRequest = {
    cart: ['sku-1'], history, now: new Date(), limit: 5, threshold: 0.1, exclude: ['sku-9'], available: (id) => stock.has(id),
    categories: ['ink'], priceBand: [5, 50], repeat: 'include', diversity: 0.5, fallback: 'popular', scorer: 'lift', seed: 7,
  };
  const answer: CartAnswer = shop.recommend(request);
  shop.recommend({ cart: ['sku-1', 'sku-2'] as const });
  shop.recommend({ cart: Object.freeze(['sku-1']) });
  const missing: string[] = answer.missingIds;
  const lines = answer.items.map((item: Recommendation) => {
    const source: 'together' | 'popular' = item.source;
    const reasons: string[] = item.reasons.map((reason: Reason) =>
      `${reason.because.join(' + ')}: ${reason.orders.toFixed()} ${reason.confidence.toFixed(2)} ${reason.lift.toFixed(1)}`);
    return `${item.id} ${item.score.toFixed(2)} ${source} ${reasons.join('; ')}`;
  });
  // @ts-expect-error a cart is needed
  shop.recommend({});
  // @ts-expect-error a request is needed
  shop.recommend();
  // @ts-expect-error ids are strings
  shop.recommend({ cart: [1] });
  // @ts-expect-error no such field
  shop.recommend({ cart: [], basket: [] });
  // @ts-expect-error null is no history
  shop.recommend({ cart: [], history: null });
  // @ts-expect-error no such choice
  shop.recommend({ cart: [], repeat: 'maybe' });
  // @ts-expect-error no such choice
  shop.recommend({ cart: [], fallback: 'random' });
  // @ts-expect-error no such choice
  shop.recommend({ cart: [], scorer: 'cosine' });
  // @ts-expect-error a band has two ends
  shop.recommend({ cart: [], priceBand: [5] });
  // @ts-expect-error asked at once: a promise is no answer
  shop.recommend({ cart: [], available: async () => true });
  // @ts-expect-error a purchase has an id
  shop.recommend({ cart: [], history: [{ date: '2025-05-01' }] });
  // @ts-expect-error no score of that name
  answer.items[0]?.probability;
  return [...lines, ...missing, answer.id];
}

export function next(shop: CrossSell, history: readonly Purchase[]): string[] {
  const request: NextRequest = { history, now: '2025-06-01', withinDays: 14, limit: 10, threshold: 0.01, exclude: ['sku-9'] };
  const due: NextPurchase[] = shop.next(request);
  shop.next({ history });
  // @ts-expect-error a history is needed
  shop.next({ now: new Date() });
  // @ts-expect-error no cart here
  shop.next({ history, cart: [] });
  // @ts-expect-error days are a number
  shop.next({ history, withinDays: '14' });
  return due.map((one) => {
    const dates: [string, string, string, string] = [one.dueDate, one.dueFrom, one.dueUntil, one.lastBought];
    const figures: number[] = [one.probability, one.intervalDays, one.intervalSpreadDays, one.timesBought];
    return [one.id, ...dates, ...figures].join(' ');
  });
}

export function categories(shop: CrossSell): string[] {
  const found: CategoryRecommendation[] = shop.complementaryCategories({ cart: ['sku-1'] }, { limit: 5 });
  const more = shop.complementaryCategories({ category: 'ink' });
  // @ts-expect-error one of both is needed
  shop.complementaryCategories({});
  // @ts-expect-error the limit is an option, not part of the question
  shop.complementaryCategories({ cart: [], limit: 5 });
  return [...found, ...more].map(({ category, score, reasons }) => `${category} ${score.toFixed(2)} ${reasons.length.toFixed()}`);
}

export function explain(shop: CrossSell): Reason[] {
  // @ts-expect-error a cart is needed
  shop.explain('sku-7');
  return shop.explain('sku-7', { cart: ['sku-1'] });
}

export function about(shop: CrossSell): string {
  const info: ShopInfo = shop.info;
  const through: string | null = info.minedThrough;
  const counts: number[] = [info.formatVersion, info.orders, info.items, info.rules, info.neighbours, info.categories];
  // @ts-expect-error it is told, not set
  info.orders = 1;
  // @ts-expect-error it may be unknown
  const always: string = info.minedThrough;
  shop.free();
  return [through, always, ...counts, info.digest, info.minedBy, info.build].join(' ');
}

export function remedy(error: unknown): string {
  if (!(error instanceof CrossSellError)) throw error;
  const plain: Error = error;
  const code: ErrorCode = error.code;
  // Every code is known, and there are no others.
  switch (code) {
    case 'NOT_INITIALISED': case 'FETCH': case 'NOT_A_BLOB': case 'UNSUPPORTED_VERSION': case 'CORRUPT': case 'DISPOSED': case 'BAD_INPUT':
      return `${code}: ${plain.message}`;
    default: {
      const none: never = code;
      return none;
    }
  }
}

export const moments: DateLike[] = [new Date(), '2025-06-01T08:30:00+02:00', 1_700_000_000_000];
