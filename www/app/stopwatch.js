// How long does one call take? Browsers coarsen performance.now() (0.1 ms in
// Chromium, 1 ms in Firefox, more with fingerprint protection), far above one
// call. So calls are timed in batches, and the median batch is shown.

const BATCHES = 15;
const ENOUGH = 1.5; // ms a batch: several ticks of the clock
const MOST_CALLS = 64;
const BUDGET = 60; // ms in all: measuring must not be felt

export function measure(call) {
  let calls = 1;
  const batch = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i += 1) call();
    return performance.now() - start;
  };
  const begun = performance.now();
  while (batch() < ENOUGH && calls < MOST_CALLS) calls *= 2;
  const samples = [];
  while (samples.length < BATCHES && (samples.length < 3 || performance.now() - begun < BUDGET)) samples.push(batch());
  samples.sort((a, b) => a - b);
  const median = samples[samples.length >> 1];
  return { micros: (median / calls) * 1000, calls, batches: samples.length, reliable: median > 0 };
}
