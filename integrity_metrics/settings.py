"""Typed settings, from the environment (``INTEGRITY_*``) or the ``[integrity]`` table of .streamlit/secrets.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableError

from integrity_metrics.errors import SettingsError
from integrity_metrics.paths import PROJECT, STATE

SECRETS_FILE = PROJECT / ".streamlit" / "secrets.toml"
DEMO_WAREHOUSE = STATE / "warehouse.duckdb"
CASEWORK_FILE = STATE / "casework.sqlite3"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """Everything that can be set; docs/operators.md lists each (a test compares)."""

    model_config = SettingsConfigDict(
        env_prefix="INTEGRITY_",
        extra="forbid",
        frozen=True,
        toml_file=SECRETS_FILE,
        toml_table_header=("integrity",),
    )

    warehouse_url: str = Field(
        default=f"duckdb:///{DEMO_WAREHOUSE}",
        repr=False,
        description="SQLAlchemy URL of the warehouse; the default is the demo warehouse under .data/.",
    )
    marts_schema: str = Field(
        default="marts",
        pattern=r"^[a-z_][a-z0-9_]*$",
        description="The schema of the marts on a server: in PostgreSQL a schema, in Spark a database.",
    )
    marts_file: Path | None = Field(
        default=None,
        description="A local DuckDB file for the marts, for a warehouse in which nothing may be written.",
    )
    views_file: Path | None = Field(
        default=None,
        description="Views that make the contract of your tables, as `integrity connect` writes them.",
    )
    query_seconds: float = Field(default=60, gt=0, description="A query that runs longer is cancelled.")
    pool_size: int = Field(default=8, ge=1, description="How many queries may run at the same time.")
    cache_seconds: float = Field(default=600, ge=0, description="How long an answer may be re-used.")
    address: str = Field(default="127.0.0.1", description="The address the app listens on.")
    port: int = Field(default=8501, ge=1, le=65535, description="The port the app listens on.")
    public_url: str | None = Field(default=None, description="The address people reach the app at; alerts link to it.")
    users_file: Path | None = Field(
        default=None,
        description="Password file made by `integrity user add`; required for any other warehouse or address.",
    )
    casework_url: str = Field(
        default=f"sqlite:///{CASEWORK_FILE}",
        repr=False,
        description="SQLAlchemy URL of the casework database: a SQLite file, or PostgreSQL for several servers.",
    )
    alert_targets: dict[str, SecretStr] = Field(
        default_factory=dict, repr=False, description="Where alerts are sent: a name and an apprise URL each."
    )
    alert_budget_per_week: int | None = Field(
        default=20, ge=0, description="At most so many events are alerted in seven days, the highest scores."
    )
    alert_digest_from: int = Field(
        default=4, ge=2, le=20, description="From so many messages due at once for one target, it gets one digest."
    )
    alert_attempts: int = Field(default=10, ge=1, le=20, description="How often a message is tried before it fails.")
    alert_quiet_hours: str | None = Field(
        default=None,
        pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$",
        description="Daily hours in which no alert is sent, as 22:00-07:00; they are sent when the hours are over.",
    )
    alert_time_zone: str = Field(default="UTC", description="The time zone of the quiet hours, as Europe/Berlin.")

    @field_validator("alert_time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise ValueError("no such time zone; give a name like Europe/Berlin") from None
        return name

    @field_validator("users_file", "marts_file", "views_file")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        # `integrity serve` changes the working directory; a relative path means the folder it was typed in.
        return path.absolute() if path is not None else None

    @property
    def is_demo_warehouse(self) -> bool:
        """Whether the warehouse is the one `make demo` builds, which holds public and simulated data only."""
        return self.warehouse_url == f"duckdb:///{DEMO_WAREHOUSE}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the app."""
        return self.address in LOOPBACK

    @property
    def needs_sign_in(self) -> bool:
        """Whether visitors must sign in: always, except for the demo data on this machine without a users file."""
        return self.users_file is not None or not (self.is_demo_warehouse and self.is_loopback)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, and the environment over the secrets file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@cache
def get_settings() -> Settings:
    """Return the settings of this process.

    Raises
    ------
    SettingsError
        Naming the setting and the remedy; the value is not repeated, it may be a secret.
    """
    try:
        return Settings()
    except UnreadableError:
        # Of all settings only this one is an object; pydantic's own message may quote it.
        raise SettingsError(
            'INTEGRITY_ALERT_TARGETS is not a JSON object; give names and URLs, as {"on-call": "jsons://host/path"}.'
        ) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "INTEGRITY_" + ".".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name} cannot be used: {first['msg']}. docs/operators.md lists the settings.") from None
