// Product pictures without pictures: a pack drawn as SVG. The category gives
// hue, kind of pack and the motif on its label; the item gives the colouring
// and small differences; the category's price level gives the size, so that a
// dear thing comes in a big carton and a cheap one in a tin or a pouch.
// Colours are CSS classes over two hues, so dark mode needs no second drawing.

import { s } from './dom.js';
import { hash, random } from './random.js';

// Hand-picked so that neighbours on the shelf get on with each other.
const HUES = [25, 48, 72, 98, 135, 162, 192, 222, 250, 350];

const pick = (values, n) => values[n % values.length];

// Label motifs on a 40 x 40 field.
const MOTIFS = [
  () => [s('circle', { class: 'm1', cx: 20, cy: 20, r: 13 }), s('path', { class: 'm2', d: 'M7 20a13 13 0 0 0 26 0z' })],
  () => [15, 10.5, 6].map((r, i) => s('path', { class: i % 2 ? 'mw' : 'm1', d: `M${20 - r} 29a${r} ${r + 3} 0 0 1 ${2 * r} 0z` })),
  () => [0, 1, 2, 3].map((i) => s('path', { class: i % 2 ? 'm2' : 'm1', d: `M${3 + i * 9} 34l10-28h6l-10 28z` })),
  () => [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => s('circle', { class: (x + y) % 3 === 1 ? 'm2' : 'm1', cx: 10 + x * 10, cy: 10 + y * 10, r: 3.6 }))),
  () => [s('path', { class: 'm2', d: 'M13 32L25 10l12 22z' }), s('path', { class: 'm1', d: 'M3 32l11-16 11 16z' })],
  () => [s('path', { class: 'm1', d: 'M20 33V19A13 13 0 0 1 33 7v13a13 13 0 0 1-13 13z' }), s('path', { class: 'm2', d: 'M20 33V24A11 11 0 0 0 8 14v8a11 11 0 0 0 12 11z' })],
  () => [12, 20, 28].map((y, i) => s('path', { class: i === 1 ? 'w2' : 'w1', d: `M4 ${y}q4-7 8 0t8 0t8 0t8 0` })),
  () => [s('circle', { class: 'm2', cx: 20, cy: 20, r: 7 }), ...[0, 45, 90, 135, 180, 225, 270, 315].map((a) => s('rect', { class: 'm1', x: 18.6, y: 4, width: 2.8, height: 6.5, rx: 1.4, transform: `rotate(${a} 20 20)` }))],
  () => [0, 90, 180, 270].map((a, i) => s('path', { class: i % 2 ? 'm2' : 'm1', d: 'M20 20V7a13 13 0 0 1 13 13z', transform: `rotate(${a} 20 20)` })),
  () => [0, 1, 2, 3].map((i) => s('rect', { class: i === 2 ? 'm2' : 'm1', x: 6 + i * 7.4, y: 26 - i * 5.5, width: 5.6, height: 7 + i * 5.5, rx: 1 })),
  () => [s('path', { class: 'm1', d: 'M20 5l15 15-15 15L5 20z' }), s('path', { class: 'm2', d: 'M20 13l7 7-7 7-7-7z' })],
  () => [s('circle', { class: 'r1', cx: 20, cy: 20, r: 11 }), s('circle', { class: 'm2', cx: 20, cy: 20, r: 5 })],
  () => [s('path', { class: 'm1', d: 'M6 8h28v7H6z' }), s('path', { class: 'm2', d: 'M6 18h18v7H6z' }), s('path', { class: 'm1', d: 'M6 28h23v5H6z' })],
  () => [s('path', { class: 'm1', d: 'M20 6c9 11 11 15 11 19a11 11 0 0 1-22 0c0-4 2-8 11-19z' }), s('path', { class: 'm2', d: 'M20 36a11 11 0 0 1-11-11h22a11 11 0 0 1-11 11z' })],
];

const shadow = (width) => s('ellipse', { class: 'shadow', cx: 52, cy: 84, rx: width / 2 + 6, ry: 3.2 });

// A nested <svg> clips by itself: no clip-path ids to keep unique on a page.
const label = (x, y, size, motif) =>
  s('svg', { x, y, width: size, height: size, viewBox: '0 0 40 40' }, motif());

// Small print and a bar code, as on any box.
const print = (x, y, w) => [1, 0.82, 0.55].map((part, i) =>
  s('rect', { class: 'dash', x, y: y + i * 3.4, width: w * part, height: 1.5, rx: 0.75 }));
const barCode = (x, y, height) => [0, 1.7, 4, 5.6, 7.9, 9.4].map((at, i) =>
  s('rect', { class: 'dash', x: x + at, y, width: i % 2 ? 1.3 : 0.8, height }));

