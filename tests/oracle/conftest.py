"""Oracles: the miner and its answers against independent implementations.

    pip install -r tests/oracle/requirements.txt
    cargo build --features miner
    pytest tests/oracle                     # the `quality` tests are left out; `-m quality` runs them, `-m ""` all

CROSSSELL names the binary (target/debug/crosssell when not set). Tests on real logs read ../shared next to the
repository, or the folder that SHARED names; without it they are skipped.
"""
import json
import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CROSSSELL", REPOSITORY / "target/debug/crosssell"))
SHARED = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))


def pytest_configure(config):
    config.addinivalue_line("markers", "quality: minutes on a real log, judged by ../shared/reference/judge.py")
    if not config.option.markexpr and not any("-m" == argument for argument in config.invocation_params.args):
        config.option.markexpr = "not quality"


def crosssell(*arguments, cwd=None):
    """Runs the binary; gives what it printed."""
    run = subprocess.run([BINARY, *map(str, arguments)], cwd=cwd, capture_output=True, text=True)
    assert run.returncode == 0, f"crosssell {' '.join(map(str, arguments))}\n{run.stderr}"
    return run.stdout


def answers(verb, model, requests, folder, *options):
    """The answers to a list of requests."""
    path = Path(folder) / "requests.jsonl"
    path.write_text("".join(json.dumps(request) + "\n" for request in requests))
    lines = crosssell(verb, model, "--requests", path, *options).splitlines()
    assert len(lines) == len(requests)
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session", autouse=True)
def binary():
    if not BINARY.exists():
        pytest.exit(f"{BINARY} does not exist; build it with `cargo build --features miner`, or name it in CROSSSELL")


@pytest.fixture(scope="session")
def shared():
    """Gives files of ../shared; skips where they are not there."""

    def find(name):
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{path} does not exist: this test needs the real logs of ../shared")
        return path

    return find
