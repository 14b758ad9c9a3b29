"""The command line of the generator."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools import generator


def main() -> None:
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.generator",
        description=generator.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", dest="folder", type=Path, required=True)
    parser.add_argument(
        "--lines", type=int, required=True, help="order lines, within a few percent"
    )
    parser.add_argument("--customers", type=int, help="default: a twentieth of the lines")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--days-after", type=int, default=0, help=f"days after {generator.LAST_DAY}"
    )
    parser.add_argument(
        "--products", type=int, help="default: 20 times the square root of the lines"
    )
    parser.add_argument("--ids", choices=["number", "text"], default="number")
    parser.add_argument(
        "--gift-season", type=float, default=0, help="added to the gift_weight of every type"
    )
    parser.add_argument(
        "--signals", type=float, default=0, help="visits, e-mails, tickets and so on; 1 is usual"
    )
    parser.add_argument("--threads", type=int)
    parser.add_argument("--memory-limit", default="2GB")
    arguments = parser.parse_args()
    arguments.customers = arguments.customers or arguments.lines // 20
    generator.generate(**vars(arguments))


if __name__ == "__main__":
    main()
