"""Loads the dashboard "Customer segments" into a running Superset, or updates it there.

It takes the published file, --url and --user; the environment variable SUPERSET_PASSWORD has the
password. Nothing but the standard library is needed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
PLACEHOLDER = "duckdb:////path/to/published.duckdb"
SECONDS = 300


class RefusedError(Exception):
    """What cannot be done, in one sentence that says what to do instead."""


def bundle(published: Path) -> bytes:
    """The dashboard as the archive that Superset imports, with the file's place filled in."""
    if not published.is_file():
        raise RefusedError(
            f"There is no file '{published}': run `make build`, or name the published file."
        )
    # A slash in front of the absolute path makes four, as SQLAlchemy wants it.
    uri = "duckdb:///" + urllib.parse.quote(str(published.resolve()))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(ASSETS.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8").replace(PLACEHOLDER, uri)
            files.writestr(f"centroid/{path.relative_to(ASSETS).as_posix()}", text)
    return archive.getvalue()


class Superset:
    """A session with a Superset.

    Parameters
    ----------
    url : str
        Its address, such as http://127.0.0.1:8088.
    user, password : str
        Somebody with the role Admin.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.user = user
        self.headers: dict[str, str] = {"Accept": "application/json"}
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        given = {"username": user, "password": password, "provider": "db", "refresh": False}
        token = self.post("security/login", given)["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"
        # The token against forged requests belongs to the session's cookie.
        self.headers["X-CSRFToken"] = self.get("security/csrf_token/")["result"]
        self.headers["Referer"] = self.url

    def send(self, path: str, body: bytes | None, kind: str) -> dict:
        """The answer to a request; a body makes it a POST."""
        headers = {**self.headers, "Content-Type": kind}
        try:
            request = urllib.request.Request(f"{self.url}/api/v1/{path}", body, headers)
            with self.opener.open(request, timeout=SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:2000]
            if error.code == 401:
                raise RefusedError(
                    f"Superset at '{self.url}' does not let the user '{self.user}' in: check "
                    "--user and SUPERSET_PASSWORD."
                ) from None
            if error.code == 403:
                raise RefusedError(
                    f"The user '{self.user}' may not do {path}: give them the role Admin. "
                    f"It said: {said}"
                ) from None
            raise RefusedError(
                f"Superset at '{self.url}' answered {error.code} to {path}; its log says more. "
                f"It said: {said}"
            ) from None
        except (OSError, ValueError) as error:
            raise RefusedError(
                f"No Superset answers at '{self.url}' ({error}): start it, or name its address "
                "with --url."
            ) from None

    def get(self, path: str) -> dict:
        """What is there."""
        return self.send(path, None, "application/json")

    def post(self, path: str, body: object) -> dict:
        """The answer to a request with a body of JSON."""
        return self.send(path, json.dumps(body).encode(), "application/json")

    def load(self, archive: bytes) -> None:
        """Import an archive.

        The import of assets overwrites what has the same uuid. That of a dashboard would leave the
        database, the datasets and the charts as the first load made them, and so an old path.
        """
        line = uuid.uuid4().hex
        head = 'Content-Disposition: form-data; name="bundle"; filename="centroid.zip"'
        body = f"--{line}\r\n{head}\r\nContent-Type: application/zip\r\n\r\n".encode()
        body += archive + f"\r\n--{line}--\r\n".encode()
        self.send("assets/import/", body, f"multipart/form-data; boundary={line}")


def main() -> int:
    """Load it; 0 if it is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "published", type=Path, help="the published file, where Superset can read it"
    )
    parser.add_argument("--url", default="http://127.0.0.1:8088", help="the address of Superset")
    parser.add_argument("--user", default="admin", help="somebody with the role Admin")
    given = parser.parse_args()
    password = os.environ.get("SUPERSET_PASSWORD")
    try:
        if not password:
            raise RefusedError(
                "The environment variable SUPERSET_PASSWORD is not set: put the password there."
            )
        archive = bundle(given.published)
        Superset(given.url, given.user, password).load(archive)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"The dashboard is at {given.url.rstrip('/')}/superset/dashboard/customer-segments/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
