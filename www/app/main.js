// Starts the shop: loads catalogue and model side by side, then shows the view
// that the address asks for and redraws the frame around it.

import { arrangeArt } from './art.js';
import { cart } from './cart.js';
import { Catalogue } from './catalogue.js';
import { h } from './dom.js';
import { count, plural } from './format.js';
import { model } from './model.js';
import { problemPanel } from './parts/problem.js';
import { link, navigate, parse, startRouter } from './router.js';
import { startStatus } from './status.js';
import { today } from './today.js';
import { traffic } from './traffic.js';
import { accountView } from './views/account.js';
import { cartDrawer, cartView } from './views/cart.js';
import { homeView } from './views/home.js';
import { productView } from './views/product.js';

const MANIFEST = './model/manifest.json';
const CATALOGUE = './model/catalog.jsonl';
// When the model is slower than this, the shelves are shown without it first.
const PATIENCE = 1500;

const VIEWS = { home: homeView, product: productView, cart: cartView, account: accountView };
const SHOP_NAME = 'Tally';

const main = document.getElementById('main');
const problems = document.getElementById('problems');
const search = document.getElementById('search-input');
const cartLink = document.querySelector('[data-opens="cart"]');

let catalogue = null;
let route = parse(location.hash);
let life = new AbortController();

function frame() {
  for (const anchor of document.querySelectorAll('.site-nav a')) {
    const here = anchor.dataset.route === route.name;
    if (here) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  if (document.activeElement !== search) search.value = route.query.get('q') ?? '';
}

function show(next, { restore = null, quiet = false, first = false } = {}) {
  route = next;
  drawer.close();
  frame();
  if (!catalogue) return;
  life.abort();
  life = new AbortController();
  const view = (VIEWS[route.name] ?? homeView)({ route, catalogue, signal: life.signal });
  document.title = view.title ? `${view.title} \u00b7 ${SHOP_NAME}` : `${SHOP_NAME}, the general store`;
  main.replaceChildren(view.node);
  if (!first) scrollTo({ top: restore ?? 0, behavior: 'instant' });
  // A new page starts at its heading, for screen readers and the keyboard; not
  // while typing in the search box, and not at the very first view.
  if (!quiet && !first && document.activeElement !== search) main.querySelector('h1')?.focus({ preventScroll: true });
}

const drawer = cartDrawer(() => catalogue);
const wide = matchMedia('(min-width: 900px)');

document.addEventListener('click', (event) => {
  const opener = event.target.closest?.('[data-opens="cart"]');
  // With a modifier the link is a link; on a phone and on the cart page too.
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || !wide.matches || route.name === 'cart') return;
  event.preventDefault();
  drawer.open();
});

function showCount({ added } = {}) {
  const n = cart.count();
  cartLink.querySelector('[data-test="cart-count"]').textContent = count(n);
  cartLink.setAttribute('aria-label', `Cart, ${plural(n, 'item', 'items')}`);
  cartLink.classList.toggle('has-items', n > 0);
  if (added) {
    cartLink.classList.remove('bump');
    void cartLink.offsetWidth; // restarts the animation for a second item
    cartLink.classList.add('bump');
  }
}
cart.onChange(showCount);
showCount();

let typing;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const category = route.name === 'home' ? route.query.get('category') : null;
    const target = link.home({ category, q: search.value.trim(), sort: route.name === 'home' ? route.query.get('sort') : null });
    // The first letter makes a history entry, so that Back returns to where one was; the rest refine it.
    if (route.name === 'home' && route.query.get('q')) navigate.quietly(target);
    else navigate(target);
  }, 120);
});
document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  main.querySelector('h1')?.focus();
});

function showProblems(catalogueError) {
  problems.replaceChildren(...[
    catalogueError && problemPanel({
      title: 'The catalogue could not be loaded', error: catalogueError,
      hint: 'Without it there is nothing to sell.', retry: () => start(),
    }),
    model.state === 'failed' && problemPanel({
      title: 'The recommender could not be loaded', error: model.error,
      hint: catalogueError ? null : 'The shop works without it; suggestions and the forecast are off.',
      // Browsers remember a failed import for the life of the page.
      retry: () => (model.error.code === 'IMPORT' ? location.reload() : start()),
    }),
  ].filter(Boolean));
}

async function start() {
  problems.replaceChildren();
  let catalogueError = null;
  const loading = model.load(MANIFEST);
  try {
    catalogue ??= await Catalogue.load(CATALOGUE);
    arrangeArt(catalogue.categories.map((c) => c.name));
    cart.keepOnly((id) => catalogue.has(id));
  } catch (error) {
    catalogueError = error;
    main.replaceChildren(h('h1', { tabindex: '-1' }, 'The shop is closed for the moment'));
  }
  await Promise.race([loading, new Promise((done) => setTimeout(done, PATIENCE))]);
  if (model.state === 'ready') welcomeModel();
  show(route, { first: true });
  showProblems(catalogueError);
  if (model.state === 'loading') {
    await loading;
    if (model.state === 'ready') welcomeModel();
    show(route, { first: true, quiet: true });
    showProblems(catalogueError);
  }
  if (model.state === 'ready' && catalogue) {
    traffic.markReady();
    document.documentElement.dataset.ready = 'true';
  }
}

let welcomed = false;
function welcomeModel() {
  if (welcomed) return;
  welcomed = true;
  today.startAt(model.shop.info.minedThrough);
  if (!catalogue) return;
  const sellers = model.ask('recommend', (shop) => shop.recommend({ cart: [], limit: 500, fallback: 'popular' }), { items: [] });
  catalogue.rankByPopularity(sellers.items.map((item) => item.id));
}

startStatus();
startRouter(show);
frame();
start();
