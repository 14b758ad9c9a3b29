"""The report as people open it: in Chromium, at the widths of a telephone and of a screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import Project
from playwright.sync_api import Browser, Page, sync_playwright

from centroid.report.page import page as written

WIDTHS = {"telephone": 390, "screen": 1440}


@pytest.fixture(scope="module")
def browser():
    """Chromium as Debian packages it; `apt-get install chromium` brings it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "chromium is not installed; install it, as with `apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(demo: Project, tmp_path_factory) -> Path:
    """The report of the demo."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        path.write_text(written(connection))
    return path


def opened(browser: Browser, file: Path, **settings: object) -> tuple[Page, list[str], list[str]]:
    """The report in a tab, what the console said and what was fetched."""
    tab = browser.new_page(**settings)
    said, fetched = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: fetched.append(request.url))
    tab.goto(file.as_uri())
    return tab, said, fetched


@pytest.fixture(scope="module", params=WIDTHS)
def tab(request, browser, file):
    """The report at one width."""
    size = {"width": WIDTHS[request.param], "height": 900}
    tab, said, fetched = opened(browser, file, viewport=size)
    tab.said, tab.fetched = said, fetched
    yield tab
    tab.close()


def test_nothing_is_fetched_and_the_console_is_silent(tab, file):
    assert tab.fetched == [file.as_uri()]
    assert tab.said == []


def test_the_page_is_no_wider_than_the_window(tab):
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_picture_is_drawn_with_data(tab):
    drawn = tab.evaluate(
        """() => [...document.querySelectorAll("svg")].map((svg) => {
            const box = svg.getBoundingClientRect();
            const shapes = [...svg.querySelectorAll("rect, circle, polyline, polygon, path.flow")];
            const seen = shapes.filter((each) => {
                const size = each.getBBox();
                return size.width + size.height > 0;
            });
            return {width: box.width, height: box.height, seen: seen.length,
                    branches: svg.querySelectorAll("path.branch").length};
        })"""
    )
    assert len(drawn) > 60
    for each in drawn:
        assert each["width"] > 50 and each["height"] > 20
        assert each["seen"] + each["branches"] > 0


def test_no_text_of_a_picture_is_outside_of_it(tab):
    outside = tab.evaluate(
        """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter((text) => {
                const box = text.getBoundingClientRect();
                return box.width > 0 && (box.left < frame.left - 3 || box.right > frame.right + 3
                    || box.top < frame.top - 3 || box.bottom > frame.bottom + 3);
            }).map((text) => text.textContent);
        })"""
    )
    assert outside == []


def test_accessibility_has_no_serious_violation(tab):
    found = Axe().run(tab).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in serious] == []


def test_a_table_is_sorted_by_the_heading_that_is_pressed(browser, file):
    tab, said, _ = opened(browser, file, viewport={"width": 1440, "height": 900})
    figure = tab.locator("#concentration")
    figure.locator("summary").click()
    heading = figure.locator("th button", has_text="net revenue")
    cells = "cells => cells.map((cell) => Number(cell.dataset.value))"
    for direction in ("descending", "ascending"):
        heading.click()
        values = figure.locator("tbody td:nth-child(3)").evaluate_all(cells)
        assert len(values) == 10
        assert figure.locator("th[aria-sort]").get_attribute("aria-sort") == direction
        assert values == sorted(values, reverse=direction == "descending")
    assert said == []
    tab.close()


@pytest.mark.long
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_opens_within_two_seconds_and_prints(browser, file, tmp_path, colours):
    tab, said, _ = opened(browser, file, color_scheme=colours)
    took = tab.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert took < 2000
    tab.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").stat().st_size > 10_000
    assert said == []
    tab.close()
