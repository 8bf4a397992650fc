"""The repurchase model a second time, plainly and in floats of numpy: what ours is compared with.

A *basket* is a day on which a customer ordered. For a customer and an item of the history there are eight features: a
constant; A, the item's share of the customer's baskets; R, the customer's order rate; U, how much more often than others
the customer repeats; Z, absence since the last order, and its square; V, how due the item is, and its square. The expected
purchases in the next 14 days are exp(coefficients . features), fitted by complementary log-log regression.
"""
import csv
import math
from datetime import datetime, timezone

import numpy as np

DECAY, OWN, KAPPA, HORIZON, SHAPE, ACTIVE, GAPS, WINDOWS = .9, 4., 3., 14, .85, 60, 10, (14, 28, 42)
DEFAULT = np.array([-.6, 1., 1., .3, 2., -2., -.1, -.1])
LOWEST = np.array([-20, .2, .2, 0, -5, -9, -2, -9.])
HIGHEST = np.array([20, 3., 3., 3, 9, 0, 2, 0.])
PRIOR = 5.


def day(text):
    return math.floor(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp() / 86400)


def read(path):
    """{customer: {day: items}} without guests, and {item: category}; an order's day is that of its first line."""
    orders, category = {}, {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            time = datetime.fromisoformat(row["timestamp"])
            order = orders.setdefault(row["order_id"], [row["user_id"], time, set()])
            order[1] = min(order[1], time)
            order[2].add(row["item_id"])
            category[row["item_id"]] = row.get("category") or ""
    customers = {}
    for customer, time, items in orders.values():
        if customer:
            customers.setdefault(customer, {}).setdefault(day(time.isoformat()), set()).update(items)
    return customers, category


class Shopper:
    """A history {day: items}."""

    def __init__(self, by_day):
        self.days = sorted(by_day)
        self.items = {}
        for basket, when in enumerate(self.days):
            for item in by_day[when]:
                self.items.setdefault(item, []).append(basket)


class Rates:
    """How often things are bought again: (shoppers who did, baskets they had the chance in, days to the second purchase)
    of items, categories and the shop, the finer shrunk to the coarser."""

    def __init__(self, shoppers, category, end):
        self.by_item, self.by_category, self.category, self.shop = {}, {}, category, [0, 0, 0]
        gaps = exposure = 0
        for shopper in shoppers:
            last = len(shopper.days) - 1
            gaps += last
            exposure += end - shopper.days[0]
            for item, baskets in shopper.items.items():
                again = len(baskets) > 1
                chances = (baskets[1] if again else last) - baskets[0]
                days = shopper.days[baskets[1]] - shopper.days[baskets[0]] if again else 0
                for table in (self.by_item.setdefault(item, [0, 0, 0]), self.by_category.setdefault(category.get(item, ""), [0, 0, 0]), self.shop):
                    for column, value in enumerate((int(again), chances, days)):
                        table[column] += value
        self.repeat = (self.shop[0] + 1) / (self.shop[1] + 10)
        self.gap = (self.shop[2] + 60) / (self.shop[0] + 2)
        self.order_rate = (gaps + 1) / (exposure + 60)

    def of(self, item):
        """(chance of the first repeat a basket, days to it)."""
        category = self.category.get(item, "")
        levels = [self.by_category.get(category, (0, 0, 0))] if category else []
        repeat, gap = self.repeat, self.gap
        for again, chances, days in [*levels, self.by_item.get(item, (0, 0, 0))]:
            repeat, gap = (again + KAPPA) / (chances + KAPPA / repeat), (days + KAPPA * gap) / (again + KAPPA)
        return repeat, gap


def interval(shopper, item, rates):
    """Days that usually pass between two purchases."""
    baskets = shopper.items[item]
    return (shopper.days[baskets[-1]] - shopper.days[baskets[0]] + 2 * rates.of(item)[1]) / (len(baskets) + 1)


def features(shopper, now, rates):
    """[(item, its eight features)]."""
    last = len(shopper.days) - 1
    since, gaps = max(now - shopper.days[-1], 0), min(GAPS, last)
    rate = (gaps + .5) / (max(now - shopper.days[last - gaps], 0) + .5 / rates.order_rate)
    repeats = sum(len(baskets) - 1 for baskets in shopper.items.values())
    chances = sum(last - baskets[0] for baskets in shopper.items.values())
    u = math.log((repeats + 10 * rates.repeat) / (chances + 10) / rates.repeat)
    r, z = math.log(HORIZON * rate), math.log(1 + since * rate)
    for item, baskets in shopper.items.items():
        repeated = sum(DECAY ** (last - basket) for basket in baskets[1:])
        possible = (1 - DECAY ** (last - baskets[0])) / (1 - DECAY)
        a = math.log((repeated + OWN * rates.of(item)[0]) / (possible + OWN))
        waited = max(now - shopper.days[baskets[-1]], 0)
        v = math.log((waited + 1) / (interval(shopper, item, rates) + 1))
        yield item, (1., a, r, u, z, z * z, v, v * v)


def newton(x, y):
    """The most probable coefficients, kept within their bounds by fixing those that leave them."""
    c, free = DEFAULT.copy(), np.ones(len(DEFAULT), bool)
    for _ in range(len(c) + 1):
        for _ in range(50):
            rate = np.exp(np.clip(x @ c, -30, 3))
            none = np.exp(-rate)
            odds = none / np.maximum(1 - none, 1e-12)
            gradient = x.T @ np.where(y > 0, rate * odds, -rate) - PRIOR * (c - DEFAULT)
            bend = np.maximum(np.where(y > 0, rate * odds * (rate * (1 + odds) - 1), rate), 1e-9)
            curvature = (x * bend[:, None]).T @ x + PRIOR * np.eye(len(c))
            step = np.zeros(len(c))
            step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
            c += step * min(1, 2 / max(np.abs(step).max(), 1e-12))
            if np.abs(step).max() < 1e-6:
                break
        outside = free & ((c < LOWEST) | (c > HIGHEST))
        if not outside.any():
            break
        c[outside] = np.clip(c, LOWEST, HIGHEST)[outside]
        free &= ~outside
    return c


def fit(customers, category):
    """The coefficients, from what was bought in the 14 days after each of three days before the log's end."""
    first, last = min(map(min, customers.values())), max(map(max, customers.values()))
    x, y = [], []
    for window in WINDOWS:
        cut = last + 1 - window
        if cut - first < 28:
            continue
        before = {c: {d: items for d, items in days.items() if d < cut} for c, days in customers.items()}
        past = {c: Shopper(days) for c, days in before.items() if days}
        rates = Rates(past.values(), category, cut)
        for customer, shopper in past.items():
            if cut - shopper.days[-1] > ACTIVE:
                continue
            bought = set().union(*(items for d, items in customers[customer].items() if cut <= d < cut + HORIZON))
            for item, row in features(shopper, cut, rates):
                x.append(row)
                y.append(item in bought)
    return newton(np.array(x), np.array(y, float)) if x else DEFAULT


def intensity(c, row):
    return math.exp(min(max(sum(a * b for a, b in zip(c, row)), -30), 3))


def probability(intensity, days):
    return 1 - math.exp(-intensity * (days / HORIZON) ** SHAPE)


def days_until(intensity, share):
    return HORIZON * (-math.log(1 - share) / intensity) ** (1 / SHAPE)
