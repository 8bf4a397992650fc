// A plain page with an import map, in real browsers, under a strict policy: it loads the model, answers a cart with
// evidence, and answers what the native command answers.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BROWSERS, launch, watch } from './support/browsers.mjs';
import { ask, onlineRetail, sampleShop, vocabulary } from './support/native.mjs';
import { cartQuestions, categoryQuestions, nextQuestions } from './support/questions.mjs';
import { serve } from './support/server.mjs';
import { barePage } from './support/site.mjs';

const SCRIPT = `
import init, { CrossSell, CrossSellError } from 'crosssell-wasm';
const show = (state, value) => {
  document.getElementById('answer').textContent = JSON.stringify(value);
  document.documentElement.dataset.state = state;
};
try {
  const early = await CrossSell.load('./model/manifest.json').catch((error) => error.code);
  await Promise.all([init(), init(), init()]);
  const shop = await CrossSell.load('./model/manifest.json');
  const questions = await (await fetch('./questions.json')).json();
  show('done', {
    early, info: shop.info,
    recommend: questions.recommend.map((question) => shop.recommend(question)),
    next: questions.next.map((question) => shop.next(question)),
    categories: questions.categories.map(({ limit, ...of }) => shop.complementaryCategories(of, { limit })),
    wrong: [{}, { cart: null }, { cart: [], limit: NaN }].map((request) => {
      try { shop.recommend(request); } catch (error) { return [error instanceof CrossSellError, error.code, error.message.split(':')[0]]; }
    }),
  });
  shop.free();
} catch (error) {
  show('failed', String(error.stack ?? error));
}
`;

const mined = onlineRetail() ?? sampleShop();
const words = vocabulary(mined.model);
const through = mined.manifest.minedThrough;
const questions = {
  // The first: a cart of three popular items, asked as a shop asks.
  recommend: [{ cart: words.ids.slice(0, 3), limit: 5, seed: 1 }, ...cartQuestions(words, through, 150, 21)],
  next: nextQuestions(words, through, 50, 22),
  categories: categoryQuestions(words, through, 50, 23),
};
const expected = {
  recommend: ask('recommend', mined.model, questions.recommend),
  next: ask('next', mined.model, questions.next).map((answer) => answer.items),
  categories: ask('categories', mined.model, questions.categories).map((answer) => answer.items),
};

for (const name of BROWSERS) {
  describe(name, () => {
    let server, browser, page, seen, answer;
    before(async () => {
      server = await serve(barePage(mined, SCRIPT), { '/questions.json': { type: 'application/json', body: JSON.stringify(questions) } });
      browser = await launch(name);
      page = await browser.newPage();
      seen = await watch(page);
      await page.goto(server.url);
      await page.waitForSelector('html[data-state]', { timeout: 60_000 });
      const [state, text] = await page.evaluate(() => [document.documentElement.dataset.state, document.getElementById('answer').textContent]);
      assert.equal(state, 'done', text);
      answer = JSON.parse(text);
    }, { timeout: 120_000 });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    it('answers a cart with evidence', () => {
      const [{ items, missingIds }] = answer.recommend;
      assert.equal(items.length, 5);
      assert.deepEqual(missingIds, []);
      const reasons = items.flatMap((item) => item.reasons);
      assert.ok(reasons.length > 0);
      for (const reason of reasons) {
        assert.ok(reason.because.length > 0 && reason.because.every((id) => questions.recommend[0].cart.includes(id)));
        assert.ok(reason.orders > 0 && reason.confidence > 0 && reason.lift > 0);
      }
    });

    for (const call of ['recommend', 'next', 'categories']) {
      it(`${call}: what the native command answers, to the last bit`, () => {
        questions[call].forEach((question, place) => assert.deepEqual(answer[call][place], expected[call][place], JSON.stringify(question)));
      });
    }

    it('tells wrong use by its code', () => {
      assert.equal(answer.early, 'NOT_INITIALISED');
      assert.deepEqual(answer.wrong, [[true, 'BAD_INPUT', 'cart'], [true, 'BAD_INPUT', 'cart'], [true, 'BAD_INPUT', 'limit']]);
    });

    it('keeps the policy, and loads each file once', async () => {
      assert.deepEqual(await seen.violations(), []);
      assert.deepEqual(seen.errors, []);
      const wasm = server.requests.filter((request) => request.path.endsWith('.wasm'));
      assert.equal(wasm.length, 1, 'three calls of init, one instance');
      for (const request of seen.requests) assert.ok(request.url.startsWith(server.url) || request.url.startsWith('data:'), request.url);
    });
  });
}
