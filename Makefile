# The commands of README.md. `run`, `demo` and `test` install what is missing on Debian and Ubuntu, as root.
PYTHON := .venv/bin/python
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --quiet pyproject.toml

# The programs stop with make, however it ends (a killed make would otherwise leave them behind).
WITH_MAKE := setpriv --pdeathsig TERM

# Test files run in parallel. They mostly wait, for telephones and events.
SIDE_BY_SIDE := 3

.PHONY: run demo ring test check coverage bench pictures lock

run: ## start the hotline, until Ctrl-C
	@ops/bootstrap.sh
	@$(WITH_MAKE) $(PYTHON) -m ops.run

demo: ## the same, with citizens calling and agents answering
	@ops/bootstrap.sh --tests
	@$(WITH_MAKE) $(PYTHON) -m ops.demo

ARGS :=

ring: ## one citizen calls the running hotline; ARGS="--number 12345 --caller 13800138000 --seconds 30"
	@ops/bootstrap.sh --phones
	@$(PYTHON) -m ops.ring $(ARGS)

test: ## the whole test suite, with real Asterisk, SIPp, Redis, PostgreSQL and Chromium
	@ops/bootstrap.sh --tests
	@$(PYTHON) -m pytest --numprocesses $(SIDE_BY_SIDE) --dist loadfile --no-loadscope-reorder

check: ## format, lint, types, import rules, unit tests: under a minute
	@ops/bootstrap.sh --python-only
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	ops/check_pages.sh
	$(PYTHON) -m pytest --numprocesses 2 --quiet tests/unit tests/replay

coverage: ## coverage by unit, replay and integration tests (e2e tests run separate programs)
	@ops/bootstrap.sh --tests
	@$(PYTHON) -m pytest --numprocesses $(SIDE_BY_SIDE) --dist loadfile --cov --cov-report term \
		tests/unit tests/replay tests/integration

bench: ## the benchmarks: a table, and bench-results.json
	@ops/bootstrap.sh --tests
	@$(WITH_MAKE) $(PYTHON) -m tests.bench

pictures: ## the pictures of README.md again, in docs/pictures; ARGS="desk wall"
	@ops/bootstrap.sh --tests
	@$(WITH_MAKE) $(PYTHON) -m tests.pictures $(ARGS)

lock: ## the lock files again, from pyproject.toml; pins stay where they still fit, and move with UPGRADE=1
	@ops/bootstrap.sh --python-only
	@test -x .venv/bin/uv || $(PYTHON) -m pip install --quiet uv
	@.venv/bin/$(LOCK) --output-file requirements.lock
	@.venv/bin/$(LOCK) --group dev --output-file requirements-dev.lock
