// The only door to localStorage. Nothing goes through it before the shopper
// has said yes; taking the yes back wipes what was kept.

const PREFIX = 'tally-demo:';
const CONSENT = `${PREFIX}consent`;
const listeners = new Set();

// Storage can be missing or forbidden (private windows, policies): then all
// stays in memory, as without consent.
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

let consent = storage()?.getItem(CONSENT) === 'yes';
const sources = new Map();

export const hasConsent = () => consent;

/** Registers what to keep: `read` gives the value to write when consent is given later. */
export function register(name, read) {
  sources.set(name, read);
  if (!consent) return null;
  try {
    return JSON.parse(storage()?.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null; // A damaged entry is as good as none; the next write mends it.
  }
}

export function save(name) {
  if (!consent) return;
  try {
    storage()?.setItem(PREFIX + name, JSON.stringify(sources.get(name)()));
  } catch {
    // A full store: the page goes on from memory.
  }
}

export function setConsent(yes) {
  consent = yes;
  const store = storage();
  try {
    if (yes) {
      store?.setItem(CONSENT, 'yes');
      for (const name of sources.keys()) save(name);
    } else {
      store?.removeItem(CONSENT);
      for (const name of sources.keys()) store?.removeItem(PREFIX + name);
    }
  } catch {
    // See `save`.
  }
  for (const listener of listeners) listener(consent);
}

export function onConsent(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener('abort', () => listeners.delete(listener));
}
