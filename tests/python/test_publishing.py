"""Publishing: one new file put in the old one's place, or the old one left as it is."""

import os
import stat
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import pytest

from centroid.errors import CannotPublishError
from centroid.publishing import file as publishing
from centroid.publishing.file import alone_in, publish

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


def content_of_names(path):
    """The rows of the published names."""
    return content(path, "segments.names")


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


def test_published_names_have_no_prefix(session, tmp_path):
    path = tmp_path / "published.duckdb"
    session.execute("use warehouse")
    session.execute("drop schema segments cascade")
    session.execute("create schema dev_segments")
    session.execute("create table dev_segments.names as select 2 as id, 'Late' as name")
    session.execute(
        "create function dev_segments.named(wanted) as table select dev_names.id, 'dev_' as text "
        "from dev_segments.names as dev_names where dev_names.name = wanted"
    )
    tables, functions = ["segments.names"], ["segments.named"]
    rows = publish(session, "warehouse", tables, functions, [], TODAY, path, prefix="dev_")
    assert rows.table_name.tolist() == tables
    assert content(path, "segments.names") == [(2, "Late")]
    assert content(path, "segments.named('Late')") == [(2, "dev_")]


def test_publish_copies_the_tables_and_lists_them(session, tmp_path):
    path = tmp_path / "published.duckdb"
    rows = publish(session, "warehouse", TABLES, [], ["features.customers"], TODAY, path)
    assert rows[["table_name", "row_count"]].to_numpy().tolist() == [
        ["features.customers", 5],
        ["segments.names", 1],
    ]
    assert content(path, "features.customers") == [(i, TODAY) for i in range(0, 10, 2)]
    assert content(path, "segments.names") == [(1, "Loyal")]
    build_id = rows.build_id.iloc[0]
    assert content(path, "published_tables") == [
        ("features.customers", 5, TODAY, build_id, False),
        ("segments.names", 1, TODAY, build_id, False),
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
        patch.setattr("centroid.publishing.file.hashlib.sha256", interrupt)
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


def sentence(session, path, **options) -> str:
    """Why nothing could be published to a path: one line, and no traceback."""
    with pytest.raises(CannotPublishError) as caught:
        published(session, path, **options)
    printed = "".join(traceback.format_exception(caught.value))
    assert len(printed.splitlines()) == 1
    return printed


def test_an_error_of_the_disk_is_a_sentence_and_no_traceback(session, tmp_path):
    # The name is short enough, and that of the new file is not.
    printed = sentence(session, tmp_path / ("x" * 253))
    assert "xx: the published file cannot be replaced (" in printed
    assert "File name too long" in printed
    assert not list(tmp_path.iterdir())


def pipe(path: Path) -> None:
    """Make a pipe, which hangs whoever opens it."""
    os.mkfifo(path)


def other_database(path: Path) -> None:
    """Make somebody's database."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders as select 1 as id")


def written(status):
    """What tells that a file is the one it was: all but when it was last read."""
    return (*status[:7], status.st_mtime_ns, status.st_ctime_ns)


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (Path.mkdir, "it is a folder"),
        (pipe, "what is there was not published by Centroid"),
        (other_database, "what is there was not published by Centroid"),
        (lambda path: path.write_text("order_id,amount"), "was not published by Centroid"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
        (lambda path: path.symlink_to("nowhere/published.duckdb"), "nowhere is not a folder"),
    ],
    ids=["folder", "pipe", "database", "text", "loop", "dangling"],
)
def test_only_a_published_file_is_replaced(session, tmp_path, make, cause):
    path = tmp_path / "published.duckdb"
    make(path)
    before = written(path.lstat())
    assert cause in sentence(session, path)
    assert written(path.lstat()) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("missing/published.duckdb", "missing is not a folder"),
        ("file/published.duckdb", "file is not a folder"),
        ("s3://bucket/published.duckdb", "it is a URL"),
        ("md:published", "it is a URL"),
        (":memory:", "it is a URL"),
        ("", "it is a folder"),
        ("why?/published.duckdb", "question mark"),
        ("Segments.duckdb", "could not tell the file segments from its schema segments"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_wrong_path_is_a_sentence(session, tmp_path, monkeypatch, path, cause):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert cause in publishing.path_problem(path, ":memory:", ["segments"])
    # A path of Python has lost what makes a URL.
    if "//" not in path:
        assert cause in sentence(session, Path(path))
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("content", [b"", b"DUCK" * 5000], ids=["empty", "damaged"])
def test_an_empty_or_damaged_file_is_replaced(session, tmp_path, content):
    path = tmp_path / "published.duckdb"
    path.write_bytes(content)
    published(session, path)
    assert content_of_names(path) == [(1, "Loyal")]


@pytest.fixture
def in_file(session, tmp_path):
    """The session, with the warehouse in a file."""
    folder = tmp_path / "files"
    folder.mkdir()
    session.execute(f"attach '{folder}/centroid.duckdb' as on_disk")
    session.execute("copy from database warehouse to on_disk")
    session.execute("checkpoint on_disk")
    return folder / "centroid.duckdb"


@pytest.mark.parametrize(
    "name",
    [
        *("files/centroid.duckdb", "files/../files/centroid.duckdb", "folder/centroid.duckdb"),
        *("link", "hard", "files/centroid.duckdb.wal", "files/centroid.duckdb.tmp"),
    ],
)
def test_the_warehouse_is_never_replaced(session, in_file, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("files/centroid.duckdb")
    Path("hard").hardlink_to(in_file)
    Path("folder").symlink_to("files")
    before = in_file.read_bytes()
    with pytest.raises(CannotPublishError, match="it is the warehouse"):
        publish(session, "on_disk", TABLES, [], [], TODAY, Path(name))
    assert in_file.read_bytes() == before


def test_a_warehouse_named_as_the_new_file_is_not_removed(session, tmp_path):
    path = tmp_path / "published.duckdb.tmp"
    session.execute(f"attach '{path}' as on_disk")
    session.execute("copy from database warehouse to on_disk")
    with pytest.raises(CannotPublishError, match="it is the warehouse"):
        publish(session, "on_disk", TABLES, [], [], TODAY, tmp_path / "published.duckdb")
    assert path.exists()


def mode(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o444, 0o664])
def test_the_new_file_has_the_mode_of_the_old_one(session, tmp_path, kept):
    path = tmp_path / "published.duckdb"
    published(session, path)
    path.chmod(kept)
    published(session, path)
    assert mode(path) == kept


def test_the_first_file_has_the_mode_that_new_files_have(session, tmp_path):
    before = os.umask(0o027)
    try:
        published(session, tmp_path / "published.duckdb")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert mode(tmp_path / "published.duckdb") == 0o640


def test_nobody_else_reads_the_new_file_while_it_is_written(session, tmp_path, monkeypatch):
    seen = {}

    def look(*arguments):
        seen.update({file.name: mode(file) for file in tmp_path.iterdir()})
        return "a build"

    monkeypatch.setattr(publishing, "build_id", look)
    published(session, tmp_path / "published.duckdb")
    assert set(seen.values()) == {0o600}
    assert "published.duckdb.tmp" in seen


def test_the_new_file_has_the_owner_and_attributes_of_the_old_one(session, tmp_path):
    path = tmp_path / "published.duckdb"
    published(session, path)
    if os.geteuid():
        pytest.skip("needs to give a file to somebody else, which only root may do")
    os.chown(path, 1234, 2345)
    path.chmod(0o640)
    with suppress(OSError):
        os.setxattr(path, "user.note", b"for the report")
    attributes = os.listxattr(path)
    os.utime(path, (0, 0))
    published(session, path)
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (1234, 2345, 0o640)
    assert os.listxattr(path) == attributes
    assert path.stat().st_mtime > 0


def test_a_file_whose_owner_cannot_be_kept_is_left(session, tmp_path, monkeypatch):
    path = tmp_path / "published.duckdb"
    published(session, path)
    if os.geteuid():
        pytest.skip("needs to give a file to somebody else, which only root may do")
    os.chown(path, 1234, 2345)
    before = written(path.stat())

    def refuse(*arguments):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    assert "owner and group of the one that is there" in sentence(session, path)
    assert written(path.stat()) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def elsewhere(tmp_path):
    """A folder on another file system, where there is one."""
    folder = Path("/dev/shm") / f"{tmp_path.name}-{os.getpid()}"
    if not os.access(folder.parent, os.W_OK):
        folder = tmp_path / "elsewhere"
    folder.mkdir()
    yield folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_the_file_that_it_leads_to_is_replaced(
    session, tmp_path, elsewhere, exists
):
    target = elsewhere / "target.duckdb"
    if exists:
        published(session, target)
        session.execute("update warehouse.segments.names set name = 'Lost'")
    (tmp_path / "second.duckdb").symlink_to(target)
    path = tmp_path / "published.duckdb"
    path.symlink_to("second.duckdb")
    published(session, path)
    assert path.readlink() == Path("second.duckdb")
    assert (tmp_path / "second.duckdb").readlink() == target
    assert content_of_names(target) == [(1, "Lost" if exists else "Loyal")]
    assert list(elsewhere.iterdir()) == [target]


WRITER = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("create table notes as select 1 as note")
os._exit(0)
"""


def leave_log(path: Path) -> None:
    """Write to a published file and be killed, so that its log stays beside it."""
    subprocess.run([sys.executable, "-c", WRITER, str(path)], check=True)
    log = Path(f"{path.resolve()}.wal")
    assert log.stat().st_size


@pytest.mark.parametrize("through", ["published.duckdb", "link.duckdb"])
def test_the_log_of_the_old_file_goes_with_it(session, tmp_path, through):
    path, link = tmp_path / "published.duckdb", tmp_path / "link.duckdb"
    published(session, path)
    link.symlink_to(path)
    leave_log(tmp_path / through)
    (tmp_path / "published.duckdb.wal.checkpoint").write_bytes(b"half a log")
    published(session, tmp_path / through)
    assert {file.name for file in tmp_path.iterdir()} == {path.name, link.name}
    assert content_of_names(tmp_path / through) == [(1, "Loyal")]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_the_rename_leaves_a_file_that_opens(session, tmp_path, monkeypatch, moment):
    path = tmp_path / "published.duckdb"
    published(session, path)
    leave_log(path)
    rename = Path.replace

    def killed(self, target):
        if moment == "after":
            rename(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        published(session, path)
    assert content_of_names(path) == [(1, "Loyal")]


def test_what_is_renamed_is_on_disk_and_so_is_the_renaming(session, tmp_path, monkeypatch):
    path = tmp_path / "published.duckdb"
    rename, done = Path.replace, []

    def noted(self, target):
        done.append(f"{self.name} becomes {target.name}")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    monkeypatch.setattr(publishing, "sync", lambda file: done.append(file.name))
    published(session, path)
    renaming = done.index("published.duckdb.tmp becomes published.duckdb")
    assert "published.duckdb.tmp" in done[:renaming]
    assert done[renaming + 1 :] == [tmp_path.name]


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
