// What the page has fetched, from the browser's own records.

const here = new URL('./', document.baseURI);
const entries = [];
const changes = new EventTarget();
let readyAt = Infinity;

// An observer keeps counting after the browser's buffer of 250 entries is full.
new PerformanceObserver((list) => {
  entries.push(...list.getEntries());
  changes.dispatchEvent(new Event('change'));
}).observe({ type: 'resource', buffered: true });

const isPart = {
  wasm: (path) => path.startsWith('vendor/crosssell-wasm/') && path.endsWith('.wasm'),
  script: (path) => path.startsWith('vendor/crosssell-wasm/') && !path.endsWith('.wasm'),
  manifest: (path) => path === 'model/manifest.json',
  blob: (path) => path.startsWith('model/') && path.endsWith('.xsel'),
};

const pathOf = (entry) => (entry.name.startsWith(here.href) ? entry.name.slice(here.href.length).split(/[?#]/)[0] : entry.name);

export const traffic = {
  /** From here on, requests count as 'since load'. */
  markReady() {
    readyAt = performance.now();
    changes.dispatchEvent(new Event('change'));
  },

  /**
   * Bytes of the recommender, part by part: `encoded` is the body as it came
   * (compressed when the host compresses), `decoded` unpacked, `wire` what
   * crossed the network this time with headers (0 from the cache).
   */
  parts() {
    const sums = Object.keys(isPart).map((name) => ({ name, files: 0, encoded: 0, decoded: 0, wire: 0 }));
    const seen = new Set(); // a preload and its use, or a retry, are one file
    for (const entry of entries) {
      const path = pathOf(entry);
      if (seen.has(path)) continue;
      const sum = sums.find((part) => isPart[part.name](path));
      if (!sum || entry.encodedBodySize === 0) continue;
      seen.add(path);
      sum.files += 1;
      sum.encoded += entry.encodedBodySize;
      sum.decoded += entry.decodedBodySize;
      sum.wire += entry.transferSize;
    }
    return sums;
  },

  sinceReady: () => entries.filter((entry) => entry.startTime > readyAt).map(pathOf),
  all: () => entries.length,
  onChange: (listener) => changes.addEventListener('change', listener),
};
