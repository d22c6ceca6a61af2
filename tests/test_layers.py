"""Who may import whom, as docs/architecture.md says."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from integrity_metrics.paths import PACKAGE, PAGES, PROJECT

FOUNDATION = {"errors", "scope", "estimates", "settings", "paths"}
NUMERIC = {"numpy", "scipy", "pandas", "statsmodels"}
WAREHOUSE = {*NUMERIC, "sqlalchemy", "sqlglot", "duckdb", "duckdb_sqlalchemy", "pyarrow", "psycopg", "pyhive"}
# The protocol that PyHive speaks.
WAREHOUSE |= {"TCLIService", "thrift", "thrift_sasl"}
# Package -> (its own packages it may import, libraries it may import).
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "statistics": (set(), NUMERIC),
    "detection": ({"statistics"}, {*NUMERIC, "holidays"}),
    "charts": ({"estimates", "scope"}, {*NUMERIC, "plotly", "matplotlib"}),
    "reports": (
        {*FOUNDATION, "casework", "charts", "metrics", "triage", "warehouse"},
        {"jinja2", "reportlab", "matplotlib", "pandas"},
    ),
    # The warehouse imports the simulation in demo.py only, which builds a warehouse from everything there is.
    "warehouse": ({*FOUNDATION, "simulation"}, WAREHOUSE),
    "simulation": ({*FOUNDATION, "warehouse"}, {"numpy", "scipy", "pandas", "pyarrow", "duckdb"}),
    "metrics": ({*FOUNDATION, "warehouse", "statistics", "detection"}, {*NUMERIC, "pydantic", "cachetools"}),
    "access": (FOUNDATION, {"bcrypt", "yaml", "jwt", "streamlit_authenticator"}),
    "casework": (FOUNDATION, {"sqlalchemy", "alembic"}),
    "alerts": ({*FOUNDATION, "casework"}, {"apprise"}),
    "triage": ({*FOUNDATION, "alerts", "casework", "charts", "metrics", "warehouse"}, {"pandas"}),
    "interface": (
        {*FOUNDATION, "access", "alerts", "casework", "charts", "metrics", "reports", "triage", "warehouse", ""},
        {"streamlit", "streamlit_authenticator", "starlette", "pandas", "plotly", "extra_streamlit_components"},
    ),
    "commands": (
        {
            *FOUNDATION,
            "access",
            "alerts",
            "casework",
            "metrics",
            "reports",
            "simulation",
            "triage",
            "warehouse",
            "interface",
            "",
        },
        {"typer"},
    ),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Return the full names of what a module imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide the layer"
            module = node.module or ""
            found.add(f"{module}.{node.names[0].name}" if module == "integrity_metrics" else module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    own, libraries = ALLOWED.get(layer, (None, None))
    for name in imports_of(path):
        top = name.split(".")[0]
        if top == "integrity_metrics":
            target = [*name.split("."), ""][1]
            if own is not None and target != "__version__":
                assert target in own | {layer}, f"{layer} may not import integrity_metrics.{target}"
            assert target != "pages"
        elif libraries is not None and top not in sys.stdlib_module_names:
            assert top in libraries, f"{layer} may not import {top}"
        if top == "streamlit":
            assert layer == "interface", "Streamlit belongs to interface/, pages/ and app.py only"


def test_the_layer_table_covers_every_package() -> None:
    packages = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").is_file()}
    assert packages == set(ALLOWED)


def test_pages_hold_no_sql_and_only_lay_out() -> None:
    for path in sorted(PAGES.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 150, f"{path.name} is longer than a page may be"
        tops = {name.split(".")[0] for name in imports_of(path)}
        assert tops <= {"streamlit", "integrity_metrics", "dataclasses", "__future__", "datetime"}, path.name
        assert "require_admission()" in text, f"{path.name} does not call the guard"


def test_no_module_is_too_long() -> None:
    lengths = {str(p.relative_to(PROJECT)): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {name: n for name, n in lengths.items() if n > 400} == {}


def test_sql_lives_in_queries_only() -> None:
    """A string with a whole SELECT in Python is SQL outside queries/."""
    for path in [*MODULES, *PAGES.glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                words = node.value.lower().split()
                assert not ({"select", "from"} <= set(words) and words[0] == "select"), (
                    f"{path.name}: {node.value[:60]}"
                )


def test_every_query_is_loadable_and_says_what_it_answers() -> None:
    from integrity_metrics.warehouse.query_files import all_queries, load_query

    names = all_queries()
    assert len(names) >= 30
    for name in names:
        query = load_query(name)
        assert query.answers and query.grain
