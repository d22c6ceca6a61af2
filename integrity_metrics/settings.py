"""Typed settings, from the environment (``INTEGRITY_*``) or the ``[integrity]`` table of .streamlit/secrets.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from integrity_metrics.errors import SettingsError
from integrity_metrics.paths import PROJECT, STATE

SECRETS_FILE = PROJECT / ".streamlit" / "secrets.toml"
DEMO_WAREHOUSE = STATE / "warehouse.duckdb"
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
    query_seconds: float = Field(default=60, gt=0, description="A query that runs longer is cancelled.")
    pool_size: int = Field(default=8, ge=1, description="How many queries may run at the same time.")
    cache_seconds: float = Field(default=600, ge=0, description="How long an answer may be re-used.")
    address: str = Field(default="127.0.0.1", description="The address the app listens on.")
    port: int = Field(default=8501, ge=1, le=65535, description="The port the app listens on.")
    users_file: Path | None = Field(
        default=None,
        description="Password file made by `integrity user add`; required for any other warehouse or address.",
    )

    @field_validator("users_file")
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
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "INTEGRITY_" + ".".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name} cannot be used: {first['msg']}. docs/operators.md lists the settings.") from None
