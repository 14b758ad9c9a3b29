"""``python -m tools.features``: the contract of customer_features, written from its families'.

dbt takes a contract from YAML only, so the columns that the families declare are copied into the
YAML of the wide table, and their descriptions into doc blocks that other tables use.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
ROOM = ROOT / "models" / "features"
BEGIN, END = "      # make features: begin\n", "      # make features: end\n"


def main() -> int:
    """Write the two files, or with ``--check`` say whether they are what would be written."""
    parser = argparse.ArgumentParser(prog="python -m tools.features", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if they are old")
    check = parser.parse_args().check
    old = [
        path for path, text in files(ROOM).items() if not path.exists() or path.read_text() != text
    ]
    if check and old:
        names = ", ".join(str(path.relative_to(ROOT)) for path in old)
        print(f"{names}: not what the families declare; run `make features`.", file=sys.stderr)
        return 1
    for path in old:
        path.write_text(files(ROOM)[path])
    return 0


def files(room: Path) -> dict[Path, str]:
    """The files that follow from the families of a room, with their text."""
    wide = room / "customer_features.yml"
    columns = declared(room)
    before, _, after = re.split(f"({BEGIN}(?:.*\n)*?{END})", wide.read_text())
    return {
        wide: before + BEGIN + "".join(map(contract, columns)) + END + after,
        room / "features.md": "".join(map(doc_block, columns)),
    }


def declared(room: Path) -> list[dict]:
    """The columns that are features, in the order of the wide table."""
    query = (room / "wide_features.sql").read_text()
    lists = re.findall(r"set (?:families|optional) = \[(.*?)\]", query, re.S)
    families = re.findall(r"'(\w+)'", " ".join(lists))
    columns = []
    for family in [*families, "demographic"]:
        text = (room / "families" / f"{family}_features.yml").read_text()
        (model,) = yaml.safe_load(text)["models"]
        for column in model["columns"]:
            if "window" in column.get("config", {}).get("meta", {}):
                columns.append(column)
    return columns


def contract(column: dict) -> str:
    """The YAML of a column of the wide table."""
    constraints = column.get("constraints")
    lines = [
        f"      - name: {column['name']}",
        f"        data_type: {column['data_type']}",
        f"        description: {description(column)}",
        *([f"        constraints: {yaml_line(constraints)}"] if constraints else []),
    ]
    return "\n".join(lines) + "\n"


def description(column: dict) -> str:
    """The description, by the doc block of the column's name unless it names another one."""
    text = column["description"]
    return f'"{text}"' if "doc(" in text else f"\"{{{{ doc('{column['name']}') }}}}\""


def doc_block(column: dict) -> str:
    """The doc block of a column that has its own description."""
    text = column["description"]
    return "" if "doc(" in text else f"{{% docs {column['name']} %}}{text}{{% enddocs %}}\n"


def yaml_line(value: object) -> str:
    """A value as YAML on one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10_000).strip()


if __name__ == "__main__":
    sys.exit(main())
