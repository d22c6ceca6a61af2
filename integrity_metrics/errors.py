"""The product's own errors: one sentence a person can act on; subclasses are also a builtin exception."""

from __future__ import annotations


class IntegrityError(Exception):
    """What is wrong, the value, and what to do, in one sentence; never shown with a traceback."""


class SettingsError(IntegrityError, ValueError):
    """A setting is missing or cannot be used."""


class ScopeError(IntegrityError, ValueError):
    """A question cannot be asked of this metric: an unknown dimension, an impossible period ..."""


class UnknownMetricError(IntegrityError, KeyError):
    """A metric key the catalogue does not have."""

    def __str__(self) -> str:
        """Return the sentence itself; KeyError would put it in quotes."""
        return str(self.args[0])
