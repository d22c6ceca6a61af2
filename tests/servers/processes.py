"""Processes that do not outlive us, however we end: also when we are killed and nothing of ours runs any more."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any


class Watch:
    """Runs a shell command when we end, unless it is called off before.

    Parameters
    ----------
    script, arguments
        A line of ``sh``, and what it knows as ``$1`` and so on.
    as_whom
        ``user`` and ``group`` of `subprocess.Popen`.
    """

    def __init__(self, script: str, *arguments: str, **as_whom: Any) -> None:
        # Reads a pipe that nobody writes to: it ends when we end, and the shell goes on to the next command.
        self._process = subprocess.Popen(
            ["sh", "-c", f"cat; {script}", "sh", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            **as_whom,
        )

    def call_off(self) -> None:
        """End the watch, and run nothing."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


class Process:
    """A process in a group of its own, with its log."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str]) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._watch: Watch | None = Watch('kill -KILL "-$1"', str(self.pid))

    @property
    def pid(self) -> int:
        """Its number, which is that of the group too."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, by itself or not."""
        return self._process.poll() is not None

    def end(self, first: signal.Signals = signal.SIGTERM) -> None:
        """End the group, at the latest after 10 s."""
        if self._watch is not None:
            self._watch.call_off()
            self._watch = None
        for signum in (first, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        self._process.wait()

    def tail(self, lines: int = 30) -> str:
        """Return the end of the log."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])
