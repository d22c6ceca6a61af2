from __future__ import annotations

import base64
import datetime as dt
import json

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.access.cookie import seal, unseal

KEY = "k" * 64
NOW = dt.datetime.now(dt.UTC)


def unsigned(claims: dict[str, object]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def test_the_token_comes_back_and_only_with_the_key() -> None:
    value = seal("token", KEY, NOW)
    assert unseal(value, KEY) == "token"
    assert unseal(value, "j" * 64) is None


def test_a_cookie_is_good_for_one_day() -> None:
    assert unseal(seal("token", KEY, NOW - dt.timedelta(hours=23, minutes=59)), KEY) == "token"
    assert unseal(seal("token", KEY, NOW - dt.timedelta(hours=24, minutes=1)), KEY) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "a.b.c",
        unsigned({"session": "token", "exp": 9_999_999_999}),
        jwt.encode({"session": "token", "exp": 9_999_999_999}, KEY, algorithm="HS512"),
        jwt.encode({"session": "token"}, KEY, algorithm="HS256"),
        jwt.encode({"session": ["token"], "exp": 9_999_999_999}, KEY, algorithm="HS256"),
        jwt.encode({"username": "ada", "exp": 9_999_999_999}, KEY, algorithm="HS256"),
        seal("token", KEY, NOW)[:-2],
    ],
)
def test_anything_else_is_no_cookie_of_ours(value: str) -> None:
    assert unseal(value, KEY) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(value: str) -> None:
    assert unseal(value, KEY) is None
