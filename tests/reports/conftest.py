"""The sample, drawn once for all tests of reports."""

from __future__ import annotations

import pytest

from integrity_metrics.reports.document import Document

from .sample import sample


@pytest.fixture(scope="package")
def document() -> Document:
    return sample()
