// The panel for what could not be loaded.

import { h } from '../dom.js';

export const problemPanel = ({ title, error, hint, retry }) =>
  h('section', { class: 'problem', role: 'alert', test: 'error', 'data-code': error.code ?? error.name },
    h('h2', {}, title),
    h('p', { class: 'problem-what' }, h('code', {}, error.code ?? error.name), ' ', error.message),
    hint && h('p', {}, hint),
    h('button', { type: 'button', class: 'button', onclick: retry }, 'Try again'));
