// How long does one call take? Browsers coarsen performance.now() (0.1 ms in
// Chromium, 1 ms in Firefox, up to 100 ms with fingerprint protection), far
// above one call. So calls are timed in batches of several ticks of the clock,
// and the median batch is shown.

const BATCHES = 15;
const TICKS = 4; // a batch lasts at least this many ticks
const MOST_CALLS = 4096;
const BUDGET = 70; // ms in all: measuring must not be felt
const COARSEST = 20; // ms; with a coarser clock we say so and show no figure

let tick = null;

/** The clock's step: waits for it to move, at most COARSEST. */
function clockTick() {
  const before = performance.now();
  let start = before;
  // To the next edge, then one full step; the counter ends the wait if the clock stands still.
  for (let i = 0; start === before && i < 3e6; i += 1) start = performance.now();
  let end = start;
  for (let i = 0; end === start && i < 3e6; i += 1) end = performance.now();
  return end === start || end - start > COARSEST ? Infinity : end - start;
}

/** `{ micros, calls, batches, reliable }`: the median time of one `call`. */
export function measure(call) {
  tick ??= clockTick();
  if (tick === Infinity) return { micros: 0, calls: 0, batches: 0, reliable: false };
  let calls = 1;
  const batch = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i += 1) call();
    return performance.now() - start;
  };
  const begun = performance.now();
  while (batch() < tick * TICKS && calls < MOST_CALLS) calls *= 2;
  const samples = [];
  while (samples.length < BATCHES && (samples.length < 3 || performance.now() - begun < BUDGET)) samples.push(batch());
  samples.sort((a, b) => a - b);
  const median = samples[samples.length >> 1];
  return { micros: (median / calls) * 1000, calls, batches: samples.length, reliable: median > 0 };
}
