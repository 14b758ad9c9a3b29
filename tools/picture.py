"""``python -m tools.picture``: docs/report.png, the opening of the demo's report.

Needs Chromium, and the report of the demo, which ``make report`` writes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from centroid.publishing.path import published_path

PICTURE = Path(__file__).parents[1] / "docs" / "report.png"
WIDTH, HEIGHT = 1200, 1280


def main() -> None:
    """Draw the picture."""
    report = Path(published_path()).with_name("report.html")
    browser = shutil.which("chromium")
    if not report.exists() or not browser:
        sys.exit(f"{report} and chromium are needed; run `make report` and install chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(report.resolve().as_uri())
        page.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()
