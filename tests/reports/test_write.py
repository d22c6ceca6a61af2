"""Files appear whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrity_metrics.errors import IntegrityError
from integrity_metrics.reports.document import Document, Paragraph
from integrity_metrics.reports.write import write

SMALL = Document("Small", "", datetime(2026, 3, 23, tzinfo=UTC), "everything", (Paragraph("7.3 of 10,000 views"),))


def test_each_format_is_a_file_and_an_older_one_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    files = write(SMALL, folder, "small-2026.W12", ("pdf", "html", "markdown", "html"))
    assert [file.name for file in files] == ["small-2026.W12.pdf", "small-2026.W12.html", "small-2026.W12.md"]
    assert sorted(folder.iterdir()) == sorted(files)
    files[1].write_text("old")
    write(SMALL, folder, "small-2026.W12")
    assert "7.3 of 10,000 views" in files[1].read_text()
    assert files[0].read_bytes().startswith(b"%PDF-")


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IntegrityError, match=r"cannot be written to .*file: .*\. Choose a folder you may write to\."):
        write(SMALL, tmp_path / "file", "small")


def test_nothing_is_written_when_one_of_the_files_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "small.html").write_text("old")
    (tmp_path / "small.pdf").mkdir()
    with pytest.raises(IntegrityError, match=r"small\.pdf is a folder"):
        write(SMALL, tmp_path, "small")
    assert (tmp_path / "small.html").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.html", "small.pdf"]


@pytest.mark.parametrize("stem", ["", "../up", "a/b", ".hidden", "a\nb"])
def test_a_stem_is_a_file_name(tmp_path: Path, stem: str) -> None:
    with pytest.raises(ValueError, match="is no file name"):
        write(SMALL, tmp_path, stem)


def test_unknown_formats_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="formats docx cannot be written; use html, pdf, markdown"):
        write(SMALL, tmp_path, "small", ("html", "docx"))
    with pytest.raises(ValueError, match=r"formats \(none\)"):
        write(SMALL, tmp_path, "small", ())
    assert list(tmp_path.iterdir()) == []
