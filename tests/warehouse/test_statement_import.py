"""The reader of statement-of-reasons dumps, on real DuckDB files: the two real samples and what can go wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.errors import IntegrityError
from integrity_metrics.paths import BUNDLED_DATA
from integrity_metrics.warehouse import statement_files, statement_import, statement_report
from integrity_metrics.warehouse.statement_import import Progress, StatementFileError, import_statements
from integrity_metrics.warehouse.statement_rows import ABSENT_IN_LIGHT, COLUMNS

OLD = BUNDLED_DATA / "sor_samples" / "sor-global-2024-03-14-full-00000-00000.csv"
NEW = BUNDLED_DATA / "sor_samples" / "sor-global-2025-07-01-full-00000-00000.csv"
GOOD = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "decision_visibility": '["DECISION_VISIBILITY_CONTENT_REMOVED"]',
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "content_type": '["CONTENT_TYPE_TEXT"]',
    "content_language": "EL",
    "content_date": "2025-06-30 00:00:00",
    "territorial_scope": '["GR"]',
    "application_date": "2025-07-01 00:00:00",
    "decision_facts": 'It said "buy", twice,\nand more.',
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "Yes",
    "automated_decision": "AUTOMATED_DECISION_FULLY",
    "platform_name": "Wallapop",
    "platform_uid": "08329314168",
    "created_at": "2025-07-01 00:03:33",
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(tmp_path / "warehouse.duckdb"))
    yield connection
    connection.close()


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def statement(number: int = 1, **changes: str) -> dict[str, str]:
    return GOOD | {"uuid": uuid(number), "platform_uid": f"p{number}"} | changes


def text(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS, end: str = "\n") -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, restval="", lineterminator=end, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def dump(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(text(list(rows)), encoding="utf-8", newline="")
    return path


def zipped(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def rows_of(connection: duckdb.DuckDBPyConnection, question: str) -> list[tuple[object, ...]]:
    return connection.execute(question).fetchall()


def actions(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return rows_of(connection, "select * from enforcement_actions order by action_id")


# The real samples.


@pytest.mark.parametrize(("sample", "added", "duplicates"), [(OLD, 49, 1), (NEW, 50, 0)])
def test_a_sample_is_imported_once(
    warehouse: duckdb.DuckDBPyConnection, sample: Path, added: int, duplicates: int
) -> None:
    first = import_statements(warehouse, [sample])
    assert (first.rows_read, first.actions_added, first.duplicates, first.rejected) == (50, added, duplicates, 0)
    before = actions(warehouse)
    again = import_statements(warehouse, [sample])
    assert (again.actions_added, again.contents_added, again.policies_added) == (0, 0, 0)
    assert (again.already_present, again.duplicates) == (50, 0)
    assert actions(warehouse) == before


def test_both_samples_with_both_schemas_at_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    report = import_statements(warehouse, [OLD, NEW])
    assert (report.actions_added, report.contents_added, report.policies_added) == (99, 99, 10)
    assert [(f.file, f.rows_read) for f in report.files] == [(OLD.name, 50), (NEW.name, 50)]
    # Counted in the CSV by hand: 10 "other" visibility decisions, 37 + 4 disabled, 3 accounts terminated.
    kinds = dict(rows_of(warehouse, "select action_type, count(*) from enforcement_actions group by all"))
    assert kinds == {"disable": 41, "demote": 9, "remove": 45, "age_restrict": 1, "terminate_account": 3}
    markets = dict(rows_of(warehouse, "select market, count(*) from enforcement_actions group by all"))
    assert markets == {"ZZ": 88, "DE": 5, "FR": 2, "NL": 2, "IT": 1, "ES": 1}
    assert rows_of(warehouse, "select count(*) from enforcement_actions anti join contents using (content_id)") == [
        (0,)
    ]
    assert rows_of(warehouse, "select count(*) from enforcement_actions anti join policies using (policy_id)") == [(0,)]


def test_a_zip_of_zips_is_the_same_as_its_files(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header_only = (",".join(COLUMNS) + "\n").encode()
    first = zipped(tmp_path / "a.csv.zip", {"old.csv": OLD.read_bytes(), "empty-day.csv": header_only})
    second = zipped(tmp_path / "b.csv.zip", {"new.csv": NEW.read_bytes()})
    members = {p.name: p.read_bytes() for p in (first, second)} | {"__MACOSX/a.csv.zip": b"shadow"}
    outer = zipped(tmp_path / "outer.zip", members, zipfile.ZIP_STORED)
    report = import_statements(warehouse, [outer])
    assert report.actions_added == 99
    assert [(f.file, f.rows_read) for f in report.files] == [
        ("outer.zip > a.csv.zip > old.csv", 50),
        ("outer.zip > a.csv.zip > empty-day.csv", 0),
        ("outer.zip > b.csv.zip > new.csv", 50),
    ]
    zipped_rows = actions(warehouse)
    plain = duckdb.connect()
    import_statements(plain, [OLD, NEW])
    assert actions(plain) == zipped_rows


def test_the_tolerant_reader_maps_like_the_fast_one(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(OLD.read_bytes() + b"not a row\n")
    report = import_statements(warehouse, [broken])
    assert (report.actions_added, report.duplicates, report.rejected) == (49, 1, 1)
    fast = duckdb.connect()
    import_statements(fast, [OLD])
    assert actions(fast) == actions(warehouse)


# The mapping.


def imported(tmp_path: Path, **changes: str) -> dict[str, object]:
    connection = duckdb.connect()
    report = import_statements(connection, [dump(tmp_path / "one.csv", statement(**changes))])
    assert report.rejected == 0, report.rejected_rows
    result = connection.execute("select * from enforcement_actions")
    names = [column[0] for column in result.description]
    return dict(zip(names, result.fetchall()[0], strict=True))


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({}, "action_id", uuid(1)),
        ({"uuid": "ABCDEF00-0000-4000-8000-000000000001"}, "action_id", "abcdef00-0000-4000-8000-000000000001"),
        ({"platform_uid": "00123"}, "content_id", "wallapop:00123"),
        ({"platform_name": "SIA &quot;JOOM&quot;", "platform_uid": "7"}, "content_id", "sia-joom:7"),
        ({"platform_uid": "00123"}, "creator_id", "wallapop:00123"),
        ({}, "policy_id", "scams_and_fraud"),
        ({}, "detection_source", "automated"),
        ({"automated_detection": "No"}, "detection_source", "internal"),
        ({"source_type": "SOURCE_ARTICLE_16"}, "detection_source", "user_report"),
        ({"source_type": "SOURCE_TRUSTED_FLAGGER"}, "detection_source", "trusted_flagger"),
        ({"source_type": "SOURCE_TYPE_OTHER_NOTIFICATION"}, "detection_source", "user_report"),
        ({}, "decision_ground", "terms"),
        ({"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"}, "decision_ground", "illegal"),
        ({"automated_decision": "AUTOMATED_DECISION_PARTIALLY"}, "automated_decision", "partial"),
        ({"territorial_scope": '["DE","DE","DE"]'}, "market", "DE"),
        ({"territorial_scope": '["DE", "FR"]'}, "market", "ZZ"),
        ({"territorial_scope": "[]"}, "market", "ZZ"),
        ({"territorial_scope": ""}, "market", "ZZ"),
        ({"content_type": '["CONTENT_TYPE_TEXT","CONTENT_TYPE_PRODUCT"]'}, "content_type", "product"),
        ({"content_type": '["CONTENT_TYPE_SYNTHETIC_MEDIA","CONTENT_TYPE_VIDEO"]'}, "content_type", "synthetic_media"),
        ({"decision_account": "DECISION_ACCOUNT_SUSPENDED"}, "action_type", "suspend_account"),
        ({"decision_provision": "DECISION_PROVISION_TOTAL_TERMINATION"}, "action_type", "suspend_service"),
        ({"decision_monetary": "DECISION_MONETARY_OTHER"}, "action_type", "remove"),
        ({"decision_visibility": "", "decision_monetary": "DECISION_MONETARY_OTHER"}, "action_type", "demonetise"),
        ({"decision_visibility": '["DECISION_VISIBILITY_CONTENT_LABELLED"]'}, "action_type", "label"),
        ({"decision_visibility": '["DECISION_VISIBILITY_OTHER"]'}, "action_type", "demote"),
        ({}, "detected_at", None),
        ({}, "failed", False),
    ],
)
def test_mapping(tmp_path: Path, changes: dict[str, str], column: str, value: object) -> None:
    assert imported(tmp_path, **changes)[column] == value


def test_a_negative_duration_is_kept(tmp_path: Path) -> None:
    row = imported(tmp_path, content_date="2025-07-09", application_date="2025-07-01")
    assert (str(row["content_created_at"]), str(row["actioned_at"])) == ("2025-07-09 00:00:00", "2025-07-01 00:00:00")


def test_equal_ids_of_two_platforms_stay_apart(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        statement(1, platform_uid="7"),
        statement(2, platform_uid="7", platform_name="Vinted"),
        statement(3, platform_uid="7"),
    ]
    report = import_statements(warehouse, [dump(tmp_path / "d.csv", *rows)])
    assert (report.actions_added, report.contents_added) == (3, 2)
    assert rows_of(warehouse, "select content_id, language from contents order by all") == [
        ("vinted:7", "el"), ("wallapop:7", "el")]  # fmt: skip


def test_of_two_rows_with_one_uuid_the_first_counts(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_import, "BATCH_ROWS", 1)
    first = dump(tmp_path / "1.csv", statement(1, territorial_scope='["FR"]'), statement(1, territorial_scope='["DE"]'))
    second = dump(tmp_path / "2.csv", statement(1, territorial_scope='["IT"]'), statement(2))
    report = import_statements(warehouse, [first, second])
    assert (report.actions_added, report.duplicates, report.already_present) == (2, 2, 0)
    assert rows_of(warehouse, "select market from enforcement_actions order by action_id") == [("FR",), ("GR",)]


def test_light_dumps_and_other_line_ends(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    light = tuple(name for name in COLUMNS if name not in ABSENT_IN_LIGHT)
    path = tmp_path / "light.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text([statement(1), statement(2)], light, "\r\n").encode().rstrip(b"\r\n"))
    report = import_statements(warehouse, [path])
    assert (report.actions_added, report.rejected) == (2, 0)
    assert rows_of(warehouse, "select distinct market from enforcement_actions") == [("ZZ",)]


# Broken rows.


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uuid", "not-a-uuid"),
        ("platform_name", ""),
        ("platform_uid", ""),
        ("created_at", "2025-07-01"),
        ("content_date", "1999-12-31 00:00:00"),
        ("content_date", "yesterday"),
        ("application_date", "2039-01-01 00:00:00"),
        ("application_date", "2025-02-30 00:00:00"),
        ("decision_visibility", '["DECISION_VISIBILITY_NEW"]'),
        ("decision_visibility", '["DECISION_VISIBILITY_OTHER"'),
        ("decision_visibility", ""),
        ("decision_monetary", "X"),
        ("decision_provision", "X"),
        ("decision_account", "X"),
        ("decision_ground", "X"),
        ("category", "STATEMENT_CATEGORY_NEW"),
        ("content_type", "[]"),
        ("content_type", '["CONTENT_TYPE_NEW"]'),
        ("content_language", "english"),
        ("territorial_scope", '["US"]'),
        ("territorial_scope", '["AT"'),
        ("source_type", "SOURCE_NEW"),
        ("automated_detection", "maybe"),
        ("automated_decision", ""),
    ],
)
def test_a_bad_value_is_rejected_by_name(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, column: str, value: str
) -> None:
    path = dump(tmp_path / "d.csv", statement(1), statement(2, **{column: value}), statement(3))
    report = import_statements(warehouse, [path])
    assert (report.rows_read, report.actions_added, report.rejected) == (3, 2, 1)
    (row,) = report.rejected_rows
    # Each statement spans two lines: the header is line 1, the second statement begins on line 4.
    assert (row.file, row.line) == ("d.csv", 4)
    assert row.reason.startswith(f"{column} is '{value}'; expected" if value else f"{column} is empty; expected")


def test_broken_records_cost_only_themselves(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    good = [text([statement(n)]).split("\n", 1)[1] for n in range(1, 8)]
    lines = [
        ",".join(COLUMNS) + "\n",
        good[0],  # lines 2 and 3
        good[1].replace("It said", 'Quoted \\"so\\", and'),  # lines 4 and 5: as the database wrote it before 2025-01-14
        good[2].replace(",Wallapop", "", 1),  # line 6: one field short
        good[3].replace("It said", 'A stray " here'),  # line 8: quotes do not match
        "\n",
        good[4].replace("It said", "nul \x00 byte"),  # line 11
        uuid(99) + ",,only three\n",  # line 13
        good[5].replace("It said", "x" * 200_000),  # line 14: too long
    ]
    path = tmp_path / "d.csv"
    latin = good[6].replace("It said", "caf\xe9").encode("latin-1")  # line 16
    path.write_bytes("".join(lines).encode() + latin)
    listing = tmp_path / "rejected.csv"
    report = import_statements(warehouse, [path], rejected_csv=listing)
    assert rows_of(warehouse, "select action_id from enforcement_actions order by all") == [
        (uuid(1),), (uuid(2),), (uuid(5),)]  # fmt: skip
    assert [(row.line, row.reason) for row in report.rejected_rows] == [
        (6, "the row has 37 fields; the header has 38"),
        (8, "the row has quotes that do not match"),
        (13, "the row has 3 fields; the header has 38"),
        (14, "the row is longer than 131,072 bytes; a quote may be missing"),
        (16, f"the row is not UTF-8 at its byte {latin.index(0xE9)}"),
    ]
    with listing.open(encoding="utf-8", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == [
            (row.file, str(row.line), row.reason) for row in report.rejected_rows
        ]
    assert report.rows_read == report.actions_added + report.rejected


def test_all_rejected_rows_are_written_though_few_are_kept(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_report, "LISTED_IN_MEMORY", 2)
    path = dump(tmp_path / "d.csv", *[statement(n, category="?") for n in range(5)])
    report = import_statements(warehouse, [path], rejected_csv=tmp_path / "rejected.csv")
    assert (report.rejected, len(report.rejected_rows)) == (5, 2)
    assert len((tmp_path / "rejected.csv").read_text().splitlines()) == 6


def test_cut_into_pieces_lines_and_rows_are_the_same(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_files, "PIECE_BYTES", 20_000)
    monkeypatch.setattr(statement_files, "BLOCK_BYTES", 1_000)
    rows = [statement(n, category="?" if n in (3, 150) else GOOD["category"]) for n in range(200)]
    seen: list[Progress] = []
    path = dump(tmp_path / "d.csv", *rows)
    report = import_statements(warehouse, [path, NEW], seen.append)
    assert (report.rows_read, report.actions_added) == (250, 248)
    assert [row.line for row in report.rejected_rows] == [2 + 2 * 3, 2 + 2 * 150]
    reading = [p for p in seen if p.stage == "reading"]
    assert len(reading) > 3
    assert [p.done for p in reading] == sorted(p.done for p in reading)
    assert reading[-1].done == reading[-1].total == path.stat().st_size + NEW.stat().st_size
    assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("adding", 250, 250)


# Files that are not dumps.


def wrong_columns(folder: Path) -> Path:
    path = folder / "wrong.csv"
    path.write_text(text([statement()]).replace("created_at", "created", 1), encoding="utf-8")
    return path


def other_order(folder: Path) -> Path:
    path = folder / "order.csv"
    path.write_text(text([statement()], (*COLUMNS[1:], COLUMNS[0])), encoding="utf-8")
    return path


def no_zip(folder: Path) -> Path:
    path = folder / "page.zip"
    path.write_text("<html>503 Service Unavailable</html>", encoding="utf-8")
    return path


def truncated_zip(folder: Path) -> Path:
    path = zipped(folder / "short.zip", {"a.csv": NEW.read_bytes()})
    path.write_bytes(path.read_bytes()[:-500])
    return path


def damaged_member(folder: Path) -> Path:
    path = zipped(folder / "damaged.zip", {"a.csv": NEW.read_bytes()}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Hotel Hideaway", b"Hotel Hideawax", 1))
    return path


def truncated_inner_zip(folder: Path) -> Path:
    inner = truncated_zip(folder).read_bytes()
    return zipped(folder / "outer.zip", {"good.csv": OLD.read_bytes(), "short.csv.zip": inner}, zipfile.ZIP_STORED)


def zip_without_csv(folder: Path) -> Path:
    return zipped(folder / "other.zip", {"readme.txt": b"hello"})


def deep_zip(folder: Path) -> Path:
    content = NEW.read_bytes()
    for depth, name in enumerate(["a.csv", "b.zip", "c.zip", "d.zip"]):
        content = zipped(folder / f"deep{depth}.zip", {name: content}).read_bytes()
    return folder / "deep3.zip"


def empty_member(folder: Path) -> Path:
    return zipped(folder / "hollow.zip", {"a.csv": b""})


def half_written(folder: Path) -> Path:
    path = folder / "half.csv"
    path.write_bytes(NEW.read_bytes()[:-300])
    return path


def half_written_in_the_last_field(folder: Path) -> Path:
    path = folder / "half.csv"
    path.write_bytes(NEW.read_bytes().rstrip(b'\n"')[:-1])
    return path


def directory(folder: Path) -> Path:
    path = folder / "dumps"
    path.mkdir()
    return path


def missing(folder: Path) -> Path:
    return folder / "nowhere.zip"


def empty(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.touch()
    return path


def parquet(folder: Path) -> Path:
    path = folder / "dump.parquet"
    duckdb.connect().execute("copy (select 1 as uuid) to $path (format parquet)", {"path": str(path)})
    return path


def corrupt_parquet(folder: Path) -> Path:
    path = folder / "dump.csv"
    path.write_bytes(b"PAR1" + bytes(range(256)))
    return path


def gzipped(folder: Path) -> Path:
    path = folder / "dump.csv.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00")
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (wrong_columns, "wrong.csv does not have the columns of a dump: missing created_at; unexpected created"),
        (other_order, "in another order"),
        (no_zip, "is not a zip"),
        (truncated_zip, "is a truncated zip"),
        (damaged_member, "is a damaged or truncated zip (Bad CRC-32"),
        (truncated_inner_zip, "outer.zip > short.csv.zip is a damaged or truncated zip"),
        (zip_without_csv, "holds no CSV file"),
        (deep_zip, "three archives deep"),
        (empty_member, "hollow.zip > a.csv is empty"),
        (half_written, "half.csv is half-written: it ends in the middle of the row at line 51"),
        (half_written_in_the_last_field, "half.csv is half-written: it ends in the middle of the row at line 51"),
        (directory, "is a directory"),
        (missing, "does not exist"),
        (empty, "is empty (0 bytes)"),
        (parquet, "is a Parquet file"),
        (corrupt_parquet, "is a Parquet file"),
        (gzipped, "is a gzip file"),
    ],
)
def test_what_is_not_a_dump_is_one_sentence_and_changes_nothing(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, make: object, sentence: str
) -> None:
    import_statements(warehouse, [NEW])
    before = actions(warehouse)
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(StatementFileError) as caught:
        import_statements(warehouse, [OLD, path])
    message = str(caught.value)
    assert isinstance(caught.value, IntegrityError)
    assert sentence in message
    assert "\n" not in message
    assert actions(warehouse) == before
    assert rows_of(warehouse, "select count(*) from contents") == [(50,)]


def test_an_error_while_adding_leaves_every_table_as_it_was(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("set memory_limit = '1GiB'")
    import_statements(warehouse, [NEW])
    warehouse.execute("alter table enforcement_actions drop column failed")
    limit = rows_of(warehouse, "select current_setting('memory_limit')")
    with pytest.raises(duckdb.Error):
        import_statements(warehouse, [OLD])
    counts = [rows_of(warehouse, f"select count(*) from {t}") for t in ("contents", "enforcement_actions")]  # noqa: S608
    assert counts == [[(50,)], [(50,)]]
    assert rows_of(warehouse, "select current_setting('memory_limit')") == limit


def test_a_rejected_list_that_cannot_be_written_is_refused_first(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(StatementFileError, match="does not exist"):
        import_statements(warehouse, [NEW], rejected_csv=tmp_path / "nowhere" / "rejected.csv")
    assert rows_of(warehouse, "show tables") == []
