"""Where alerts go: named apprise URLs from the settings, of which only scheme and host are ever shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings

# In other services' URLs the place of the host holds a token (slack://TOKEN/...) or a part of a mail address, so only
# the scheme is shown.
_HAS_HOST = frozenset({"json", "jsons", "form", "forms", "xml", "xmls", "http", "https"})


@dataclass(frozen=True, slots=True)
class AlertTarget:
    """A place alerts are sent to; the URL holds secrets and is in no representation.

    Examples
    --------
    >>> AlertTarget("on-call", "jsons://ana:s3cret@hooks.example.org/x/token").shown
    'jsons://hooks.example.org'
    >>> AlertTarget("channel", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ").shown
    'slack://'
    """

    name: str
    url: str = field(repr=False)

    @property
    def shown(self) -> str:
        """What of the URL may be shown: the scheme, and the host where it is one."""
        scheme, mark, _ = self.url.partition("://")
        if not mark or not scheme.isalnum():
            return ""
        scheme = scheme.lower()
        try:
            host = urlsplit(self.url).hostname or ""
        except ValueError:
            host = ""
        return f"{scheme}://{host if scheme in _HAS_HOST else ''}"


def alert_targets(settings: Settings) -> tuple[AlertTarget, ...]:
    """Return the targets of the settings, by name.

    Raises
    ------
    SettingsError
        When a target has no name, or one too long to store.
    """
    for name in settings.alert_targets:
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise SettingsError(f"INTEGRITY_ALERT_TARGETS names {name[:40]!r}; give 1 to 100 printable characters.")
    return tuple(AlertTarget(name, url.get_secret_value()) for name, url in sorted(settings.alert_targets.items()))