function carton(w, hgt, d, motif, style) {
  const x = 50 - (w + d) / 2;
  const y = 84 - hgt;
  const rise = d * 0.55;
  const wide = w >= hgt && w > 40;
  const band = style === 1 && !wide;
  const size = wide ? Math.min(w * 0.5, hgt * 0.66) : Math.min(w, hgt) * (band ? 0.56 : 0.66);
  const lx = wide ? x + w * (style === 2 ? 0.14 : 0.1) : x + (w - size) / 2;
  const ly = y + (hgt - size) * (hgt > w ? 0.36 : 0.5);
  const round = style === 2;
  const aside = x + w * 0.22 + size;
  return [
    shadow(w + d),
    s('path', { class: 'side', d: `M${x + w} ${y}l${d} ${-rise}v${hgt}l${-d} ${rise}z` }),
    s('path', { class: 'top', d: `M${x} ${y}l${d} ${-rise}h${w}l${-d} ${rise}z` }),
    s('path', { class: 'tape', d: `M${x + w * 0.44} ${y}l${d} ${-rise}h${w * 0.12}l${-d} ${rise}z` }),
    s('rect', { class: 'front', x, y, width: w, height: hgt }),
    s('rect', { class: 'tape', x: x + w * 0.44, y, width: w * 0.12, height: hgt * 0.07 }),
    band && s('rect', { class: 'plate', x, y: ly - size * 0.14, width: w, height: size * 1.28 }),
    !band && !round && s('rect', { class: 'plate', x: lx - size * 0.09, y: ly - size * 0.09, width: size * 1.18, height: size * 1.18, rx: 2 }),
    round && s('circle', { class: 'plate', cx: lx + size / 2, cy: ly + size / 2, r: size * 0.62 }),
    label(lx, ly, size, motif),
    wide
      ? [print(aside, ly + 1, x + w * 0.92 - aside), barCode(x + w * 0.92 - 10.7, ly + size - 6, 7)]
      : s('rect', { class: 'dash', x: x + w * 0.2, y: y + hgt * 0.88, width: w * 0.6, height: 1.8, rx: 0.9 }),
  ];
}

function pouch(w, hgt, motif, style) {
  const x = 50 - w / 2;
  const y = 84 - hgt;
  const size = w * 0.58;
  return [
    shadow(w),
    s('path', { class: 'front', d: `M${x + 2} ${y}h${w - 4}q-1 ${hgt * 0.3} 2 ${hgt * 0.62}q1 ${hgt * 0.2} -1 ${hgt * 0.38}h${-w + 2}q-2 ${-hgt * 0.18} -1 ${-hgt * 0.38}q3 ${-hgt * 0.32} 2 ${-hgt * 0.62}z` }),
    s('path', { class: 'top', d: `M${x + 2} ${y}h${w - 4}l0.3 7h${-w + 3.4}z` }),
    s('rect', { class: 'shade', x: x + 2.5, y: y + 7, width: w - 5, height: 1.4 }),
    style === 1
      ? s('rect', { class: 'plate', x: x + 2.2, y: y + hgt * 0.3, width: w - 4.4, height: size * 1.16 })
      : s('circle', { class: 'plate', cx: 50, cy: y + hgt * 0.3 + size * 0.58, r: size * 0.62 }),
    label(50 - size / 2, y + hgt * 0.3 + size * 0.08, size, motif),
  ];
}

function tin(w, hgt, motif, style) {
  const x = 50 - w / 2;
  const y = 82 - hgt;
  const e = w * 0.13;
  const size = Math.min(w, hgt) * 0.56;
  const ly = y + e + (hgt - size) / 2;
  return [
    shadow(w),
    s('path', { class: 'front', d: `M${x} ${y}v${hgt}a${w / 2} ${e} 0 0 0 ${w} 0v${-hgt}z` }),
    s('path', { class: 'plate', d: `M${x} ${y + hgt * 0.2}a${w / 2} ${e} 0 0 0 ${w} 0v${hgt * 0.64}a${w / 2} ${e} 0 0 1 ${-w} 0z` }),
    s('path', { class: 'shade', d: `M${x + w * 0.86} ${y}h${w * 0.14}v${hgt}a${w / 2} ${e} 0 0 1 ${-w * 0.14} ${e * 0.7}z` }),
    s('ellipse', { class: style === 1 ? 'front' : 'top', cx: 50, cy: y, rx: w / 2, ry: e }),
    s('ellipse', { class: 'shade', cx: 50, cy: y, rx: w / 2 - 3, ry: e - 1.6 }),
    label(50 - size / 2, ly, size, motif),
  ];
}

