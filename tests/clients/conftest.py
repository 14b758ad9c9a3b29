"""The demo, which programs of others read."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from harness import NO_TESTS, Project, Stage

LOGS = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Project:
    """The demo; nobody writes to it."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    project = stage.project("demo")
    project.dbt("build", *NO_TESTS).succeeded()
    yield project
    stage.close()


@pytest.fixture(scope="session")
def published(demo: Project) -> Path:
    """Its published file."""
    return demo.published


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Path:
    """A copy in which the last month has a net revenue that is higher by 1000."""
    path = Path(shutil.copy(published, tmp_path / "changed.duckdb"))
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update history.customer_base set net_revenue = net_revenue + 1000 "
            "where as_of_date = (select max(as_of_date) from history.customer_base)"
        )
    return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show the end of the server's log below a test that failed."""
    report = yield
    log = item.config.stash.get(LOGS, None)
    if report.failed and log is not None and log.exists():
        report.sections.append(("Log of Superset", log.read_text(errors="replace")[-5000:]))
    return report
