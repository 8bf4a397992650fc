"""`crosssell next` against the reference of repurchase_reference.py: fit, probabilities, due dates, intervals."""
import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import repurchase_reference as reference
from conftest import answers, crosssell

EPOCH = date(1970, 1, 1)


def iso(day):
    return (EPOCH + timedelta(days=int(day))).isoformat()


def random_log(path, seed, days, categories):
    """Customers with habits of their own, guests, several orders a day, orders whose lines differ in time."""
    rng = np.random.default_rng(seed)
    start = reference.day("2023-03-01")
    rows = []
    for customer in range(60):
        interval = rng.uniform(2, 40)
        favourites = rng.choice(40, 6, replace=False)
        today = start + rng.uniform(0, 20)
        while today < start + days:
            items = set(rng.choice(favourites, int(rng.integers(1, 5)), replace=False)) | set(rng.integers(0, 40, int(rng.integers(0, 3))))
            order = f"o{len(rows)}"
            name = "" if customer % 9 == 8 else f"c{customer}"
            for item in items:
                category = f"k{item % categories}" if categories and item % 5 else ""
                minute = int((today % 1) * 1400) + int(rng.integers(0, 30))
                rows.append((order, name, f"p{item}", f"{iso(today)}T{min(minute // 60, 23):02}:{minute % 60:02}:00", category))
            today += rng.choice([.1, 1., 1.]) * rng.exponential(interval)
    pd.DataFrame(rows, columns=["order_id", "user_id", "item_id", "timestamp", "category"]).to_csv(path, index=False)


def questions(customers, end, rng):
    """Histories of the log's customers and invented ones, asked on several days."""
    requests = []
    for customer, days in list(customers.items())[:60]:
        now = end + int(rng.integers(0, 90))
        lines = [{"id": item, "date": iso(d)} for d, items in days.items() for item in items]
        requests.append({"history": lines, "now": iso(now), "withinDays": int(rng.choice([1, 7, 14, 60]))})
    every = sorted({item for days in customers.values() for items in days.values() for item in items})
    for _ in range(40):
        now = end + int(rng.integers(-30, 400))
        count = int(rng.integers(1, 20))
        # Items that the model does not know are part of the shopper's baskets.
        items = [str(item) for item in rng.choice([*every, "unknown 1", "unknown 2"], count)]
        lines = [{"id": item, "date": iso(now - rng.integers(0, 120))} for item in items]
        requests.append({"history": lines, "now": iso(now), "withinDays": 14})
    return [request | {"limit": 100000, "threshold": 0} for request in requests]


def compare(log, folder):
    model = folder / "model"
    crosssell("mine", log, "-o", model, "--min-support", "0.2")
    customers, category = reference.read(log)
    end = max(map(max, customers.values())) + 1
    coefficients = reference.fit(customers, category)
    fitted = json.loads(crosssell("inspect", model, "--json"))["repurchase"]["coefficients"]
    np.testing.assert_allclose(fitted, coefficients, rtol=0, atol=1e-7)
    rates = reference.Rates([reference.Shopper(days) for days in customers.values()], category, end)

    requests = questions(customers, end, np.random.default_rng(1))
    compared = 0
    for request, answer in zip(requests, answers("next", model, requests, folder)):
        now, by_day = reference.day(request["now"]), {}
        for line in request["history"]:
            by_day.setdefault(reference.day(line["date"]), set()).add(line["id"])
        shopper = reference.Shopper(by_day)
        wanted = {item: reference.intensity(coefficients, row) for item, row in reference.features(shopper, now, rates)}
        wanted = {item: rate for item, rate in wanted.items() if item in category}
        ours = {row["id"]: row for row in answer["items"]}
        assert ours.keys() == wanted.keys()
        for item, rate in wanted.items():
            row = ours[item]
            assert abs(row["probability"] - reference.probability(rate, request["withinDays"])) <= 1e-9, (request, row)
            assert abs(row["intervalDays"] - reference.interval(shopper, item, rates)) <= 1e-9
            assert row["timesBought"] == len(shopper.items[item])
            assert row["lastBought"] == iso(shopper.days[shopper.items[item][-1]])
            for field, share in (("dueFrom", .25), ("dueDate", .5), ("dueUntil", .75)):
                due = now + reference.days_until(rate, share)
                if due < now + 1e6:
                    # The day may differ where the moment falls on midnight, to within a second.
                    assert row[field] in (iso(due - 2e-5), iso(due + 2e-5)), (field, row)
            compared += 1
        ranked = [wanted[row["id"]] for row in answer["items"]]
        assert all(a >= b * (1 - 1e-9) for a, b in zip(ranked, ranked[1:]))
    return compared


@pytest.mark.parametrize("seed, days, categories", [(1, 300, 4), (2, 120, 0), (3, 45, 3), (4, 20, 3), (5, 400, 12)])
def test_random_logs(seed, days, categories, tmp_path):
    log = tmp_path / "log.csv"
    random_log(log, seed, days, categories)
    assert compare(log, tmp_path) > 500


def test_sample_shop(tmp_path):
    crosssell("synth", "--orders", 5000, "--items", 300, "--seed", 7, "-o", tmp_path)
    log = tmp_path / "orders.csv"
    text = log.read_text().replace("Z,", ",")
    log.write_text(text)
    assert compare(log, tmp_path) > 500


def test_defaults_leave_out_what_nobody_buys_again(tmp_path):
    """Without `threshold`, items below 0.001 are no answer; with 0, they are."""
    rows = [(f"o{k}", f"c{k % 20}", "milk", iso(19000 + 7 * (k // 20)), "") for k in range(400)]
    rows += [(f"d{k}", f"c{k}", "piano", iso(19000), "") for k in range(20)]
    log = tmp_path / "log.csv"
    pd.DataFrame(rows, columns=["order_id", "user_id", "item_id", "timestamp", "category"]).to_csv(log, index=False)
    crosssell("mine", log, "-o", tmp_path / "model")
    history = [{"id": item, "date": iso(19000)} for item in ("milk", "piano")] + [{"id": "milk", "date": iso(d)} for d in range(19007, 19134, 7)]
    request = {"history": history, "now": iso(19140), "withinDays": 14}
    loose, default, strict = answers("next", tmp_path / "model", [request | {"threshold": 0}, request, request | {"threshold": .5}], tmp_path)
    chances = {row["id"]: row["probability"] for row in loose["items"]}
    assert chances["milk"] > .5 > chances["piano"]
    assert [row["id"] for row in default["items"]] == [item for item in chances if chances[item] >= .001]
    assert [row["id"] for row in strict["items"]] == ["milk"]
