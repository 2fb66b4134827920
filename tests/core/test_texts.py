"""The catalogue of texts: English in the code, collected for translators."""

from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path

from portal.core.texts import CATALOGUES

ROOT = Path(__file__).parents[2]


def _pybabel(*arguments: str | Path) -> None:
    subprocess.run([Path(sys.executable).parent / "pybabel", "-q", *arguments], cwd=ROOT, check=True)


def test_every_text_in_the_code_and_the_mails_stands_in_the_catalogue(tmp_path: Path) -> None:
    collected = tmp_path / "portal.pot"
    options = ("--no-location", "--omit-header", "--sort-output", "-F", "tools/babel.cfg")
    _pybabel("extract", *options, "-o", collected, "backend/portal")
    assert collected.read_text() == (CATALOGUES / "portal.pot").read_text(), "run `make texts`"


def test_a_translated_catalogue_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "portal.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Sign in first."\nmsgstr "Melde dich zuerst an."\n'
    )
    _pybabel("compile", "-d", tmp_path, "-D", "portal")
    translated = gettext.translation("portal", tmp_path, languages=["de"])
    assert translated.gettext("Sign in first.") == "Melde dich zuerst an."