// A card on a hook, as small things hang in a shop.
function hangCard(w, hgt, motif, style) {
  const x = 50 - w / 2;
  const y = 50 - hgt / 2;
  const size = w * 0.6;
  const ly = y + hgt * 0.27;
  return [
    s('path', { class: 'hook', d: `M50 0v${y + 6.5}` }),
    s('rect', { class: 'shade', x: x + 3, y: y + 4, width: w, height: hgt, rx: 4 }),
    s('rect', { class: 'front', x, y, width: w, height: hgt, rx: 4 }),
    s('rect', { class: 'hole', x: 44, y: y + 4.5, width: 12, height: 4, rx: 2 }),
    style === 1
      ? s('rect', { class: 'plate', x, y: ly - 3, width: w, height: size + 6 })
      : s('rect', { class: 'plate', x: 50 - size / 2 - 3, y: ly - 3, width: size + 6, height: size + 6, rx: style === 2 ? size / 2 + 3 : 4 }),
    label(50 - size / 2, ly, size, motif),
    s('rect', { class: 'dash', x: x + w * 0.2, y: y + hgt * 0.86, width: w * 0.6, height: 2, rx: 1 }),
  ];
}

// Kinds of pack by price level of the category: cheap, middling, dear.
const PACKS = [
  [
    (m, v, r) => pouch(36 + r * 6, 50 + r * 6, m, v),
    (m, v, r) => tin(38 + r * 6, 34 + r * 8, m, v),
    (m, v, r) => carton(30 + r * 4, 42 + r * 8, 10, m, v),
    (m, v, r) => hangCard(42 + r * 4, 56 + r * 6, m, v),
    (m, v, r) => carton(44 + r * 4, 30 + r * 5, 11, m, v),
  ],
  [
    (m, v, r) => carton(38 + r * 5, 48 + r * 8, 14, m, v),
    (m, v, r) => carton(46 + r * 4, 40 + r * 6, 14, m, v),
    (m, v, r) => pouch(44 + r * 5, 58 + r * 4, m, v),
    (m, v, r) => carton(34 + r * 4, 58 + r * 6, 13, m, v),
  ],
  [
    (m, v, r) => carton(56 + r * 4, 44 + r * 7, 17, m, v),
    (m, v, r) => carton(48 + r * 4, 54 + r * 5, 18, m, v),
  ],
];

// Bare hashes of thirty names would give several the same hue and motif; so the
// names are lined up by their hash, and hues and motifs dealt along that line.
let turn = new Map();

/** Deals hues and motifs to these category names. Call once, before drawing. */
export function arrangeArt(categories) {
  const line = [...categories].sort((a, b) => hash(a) - hash(b) || (a < b ? -1 : 1));
  turn = new Map(line.map((name, i) => [name, i]));
}

/** Hue, motif and pack of a category; `level` is 0 (cheap) to 1 (dear). */
function plan(category, level) {
  const seed = hash(category);
  const n = turn.get(category) ?? seed;
  const kinds = PACKS[level < 0.5 ? 0 : level < 0.8 ? 1 : 2];
  return {
    hue: pick(HUES, n),
    second: pick(HUES, (n % HUES.length) + 3 + ((seed >>> 8) % 4)),
    motif: pick(MOTIFS, n),
    pack: pick(kinds, seed >>> 12),
  };
}

const vars = (p) => ({ '--hue': p.hue, '--hue-2': p.second });

/** The picture of one item: a square SVG that fills its box. Decorative, so hidden from assistive software. */
export function productArt(item, level) {
  const p = plan(item.category, level);
  const next = random(item.id);
  const colouring = Math.floor(next() * 3);
  const style = Math.floor(next() * 3);
  return s('svg', { class: `art scheme-${colouring}`, viewBox: '0 0 100 100', preserveAspectRatio: 'xMidYMid slice', 'aria-hidden': 'true', focusable: 'false', vars: vars(p) },
    s('rect', { class: 'wall', width: 100, height: 100 }),
    s('rect', { class: 'shelf', y: 78, width: 100, height: 22 }),
    p.pack(p.motif, style, next()));
}

/** A category's small mark: its motif on its colour. */
export function categoryMark(category) {
  const p = plan(category, 0);
  return s('svg', { class: 'mark', viewBox: '0 0 40 40', 'aria-hidden': 'true', focusable: 'false', vars: vars(p) },
    s('rect', { class: 'wall', width: 40, height: 40 }),
    s('svg', { x: 7, y: 7, width: 26, height: 26, viewBox: '0 0 40 40' }, p.motif()));
}
