"""Ten thousand bad rows of all inputs: none is lost, each is refused for what is wrong with it."""

from __future__ import annotations

import ast
import json
import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from harness import HOSTILE, NO_TESTS, PLACEHOLDERS, ROOT, Project, Stage, write_csv

BAD_ROWS, GOOD_ROWS = 10_000, 100
AS_OF = date(2024, 6, 30)
# Words of the contract, without those that take long to write ten thousand times.
WORDS = [text for text in HOSTILE if len(text) < 100]
BLANKS = ["", " ", "\t", "\n", "\r\n", " \t ", "\u00a0"]
UNREADABLE = {
    "timestamp": [
        "soon",
        "2023-02-29",
        "2024-13-01",
        "31.12.2024",
        "1899-12-31",
        "-infinity",
        "12",
        "2024-06-01 10:00:00 EST",
        "2024-06-01 Z",
    ],
    "number": ["1.2.3", "--5", "12 EUR", "1,234.50", "NaN", "inf", "1e400", "99999999999999999"],
    "money": ["4006381333931", "-1000000000000", "1e12"],
}


def contract() -> dict[str, dict]:
    """The input contract, as the macro returns it."""
    text = (ROOT / "macros/inputs/input_contract.sql").read_text()
    return ast.literal_eval(re.search(r"return\((.*)\) }}", text, re.S)[1])


class Rows:
    """Good and bad rows of one input, each with a tag of its own.

    Parameters
    ----------
    name : str
        The input.
    chance : Random
        Decides on the values.
    """

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name = name
        self.chance = chance
        self.types = contract()[name]["columns"]
        self.required = contract()[name]["required"]
        self.time = contract()[name].get("event_time")
        self.key = contract()[name].get("key")
        self.is_anonymous = contract()[name].get("may_be_anonymous", False)
        # A text that carries the tag of a row that is kept, if there is one an optional one.
        texts = [column for column, kind in self.types.items() if kind == "string"]
        self.tagged = ([column for column in texts if column not in self.required] or texts)[-1]
        self.rows: list[dict] = []
        self.kept: list[str] = []
        self.refused: list[tuple[str, str]] = []

    def reasons(self) -> list[str]:
        """What can be wrong with a row, in the order in which it is looked for."""
        typed = [column for column in self.required if self.types[column] != "string"]
        missing = [f"missing_{column}" for column in self.required]
        nobody = ["placeholder_customer_id"] if "customer_id" in self.required else []
        if self.is_anonymous:
            missing, nobody = ["anonymous", *(r for r in missing if r != "missing_customer_id")], []
        return [
            *missing,
            *nobody,
            *([f"default_{self.time}", f"zoned_{self.time}"] if self.time else []),
            *(f"unreadable_{column}" for column in typed),
            *([f"future_{self.time}"] if self.time else []),
            *(["negative_price"] if self.name == "order_lines" else []),
            "exact_duplicate",
            *([f"duplicate_{self.key}"] if self.key else []),
        ]

    def good_row(self) -> dict:
        """A row with nothing wrong, whose JSON sorts after those before it."""
        row = {"tag": f"{self.name} {len(self.rows):06}"}
        for column, kind in self.types.items():
            number = self.chance.randrange(1, 100_000)
            row[column] = {
                "string": f"{number} {self.chance.choice(WORDS)}",
                "timestamp": str(AS_OF - timedelta(days=number % 180)),
                "count": str(number % 100),
                "money": f"{number / 100:.2f}",
                "quantity": str(1 + number % 5),
                "boolean": self.chance.choice(["true", "No", " 1"]),
            }[kind]
        for column in {self.key, self.name == "order_lines" and "order_id"} & set(row):
            row[column] = f"{self.chance.choice(WORDS)}{len(self.rows)}"
        row[self.tagged] = row["tag"]
        return row

    def unreadable(self, column: str) -> str:
        """A text that is no value of the column's type."""
        kind = self.types[column]
        texts = UNREADABLE["timestamp" if kind == "timestamp" else "number"]
        texts = [*texts, *(UNREADABLE["money"] if kind == "money" else [])]
        return self.chance.choice([*texts, "x" + self.chance.choice(WORDS)])

    def injure(self, row: dict, reason: str) -> None:
        """Make a row wrong in one way."""
        what, _, column = reason.partition("_")
        if what == "anonymous":
            row["customer_id"] = self.chance.choice([*BLANKS, *PLACEHOLDERS])
        elif what == "missing":
            row[column] = self.chance.choice(BLANKS)
        elif what == "placeholder":
            row[column] = self.chance.choice([*PLACEHOLDERS, " guest ", "Unknown"])
        elif what == "default":
            row[column] = self.chance.choice(["1970-01-01", "1900-01-01 00:00:00", "0001-01-01"])
        elif what == "zoned":
            row[column] += self.chance.choice(["T10:00:00Z", " 10:00 +02:00", " 1:00 PM UTC"])
        elif what == "unreadable":
            row[column] = self.unreadable(column)
        elif what == "future":
            # More than a year after all orders, or the orders would say that it has come.
            row[column] = str(AS_OF + timedelta(days=self.chance.randrange(400, 25_000)))
        elif reason == "negative_price":
            row["quantity"] = "-" + row["quantity"]
        elif what == "duplicate":
            other = self.chance.choice(self.rows[:GOOD_ROWS])
            row[column] = other[column]
            if self.name == "web_sessions":
                # Ids of visits are compared within a month.
                row[self.time] = other[self.time]

    def add_good(self) -> None:
        """Add a row that is kept."""
        self.rows.append(self.good_row())
        self.kept.append(self.rows[-1]["tag"])

    def add_bad(self, reason: str) -> None:
        """Add a row that is wrong in one way; every third also in one that is looked for later."""
        if reason == "exact_duplicate":
            row = self.chance.choice(self.rows[:GOOD_ROWS])
        else:
            row = self.good_row()
            later = self.reasons()[self.reasons().index(reason) + 1 :]
            other = [r for r in later if r.split("_", 1)[1] not in f"{reason} exact_duplicate"]
            if other and self.chance.random() < 1 / 3:
                self.injure(row, self.chance.choice(other))
            self.injure(row, reason)
        self.rows.append(row)
        self.refused.append((row["tag"], reason))

    def add_doubtful(self) -> None:
        """Add a row that is kept although an optional value cannot be read."""
        optional = [c for c, t in self.types.items() if t != "string" and c not in self.required]
        self.add_good()
        for column in optional:
            self.rows[-1][column] = self.unreadable(column)


