// How long does one call take? Browsers coarsen performance.now() (0.1 ms in
// Chromium, 1 ms in Firefox, up to 100 ms with fingerprint protection), far
// above one call. So calls are timed in batches of several ticks of the clock,
// and the median batch is shown.

const BATCHES = 15;
const TICKS = 4; // a batch lasts at least this many ticks
const WARM_UP = 30; // calls
const MOST_CALLS = 4096;
const BUDGET = 70; // ms in all: measuring must not be felt
const COARSEST = 20; // ms; with a coarser clock we say so and show no figure

let tick = Infinity;

/** The clock's step in ms: the smallest of a few, as a step may hold a pause of the machine. */
function clockTick() {
  let smallest = Infinity;
  let edge = performance.now();
  const begun = edge;
  for (let steps = 0; steps < 5 && edge - begun < COARSEST * 2; steps += 1) {
    let next = edge;
    // The counter ends the wait when the clock stands still or is very coarse.
    for (let i = 0; next === edge && i < 1e6; i += 1) next = performance.now();
    if (next === edge) break;
    // The first step began somewhere before its edge, so it is too short to count.
    if (steps > 0) smallest = Math.min(smallest, next - edge);
    edge = next;
  }
  return smallest > COARSEST ? Infinity : smallest;
}

/** `{ micros, calls, batches, reliable }`: the median time of one `call`. */
export function measure(call) {
  // An unusable clock is looked at again next time: it may have been a busy moment.
  if (tick === Infinity) tick = clockTick();
  if (tick === Infinity) return { micros: 0, calls: 0, batches: 0, reliable: false };
  let calls = 1;
  const batch = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i += 1) call();
    return performance.now() - start;
  };
  const begun = performance.now();
  // The first calls are slow (code not yet compiled), and would make the batches too small.
  for (let i = 0; i < WARM_UP && performance.now() - begun < BUDGET / 4; i += 1) call();
  // The quicker of two: one pause must not end the growth.
  while (Math.min(batch(), batch()) < tick * TICKS && calls < MOST_CALLS) calls *= 2;
  const samples = [];
  while (samples.length < BATCHES && (samples.length < 3 || performance.now() - begun < BUDGET)) samples.push(batch());
  samples.sort((a, b) => a - b);
  const median = samples[samples.length >> 1];
  return { micros: (median / calls) * 1000, calls, batches: samples.length, reliable: median > 0 };
}
