"""The command line beside the server: guides, the manifest, keys, and the installed wheel."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest

from app.cli import main
from app.db.crypto import generate_key, parse_keys
from tests.support.process import ROOT, run

TWIN = ROOT / "tests/data/guide-twin.md"
SCHEMA = ROOT.parent / "shared/slack/manifest.schema.json"


@dataclass(frozen=True)
class Ended:
    code: object
    out: str
    err: str


Here = Callable[..., Ended]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command line in this process: starting one takes longer than any of these commands."""

    def call(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["followthrough", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code or 0, *capsys.readouterr())

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMAND_PREFIX", "/dev-")
    return call


def test_a_guide_is_checked_and_described(tmp_path: Path) -> None:
    ended = run("guide", "check", str(TWIN), settings={}, cwd=tmp_path)
    assert ended.returncode == 0
    assert "6 sections, 16 questions" in ended.stdout


def test_a_guide_is_printed_as_json(here: Here) -> None:
    guide = json.loads(here("guide", "check", str(TWIN), "--json").out)
    assert len(guide["sections"]) == 6
    assert set(guide) >= {
        "title",
        "purpose",
        "problem",
        "motto",
        "mindset",
        "loop",
        "anti_patterns",
        "example",
    }


def test_every_problem_of_a_guide_is_named_with_its_line(here: Here, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# G\n\n## A\n\n**Questions:**\n\n- Same? {#x}\n- Other? {#x}\n")
    ended = here("guide", "check", "bad.md")
    assert ended.code == 1
    assert "line 8" in ended.out + ended.err
    assert here("guide", "check", "missing.md").code == 1


def test_a_guide_with_its_ids_written_in_reads_the_same(here: Here, tmp_path: Path) -> None:
    written = here("guide", "check", str(TWIN), "--with-ids")
    (tmp_path / "with-ids.md").write_text(written.out, encoding="utf-8")
    ids = [
        [q["id"] for s in json.loads(printed.out)["sections"] for q in s["questions"]]
        for printed in (here("guide", "check", str(path), "--json") for path in (TWIN, "with-ids.md"))
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("url", ["https://bot.example.com", "https://bot.example.com/slack/events"])
def test_the_manifest_is_one_that_slack_takes(here: Here, url: str) -> None:
    manifest = json.loads(here("manifest", "--http", url).out)
    command = manifest["features"]["slash_commands"][0]
    assert command["command"] == "/dev-assess"
    assert command["url"] == "https://bot.example.com/slack/events"
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA.name} is not beside the checkout: only the shape was looked at")
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))


def test_a_bad_prefix_is_said(here: Here) -> None:
    ended = here("manifest", "--http", "https://x", "--prefix", "assess")
    assert ended.code == 2
    assert "COMMAND_PREFIX must be a slash" in ended.err


def test_a_key_is_generated(here: Here) -> None:
    assert len(parse_keys([here("keys", "generate").out.strip()]).keys) == 1


def test_the_wheel_carries_what_the_product_needs_and_runs_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "content/l4-to-l5.md",
        "migrations/env.py",
        "migrations/versions/1001",
        "sandbox/page/index.html",
    ):
        assert any(wanted in name for name in names), wanted
    assert not [name for name in names if name.startswith("tests/")]
    script = _install(wheel, tmp_path / "env")
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-x",
        "SLACK_SIGNING_SECRET": "x",
        "ENCRYPTION_KEYS": generate_key(),
        "DATABASE_URL": f"sqlite:///{tmp_path}/installed.db",
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "PATH": os.environ["PATH"],
    }
    migrated = subprocess.run([script, "migrate"], cwd=tmp_path, capture_output=True, text=True, env=settings)
    assert migrated.returncode == 0, migrated.stderr
    where = "import app.config as r; print(r.resource('content/l4-to-l5.md'))"
    python = script.parent / "python"
    found = subprocess.run([python, "-c", where], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "_bundled" in found.stdout


def _install(wheel: Path, folder: Path) -> Path:
    """A virtual environment that has our wheel itself and borrows the libraries of this one."""
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    ours = next(path for path in map(Path, sys.path) if (path / "slack_bolt").is_dir())
    (packages / "borrowed.pth").write_text(f"{ours}\n")
    script = folder / "bin/followthrough"
    script.write_text(f"#!{folder}/bin/python\nfrom app.cli import main\nmain()\n")
    script.chmod(0o755)
    return script
