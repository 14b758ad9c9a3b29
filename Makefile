# `make build` makes the environment, builds, tests and publishes the demo or your data;
# `make test` runs the linters, every dbt test on a warehouse of its own, and pytest, on both engines;
# `make test-all` also what takes long and rarely breaks.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
LINES ?= 10000000
# Sizes of the benchmark's scale table, in millions of order lines; 100 needs an hour a round and 50 GB of disk.
SCALE ?= 0.1 1 10
TIMES ?= 50
SEED ?= 1
# Errors only: pip warns of whatever an index lacks.
PIP := -m pip install -qq --disable-pip-version-check
# $(call install_into,python,what): with uv, or where that is not to be had or fails (it reads no pip.conf) with pip.
install_into = PATH="$$PATH:$(BIN)"; export UV_SYSTEM_CERTS=1; command -v uv >/dev/null && uv pip install --quiet --python $(1) $(2) || $(1) $(PIP) $(2)
install = $(call install_into,$(BIN)/python,$(1))
# Two workers. Tests that read one warehouse run in one of them; tests/python/conftest.py groups them. What is slow is said.
PYTEST := $(BIN)/pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder --durations=40 --durations-min=20

.PHONY: build test test-all clients lint features picture report demo docs bench kill mutants lock clean spark-build spark-parity compile-warehouses

build: $(VENV)/built
	@echo "Building, testing and publishing (about a minute on the demo)"
	@$(BIN)/dbt --log-level warn build --exclude-resource-type unit_test
	@$(BIN)/python -m centroid.summary

test: lint $(VENV)/spark
	$(PYTEST)

test-all: test
	$(PYTEST) -m long
	$(MAKE) clients kill spark-parity

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/python -m tools.features --check
	mkdir -p build/lint
	CENTROID_WAREHOUSE=build/lint/centroid.duckdb $(BIN)/sqlfluff lint --processes 2 models analyses tests

# After a change of a feature family's YAML: writes what follows from it (models/features).
features: $(VENV)/built
	$(BIN)/python -m tools.features

# The README's picture: the opening of the demo's report, in Chromium.
picture: $(VENV)/tested report
	$(BIN)/python -m tools.picture

# The published file as one page for people, beside it.
report: $(VENV)/built
	@$(BIN)/python -m centroid.report

# A shop that is generated, with visits, e-mails, tickets, reviews and use of an app, in warehouse/omnichannel.
SHOP := omnichannel
demo: $(VENV)/built
	$(BIN)/python -m tools.demo $(SHOP)

docs: $(VENV)/built
	$(BIN)/dbt docs generate

bench: $(VENV)/tested
	$(BIN)/python -m tools.bench --lines $(LINES) --scale $(SCALE)

# The demo on Spark, in warehouse/spark; CENTROID_SPARK_MASTER names another master than local[2].
spark-build: $(VENV)/spark
	mkdir -p $(or $(CENTROID_SPARK_WAREHOUSE),warehouse/spark)
	$(BIN)/dbt build --target spark

# Builds the demo on both engines, on two days, and compares what they publish.
PARITY := build/parity
PARITY_ENV := CENTROID_WAREHOUSE=$(PARITY)/centroid.duckdb CENTROID_PUBLISHED=$(PARITY)/published.duckdb \
	CENTROID_SPARK_WAREHOUSE=$(PARITY)/spark DBT_TARGET_PATH=$(PARITY)/target DBT_LOG_PATH=$(PARITY)/logs
spark-parity: $(VENV)/spark
	rm -rf $(PARITY) && mkdir -p $(PARITY)/spark
	set -e; for day in 2017-12-30 2017-12-31; do \
	    for target in duckdb spark; do \
	        $(PARITY_ENV) $(BIN)/dbt --log-level warn build --exclude-resource-type test unit_test \
	            --target $$target --vars "{as_of_date: $$day}"; \
	    done; \
	    $(BIN)/python -m tools.parity $(PARITY)/published.duckdb $(PARITY)/spark; \
	done

