# make run    the app at http://127.0.0.1:8000, everything it needs made on the way
# make test   everything there is to check, on SQLite, on PostgreSQL and in a real browser
# make bank   whether the question bank is complete, distinct and fit to rate by
# make dev, lint, format, lock, bench, torture: see CONTRIBUTING.md
.PHONY: run dev test bank lint format lock bench torture
.DEFAULT_GOAL := run
PY := .venv/bin/python
UV_FLAGS ?=
BENCH ?=

run:
	@sh scripts/setup.sh app
	@exec $(PY) scripts/serve.py

dev:
	@sh scripts/setup.sh app
	@exec $(PY) scripts/serve.py --dev

test: lint
	$(PY) -m pytest -q -n 2
	$(PY) -m pytest -q -n 2 --pg
	$(PY) -m pytest -q tests/browser

bank:
	@sh scripts/setup.sh app
	@$(PY) manage.py check_bank

lint:
	@sh scripts/setup.sh dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	@git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 .venv/bin/djade --check --target-version 6.0
	SECRET_KEY=lint DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run

format:
	@sh scripts/setup.sh dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	@git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 6.0

# Keeps the versions that are locked already; UV_FLAGS=--upgrade takes the newest that pyproject.toml allows.
lock:
	@sh scripts/setup.sh dev
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.12 --generate-hashes --no-header --quiet $(UV_FLAGS) --output-file requirements/app.txt
	.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.12 --generate-hashes --no-header --quiet $(UV_FLAGS) --output-file requirements/dev.txt

bench:
	@sh scripts/setup.sh dev
	$(PY) -m benchmarks $(BENCH)

# What it takes and leaves out: make torture OPTIONS="--kills 3 --saves 500 --only app-sqlite"
torture:
	@sh scripts/setup.sh dev
	$(PY) -m torture $(OPTIONS)
