"""The sandbox is an extra: all else works without it, and `followthrough sandbox` says how to get it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SENTENCE = 'The sandbox is not part of this installation. Add it: pip install "followthrough[sandbox]"'
WITHOUT = """
import sys

absent = sys.argv[1]

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from app.cli import main
sys.argv = ["followthrough", "sandbox", "--port", "1", "--data", "nowhere"]
main()
"""
"""Runs `followthrough sandbox` as where one module is not installed."""


def python(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_bot_and_its_command_line_import_nothing_of_the_sandbox() -> None:
    loaded = python("-c", "import sys, app.cli.operate; print(*sys.modules)")
    assert {"app.bootstrap", "app.cli.operate"} <= set(loaded.stdout.split()), loaded.stderr
    assert not re.findall(r"\b(?:app\.sandbox|app\.cli\.sandbox|werkzeug)\b", loaded.stdout)


def test_the_command_line_alone_starts_without_the_bot() -> None:
    loaded = python("-c", "import sys, app.cli; print(*sys.modules)")
    assert "app.cli" in loaded.stdout.split(), loaded.stderr
    assert not re.findall(
        r"\b(?:app\.bootstrap|app\.cli\.\w+|app\.sandbox|slack_bolt|werkzeug)\b", loaded.stdout
    )


def test_without_its_libraries_the_command_says_how_to_install_them() -> None:
    ended = python("-c", WITHOUT, "werkzeug")
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"followthrough: {SENTENCE}\n")


def test_a_copy_without_the_folder_as_in_the_image_runs_and_says_the_same(tmp_path: Path) -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert "app/sandbox" in ignored
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("sandbox"))
    built = python("-c", "import app.bootstrap; print(app.bootstrap.__file__)", folder=tmp_path)
    assert built.stdout.startswith(str(tmp_path)), built.stderr
    ended = python("-m", "app", "sandbox", folder=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"followthrough: {SENTENCE}\n")


def test_a_mistake_in_the_sandbox_itself_is_not_taken_for_a_missing_extra() -> None:
    ended = python("-c", WITHOUT, "app.sandbox.ids")
    assert ended.returncode == 1
    assert "No module named 'app.sandbox.ids'" in ended.stderr
    assert SENTENCE not in ended.stderr


def test_only_the_extra_and_the_tests_bring_what_only_the_sandbox_needs() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {
        name
        for path in (ROOT / "app/sandbox").rglob("*.py")
        for name in re.findall(r"^(?:from|import) (\w+)", path.read_text(), re.MULTILINE)
        if name != "app" and name not in sys.stdlib_module_names
    }
    extra = {re.split(r"[<>=]", each)[0] for each in declared["project"]["optional-dependencies"]["sandbox"]}
    assert needed == extra == {"werkzeug"}
    assert not [each for each in declared["project"]["dependencies"] if each.startswith("werkzeug")]
    assert "\nwerkzeug==" not in (ROOT / "requirements.lock").read_text()
    assert "\nwerkzeug==" in (ROOT / "requirements-dev.lock").read_text()
