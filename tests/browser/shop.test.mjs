// The demo shop, walked through as a shopper does, on a phone's screen, in real browsers: recommendations with reasons,
// a cart, an order kept by consent, the timeline; and no request that tells anyone about it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { BROWSERS, launch, resize, watch } from './support/browsers.mjs';
import { ask, sampleShop } from './support/native.mjs';
import { serve } from './support/server.mjs';
import { demoShop, filesOf } from './support/site.mjs';

const mined = sampleShop();
const catalogue = readFileSync(mined.catalog, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const folder = demoShop(mined);
const files = new Set(['/', ...filesOf(folder)]);
const [popular] = ask('recommend', mined.model, [{ cart: [], limit: 5, fallback: 'popular' }]);
const [first, second] = popular.items.map((item) => item.id);
const PHONE = { width: 390, height: 844 };

// What the shop's lists ask for, answered natively.
const native = (cart, history = []) => ask('recommend', mined.model, [{
  cart, history, limit: 6, scorer: 'weights', diversity: 0, repeat: 'exclude', fallback: 'popular',
}])[0].items;

for (const name of BROWSERS) {
  describe(name, { timeout: 180_000 }, () => {
    let server, browser, page, seen;
    const violations = [];

    // The strip at the foot covers what lies under it, so a mouse click could hit the strip: the element's own click.
    const press = async (selector) => (await page.waitForSelector(selector, { timeout: 20_000 })).evaluate((element) => element.click());
    const there = (selector) => page.waitForSelector(selector, { timeout: 20_000 });
    const go = async (hash, selector) => {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await there(selector);
    };
    // Answers on show: id, source, and the words of their reasons.
    const shown = (within) => page.$$eval(`${within} [data-test=recommendation]`, (rows) => rows.map((row) => ({
      id: row.dataset.id, source: row.dataset.source, reasons: [...row.querySelectorAll('[data-test=reason]')].map((reason) => reason.textContent),
    })));
    const fits = async (where) => {
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= screen && screen === PHONE.width, `${where} is ${wide} px wide on a screen of ${screen}`);
    };
    const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, '\\D?');
    const sameAnswers = (answers, expected) => {
      assert.deepEqual(answers.map(({ id, source }) => [id, source]), expected.map(({ id, source }) => [id, source]));
      answers.forEach(({ id, reasons }, place) => {
        assert.ok(reasons.length > 0 && reasons.every((words) => words.trim() !== ''), `${id} says why`);
        expected[place].reasons.forEach((reason, at) => assert.match(reasons[at], new RegExp(`\\b${number(reason.orders)} order`), id));
      });
    };

    before(async () => {
      server = await serve(folder);
      browser = await launch(name);
      page = await browser.newPage();
      await resize(page, PHONE);
      seen = await watch(page);
      await page.goto(server.url);
      await there('html[data-ready=true]');
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    it('opens on its shelves', async () => {
      await there('[data-test=product]');
      assert.ok((await page.$$('[data-test=product]')).length >= 12);
      await fits('the front page');
      assert.deepEqual(await page.$$eval('[role=alert], .problem', (all) => all.map((one) => one.textContent)), []);
    });

    it('a product shows what goes with it, with reasons', async () => {
      await go(`#/product/${encodeURIComponent(first)}`, '[data-test=recommendation]');
      sameAnswers(await shown('#main'), native([first]));
      await fits('a product');
    });

    it('puts things into the cart, which has its own answers', async () => {
      await press(`.buy [data-test=add-to-cart][data-id="${first}"]`);
      await go(`#/product/${encodeURIComponent(second)}`, `.buy [data-test=add-to-cart][data-id="${second}"]`);
      sameAnswers(await shown('#main'), native([second, first]));
      await press(`.buy [data-test=add-to-cart][data-id="${second}"]`);
      assert.equal(await page.$eval('[data-test=cart-count]', (element) => element.textContent), '2');
      await go('#/cart', '[data-test=cart-line]');
      assert.deepEqual(await page.$$eval('[data-test=cart-line]', (lines) => lines.map((line) => line.dataset.id)), [first, second]);
      const expected = native([first, second]);
      sameAnswers(await shown('#main'), expected);
      await fits('the cart');

      const third = expected[0].id;
      await press(`[data-test=recommendation][data-id="${third}"] [data-test=add-to-cart]`);
      await there(`[data-test=cart-line][data-id="${third}"]`);
      sameAnswers(await shown('#main'), native([first, second, third]));
    });

    it('keeps nothing before consent, and after it only on the device', async () => {
      assert.equal(await page.evaluate(() => localStorage.length), 0);
      await press('[data-test=consent]');
      assert.ok(await page.evaluate(() => localStorage.length) > 0);
      await press('[data-test=checkout]');
      await there('[data-test=order]');
      assert.equal(await page.$eval('[data-test=cart-count]', (element) => element.textContent), '0');
      violations.push(...await seen.violations());
      await page.reload();
      await there('html[data-ready=true]');
      await go('#/account', '[data-test=order]');
      assert.equal((await page.$$('[data-test=order]')).length, 1, 'the order is there after the page was loaded again');
    });

    it('what was bought is left out of the next answers', async () => {
      const bought = [first, second, native([first, second])[0].id];
      const other = catalogue.find(({ id }) => native([id]).some((item) => bought.includes(item.id)) && !bought.includes(id)).id;
      await go(`#/product/${encodeURIComponent(other)}`, '[data-test=recommendation]');
      sameAnswers(await shown('#main'), native([other], bought.map((id) => ({ id }))));
    });

    it('the account shows when things are due, as the native command says', async () => {
      await go('#/account', '[data-test=persona]');
      await press('[data-test=persona]');
      await there('[data-test=next-item]');
      const { orders, now } = await page.evaluate(() => ({
        orders: JSON.parse(localStorage.getItem('tally-demo:orders')), now: document.querySelector('[data-test=today]').dateTime,
      }));
      assert.ok(orders.length > 3 && now >= mined.manifest.minedThrough);
      const history = orders.flatMap(({ date, lines }) => lines.map(({ id, quantity }) => ({ id, date, quantity })));
      for (const withinDays of [14, 60]) {
        await press(`[data-test=within-days][value="${withinDays}"]`);
        const [{ items }] = ask('next', mined.model, [{ history, now, withinDays, limit: 10 }]);
        const rows = await page.$$eval('[data-test=next-item]', (all) => all.map((one) => [one.dataset.id, one.textContent]));
        assert.deepEqual(rows.map(([id]) => id), items.map((item) => item.id));
        rows.forEach(([, words], place) => assert.ok(words.includes(`${items[place].timesBought} time`), words));
      }
      await fits('the account');
    });

    it('forgets on request', async () => {
      await press('[data-test=clear-history]');
      await page.waitForSelector('[data-test=order]', { hidden: true });
      await press('[data-test=consent]');
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });

    it('says how fast it was and how much it loaded', async () => {
      const micros = await page.waitForSelector('[data-test=micros][data-value]');
      assert.ok(Number(await micros.evaluate((element) => element.dataset.value)) > 0);
      const bytes = await page.$eval('[data-test=bytes]', (element) => Number(element.dataset.value));
      assert.ok(bytes > readFileSync(mined.blob).length);
    });

    it('no errors, no violation of the policy', async () => {
      violations.push(...await seen.violations());
      assert.deepEqual(violations, []);
      assert.deepEqual(seen.errors, []);
    });

    it('no request leaves localhost, carries a body, or names what was bought', () => {
      const inPage = seen.requests.filter(({ url }) => !/^(data|blob):/.test(url));
      assert.ok(inPage.length > 20, 'the whole trip was recorded');
      for (const { method, url, body } of inPage) {
        assert.ok(url.startsWith(server.url), `${url} is outside`);
        assert.deepEqual([method, body], ['GET', ''], url);
        const { pathname, search } = new URL(url);
        assert.ok(files.has(decodeURIComponent(pathname)) && search === '', `${url} is no file of the shop`);
      }
      // And as the server saw it: nothing in a header either.
      for (const { method, path, query, body, headers } of server.requests) {
        assert.deepEqual([method, query, body, files.has(path)], ['GET', '', '', true], path);
        const told = JSON.stringify(headers);
        for (const { id } of catalogue) assert.ok(!told.includes(id) && !path.includes(id), `${path} tells of ${id}`);
      }
    });
  });
}
