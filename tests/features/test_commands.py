"""The command line beside the server: guides, the manifest, keys, and the installed wheel."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import jsonschema
import pytest

from tests.support.process import ROOT, run

TWIN = ROOT / "tests/data/guide-twin.md"
SCHEMA = ROOT.parent / "shared/slack/manifest.schema.json"


def test_a_guide_is_checked_and_described(tmp_path: Path) -> None:
    ended = run("guide", "check", str(TWIN), settings={}, cwd=tmp_path)
    assert ended.returncode == 0
    assert "6 sections, 16 questions" in ended.stdout


def test_a_guide_is_printed_as_json(tmp_path: Path) -> None:
    ended = run("guide", "check", str(TWIN), "--json", settings={}, cwd=tmp_path)
    guide = json.loads(ended.stdout)
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


def test_every_problem_of_a_guide_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# G\n\n## A\n\n**Questions:**\n\n- Same? {#x}\n- Other? {#x}\n")
    ended = run("guide", "check", "bad.md", settings={}, cwd=tmp_path)
    assert ended.returncode == 1
    assert "line 8" in ended.stdout + ended.stderr
    assert run("guide", "check", "missing.md", settings={}, cwd=tmp_path).returncode == 1


def test_a_guide_with_its_ids_written_in_reads_the_same(tmp_path: Path) -> None:
    written = run("guide", "check", str(TWIN), "--with-ids", settings={}, cwd=tmp_path)
    (tmp_path / "with-ids.md").write_text(written.stdout)
    ids = [
        [q["id"] for s in json.loads(printed.stdout)["sections"] for q in s["questions"]]
        for printed in (
            run("guide", "check", str(path), "--json", settings={}, cwd=tmp_path)
            for path in (TWIN, tmp_path / "with-ids.md")
        )
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("url", ["https://bot.example.com", "https://bot.example.com/slack/events"])
def test_the_manifest_is_one_that_slack_takes(tmp_path: Path, url: str) -> None:
    ended = run("manifest", "--http", url, settings={"COMMAND_PREFIX": "/dev-"}, cwd=tmp_path)
    manifest = json.loads(ended.stdout)
    command = manifest["features"]["slash_commands"][0]
    assert command["command"] == "/dev-assess"
    assert command["url"] == "https://bot.example.com/slack/events"
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA.name} is not beside the checkout: only the shape was looked at")
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))


def test_a_bad_prefix_is_said(tmp_path: Path) -> None:
    ended = run("manifest", "--http", "https://x", "--prefix", "assess", settings={}, cwd=tmp_path)
    assert ended.returncode == 2
    assert "COMMAND_PREFIX must be a slash" in ended.stderr


def test_the_wheel_carries_what_the_product_needs_and_runs_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "content/l4-to-l5.md",
        "migrations/env.py",
        "migrations/versions/0001",
        "sandbox/page/index.html",
    ):
        assert any(wanted in name for name in names), wanted
    assert not [name for name in names if name.startswith("tests/")]
    script = _install(wheel, tmp_path / "env")
    checked = subprocess.run(
        [script, "guide", "check", str(TWIN)], cwd=tmp_path, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-x",
        "SLACK_SIGNING_SECRET": "x",
        "ENCRYPTION_KEYS": run("keys", "generate", settings={}, cwd=tmp_path).stdout.strip(),
        "DATABASE_URL": f"sqlite:///{tmp_path}/installed.db",
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "PATH": os.environ["PATH"],
    }
    migrated = subprocess.run([script, "migrate"], cwd=tmp_path, capture_output=True, text=True, env=settings)
    assert migrated.returncode == 0, migrated.stderr
    where = "import app.resources as r; print(r.resource('content/l4-to-l5.md'))"
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
