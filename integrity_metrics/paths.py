"""Where the project's own files are, whatever folder a command is started from."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
QUERIES = PROJECT / "queries"
PAGES = PROJECT / "pages"
DEFINITIONS = PACKAGE / "definitions"
BUNDLED_DATA = PACKAGE / "data"
STATE = PROJECT / ".data"
# Ours, so that no visitor's browser asks a font service for it.
ICON = PACKAGE / "data" / "icon.png"
