// The same questions, answered by the native command and by the wasm: the same answers, to the last bit of every number.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import init, { CrossSell } from 'crosssell-wasm';
import { ask, onlineRetail, sampleShop, vocabulary } from './support/native.mjs';
import { cartQuestions, categoryQuestions, nextQuestions } from './support/questions.mjs';

const COUNTS = { carts: 1000, next: 400, categories: 200 };

// One difference is shown with its question; a list of a thousand would be unreadable.
function allEqual(questions, expected, answer) {
  assert.equal(expected.length, questions.length);
  questions.forEach((question, place) => {
    assert.deepEqual(answer(question), expected[place], `question ${place}: ${JSON.stringify(question)}`);
  });
}

function equalAnswers(name, mine) {
  describe(name, () => {
    let shop, mined, words, through;
    before(async () => {
      mined = mine();
      await init();
      shop = CrossSell.fromBytes(readFileSync(mined.blob));
      words = vocabulary(mined.model);
      through = mined.manifest.minedThrough;
      assert.ok(words.ids.length > 300, 'a vocabulary to ask with');
    });

    it(`recommend: ${COUNTS.carts} carts with every option`, () => {
      const questions = cartQuestions(words, through, COUNTS.carts, 1);
      const expected = ask('recommend', mined.model, questions);
      allEqual(questions, expected, (question) => shop.recommend(question));
      // A test of empty lists would prove nothing.
      const answered = expected.filter((answer) => answer.items.length > 0).length;
      const explained = expected.filter((answer) => answer.items.some((item) => item.reasons.length > 0 && item.source === 'together')).length;
      assert.ok(answered > COUNTS.carts / 2 && explained > COUNTS.carts / 4, `${answered} answered, ${explained} explained`);
      assert.ok(expected.some((answer) => answer.missingIds.length > 0), 'unknown ids');
      assert.ok(expected.some((answer) => answer.items.some((item) => item.source === 'popular')), 'fallbacks');
    });

    it(`next: ${COUNTS.next} histories over several horizons`, () => {
      const questions = nextQuestions(words, through, COUNTS.next, 2);
      const expected = ask('next', mined.model, questions);
      allEqual(questions, expected.map((answer) => answer.items), (question) => shop.next(question));
      assert.ok(expected.filter((answer) => answer.items.length > 0).length > COUNTS.next / 3, 'many are answered');
    });

    it(`complementaryCategories: ${COUNTS.categories} carts and categories`, () => {
      const questions = categoryQuestions(words, through, COUNTS.categories, 3);
      const expected = ask('categories', mined.model, questions);
      allEqual(questions, expected.map((answer) => answer.items), ({ limit, ...of }) => shop.complementaryCategories(of, { limit }));
      // Online Retail has no categories.
      if (words.categories.length > 0) assert.ok(expected.some((answer) => answer.items.length > 1), 'some are answered');
    });

    it('available: the same items as leaving out by exclude', () => {
      const questions = cartQuestions(words, through, 100, 4).map((question) => ({ ...question, exclude: words.ids.slice(0, 40) }));
      const expected = ask('recommend', mined.model, questions);
      allEqual(questions, expected.map((answer) => answer.items), ({ exclude, ...question }) =>
        shop.recommend({ ...question, available: (id) => !exclude.includes(id) }).items);
    });

    it('dates: a Date gives what its number of milliseconds gives', () => {
      const time = (value) => (typeof value === 'number' ? new Date(Math.abs(value) < 1e11 ? value * 1000 : value) : value);
      const questions = nextQuestions(words, through, 100, 5);
      const expected = ask('next', mined.model, questions);
      allEqual(questions, expected.map((answer) => answer.items), (question) => shop.next({
        ...question, now: time(question.now), history: question.history.map((line) => ({ ...line, date: time(line.date) })),
      }));
    });

    it('explain: holds every reason that recommend gives, strongest first', () => {
      for (const question of cartQuestions(words, through, 100, 6).map(({ cart, seed }) => ({ cart, seed, limit: 3 }))) {
        for (const item of shop.recommend(question).items) {
          const reasons = shop.explain(item.id, { cart: question.cart });
          assert.deepEqual(reasons.slice(0, item.reasons.length), item.reasons, JSON.stringify(question));
        }
      }
    });

    it('order and repetition of the questions change nothing', () => {
      const questions = cartQuestions(words, through, 50, 7);
      const first = questions.map((question) => shop.recommend(question));
      assert.deepEqual(questions.toReversed().map((question) => shop.recommend(question)).toReversed(), first);
    });
  });
}

equalAnswers('a sample shop of 20,000 orders', sampleShop);
const retail = onlineRetail();
if (retail) equalAnswers('Online Retail', () => retail);
else it('Online Retail', { skip: '../shared/data/onlineretail.csv.zst is not there' }, () => {});
