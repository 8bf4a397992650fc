// Hash routes: `#/product/ID`, `#/?category=...&q=...`. The part after `#` is
// never sent to a server, and works in any sub-folder.

const scrolls = new Map();
let current = location.hash;
// Set by our own navigation; a hash change without it is the Back or Forward button.
let ours = false;

export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...rest] = path.split('/');
  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { name: name || 'home', argument: decode(rest.join('/')), query: new URLSearchParams(query) };
}

const withQuery = (path, query) => {
  const text = new URLSearchParams(Object.entries(query).filter(([, v]) => v)).toString();
  return text ? `${path}?${text}` : path;
};

export const link = {
  home: (query = {}) => withQuery('#/', query),
  category: (category) => withQuery('#/', { category }),
  product: (id) => `#/product/${encodeURIComponent(id)}`,
  cart: () => '#/cart',
  account: () => '#/account',
};

/** Calls `show(route, { restore })` now and at each change; `restore` is a scroll position or null. */
export function startRouter(show) {
  history.scrollRestoration = 'manual';
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('a[href^="#/"]')) ours = true;
  });
  addEventListener('hashchange', () => {
    const restore = ours ? null : scrolls.get(location.hash) ?? null;
    ours = false;
    current = location.hash;
    show(parse(current), { restore });
  });
  // Noted while scrolling: by the time of the hash change it is too late.
  addEventListener('scroll', () => scrolls.set(current, scrollY), { passive: true });
  navigate.quietly = (hash) => {
    history.replaceState(null, '', hash);
    current = hash;
    show(parse(hash), { restore: null, quiet: true });
  };
}

export function navigate(hash) {
  ours = true;
  if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = hash;
}
