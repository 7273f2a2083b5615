# Every command of the project; `make help` lists them.
PY ?= python3
PORT ?= 8000
BIN := .venv/bin
RUN := DEBUG=1 $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help run setup reset test test-setup slow check fix messages lock

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/.uv: requirements/uv.txt
	$(PY) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(BIN)/.app: requirements/app.txt $(BIN)/.uv
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/app.txt
	@touch $@

$(BIN)/.dev: requirements/dev.txt $(BIN)/.app
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

build/.assets: package-lock.json scripts/assets.py
	npm ci --silent
	$(PY) scripts/assets.py
	@touch $@

build/.messages: locale/fr/LC_MESSAGES/django.po scripts/messages.py $(BIN)/.app
	@mkdir -p build
	$(BIN)/python scripts/messages.py compile
	@touch $@

build/.demo: $(BIN)/.app build/.messages accounts/roles.py $(wildcard demo/*.csv */migrations/*.py)
	@mkdir -p build
	$(RUN) migrate -v0
	$(RUN) sync_roles
	$(RUN) import_shop demo
	@touch $@

setup: build/.assets build/.demo

run: setup ## Set the demo shop up if need be, and serve it on http://127.0.0.1:8000 (PORT=…)
	@$(RUN) demo_logins
	@$(RUN) runserver --nostatic 127.0.0.1:$(PORT)

reset: ## Throw the demo shop away; the next `make run` makes it anew
	rm -f db.sqlite3* build/.demo

test-setup: $(BIN)/.dev build/.assets build/.messages
	@$(BIN)/python scripts/need_chromium.py

test: test-setup ## Run the tests on SQLite, then the same on a real PostgreSQL
	$(BIN)/python -m pytest -q -n 2 --dist worksteal
	$(BIN)/python scripts/with_pg.py $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not e2e or scenario"

slow: test-setup ## Try each property of the prices on 10,000 cases, and each page in all its looks
	HYPOTHESIS_PROFILE=slow $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/engine
	THOROUGH=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/e2e/test_every_page.py

check: $(BIN)/.dev build/.assets build/.messages ## Format, lint, types, import order, templates, migrations, translations
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py check
	HTTPS=1 SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') $(BIN)/python manage.py check --deploy --fail-level WARNING
	! grep -nE '://|--(extra-)?index' requirements/*.txt
	! grep -n '"resolved"' package-lock.json

fix: $(BIN)/.dev ## Put the sources in order
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

messages: $(BIN)/.dev ## Bring the French catalogue in line with the sources
	$(BIN)/python scripts/messages.py update

lock: $(BIN)/.uv ## Write the hash-locked requirements anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements/app.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" --group test --group lint -c requirements/app.txt pyproject.toml -o requirements/dev.txt
	npm install --package-lock-only --silent
