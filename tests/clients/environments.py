"""Environments of tools that nobody here wrote; `make clients` installs them."""

from __future__ import annotations

from pathlib import Path

from harness import ROOT


def python_of(client: str) -> Path:
    """The Python of the environment of a client."""
    path = ROOT / "build" / "clients" / client / "bin" / "python"
    assert path.exists(), f"{client} is not installed; run `make clients`, which installs it"
    return path
