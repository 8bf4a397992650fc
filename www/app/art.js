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

// A nested <svg> clips by itself: no clip-path ids to keep unique on a page.
const label = (x, y, size, motif) =>
  s('svg', { x, y, width: size, height: size, viewBox: '0 0 40 40' }, motif());

function carton(w, hgt, d, motif, style) {
  const x = 50 - (w + d) / 2;
  const y = 84 - hgt;
  const rise = d * 0.55;
  const band = style === 1;
  const size = Math.min(w, hgt) * (band ? 0.56 : 0.66);
  const lx = x + (w - size) / 2;
  const ly = y + (hgt - size) * (hgt > w ? 0.36 : 0.5);
  return [
    s('path', { class: 'side', d: `M${x + w} ${y}l${d} ${-rise}v${hgt}l${-d} ${rise}z` }),
    s('path', { class: 'top', d: `M${x} ${y}l${d} ${-rise}h${w}l${-d} ${rise}z` }),
    s('rect', { class: 'front', x, y, width: w, height: hgt }),
    band && s('rect', { class: 'plate', x, y: ly - size * 0.14, width: w, height: size * 1.28 }),
    style === 0 && s('rect', { class: 'plate', x: lx - size * 0.09, y: ly - size * 0.09, width: size * 1.18, height: size * 1.18, rx: 2 }),
    style === 2 && s('circle', { class: 'plate', cx: lx + size / 2, cy: ly + size / 2, r: size * 0.62 }),
    label(lx, ly, size, motif),
    hgt > w && s('rect', { class: 'line', x: x + w * 0.2, y: y + hgt * 0.86, width: w * 0.6, height: 1.8, rx: 0.9 }),
  ];
}

function pouch(w, hgt, motif, style) {
  const x = 50 - w / 2;
  const y = 84 - hgt;
  const size = w * 0.58;
  return [
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
    s('path', { class: 'front', d: `M${x} ${y}v${hgt}a${w / 2} ${e} 0 0 0 ${w} 0v${-hgt}z` }),
    s('path', { class: 'plate', d: `M${x} ${y + hgt * 0.2}a${w / 2} ${e} 0 0 0 ${w} 0v${hgt * 0.64}a${w / 2} ${e} 0 0 1 ${-w} 0z` }),
    s('path', { class: 'shade', d: `M${x + w * 0.86} ${y}h${w * 0.14}v${hgt}a${w / 2} ${e} 0 0 1 ${-w * 0.14} ${e * 0.7}z` }),
    s('ellipse', { class: style === 1 ? 'front' : 'top', cx: 50, cy: y, rx: w / 2, ry: e }),
    s('ellipse', { class: 'shade', cx: 50, cy: y, rx: w / 2 - 3, ry: e - 1.6 }),
    label(50 - size / 2, ly, size, motif),
  ];
}

function bottle(w, hgt, motif, style) {
  const x = 50 - w / 2;
  const y = 84 - hgt;
  const neck = w * 0.34;
  const shoulder = hgt * 0.3;
  const size = w * 0.7;
  return [
    s('rect', { class: style === 2 ? 'm2' : 'side', x: 50 - neck / 2 - 1.5, y, width: neck + 3, height: hgt * 0.13, rx: 1.5 }),
    s('path', { class: 'front', d: `M${50 - neck / 2} ${y + hgt * 0.13}h${neck}v${shoulder * 0.35}q0 ${shoulder * 0.3} ${(w - neck) / 2} ${shoulder * 0.55}v${hgt * 0.87 - shoulder * 0.9 - 3}q0 3 -3 3h${-w + 6}q-3 0 -3 -3v${-(hgt * 0.87 - shoulder * 0.9 - 3)}q${(w - neck) / 2} ${-shoulder * 0.25} ${(w - neck) / 2} ${-shoulder * 0.55}z` }),
    s('rect', { class: 'plate', x, y: y + hgt * 0.47, width: w, height: size * 1.1 }),
    s('rect', { class: 'shade', x: x + w * 0.84, y: y + hgt * 0.45, width: w * 0.16, height: hgt * 0.55 - 3 }),
    label(50 - size / 2, y + hgt * 0.47 + size * 0.05, size, motif),
  ];
}

// Kinds of pack by price level of the category: cheap, middling, dear.
const PACKS = [
  [
    (m, v, r) => pouch(36 + r * 6, 50 + r * 6, m, v),
    (m, v, r) => tin(38 + r * 6, 34 + r * 8, m, v),
    (m, v, r) => carton(30 + r * 4, 42 + r * 8, 10, m, v),
    (m, v, r) => bottle(27 + r * 4, 56 + r * 6, m, v),
    (m, v, r) => carton(44 + r * 4, 30 + r * 5, 11, m, v),
  ],
  [
    (m, v, r) => carton(38 + r * 5, 48 + r * 8, 14, m, v),
    (m, v, r) => carton(46 + r * 4, 40 + r * 6, 14, m, v),
    (m, v, r) => pouch(44 + r * 5, 58 + r * 4, m, v),
    (m, v, r) => tin(46 + r * 4, 42 + r * 8, m, v),
  ],
  [
    (m, v, r) => carton(56 + r * 4, 44 + r * 7, 17, m, v),
    (m, v, r) => carton(48 + r * 4, 54 + r * 5, 18, m, v),
  ],
];

/** Hue, motif and pack of a category; `level` is 0 (cheap) to 1 (dear). */
function plan(category, level) {
  const seed = hash(category);
  const kinds = PACKS[level < 0.5 ? 0 : level < 0.8 ? 1 : 2];
  return {
    hue: pick(HUES, seed),
    second: pick(HUES, (seed % HUES.length) + 3 + ((seed >>> 8) % 4)),
    motif: pick(MOTIFS, seed >>> 4),
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
  return s('svg', { class: `art scheme-${colouring}`, viewBox: '0 0 100 100', 'aria-hidden': 'true', focusable: 'false', vars: vars(p) },
    s('rect', { class: 'wall', width: 100, height: 100 }),
    s('rect', { class: 'shelf', y: 78, width: 100, height: 22 }),
    s('ellipse', { class: 'shadow', cx: 52, cy: 84, rx: 34, ry: 3.4 }),
    p.pack(p.motif, style, next()));
}

/** A category's small mark: its motif on its colour. */
export function categoryMark(category) {
  const p = plan(category, 0);
  return s('svg', { class: 'mark', viewBox: '0 0 40 40', 'aria-hidden': 'true', focusable: 'false', vars: vars(p) },
    s('rect', { class: 'wall', width: 40, height: 40 }),
    s('svg', { x: 7, y: 7, width: 26, height: 26, viewBox: '0 0 40 40' }, p.motif()));
}
