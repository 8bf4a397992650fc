// The strip at the foot of the page: how fast, how big, and what went over the
// network. Opens into a panel with the details and the model's settings.

import { h, redraw } from './dom.js';
import { bytes, count, date, micros, plural } from './format.js';
import { icon } from './icons.js';
import { model } from './model.js';
import { traffic } from './traffic.js';
import { tuning } from './tuning.js';

const QUESTIONS = {
  recommend: 'recommend()', next: 'next()', complementaryCategories: 'complementaryCategories()', explain: 'explain()',
};
const PARTS = { wasm: 'WebAssembly', script: 'JavaScript', blob: 'Model blob', manifest: 'Manifest' };

const HOW_TIMED = 'Browsers coarsen their clocks (0.1 ms and more), so the same call is repeated in batches while the page is idle; this is the median batch divided by its calls.';
const HOW_WEIGHED = 'Sizes as the browser reports them for crosssell-wasm and its model: encodedBodySize, the body as it came, compressed if the host compresses.';

const answerWords = (timing) => (timing.reliable ? `${micros(timing.micros)} \u00b5s` : 'below the clock');

function options() {
  const now = tuning.get();
  const select = (name, words, choices) => h('label', { class: 'option' }, h('span', {}, words),
    h('select', { 'data-focus': `tune-${name}`, test: `tune-${name}`, onchange: (e) => tuning.set(name, e.target.value) },
      choices.map(([value, text]) => h('option', { value, selected: now[name] === value }, text))));
  return h('div', { class: 'options' },
    select('scorer', 'Scorer', [['weights', 'learned weights'], ['lift', 'plain lift']]),
    select('repeat', 'Bought before', [['exclude', 'leave out'], ['include', 'let compete']]),
    select('fallback', 'When no rule fits', [['popular', 'best sellers'], ['none', 'say nothing']]),
    h('label', { class: 'option' }, h('span', {}, 'Variety'),
      h('input', { type: 'range', min: 0, max: 1, step: 0.1, value: now.diversity, 'data-focus': 'tune-diversity', test: 'tune-diversity', oninput: (e) => tuning.set('diversity', Number(e.target.value)) })));
}

export function startStatus() {
  const strip = document.getElementById('status');
  const time = h('b', { test: 'micros' });
  const weight = h('b', { test: 'bytes' });
  const requests = h('b', { test: 'requests' });
  const toggle = h('button', {
    type: 'button', class: 'strip', 'aria-expanded': 'false', 'aria-controls': 'status-panel', test: 'status-toggle',
    onclick: () => {
      panel.hidden = !panel.hidden;
      toggle.setAttribute('aria-expanded', String(!panel.hidden));
      document.documentElement.classList.toggle('status-open', !panel.hidden);
      draw();
    },
  },
  h('span', { class: 'strip-item', title: HOW_TIMED }, h('span', { class: 'strip-label' }, 'Last answer '), time),
  h('span', { class: 'strip-item', title: HOW_WEIGHED }, h('span', { class: 'strip-label' }, 'Recommender '), weight),
  h('span', { class: 'strip-item', title: 'Requests since the page was ready. No request carries cart or history.' },
    h('span', { class: 'strip-label' }, 'Requests since '), requests),
  h('span', { class: 'strip-note' }, 'No request carries cart or history'),
  icon('chevron'));
  const figures = h('div', { class: 'panel-columns' });
  const tune = h('section', { class: 'panel-tune', 'aria-label': 'Settings of the recommender' }, h('h2', { class: 'label' }, 'Try other settings'), options());
  const panel = h('div', { id: 'status-panel', class: 'panel', hidden: true, test: 'status-panel' }, figures, tune);
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { toggle.click(); toggle.focus(); }
  });

  const row = (name, value, hint) => h('div', { title: hint }, h('dt', {}, name), h('dd', {}, value));

  function drawPanel(parts, since) {
    const info = model.shop?.info;
    const wire = parts.reduce((sum, part) => sum + part.wire, 0);
    const decoded = parts.reduce((sum, part) => sum + part.decoded, 0);
    redraw(figures, [
      h('section', {}, h('h2', { class: 'label' }, 'Time an answer takes'),
        h('dl', { class: 'figures' }, [...model.timings()].map(([name, t]) =>
          row(QUESTIONS[name] ?? name, answerWords(t), `median of ${t.batches} batches of ${plural(t.calls, 'call', 'calls')}`))),
        h('p', { class: 'hint' }, HOW_TIMED)),
      h('section', {}, h('h2', { class: 'label' }, 'Bytes of the recommender'),
        h('dl', { class: 'figures' }, parts.filter((p) => p.files > 0).map((p) => row(PARTS[p.name], bytes(p.encoded))),
          row('Unpacked', bytes(decoded)), row('Over the network', wire ? bytes(wire) : 'none, from the cache', 'transferSize, with headers')),
        h('p', { class: 'hint' }, HOW_WEIGHED)),
      h('section', {}, h('h2', { class: 'label' }, 'Requests since the page was ready'),
        since.length ? h('ul', { class: 'request-list' }, since.slice(-6).map((path) => h('li', {}, path))) : h('p', { class: 'figure-big' }, 'None'),
        h('p', { class: 'hint' }, `${plural(traffic.all(), 'file', 'files')} in all, listed by the browser; the page\u2019s content policy allows no other host. No request carries cart or history.`)),
      info && h('section', {}, h('h2', { class: 'label' }, 'The model'),
        h('dl', { class: 'figures' },
          Number.isFinite(info.orders) && row('Orders', count(info.orders)),
          Number.isFinite(info.items) && row('Items', count(info.items)),
          Number.isFinite(info.rules) && row('Rules', count(info.rules)),
          info.minedThrough && row('Mined through', date(info.minedThrough)),
          row('Format', String(info.formatVersion)),
          info.digest && row('Digest', String(info.digest).slice(0, 12)))),
    ]);
  }

  function draw() {
    const timing = model.timings().get(model.headline);
    time.textContent = timing ? answerWords(timing) : model.state === 'failed' ? 'no model' : '\u2026';
    if (timing) {
      time.dataset.value = timing.micros.toFixed(2);
      time.title = `${QUESTIONS[model.headline] ?? model.headline}, median of ${timing.batches} batches of ${plural(timing.calls, 'call', 'calls')}. ${HOW_TIMED}`;
    }
    const parts = traffic.parts();
    const total = parts.reduce((sum, part) => sum + part.encoded, 0);
    weight.textContent = total ? bytes(total) : '\u2026';
    weight.dataset.value = String(total);
    const since = traffic.sinceReady();
    requests.textContent = count(since.length);
    if (!panel.hidden) drawPanel(parts, since);
  }

  strip.replaceChildren(panel, toggle);
  model.onChange(draw);
  traffic.onChange(draw);
  draw();
}
