"""The report as people open it: in Chromium, on a telephone, a screen and paper, light and dark."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import Project, Stage
from playwright.sync_api import Browser, Page, sync_playwright
from report_shops import SHOPS

from centroid.report.page import page as written

WIDTHS = {"telephone": 390, "screen": 1440}
# A4 less the margins of 14 mm, in pixels of 96 an inch.
PAPER = {"width": 688, "height": 1017}
# What a figure may need of a page, beside the heading that stays with it.
TALLEST = 960
LARGEST = 6_000_000
# The demo's 51,000 open in 0.5 to 1.0 s.
MOST_ELEMENTS = 80_000


def rarely(names: list[str]) -> list:
    """Parameters of which only the first is in the default run."""
    return [names[0], *(pytest.param(name, marks=pytest.mark.long) for name in names[1:])]


@pytest.fixture(scope="module")
def browser():
    """Chromium as Debian packages it; `apt-get install chromium` brings it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "chromium is not installed; install it, as with `apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=rarely(["demo", "small", *SHOPS]))
def shop(request, stage: Stage, demo: Project) -> Project:
    """A shop that was built and published."""
    name = request.param
    return SHOPS[name](stage) if name in SHOPS else request.getfixturevalue(name)


@pytest.fixture(scope="module")
def file(shop: Project, tmp_path_factory) -> Path:
    """The report of a shop."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    with duckdb.connect(str(shop.published), read_only=True) as connection:
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


@pytest.fixture(scope="module", params=rarely(["light", "dark"]))
def colours(request) -> str:
    """What the reader's system asks for."""
    return request.param


@pytest.fixture(scope="module", params=WIDTHS)
def tab(request, browser, file, colours):
    """The report at one width."""
    size = {"width": WIDTHS[request.param], "height": 900}
    tab, said, fetched = opened(browser, file, viewport=size, color_scheme=colours)
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
    assert len(drawn) > 10
    for each in drawn:
        assert each["width"] > 50 and each["height"] > 20
        assert each["seen"] + each["branches"] > 0


def test_every_figure_stands_below_the_heading_that_it_follows(tab):
    astray = tab.evaluate(
        """() => {
            const found = [];
            let heading = null;
            for (const each of document.querySelectorAll("h2, h3, figure, .missing")) {
                if (each.matches("h2, h3")) {
                    if (!each.closest("figure, .missing")) heading = each;
                } else if (each.getBoundingClientRect().top
                           < heading.getBoundingClientRect().bottom) {
                    found.push(each.id);
                }
            }
            return found;
        }"""
    )
    assert astray == []


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


def test_letters_of_pictures_can_be_read(tab):
    """By the contrast of 4.5 that axe asks of other letters; it looks at no SVG."""
    faint = tab.evaluate(
        """() => {
            const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
            const light = (colour) => {
                pen.fillStyle = colour;
                pen.fillRect(0, 0, 1, 1);
                const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((byte) => {
                    const part = byte / 255;
                    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            };
            const page = light(getComputedStyle(document.body).backgroundColor);
            return [...document.querySelectorAll("svg text")].filter((text) => {
                const fill = light(getComputedStyle(text).fill);
                const contrast = (Math.max(fill, page) + 0.05) / (Math.min(fill, page) + 0.05);
                return contrast < 4.5;
            }).map((text) => text.outerHTML.slice(0, 200));
        }"""
    )
    assert faint == []


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


def test_it_is_small(browser, file):
    assert file.stat().st_size < LARGEST
    tab, *_ = opened(browser, file)
    assert tab.evaluate("document.querySelectorAll('*').length") < MOST_ELEMENTS
    tab.close()


def test_every_link_leads_to_the_one_place_of_its_name(browser, file):
    tab, *_ = opened(browser, file)
    ids, links = tab.evaluate(
        """() => [
            [...document.querySelectorAll("[id]")].map((each) => each.id),
            [...document.querySelectorAll("a[href]")].map((each) => each.getAttribute("href")),
        ]"""
    )
    assert len(ids) == len(set(ids))
    assert {f"#{name}" for name in ids} >= set(links)
    tab.close()


def test_nothing_is_cut_on_paper(browser, file, colours, tmp_path):
    tab, *_ = opened(browser, file, viewport=PAPER, color_scheme=colours)
    tab.emulate_media(media="print", color_scheme=colours)
    blocks = tab.evaluate(
        """() => [
            ...document.querySelectorAll(".picture, .card, .missing, .memo li, tr")
        ].map((each) => {
            const box = each.getBoundingClientRect();
            const inner = [...each.querySelectorAll("svg, table, td, li, p, h3, h4")];
            const edges = inner.map((part) => part.getBoundingClientRect().right);
            return {
                name: each.id || each.textContent.slice(0, 60),
                height: box.height,
                right: Math.max(box.right, ...edges),
                stays: getComputedStyle(each).breakInside,
            };
        })"""
    )
    assert len(blocks) > 20
    assert [each for each in blocks if each["stays"] != "avoid"] == []
    assert [each for each in blocks if each["height"] > TALLEST] == []
    assert [each for each in blocks if each["right"] > PAPER["width"] + 1] == []
    pdf = tab.pdf(format="A4", prefer_css_page_size=True, path=tmp_path / "report.pdf")
    assert pdf.count(b"/MediaBox [0 0 594.95996 841.91998]") > 3
    tab.close()
