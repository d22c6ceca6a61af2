"""Brings a casework database to the shape this release needs, inside the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from integrity_metrics.casework.tables import METADATA
from integrity_metrics.errors import SettingsError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
VERSION_TABLE = "casework_version"


def migrate(connection: Connection) -> None:
    """Apply the revisions the database does not have yet; with none to apply, nothing is written.

    Raises
    ------
    SettingsError
        When the database was made by a later release.
    """
    script = ScriptDirectory(str(MIGRATIONS))

    def upgrade(current: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
        # Alembic's own command does this; it would want an env.py, which only works when Alembic imports it.
        return script._upgrade_revs("head", current)  # type: ignore[arg-type]

    try:
        with EnvironmentContext(Config(), script, fn=upgrade, destination_rev="head") as environment:
            # One transaction for all of it: a process that dies half-way leaves the database as it was.
            environment.configure(
                connection=connection,
                target_metadata=METADATA,
                version_table=VERSION_TABLE,
                transactional_ddl=True,
            )
            environment.run_migrations()
    except CommandError as error:
        raise SettingsError(
            f"The casework database was made by another release of this product ({error}); install that release."
        ) from None