# Compiles the project with the adapters of warehouses that nothing connects to, and writes the counts into
# docs/warehouses. Some six minutes; the adapters are a separate environment, of some 900 MB.
WAREHOUSES := build/warehouses/venv
compile-warehouses: $(WAREHOUSES)/installed
	$(WAREHOUSES)/bin/python -m tools.warehouses

$(WAREHOUSES)/installed: requirements/warehouses.txt $(wildcard spark_adapter/dbt/include/sparkpy/macros/*.sql)
	@test -x $(WAREHOUSES)/bin/python || $(PYTHON) -m venv $(WAREHOUSES)
	@echo "Installing the adapters into $(WAREHOUSES) (some 900 MB, once)"
	@$(WAREHOUSES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/warehouses.txt
	@$(WAREHOUSES)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation ./spark_adapter
	@touch $@

# Programs of others that read what is built, each in an environment of its own (Superset's has some 730 MB), and Node.
CLIENTS := build/clients
clients: $(VENV)/tested $(addprefix $(CLIENTS)/,$(addsuffix /installed,metrics streamlit superset))
	$(BIN)/pytest tests/clients
	test -f warehouse/published.duckdb || $(MAKE) build
	$(CLIENTS)/streamlit/bin/python -m pytest examples/streamlit

$(CLIENTS)/%/installed: requirements/%.txt $(VENV)/uv
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@echo "Installing $* into $(@D), once"
	@$(call install_into,$(@D)/bin/python,--require-hashes -r $<)
	@touch $@

# Kills builds at random moments and checks what is left; some 20 s each.
kill: $(VENV)/tested
	$(BIN)/python tests/python/kill.py --times $(TIMES) --seed $(SEED)

# Tries small wrong edits, one at a time: all have to fail a fast test. Up to an hour on two cores; one that was stopped
# goes on. ONLY=<regular expression> tries some, by file and id.
mutants: $(VENV)/tested
	$(BIN)/python -m tools.mutants $(if $(ONLY),--only '$(ONLY)')

# The environment is made once, and again when a lock file changes.
$(VENV)/uv: requirements/uv.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null || $(BIN)/python $(PIP) --require-hashes -r requirements/uv.txt || echo "Without uv, pip installs: some minutes more"
	@touch $@

$(VENV)/built: $(VENV)/uv requirements/run.txt pyproject.toml
	@echo "Installing the environment into $(VENV) (about a minute, once)"
	@$(call install,--require-hashes -r requirements/run.txt)
	@$(call install,--no-deps --no-build-isolation --editable .)
	@touch $@

$(VENV)/spark: $(VENV)/built requirements/spark.txt spark_adapter/pyproject.toml $(shell find spark_adapter/dbt -type f -not -name '*.pyc')
	@echo "Installing Spark (about 450 MB, once)"
	@$(call install,--require-hashes -r requirements/spark.txt)
	@$(call install,--no-deps --no-build-isolation ./spark_adapter)
	@touch $@

$(VENV)/tested: $(VENV)/built requirements/dev.txt
	@$(call install,--require-hashes -r requirements/dev.txt)
	@touch $@

# What only tests need may hold a package back, so their lock comes first.
COMPILE := PATH="$$PATH:$(BIN)" uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet
lock: $(VENV)/uv
	$(COMPILE) requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) requirements/run.in --constraint requirements/dev.txt --output-file requirements/run.txt
	$(COMPILE) requirements/spark.in --constraint requirements/dev.txt --output-file requirements/spark.txt
	$(COMPILE) requirements/metrics.in --constraint requirements/dev.txt --output-file requirements/metrics.txt
	$(COMPILE) requirements/warehouses.in --output-file requirements/warehouses.txt
	$(COMPILE) requirements/superset.in --output-file requirements/superset.txt
	$(COMPILE) requirements/streamlit.in --output-file requirements/streamlit.txt
	$(COMPILE) requirements/uv.in --output-file requirements/uv.txt

clean:
	rm -rf build target logs $(VENV)
