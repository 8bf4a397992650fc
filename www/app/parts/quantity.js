// A quantity stepper: minus, number, plus.

import { h } from '../dom.js';
import { icon } from '../icons.js';

export const quantityStepper = (name, key, quantity, onchange) =>
  h('div', { class: 'stepper', role: 'group', 'aria-label': `Quantity of ${name}` },
    h('button', { type: 'button', 'data-focus': `less-${key}`, 'aria-label': quantity > 1 ? 'One less' : `Remove ${name}`, onclick: () => onchange(quantity - 1) }, icon('minus')),
    h('span', { class: 'stepper-count', test: 'quantity', 'aria-live': 'polite' }, quantity),
    h('button', { type: 'button', 'data-focus': `more-${key}`, 'aria-label': 'One more', disabled: quantity >= 99, onclick: () => onchange(quantity + 1) }, icon('plus')));
