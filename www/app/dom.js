// Builds DOM nodes. Text always goes in as text nodes, never as markup, so a
// product name such as `<img onerror=...>` is shown, not run. Every module that
// draws something comes through here.

const SVG = 'http://www.w3.org/2000/svg';

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

function apply(node, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'test') node.setAttribute('data-test', value);
    // Through the CSSOM: a `style` attribute would be refused by `style-src 'self'`.
    else if (name === 'vars') for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  return node;
}

/** An HTML element: `h('button', { class: 'add', onclick, test: 'add-to-cart' }, 'Add')`. */
export const h = (tag, attributes, ...children) =>
  append(apply(document.createElement(tag), attributes), children);

/** An SVG element, with the same attributes as `h`. */
export const s = (tag, attributes, ...children) =>
  append(apply(document.createElementNS(SVG, tag), attributes), children);

/**
 * Redraws `host` and puts the focus back on the control that had it, found by
 * `data-focus`; without this, pressing "+" twice by keyboard would not work.
 * When that control is gone (a removed line), `fallback` gets the focus.
 */
export function redraw(host, children, fallback) {
  const active = document.activeElement;
  const inside = active && host.contains(active);
  const key = inside ? active.dataset.focus : null;
  const open = new Set([...host.querySelectorAll('details[open][data-key]')].map((d) => d.dataset.key));
  host.replaceChildren(...[children].flat(Infinity).filter(Boolean));
  for (const details of host.querySelectorAll('details[data-key]')) {
    if (open.has(details.dataset.key)) details.open = true;
  }
  if (!inside) return;
  const target = key ? host.querySelector(`[data-focus="${CSS.escape(key)}"]:not(:disabled)`) : null;
  (target ?? fallback?.() ?? null)?.focus({ preventScroll: true });
}
