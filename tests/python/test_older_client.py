"""The published file in the oldest client that is promised to read it."""

import json
import subprocess
import venv

import pytest

COUNT = """
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
tables = connection.execute("select table_name, row_count from published_tables").fetchall()
counts = {
    name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for name, _ in tables
}
assert counts == dict(tables), (counts, tables)
scored = "select count(*) from segments.score_customer({'recency_days': 3})"
segmentations = connection.execute(scored).fetchall()[0][0]
print(json.dumps([duckdb.__version__, counts, segmentations]))
"""


@pytest.mark.long
def test_duckdb_1_4_reads_the_published_file(small, tmp_path):
    venv.create(tmp_path / "older", with_pip=True)
    python = tmp_path / "older" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "duckdb==1.4.*"], check=True)
    printed = subprocess.run(
        [python, "-c", COUNT, str(small.published)], check=True, capture_output=True, text=True
    ).stdout
    version, counts, segmentations = json.loads(printed)
    assert version.startswith("1.4.")
    assert counts["activation.customer_360"] == len({line[1] for line in small.lines})
    assert len(counts) >= 9
    assert segmentations == 5
