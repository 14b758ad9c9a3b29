"""Superset shows the committed dashboard, and its numbers are those of the report and the file."""

from __future__ import annotations

import json
import os
import runpy
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from conftest import LOGS
from environments import python_of
from harness import ROOT
from playwright.sync_api import sync_playwright
from report_pages import read

PROGRAM = python_of("superset").with_name("superset")
LOAD = ROOT / "examples" / "superset" / "load.py"
CHARTS = 18
SECONDS = 600
SEGMENTATION = "Segmentation"


class Server:
    """A Superset of its own, with nothing in it but an administrator."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.password = folder, secrets.token_urlsafe()
        self.log = folder / "superset.log"
        config = folder / "superset_config.py"
        config.write_text(
            f"SECRET_KEY = {secrets.token_urlsafe(42)!r}\n"
            f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder / 'superset.db'}'\n"
        )
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self.environment = {
            **kept,
            "FLASK_APP": "superset",
            "SCARF_ANALYTICS": "false",
            "SUPERSET_CONFIG_PATH": str(config),
            "SUPERSET_HOME": str(folder),
        }
        named = ["--username", "admin", "--firstname", "A", "--lastname", "B"]
        self.run("db", "upgrade")
        self.run("init")
        self.run(
            *("fab", "create-admin", *named, "--email", "a@example.org"),
            *("--password", self.password),
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [PROGRAM, "run", "--host", "127.0.0.1", "--port", port, "--with-threads"],
            **self.settings(),
        )

    def settings(self) -> dict:
        """How its commands run; they all write into one log."""
        log = self.log.open("a")
        return {"cwd": self.folder, "env": self.environment, "stdout": log, "stderr": log}

    def run(self, *arguments: str) -> None:
        """A command of Superset."""
        subprocess.run([PROGRAM, *arguments], check=True, timeout=SECONDS, **self.settings())

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(SECONDS):
            assert self.process.poll() is None, "Superset ended at its start"
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=10).close()
            except (urllib.error.URLError, OSError):
                time.sleep(1)
            else:
                return
        raise AssertionError(f"Superset did not answer within {SECONDS} seconds")

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def load(self, published: Path | str, **changes: str) -> subprocess.CompletedProcess:
        """The command of docs/bi/superset.md."""
        given = {"url": self.url, "user": "admin", "password": self.password, **changes}
        environment = {**self.environment, "SUPERSET_PASSWORD": given["password"]}
        return subprocess.run(
            [sys.executable, LOAD, published, "--url", given["url"], "--user", given["user"]],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    def session(self):
        """The administrator."""
        return runpy.run_path(str(LOAD))["Superset"](self.url, "admin", self.password)


class Dashboard:
    """The dashboard as its readers get it: the queries of its charts, with its filter."""

    def __init__(self, server: Server) -> None:
        self.session = server.session()
        self.found = self.session.get("dashboard/customer-segments")["result"]
        filters = json.loads(self.found["json_metadata"])["native_filter_configuration"]
        self.filters = {each["name"]: each for each in filters}
        listed = self.session.get("dashboard/customer-segments/charts")["result"]
        self.charts = {each["slice_name"]: each["id"] for each in listed}

    def answers(self, context: dict) -> list[list[dict]]:
        """The rows of the queries of a chart."""
        answer = self.session.post("chart/data", {**context, "force": True})
        assert all(each["error"] is None for each in answer["result"])
        return [each["data"] for each in answer["result"]]

    def segmentations(self) -> list[str]:
        """What the filter offers, in its order; a reader sees the first."""
        place = self.filters[SEGMENTATION]["sortMetric"]
        (target,) = self.filters[SEGMENTATION]["targets"]
        column = target["column"]["name"]
        query = {"columns": [column], "metrics": [place], "orderby": [[place, True]], "filters": []}
        source = {"id": target["datasetId"], "type": "table"}
        (rows,) = self.answers({"datasource": source, "queries": [query]})
        return [row[column] for row in rows]

    def is_filtered(self, title: str) -> bool:
        """Whether the filter of the segmentation reaches a chart."""
        return self.charts[title] not in self.filters[SEGMENTATION]["scope"]["excluded"]

    def context(self, title: str) -> dict:
        """The query that is saved with a chart."""
        saved = self.session.get(f"chart/{self.charts[title]}")["result"]["query_context"]
        return json.loads(saved)

    def rows(self, title: str, segmentation: str = "") -> list[dict]:
        """What a chart shows."""
        context = self.context(title)
        if self.is_filtered(title):
            chosen = segmentation or self.segmentations()[0]
            for query in context["queries"]:
                query["filters"].append({"col": "segmentation", "op": "IN", "val": [chosen]})
        (rows,) = self.answers(context)
        return rows


def numbers(rows: list[dict], column: str, where: dict) -> list[float]:
    """A column of the rows that have certain values."""
    return [
        float(row[column])
        for row in rows
        if all(row[key] in (value, str(value)) for key, value in where.items())
    ]


def first_of(year: int, month: int) -> int:
    """A month as Superset writes it: milliseconds from 1970 to its first day."""
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp() * 1000)


def day(year: int, month: int, number: int) -> str:
    """A day as the report writes it."""
    return f"{date(year, month, number):%b} {number}, {year}"


@pytest.fixture(scope="module")
def server(tmp_path_factory, request):
    """A running Superset; `make clients` makes its environment."""
    assert PROGRAM.exists(), f"{PROGRAM} is missing: run `make clients`"
    folder = tmp_path_factory.mktemp("superset")
    request.config.stash[LOGS] = folder / "superset.log"
    server = Server(folder)
    try:
        server.wait()
        yield server
    finally:
        server.end()


@pytest.fixture(scope="module")
def current(published, tmp_path_factory) -> Path:
    """The published file where a build would replace it."""
    return Path(shutil.copy(published, tmp_path_factory.mktemp("current") / "published.duckdb"))


@pytest.fixture(scope="module")
def dashboard(server, published, current) -> Dashboard:
    """Loaded twice, the second time with the file in another place."""
    for path in (published, current):
        loaded = server.load(path)
        assert loaded.returncode == 0, loaded.stderr
        assert loaded.stdout.endswith("/superset/dashboard/customer-segments/\n")
    return Dashboard(server)


@pytest.fixture(scope="module")
def report(current):
    """The report of the same file."""
    environment = {**os.environ, "CENTROID_PUBLISHED": str(current)}
    subprocess.run([sys.executable, "-m", "centroid.report"], env=environment, cwd=ROOT, check=True)
    return read(current.with_name("report.html").read_text()).figures


def test_a_second_load_updates_and_doubles_nothing(dashboard, current):
    counts = {
        kind: dashboard.session.get(f"{kind}/")["count"]
        for kind in ("database", "dataset", "chart", "dashboard")
    }
    assert counts == {"database": 1, "dataset": 10, "chart": CHARTS, "dashboard": 1}
    (database,) = dashboard.session.get("database/")["result"]
    connection = dashboard.session.get(f"database/{database['id']}/connection")["result"]
    assert connection["sqlalchemy_uri"] == f"duckdb:///{current}"


def test_nothing_can_be_written(dashboard):
    (database,) = dashboard.session.get("database/")["result"]
    connection = dashboard.session.get(f"database/{database['id']}/connection")["result"]
    settings = json.loads(connection["extra"])["engine_params"]["connect_args"]
    assert settings == {"read_only": True}
    assert not connection["allow_dml"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published": "nowhere.duckdb"}, ["'nowhere.duckdb'", "make build"]),
        ({"password": ""}, ["SUPERSET_PASSWORD"]),
        ({"password": "wrong"}, ["'admin'", "--user", "SUPERSET_PASSWORD"]),
        ({"url": "http://127.0.0.1:9"}, ["'http://127.0.0.1:9'", "--url"]),
    ],
    ids=["file", "no password", "password", "address"],
)
def test_what_cannot_be_loaded_is_refused_in_a_sentence(server, current, changes, said):
    refused = server.load(**{"published": current, **changes})
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert all(word in refused.stderr for word in said)


def test_every_chart_has_rows_in_every_segmentation(dashboard):
    assert len(dashboard.charts) == CHARTS
    segmentations = dashboard.segmentations()
    assert segmentations[0] == "value" and len(segmentations) == 5
    for title in dashboard.charts:
        chosen = segmentations if dashboard.is_filtered(title) else [""]
        for segmentation in chosen:
            assert dashboard.rows(title, segmentation), (title, segmentation)
    assert sum(dashboard.is_filtered(title) for title in dashboard.charts) == 7


def test_customers_are_never_added_up_over_segmentations(dashboard):
    for title, metric in {
        "Size and share of revenue": "customers",
        "Size and value": "customers",
        "Who moved where": "customers",
    }.items():
        context = dashboard.context(title)
        query = {"columns": [], "metrics": [metric], "filters": []}
        (rows,) = dashboard.answers({"datasource": context["datasource"], "queries": [query]})
        assert rows == [{metric: None}], title


class Figure(NamedTuple):
    """One number in three places.

    Attributes
    ----------
    chart, shown, where : str, str, dict
        Title of a chart, one of its columns, and the values of others that choose the row.
    figure, told, chosen : str, str, dict
        Id of a figure of the report, and the same of its table. Of several rows the sum is meant.
    sql : str
        A query on the published file.
    segmentation : str
        What the dashboard's filter is set to; by default the first.
    """

    chart: str
    shown: str
    where: dict
    figure: str
    told: str
    chosen: dict
    sql: str
    segmentation: str = ""


BASE = "history.customer_base where as_of_date ="
BRIDGE = "history.revenue_bridge where as_of_date = '2017-12-31' and compared_with = 'month before'"
CHAMPIONS = "activation.customer_360 where rfm_class = 'Champions'"
JOINED = "where joined_month = '2017-02-01'"
KEPT = "(select customer_count from history.cohort_months {} and months_since = {})"
VALUE = "segmentation = 'value'"
MOVED = "What moved revenue against the month before"
CAME = "Who came and who went, by month"
KEEPS = "Who keeps ordering, by months since joining"
LAST, DECEMBER = {"as of date": day(2017, 12, 31)}, {"starts_on": first_of(2017, 12)}
FIGURES = [
    Figure(
        *("Customers in the base", "customers_in_base", DECEMBER),
        *("account", "closing customers", LAST),
        f"select closing_customers from {BASE} '2017-12-31'",
    ),
    Figure(
        *("Net revenue", "revenue", DECEMBER),
        *("revenue-by-month", "net revenue", LAST),
        f"select net_revenue from {BASE} '2017-12-31'",
    ),
    Figure(
        *("New customers", "new", DECEMBER),
        *("account", "new customers", LAST),
        f"select new_customers from {BASE} '2017-12-31'",
    ),
    Figure(
        *("Lapsed customers", "lapsed", DECEMBER),
        *("account", "lapsed customers", LAST),
        f"select lapsed_customers from {BASE} '2017-12-31'",
    ),
    Figure(
        *("The customer base by month", "customers_who_ordered", DECEMBER),
        *("revenue-by-month", "ordering customers", LAST),
        f"select ordering_customers from {BASE} '2017-12-31'",
    ),
    Figure(
        *(CAME, "reactivated", {"starts_on": first_of(2017, 7)}),
        *("account-by-month", "reactivated customers", {"as of date": day(2017, 7, 31)}),
        f"select reactivated_customers from {BASE} '2017-07-31'",
    ),
    Figure(
        *(MOVED, "revenue", {"step": "Before"}),
        *("bridge-month-before", "revenue before", {}),
        f"select net_revenue from {BASE} '2017-11-30'",
    ),
    Figure(
        *(MOVED, "revenue", {"step": "More"}),
        *("bridge-month-before", "revenue change", {"step": "more"}),
        f"select revenue_change from {BRIDGE} and step = 'more'",
    ),
    Figure(
        *(MOVED, "revenue", {"step": "Away"}),
        *("bridge-month-before", "revenue change", {"step": "away"}),
        f"select revenue_change from {BRIDGE} and step = 'away'",
    ),
    Figure(
        *("Lifecycle stages by month", "active", {"month": first_of(2017, 12)}),
        *("lifecycle", "customer count", {**LAST, "lifecycle stage": "active"}),
        "select count(*) from features.customer_features where lifecycle_stage = 'active'",
    ),
    Figure(
        *("Lifecycle stages by month", "at risk", {"month": first_of(2017, 7)}),
        *("lifecycle", "customer count"),
        {"as of date": day(2017, 7, 31), "lifecycle stage": "at risk"},
        "select sum(customer_count) from history.lifecycle_moves "
        "where as_of_date = '2017-07-31' and to_stage = 'at risk'",
    ),
    *(
        Figure(
            *(KEEPS, "share_who_ordered", {"joined": "2017-02 (185)", "months_since": months}),
            *("retention", "customer share"),
            {"joined month": "Feb 2017", "months since": months},
            f"select {KEPT.format(JOINED, months)} / customer_count from history.cohorts {JOINED}",
        )
        for months in (1, 10)
    ),
    Figure(
        "RFM: customers by recency (up) and frequency (right)",
        *("customers", {"r_score": 5, "f_score": 5}),
        *("rfm", "customer count", {"r score": 5, "f score": 5}),
        "select count(*) from activation.customer_360 where r_score = 5 and f_score = 5",
    ),
    Figure(
        *("RFM classes", "customers", {"rfm_class": "Champions"}),
        *("rfm", "customer count", {"rfm class": "Champions"}),
        f"select count(*) from {CHAMPIONS}",
    ),
    Figure(
        *("RFM classes", "revenue", {"rfm_class": "Champions"}),
        *("rfm", "net revenue in window", {"rfm class": "Champions"}),
        f"select sum(net_revenue_365d) from {CHAMPIONS}",
    ),
    Figure(
        *("Size and value", "customers", {"segment_name": "VIP Champions"}),
        *("size-value", "customer count", {**LAST, "segment id": 2}),
        f"select count(*) from segments.customer_segments where {VALUE} and segment_id = 2",
    ),
    Figure(
        *("Size and value", "revenue_per_customer", {"segment_name": "VIP Champions"}),
        *("size-value", "revenue per customer", {**LAST, "segment id": 2}),
        "select net_revenue / customer_count from history.segment_months "
        f"where as_of_date = '2017-12-31' and {VALUE} and segment_id = 2",
    ),
    Figure(
        *("Customers by segment and month", "Fresh & Deli Gourmets", {"month": first_of(2017, 9)}),
        *("shares-product_affinity", "customer count"),
        {"as of date": day(2017, 9, 30), "segment id": 2},
        "select customer_count from history.segment_months where as_of_date = '2017-09-30' "
        "and segmentation = 'product_affinity' and segment_id = 2",
        "product_affinity",
    ),
    Figure(
        *("Who moved where", "customers"),
        {"from_segment": "Steady Core, before", "to_segment": "VIP Champions"},
        *("moves-value", "customer count", {"from segment id": 1, "to segment id": 2}),
        "select sum(customer_count) from monitoring.segment_migration "
        "where as_of_date = '2017-12-31' and classification = 'value' "
        "and from_segment = '1' and to_segment = '2'",
    ),
    Figure(
        *("What is different about each segment", "difference"),
        {"feature": "recency days", "segment_name": "Quiet Light Buyers"},
        *("heat-value", "standardised difference", {"feature": "recency_days", "segment id": 4}),
        "select standardised_difference from segments.segment_profiles "
        f"where {VALUE} and segment_id = 4 and feature = 'recency_days'",
    ),
    Figure(
        *("What the segments buy", "lift"),
        {"segment_name": "Fresh & Deli Gourmets", "product": "YOGURT NOT MULTI-PACKS"},
        *("products-product_affinity", "lift"),
        {"list": "unusual", "segment id": 2, "product rank": 2},
        "select lift from segments.segment_products where segmentation = 'product_affinity' "
        "and segment_id = 2 and list = 'unusual' and product_rank = 2",
        "product_affinity",
    ),
]


def apart(dashboard: Dashboard, report: dict, published: Path) -> list[tuple]:
    """The figures on which the three do not agree, but for the last digits of a double."""
    found = []
    with duckdb.connect(str(published), read_only=True) as connection:
        for each in FIGURES:
            table = report[each.figure]
            rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            shown = numbers(dashboard.rows(each.chart, each.segmentation), each.shown, each.where)
            told = numbers(rows, each.told, each.chosen)
            ((stored,),) = connection.execute(each.sql).fetchall()
            assert len(shown) == 1 and told, each
            values = (shown[0], sum(told), float(stored))
            if values != pytest.approx(values[-1:] * 3, rel=1e-9):
                found.append((each.chart, each.where, values))
    return found


def test_twenty_figures_are_those_of_the_report_and_of_the_file(dashboard, report, current):
    assert len(FIGURES) >= 20
    assert apart(dashboard, report, current) == []


def test_readers_see_one_segmentation_and_no_error(server, dashboard):
    browser_path = shutil.which("chromium")
    assert browser_path, "chromium is not installed; install it, as with `apt-get install chromium`"
    asked: dict[int, dict] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        # Superset asks for the charts within the window only.
        page = browser.new_page(viewport={"width": 1440, "height": 4000})
        page.set_default_timeout(SECONDS * 1000)
        page.goto(f"{server.url}/login/")
        page.fill("#username", "admin")
        page.fill("#password", server.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/welcome/**")

        def note(answer) -> None:
            if "/api/v1/chart/data" in answer.url and answer.request.method == "POST":
                query = answer.request.post_data_json
                if (chart := query["form_data"].get("slice_id")) is not None:
                    asked[chart] = {"status": answer.status, "queries": query["queries"]}

        page.on("response", note)
        page.goto(f"{server.url}/superset/dashboard/customer-segments/")
        for tab, count in {"Overview": 13, "Segments": CHARTS}.items():
            page.get_by_role("tab", name=tab).click()
            for _ in range(SECONDS):
                if len(asked) >= count:
                    break
                page.wait_for_timeout(1000)
            page.wait_for_timeout(2000)
            assert page.locator(".ant-alert-error").all_inner_texts() == []
        browser.close()
    assert asked.keys() == set(dashboard.charts.values())
    for title, chart in dashboard.charts.items():
        assert asked[chart]["status"] == 200, title
        if dashboard.is_filtered(title):
            (query,) = asked[chart]["queries"]
            chosen = [each["val"] for each in query["filters"] if each["col"] == "segmentation"]
            assert chosen == [["value"]], title


def test_the_next_query_sees_the_file_of_the_next_build(dashboard, report, current, changed):
    answers, stop = [], threading.Event()

    def ask() -> None:
        while not stop.is_set() and len(answers) < 1000:
            began = time.monotonic()
            try:
                answers.append((began, dashboard.rows("Net revenue")[-1]["revenue"]))
            except Exception as error:
                answers.append((began, error))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(SECONDS):
            if len(answers) >= 5:
                break
            time.sleep(0.5)
        changed.replace(current)
        replaced = time.monotonic()
        for _ in range(SECONDS):
            if sum(began > replaced for began, _ in answers) >= 5:
                break
            time.sleep(0.5)
    finally:
        stop.set()
        asking.join()
    before = answers[0][1]
    assert {answer for began, answer in answers if began < replaced} <= {before, before + 1000}
    assert [answer for began, answer in answers if began > replaced] == pytest.approx(
        [before + 1000] * sum(began > replaced for began, _ in answers)
    )
    # The report is of the file before. So it is noticed if one figure is another.
    assert [chart for chart, *_ in apart(dashboard, report, current)] == ["Net revenue"]