@pytest.fixture(scope="module")
def bad(stage: Stage) -> Project:
    """Inputs and features of a shop most of whose rows are bad, in all its inputs."""
    chance = random.Random(1)
    inputs = {name: Rows(name, chance) for name in contract()}
    for rows in inputs.values():
        for _ in range(GOOD_ROWS):
            rows.add_good()
            rows.add_doubtful()
    faults = [(rows, reason) for rows in inputs.values() for reason in rows.reasons()]
    for number in range(BAD_ROWS):
        rows, reason = faults[number % len(faults)]
        rows.add_bad(reason)
    mappings = {}
    for name, rows in inputs.items():
        mappings[name] = stage.mapping(f"{name}.csv", list(rows.types))
    # So many lines of later years would be a shop that goes on after a pause.
    project = stage.project("bad rows", {"inputs": mappings, "as_of_date": str(AS_OF)})
    project.inputs = inputs
    for name, rows in inputs.items():
        shuffled = chance.sample(rows.rows, len(rows.rows))
        columns = list(shuffled[0])
        cells = [[row[column] for column in columns] for row in shuffled]
        write_csv(project.file(f"{name}.csv"), columns, cells)
    models = ("+path:models/inputs", "+path:models/facts", "+path:models/features")
    project.dbt("build", *NO_TESTS, "--select", *models).succeeded()
    return project


def test_the_rows_are_ten_thousand_of_eleven_inputs_and_every_reason(bad):
    reasons = Counter(
        (name, reason) for name, rows in bad.inputs.items() for _, reason in rows.refused
    )
    assert len(bad.inputs) == 11
    assert reasons.total() == BAD_ROWS
    assert min(reasons.values()) > 100
    assert bad.query("select as_of_date from calendar.as_of") == [(AS_OF,)]


@pytest.mark.parametrize("name", contract())
def test_every_bad_row_is_refused_for_what_is_wrong_with_it(bad, name):
    listed = bad.query(
        "select rejected_row, rejection_reason from inputs.rejected_rows where input = ?", [name]
    )
    found = Counter((json.loads(row)["tag"], reason) for row, reason in listed)
    refused = [(tag, reason) for tag, reason in bad.inputs[name].refused if reason != "anonymous"]
    assert found == Counter(refused)
    ((nobody,),) = bad.query(
        f"select count(*) from inputs.checked_{name} where rejection_reason = 'anonymous'"
    )
    assert nobody == len(bad.inputs[name].refused) - len(refused)


@pytest.mark.parametrize("name", contract())
def test_every_other_row_is_kept(bad, name):
    rows = bad.inputs[name]
    kept = bad.query(f"select {rows.tagged} from inputs.stg_{name}")
    assert Counter(tag for (tag,) in kept) == Counter(rows.kept)
    found = dict(
        bad.query("select finding, row_count from inputs.input_findings where input = ?", [name])
    )
    assert found["rows_given"] == len(rows.rows) == len(rows.kept) + len(rows.refused)
    assert found["rows_kept"] == len(rows.kept)


@pytest.mark.parametrize(
    "name", [name for name, each in contract().items() if "event_time" in each]
)
def test_an_input_is_as_old_as_its_last_row_that_was_kept(bad, name):
    time = bad.inputs[name].time
    ((last,),) = bad.query(f"select cast(max({time}) as date) from inputs.stg_{name}")
    found = bad.query(
        "select row_count, sentence from inputs.input_findings "
        "where input = ? and finding = 'last_row'",
        [name],
    )
    days = (AS_OF - last).days
    # Rows of the future are refused, so none is younger than the build.
    assert days >= 0
    assert found == [
        (days, f"Days from the last row to the day of the build: {days} (the last is of {last}).")
    ]
