"""Itemsets and rules against mlxtend, and against exact fractions.

Thresholds: we decide in integers, so a confidence of one tenth meets 0.1; mlxtend decides in floats and drops some of
the itemsets and rules that meet a threshold exactly. Every difference must be such a case, and ours the side that has it.
"""
import csv
import io
import json
import math
import subprocess
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from mlxtend.frequent_patterns import apriori, association_rules, fpgrowth

from conftest import crosssell

MEASURES = ["support", "confidence", "lift", "leverage", "conviction", "zhangs_metric"]
FORMATS = ["csv", "jsonl", "parquet"]
CASES = 320


def read_table(path):
    """Rows of any of the three formats as dictionaries, lists of ids as lists, a missing number as None."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".parquet":
        rows = pd.read_parquet(path).to_dict("records")
        return [{k: list(v) if isinstance(v, np.ndarray) else None if pd.isna(v) else v for k, v in row.items()} for row in rows]
    with open(path, newline="") as file:
        return [{k: json.loads(v) if v else None for k, v in row.items()} for row in csv.DictReader(file)]


def mine(log, folder, support, confidence, lift, max_len, ending):
    """Our itemsets {set: orders} and rules {(antecedents, consequents): row}."""
    rules, sets = folder / f"rules.{ending}", folder / f"itemsets.{ending}"
    crosssell("mine", log, "--rules", rules, "--itemsets", sets, "--min-support", support, "--min-confidence", confidence,
              "--min-lift", lift, "--max-len", max_len)
    sets, rules = read_table(sets), read_table(rules)
    ours = {frozenset(row["items"]): row for row in sets}
    ruled = {(frozenset(row["antecedents"]), frozenset(row["consequents"])): row for row in rules}
    assert len(ours) == len(sets) and len(ruled) == len(rules), "something stands there twice"
    return ours, ruled


def theirs(baskets, support, confidence, lift, max_len, miner):
    ids = sorted(set().union(*baskets))
    place = {item: k for k, item in enumerate(ids)}
    rows = np.repeat(np.arange(len(baskets)), [len(basket) for basket in baskets])
    columns = [place[item] for basket in baskets for item in basket]
    matrix = sp.csr_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(len(baskets), len(ids)))
    frame = pd.DataFrame.sparse.from_spmatrix(matrix, columns=ids) if len(ids) > 50 else pd.DataFrame(matrix.toarray(), columns=ids)
    sets = miner(frame, min_support=float(support), use_colnames=True, max_len=max_len)
    found = {frozenset(items): s for items, s in zip(sets["itemsets"], sets["support"])}
    if sets.empty or max(map(len, found)) < 2:
        return found, {}
    table = association_rules(sets, metric="confidence", min_threshold=float(confidence))
    table = table[table["lift"] >= float(lift)]
    rules = {(row["antecedents"], row["consequents"]): row for row in table.to_dict("records")}
    return found, rules


def exact(orders, a, c, total):
    """All measures as fractions; None where infinite."""
    s, sa, sc = Fraction(orders, total), Fraction(a, total), Fraction(c, total)
    conviction = None if orders == a else (1 - sc) / (1 - s / sa)
    largest = max(s * (1 - sa), sa * (sc - s))
    return [s, s / sa, s / (sa * sc), s - sa * sc, conviction, (s - sa * sc) / largest if largest else Fraction(0)]


def compare(baskets, ours, rules, mlx_sets, mlx_rules, support, confidence, lift):
    """Gives the number of itemsets and rules that only we have."""
    total = len(baskets)
    support, confidence, lift = Fraction(support), Fraction(confidence), Fraction(lift)
    holders = {}
    for number, basket in enumerate(baskets):
        for item in basket:
            holders.setdefault(item, set()).add(number)
    count = lambda items: len(set.intersection(*(holders[item] for item in items)))

    assert not mlx_sets.keys() - ours.keys(), "itemsets that only mlxtend has"
    for items, row in ours.items():
        assert row["orders"] == count(items) and Fraction(row["orders"], total) >= support
        assert math.isclose(row["support"], row["orders"] / total, rel_tol=1e-12)
        if items in mlx_sets:
            assert math.isclose(row["support"], mlx_sets[items], abs_tol=1e-9)
    more_sets = ours.keys() - mlx_sets.keys()
    for items in more_sets:
        assert Fraction(ours[items]["orders"], total) == support, f"only ours, and not at the threshold: {items}"

    assert not mlx_rules.keys() - rules.keys(), "rules that only mlxtend has"
    more_rules = rules.keys() - mlx_rules.keys()
    for sides, row in rules.items():
        a, c = sides
        counts = [row["orders"], row["antecedent_orders"], row["consequent_orders"]]
        assert counts == [count(a | c), count(a), count(c)]
        wanted = exact(*counts, total)
        assert wanted[1] >= confidence and wanted[2] >= lift
        for name, value in zip(MEASURES, wanted):
            if value is None:
                assert row[name] is None, f"{name} of {sides} is infinite"
            else:
                assert math.isclose(row[name], float(value), rel_tol=1e-12, abs_tol=1e-14), (sides, name)
        if sides in more_rules:
            touching = a | c in more_sets or wanted[1] == confidence or wanted[2] == lift
            assert touching, f"only ours, and not at a threshold: {sides}"
            continue
        for name in MEASURES:
            other = mlx_rules[sides][name]
            if math.isinf(other):
                assert row[name] is None
            else:
                assert math.isclose(row[name], other, rel_tol=1e-9, abs_tol=1e-9), (sides, name)
    return len(more_sets), len(more_rules)


def random_log(rng):
    """Baskets over a few items, popular ones first, with planted pairs; round numbers of orders, so that shares are met
    exactly."""
    orders = int(rng.choice([5, 8, 10, 20, 25, 40, 50, 80, 100, 200]))
    items = int(rng.integers(2, 13))
    chances = rng.uniform(.05, .8, items)
    baskets = [{f"p{k}" for k in range(items) if rng.random() < chances[k]} for _ in range(orders)]
    for basket in baskets:
        if "p0" in basket and rng.random() < .6:
            basket.add("p1")
        if not basket:
            basket.add(f"p{rng.integers(items)}")
    return baskets


def write_log(path, baskets, rng):
    if path.suffix == ".dat":
        path.write_text("".join(" ".join(sorted(basket)) + "\n" for basket in baskets))
        return
    lines = [(f"o{number}", item) for number, basket in enumerate(baskets) for item in basket]
    # Twice the same item in an order is once.
    lines += [lines[k] for k in rng.integers(0, len(lines), 3)]
    rng.shuffle(lines)
    out = io.StringIO()
    csv.writer(out).writerows([("order_id", "item_id"), *lines])
    path.write_text(out.getvalue())


@pytest.mark.parametrize("block", range(8))
def test_random_logs(block, tmp_path):
    only_ours = np.zeros(2, int)
    found = 0
    for seed in range(block, CASES, 8):
        rng = np.random.default_rng(seed)
        baskets = random_log(rng)
        log = tmp_path / ("log.dat" if seed % 3 else "log.csv")
        write_log(log, baskets, rng)
        # A share that some count meets exactly, or any.
        counts = rng.integers(1, max(2, len(baskets) // 2))
        near = Fraction(int(counts), len(baskets))
        share = float(near) if rng.random() < .7 else round(float(rng.uniform(.02, .6)), 3)
        support = f"{share:.12f}".rstrip("0")
        confidence = str(rng.choice(["0", "0.1", "0.2", "0.25", "0.3", "0.5", "0.6", "0.7", "0.75", "1"]))
        lift = str(rng.choice(["0", "0.8", "0.9", "1", "1.1", "1.2", "1.25", "1.5"]))
        max_len = int(rng.integers(1, 5))
        ours, rules = mine(log, tmp_path, support, confidence, lift, max_len, FORMATS[seed % 3])
        miner = fpgrowth if seed % 2 else apriori
        other = theirs(baskets, support, confidence, lift, max_len, miner)
        only_ours += compare(baskets, ours, rules, *other, support, confidence, lift)
        found += len(rules)
    assert found > 300, "the logs are too thin to prove anything"
    print(f"{found} rules; only ours, at a threshold: {only_ours[0]} itemsets, {only_ours[1]} rules")


def test_a_difference_that_is_none_is_noticed():
    """The comparison itself: a dropped rule, a changed measure, an extra rule must each fail."""
    rng = np.random.default_rng(5)
    baskets = random_log(rng)
    sets, rules = theirs(baskets, "0.11", "0.13", "0.01", 3, fpgrowth)
    total = len(baskets)
    orders = lambda items: round(sets[items] * total)
    ours = {items: {"orders": orders(items), "support": orders(items) / total} for items in sets}
    rows = {}
    for a, c in rules:
        counts = (orders(a | c), orders(a), orders(c))
        values = [None if value is None else float(value) for value in exact(*counts, total)]
        rows[a, c] = dict(zip(["orders", "antecedent_orders", "consequent_orders"], counts)) | dict(zip(MEASURES, values))
    assert len(rows) > 20
    compare(baskets, ours, rows, sets, rules, "0.11", "0.13", "0.01")
    some = next(iter(rows))
    for bad in (
        {k: v for k, v in rows.items() if k != some},
        rows | {some: rows[some] | {"lift": rows[some]["lift"] + 1e-8}},
        rows | {some: rows[some] | {"orders": rows[some]["orders"] + 1}},
    ):
        with pytest.raises(AssertionError):
            compare(baskets, ours, bad, sets, rules, "0.11", "0.13", "0.01")
    with pytest.raises(AssertionError):
        compare(baskets, ours, rows, sets, {k: v for k, v in rules.items() if k != some}, "0.11", "0.13", "0.01")


@pytest.mark.parametrize("ending", FORMATS)
def test_thresholds_met_exactly(ending, tmp_path):
    """7 of 100 orders meet 0.07 (in floats 0.07 * 100 is more than 7), 3 of 10 meet 0.3, 1.2 is met by 3*100 / (10*25);
    one step higher, none is met."""
    baskets = [{"a", "c"}] * 3 + [{"a"}] * 7 + [{"c"}] * 22 + [{"s"}] * 7 + [{"x"}] * 61
    log = tmp_path / "log.dat"
    write_log(log, baskets, None)
    sets, rules = mine(log, tmp_path, "0.03", "0.3", "1.2", 2, ending)
    assert (frozenset("a"), frozenset("c")) in rules and frozenset("ac") in sets
    assert frozenset("s") in mine(log, tmp_path, "0.07", "0", "0", 2, ending)[0]
    assert frozenset("s") not in mine(log, tmp_path, "0.070000000001", "0", "0", 2, ending)[0]
    assert not mine(log, tmp_path, "0.03", "0.300000000001", "0", 2, ending)[1]
    assert not mine(log, tmp_path, "0.03", "0", "1.200000000001", 2, ending)[1]
    assert frozenset("ac") not in mine(log, tmp_path, "0.030000000001", "0", "0", 2, ending)[0]


def test_groceries(shared, tmp_path):
    path = shared("data/groceries.dat")
    baskets = [set(line.split()) for line in path.read_text().splitlines() if line.strip()]
    for support, confidence, lift, max_len, ending in [
        ("0.01", "0.1", "1.2", 3, "csv"), ("0.005", "0.2", "0", 4, "jsonl"), ("0.001", "0.5", "1", 3, "parquet"),
    ]:
        ours, rules = mine(path, tmp_path, support, confidence, lift, max_len, ending)
        other = theirs(baskets, support, confidence, lift, max_len, fpgrowth)
        only_ours = compare(baskets, ours, rules, *other, support, confidence, lift)
        assert rules
        print(f"support {support}: {len(ours)} itemsets, {len(rules)} rules; only ours, at a threshold: {only_ours}")


@pytest.mark.parametrize("support", ["0.01", "0.005"])
def test_online_retail(support, shared, tmp_path):
    path = shared("data/onlineretail.csv.zst")
    text = subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True).stdout
    log = pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False, usecols=["order_id", "item_id"])
    baskets = [set(items) for _, items in log.groupby("order_id").item_id]
    ours, rules = mine(path, tmp_path, support, "0.1", "1.2", 3, "parquet")
    other = theirs(baskets, support, "0.1", "1.2", 3, fpgrowth)
    only_ours = compare(baskets, ours, rules, *other, support, "0.1", "1.2")
    assert len(rules) > 100
    print(f"support {support}: {len(ours)} itemsets, {len(rules)} rules; only ours, at a threshold: {only_ours}")
