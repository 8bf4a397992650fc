// Random questions over a model's vocabulary, in the shape that the command line and JavaScript share. They use every
// option, and what shops send by mistake: unknown ids, ids twice, empty carts, categories that do not exist.
import { dice } from './dice.mjs';

const DAY = 86_400_000;
const UNKNOWN = ['no-such-item', '', 'Ünïcødé ✓', ' 22423', '\u{1f6d2}', '0', '__proto__', 'a'.repeat(300)];

function maker({ ids, categories }, through, seed) {
  const roll = dice(seed);
  const id = () => (roll.chance(0.04) ? roll.oneOf(UNKNOWN) : roll.popular(ids));
  const category = () => (roll.chance(0.05) || categories.length === 0 ? 'No such category' : roll.oneOf(categories));
  const end = Date.parse(through);
  // Every way to write a time that JSON can carry.
  const moment = (time) => {
    const at = Math.floor(time);
    const iso = new Date(at).toISOString();
    return [iso, iso.slice(0, 10), `${iso.slice(0, 19)}+02:00`, iso.slice(0, 16).replace('T', ' '), at, Math.floor(at / 1000)][roll.below(6)];
  };
  const cart = (most = 12) => roll.many(roll.below(most + 1), id);
  const purchases = (most, dated) => {
    const own = roll.many(roll.between(1, 12), id);
    return roll.many(roll.below(most + 1), () => ({
      id: roll.chance(0.8) ? roll.oneOf(own) : id(),
      ...(dated || roll.chance(0.7) ? { date: moment(end - roll.share() ** 2 * 500 * DAY + roll.share() * 10 * DAY) } : {}),
      ...(roll.chance(0.3) ? { quantity: roll.between(1, 9) } : {}),
    }));
  };
  return { roll, id, category, cart, purchases, moment, end };
}

const some = (roll, probability, fields) => (roll.chance(probability) ? fields() : {});

/** `count` questions for `recommend`. */
export function cartQuestions(words, through, count, seed) {
  const { roll, id, category, cart, purchases, moment, end } = maker(words, through, seed);
  const band = () => {
    const [low, high] = [roll.share() * 60, roll.share() * 200].sort((a, b) => a - b);
    return [Math.round(low * 100) / 100, Math.round(high * 100) / 100];
  };
  return roll.many(count, () => ({
    cart: cart(),
    seed: roll.chance(0.1) ? Number.MAX_SAFE_INTEGER - roll.below(1000) : roll.below(2 ** 32),
    ...some(roll, 0.4, () => ({ history: purchases(60, false) })),
    ...some(roll, 0.2, () => ({ now: moment(end) })),
    ...some(roll, 0.7, () => ({ limit: roll.oneOf([0, 1, 3, 5, 10, 25, 100, 4_294_967_295]) })),
    ...some(roll, 0.2, () => ({ threshold: roll.oneOf([-1, 0, 1e-9, 0.001, 0.05, 0.3, 2, 1e300]) })),
    ...some(roll, 0.3, () => ({ exclude: roll.many(roll.below(30), id) })),
    ...some(roll, 0.2, () => ({ categories: roll.many(roll.below(8), category) })),
    ...some(roll, 0.2, () => ({ priceBand: band() })),
    ...some(roll, 0.5, () => ({ repeat: roll.oneOf(['exclude', 'include']) })),
    ...some(roll, 0.4, () => ({ diversity: roll.oneOf([0, 0.1, 0.25, 1 / 3, 0.9, 1, roll.share()]) })),
    ...some(roll, 0.5, () => ({ fallback: roll.oneOf(['none', 'popular']) })),
    ...some(roll, 0.4, () => ({ scorer: roll.oneOf(['weights', 'lift']) })),
  }));
}

/** `count` questions for `next`. */
export function nextQuestions(words, through, count, seed) {
  const { roll, id, purchases, moment, end } = maker(words, through, seed);
  return roll.many(count, () => ({
    history: purchases(roll.chance(0.1) ? 600 : 80, true),
    now: moment(end + roll.share() * 200 * DAY),
    ...some(roll, 0.8, () => ({ withinDays: roll.oneOf([0.25, 1, 7, 14, 30, 90, 365, 3650, roll.share() * 60 + 0.01]) })),
    ...some(roll, 0.6, () => ({ limit: roll.oneOf([0, 1, 5, 10, 100_000]) })),
    ...some(roll, 0.4, () => ({ threshold: roll.oneOf([0, 0.0001, 0.01, 0.2, 0.99]) })),
    ...some(roll, 0.2, () => ({ exclude: roll.many(roll.below(6), id) })),
  }));
}

/** `count` questions for `complementaryCategories`. */
export function categoryQuestions(words, through, count, seed) {
  const { roll, id, category, cart } = maker(words, through, seed);
  return roll.many(count, () => ({
    ...(roll.chance(0.5) ? { cart: [id(), ...cart()] } : { category: category() }),
    ...some(roll, 0.5, () => ({ limit: roll.oneOf([0, 1, 3, 5, 50]) })),
  }));
}
