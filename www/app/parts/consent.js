// The consent switch: off until the shopper turns it on.

import { h } from '../dom.js';
import { hasConsent, onConsent, setConsent } from '../keep.js';

export function consentSwitch(signal) {
  const note = h('span', { class: 'hint' });
  const input = h('input', {
    type: 'checkbox', role: 'switch', class: 'switch', test: 'consent', 'data-focus': 'consent',
    onchange: () => setConsent(input.checked),
  });
  const show = () => {
    input.checked = hasConsent();
    note.textContent = hasConsent()
      ? 'Kept in this browser\u2019s storage. Turning this off wipes it.'
      : 'Off: cart and orders live in this tab\u2019s memory and are gone when you close it.';
  };
  onConsent(show, signal);
  show();
  return h('label', { class: 'consent' }, input, h('span', { class: 'consent-text' },
    h('span', { class: 'consent-title' }, 'Keep my cart and orders on this device'), note));
}
