"""The check at the start of a run: every model and test of the project holds the file back."""

from __future__ import annotations

import pytest
from harness import FILES, Project, copy_project

PUBLISH = ("build", "--select", "published_tables")
REFS = "python_models/publish/published_tables.py"
LAST_REF = '        dbt.ref("word_combinations")\n'
NOT_WAITED_FOR = "published_tables does not wait for everything"


def write(project: Project, files: dict[str, str]) -> None:
    """Write files of a dbt project."""
    for name, content in files.items():
        file = project.root / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)


@pytest.fixture(scope="module")
def parsed(small, tmp_path_factory) -> Project:
    """A copy of the dbt project, parsed, over a copy of a warehouse that is built and published."""
    project = small.copy("another developer")
    project.root = tmp_path_factory.mktemp("project")
    copy_project(project.root)
    project.dbt("parse").succeeded()
    return project


@pytest.fixture
def project(parsed):
    """The copy; what a test adds to its files is taken away again."""
    refs = (parsed.root / REFS).read_text()
    before = {*parsed.root.rglob("*")}
    yield parsed
    (parsed.root / REFS).write_text(refs)
    for file in {*parsed.root.rglob("*")} - before:
        if file.is_file():
            file.unlink()


UNREAD = {
    "models/activation/first_unread.sql": "select 1 as number",
    "models/activation/second_unread.sql": "select number from {{ ref('first_unread') }}",
    "models/activation/other_unread.sql": "select number from {{ ref('first_unread') }}",
    "models/activation/unread.yml": "models: [{name: second_unread, columns: "
    "[{name: number, data_tests: [{accepted_values: {arguments: {values: [2]}}}]}]}]",
}


def test_a_model_that_nobody_waits_for_stops_the_build_and_is_named(project):
    before = project.published.read_bytes()
    write(project, UNREAD)
    outcome = project.dbt("build")
    outcome.refused(
        NOT_WAITED_FOR, 'add dbt.ref("other_unread"), dbt.ref("second_unread") to ' + REFS
    )
    # Whoever waits for the second waits for the first.
    assert "first_unread" not in outcome.output
    assert "START s" not in outcome.output
    assert project.published.read_bytes() == before
    # Where nothing is published, nothing has to be held back.
    project.dbt("run", "--select", "first_unread").succeeded()
    project.dbt("compile", "--select", "first_unread").succeeded()

    refs = (project.root / REFS).read_text()
    added = '        dbt.ref("other_unread")\n        dbt.ref("second_unread")\n'
    write(project, {REFS: refs.replace(LAST_REF, LAST_REF + added)})
    outcome = project.dbt("build", "--select", "first_unread+", "published_tables")
    assert "FAIL 1 accepted_values_second_unread_number__2" in outcome.output
    assert "SKIP relation publish.published_tables" in outcome.output
    assert project.published.read_bytes() == before
    yaml = UNREAD["models/activation/unread.yml"].replace("[2]", "[1]")
    write(project, {"models/activation/unread.yml": yaml})
    project.dbt("build", "--select", "first_unread+", "published_tables").succeeded()
    assert project.published.read_bytes() != before


def test_a_test_of_two_models_holds_the_file_back(project):
    before = project.published.read_bytes()
    singular = "select 1 as one from {{ ref('orders') }}, {{ ref('customer_360') }} limit 1"
    write(project, {"tests/assert_two.sql": singular})
    outcome = project.dbt("build", "--select", "assert_two", "published_tables")
    assert "FAIL 1 assert_two" in outcome.output
    assert "SKIP relation publish.published_tables" in outcome.output
    assert project.published.read_bytes() == before


def test_a_seed_is_waited_for_if_it_is_tested(project):
    write(project, {"seeds/lonely.csv": "number\n1\n"})
    project.dbt(*PUBLISH).succeeded()
    # dbt does not hold back what comes after one of the two only.
    singular = "select 1 as one from {{ ref('orders') }}, {{ ref('lonely') }} limit 0"
    write(project, {"tests/assert_lonely.sql": singular})
    project.dbt(*PUBLISH).refused(NOT_WAITED_FOR, 'add dbt.ref("lonely") to')


def test_a_test_that_reads_no_model_is_named(project):
    write(project, {"tests/assert_nothing.sql": "select 1 as one limit 0"})
    project.dbt(*PUBLISH).refused(
        "published_tables cannot wait for the test 'assert_nothing'", "read models or seeds"
    )


def test_what_cannot_fail_before_the_file_is_written_is_not_waited_for(project):
    write(
        project,
        {
            "models/activation/switched_off.sql": "{{ config(enabled=false) }} select 1 as one",
            "models/publish/afterwards.sql": "select 1 as n from {{ ref('published_tables') }}",
            "models/publish/afterwards.yml": "models: [{name: afterwards, columns: "
            "[{name: n, data_tests: [not_null]}]}]",
            "tests/assert_afterwards.sql": "select 1 as one from {{ ref('afterwards') }}, "
            "{{ ref('customer_360') }} limit 0",
            "tests/assert_off.sql": "{{ config(enabled=false) }} select 1 as one",
            "models/activation/units.yml": "unit_tests: [{name: unit, model: brief_sizes, "
            "given: [], expect: {rows: []}, config: {enabled: false}}]",
        },
    )
    project.dbt(*PUBLISH).succeeded()


@pytest.fixture(scope="module")
def host(stage, tmp_path_factory) -> Project:
    """A project of somebody else's in which this one is a package."""
    project = stage.project("host", {})
    project.root = tmp_path_factory.mktemp("host")
    package = project.root / "dbt_packages" / "centroid"
    package.mkdir(parents=True)
    copy_project(package)
    project.files = FILES | {"profiles": str(package)}
    lines = project.file("lines.csv")
    lines.write_text("o,c,t,a\n1,1,2024-01-01,5\n")
    mapping = {
        "path": str(lines),
        "columns": {"order_id": "o", "customer_id": "c", "ordered_at": "t", "amount": "a"},
    }
    write(
        project,
        {
            "dbt_project.yml": "{name: acme, profile: centroid, version: '1.0.0', "
            f"vars: {{centroid: {{inputs: {{order_lines: {mapping}}}}}}}}}",
            "models/report.sql": "select 1 as one",
            "tests/assert_report.sql": "select 1 as one from {{ ref('report') }} limit 0",
        },
    )
    return project


def test_in_a_host_its_own_models_are_nobodys_and_the_packages_are_waited_for(host):
    package = host.root / "dbt_packages" / "centroid"
    outcome = host.dbt(*PUBLISH)
    assert "START python table model main_publish.published_tables" in outcome.output
    assert NOT_WAITED_FOR not in outcome.output
    refs = (package / REFS).read_text()
    (package / REFS).write_text(refs.replace(LAST_REF, ""))
    host.dbt(*PUBLISH).refused(NOT_WAITED_FOR, 'add dbt.ref("word_combinations") to ' + REFS)
