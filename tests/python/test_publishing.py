"""Publishing: one new file put in the old one's place, or the old one left as it is."""

import threading
import traceback
from datetime import date

import duckdb
import pytest

from centroid.errors import CannotPublishError
from centroid.publishing import alone_in, publish

TODAY = date(2024, 6, 30)
TABLES = ["features.customers", "segments.names"]


@pytest.fixture
def session():
    """A warehouse of two public tables."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("create schema warehouse.features")
    connection.execute("create schema warehouse.segments")
    connection.execute(
        "create table warehouse.features.customers as "
        "select i as customer_id, date '2024-06-30' - cast(i % 2 as integer) as as_of_date "
        "from range(10) as r(i)"
    )
    connection.execute("create table warehouse.segments.names as select 1 as id, 'Loyal' as name")
    yield connection
    connection.close()


def published(session, path, tables=TABLES, latest_only=("features.customers",)):
    """The build id of what has been published."""
    rows = publish(session, "warehouse", list(tables), [], list(latest_only), TODAY, path)
    (build_id,) = set(rows.build_id)
    return build_id


def content(path, table):
    """The rows of a published table."""
    with duckdb.connect(str(path), read_only=True) as reader:
        return reader.execute(f"select * from {table} order by all").fetchall()


def test_a_table_function_reads_what_was_published_with_it(session, tmp_path):
    path = tmp_path / "published.duckdb"
    session.execute("use warehouse")
    session.execute(
        "create function segments.named(wanted) as table "
        "select id from segments.names where name = wanted"
    )
    publish(session, "warehouse", TABLES, ["segments.named"], [], TODAY, path)
    session.execute("delete from warehouse.segments.names")
    assert content(path, "segments.named('Loyal')") == [(1,)]
    assert content(path, "segments.named('Lost')") == []


def test_publish_copies_the_tables_and_lists_them(session, tmp_path):
    path = tmp_path / "new" / "published.duckdb"
    rows = publish(session, "warehouse", TABLES, [], ["features.customers"], TODAY, path)
    assert rows[["table_name", "row_count"]].to_numpy().tolist() == [
        ["features.customers", 5],
        ["segments.names", 1],
    ]
    assert content(path, "features.customers") == [(i, TODAY) for i in range(0, 10, 2)]
    assert content(path, "segments.names") == [(1, "Loyal")]
    build_id = rows.build_id.iloc[0]
    assert content(path, "published_tables") == [
        ("features.customers", 5, TODAY, build_id),
        ("segments.names", 1, TODAY, build_id),
    ]
    assert [file.name for file in path.parent.iterdir()] == ["published.duckdb"]


@pytest.mark.parametrize("missing", ["segments.gone", "gone.names"])
def test_an_error_leaves_the_old_file_and_nothing_else(session, tmp_path, missing):
    path = tmp_path / "published.duckdb"
    published(session, path)
    before = path.read_bytes()
    with pytest.raises(duckdb.Error):
        published(session, path, tables=["features.customers", missing])
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["published.duckdb"]
    published(session, path)


def test_an_interrupt_leaves_the_old_file_and_nothing_else(session, tmp_path, monkeypatch):
    path = tmp_path / "published.duckdb"
    published(session, path)
    before = path.read_bytes()

    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("centroid.publishing.hashlib.sha256", interrupt)
        with pytest.raises(KeyboardInterrupt):
            published(session, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["published.duckdb"]


def test_an_error_without_an_old_file_leaves_none(session, tmp_path):
    with pytest.raises(duckdb.Error):
        published(session, tmp_path / "published.duckdb", tables=["segments.gone"])
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_build_are_removed(session, tmp_path):
    path = tmp_path / "published.duckdb"
    (tmp_path / "published.duckdb.tmp").write_bytes(b"half a file")
    (tmp_path / "published.duckdb.tmp.wal").write_bytes(b"half a log")
    published(session, path)
    assert [file.name for file in tmp_path.iterdir()] == ["published.duckdb"]
    assert content(path, "segments.names") == [(1, "Loyal")]


def test_two_builds_publish_to_one_folder_in_turns(session, tmp_path):
    path = tmp_path / "published.duckdb"
    publisher = threading.Thread(target=published, args=(session.cursor(), path))
    with alone_in(tmp_path):
        publisher.start()
        publisher.join(timeout=0.3)
        assert publisher.is_alive()
        assert not list(tmp_path.iterdir())
    publisher.join()
    assert content(path, "segments.names") == [(1, "Loyal")]


def test_an_error_of_the_disk_is_a_sentence_and_no_traceback(session, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotPublishError) as caught:
        published(session, tmp_path / "file" / "published.duckdb")
    printed = "".join(traceback.format_exception(caught.value))
    assert "published.duckdb: the published file cannot be replaced (" in printed
    assert len(printed.splitlines()) == 1


def test_a_reader_keeps_reading_the_old_file(session, tmp_path):
    path = tmp_path / "published.duckdb"
    published(session, path)
    # Another path, as another process would have it: one process shares its open databases.
    linked = tmp_path / "linked.duckdb"
    linked.symlink_to(path)
    reader = duckdb.connect(str(linked), read_only=True)
    session.execute("update warehouse.segments.names set name = 'Lost'")
    published(session, path)
    assert reader.execute("select name from segments.names").fetchall() == [("Loyal",)]
    assert reader.execute("select count(*) from features.customers").fetchall() == [(5,)]
    reader.close()
    assert content(path, "segments.names") == [(1, "Lost")]


def test_equal_content_has_an_equal_build_id(session, tmp_path):
    first = published(session, tmp_path / "first.duckdb")
    assert published(session, tmp_path / "second.duckdb") == first
    session.execute(
        "create or replace table warehouse.features.customers as "
        "select * from warehouse.features.customers order by customer_id desc"
    )
    assert published(session, tmp_path / "third.duckdb") == first
    # Rows of other dates are not published.
    session.execute("delete from warehouse.features.customers where as_of_date < date '2024-06-30'")
    assert published(session, tmp_path / "fourth.duckdb") == first


@pytest.mark.parametrize(
    "change",
    [
        "update warehouse.segments.names set name = 'Loyal '",
        "insert into warehouse.segments.names values (2, 'Lost')",
        "delete from warehouse.features.customers where customer_id = 2",
        "update warehouse.features.customers set customer_id = 11 where customer_id = 2",
        "update warehouse.segments.names set id = null",
    ],
)
def test_different_content_has_a_different_build_id(session, tmp_path, change):
    path = tmp_path / "published.duckdb"
    before = published(session, path)
    session.execute(change)
    assert published(session, path) != before


def test_copies_of_a_row_count_in_the_build_id(session, tmp_path):
    path = tmp_path / "published.duckdb"
    session.execute("insert into warehouse.segments.names values (1, 'Loyal')")
    before = published(session, path)
    session.execute("update warehouse.segments.names set name = 'Lost'")
    assert published(session, path) != before


def test_another_day_has_a_different_build_id(session, tmp_path):
    path = tmp_path / "published.duckdb"
    today, tomorrow = (
        publish(session, "warehouse", ["segments.names"], [], [], day, path).build_id.iloc[0]
        for day in (TODAY, date(2024, 7, 1))
    )
    assert today != tomorrow


def test_names_with_quotes(session, tmp_path):
    session.execute("""attach ':memory:' as "the ""odd"" one" """)
    session.execute("""create schema "the ""odd"" one"."it's" """)
    session.execute("""create table "the ""odd"" one"."it's"."say ""hi" as select 7 as seven""")
    path = tmp_path / 'it\'s "here".duckdb'
    publish(session, 'the "odd" one', ["it's.say \"hi"], [], [], TODAY, path)
    assert content(path, """ "it's"."say ""hi" """) == [(7,)]
