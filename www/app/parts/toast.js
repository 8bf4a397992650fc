// Short notices at the foot of the page, read out by screen readers.

import { h } from '../dom.js';

const region = document.getElementById('notices');
let timer;

/** Shows `text`; `action` is `{ label, href }`. Inside a modal dialog the page is inert, so the dialog's own region is used. */
export function toast(text, action) {
  const host = document.querySelector('dialog[open] .notices') ?? region;
  clearTimeout(timer);
  host.replaceChildren(h('p', { class: 'toast' },
    h('span', {}, text),
    action && h('a', { href: action.href, 'data-opens': action.opens ?? null }, action.label)));
  timer = setTimeout(() => host.replaceChildren(), 5000);
}
