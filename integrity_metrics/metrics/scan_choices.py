"""What a scan can be asked for; apart from the scan, so that a command line can name it without loading the scan."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Whose series are scanned."""

    PLATFORM = "platform"
    DSA = "dsa"


class Procedure(StrEnum):
    """How many series are allowed for.

    `DAILY` bounds the false share among the alarms of each day; `ONLINE` bounds it over all days there will ever be.
    """

    DAILY = "daily"
    ONLINE = "online"
