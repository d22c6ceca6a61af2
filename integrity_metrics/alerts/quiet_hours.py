"""Hours of the day in which no alert is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until `ends` on the clocks of `zone`, over midnight if `ends` is earlier; equal is never.

    Examples
    --------
    >>> from datetime import UTC
    >>> nights = QuietHours.parse("22:00-07:00", "Europe/Berlin")
    >>> nights.hold(datetime(2026, 7, 1, 20, 30, tzinfo=UTC)), nights.hold(datetime(2026, 7, 1, 5, 0, tzinfo=UTC))
    (True, False)
    """

    begins: time
    ends: time
    zone: ZoneInfo

    @classmethod
    def parse(cls, hours: str, zone: str) -> QuietHours:
        """Return the hours of a setting like ``22:00-07:00``, whose form the settings have checked."""
        begins, ends = (time.fromisoformat(part) for part in hours.split("-"))
        return cls(begins, ends, ZoneInfo(zone))

    def hold(self, at: datetime) -> bool:
        """Whether a moment is in the quiet hours."""
        clock = at.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends
