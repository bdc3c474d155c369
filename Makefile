# Two commands are all the set-up: `make demo` and `make test`. Both install what is missing first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
UV := .uv/bin/uv
UV_VERSION := 0.13.9
JARS := infra/jars
DEPENDENCY := org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies
ONLY ?=
ATHLETE ?= me
# where it is set, each of the demo's twenty processes would compile torch and mlflow anew: 5 s
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup system test lint types demo up down status logs bench import lock dist clean

help: ## list targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  \033[1m%-8s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: system $(VENV)/.installed $(JARS)/.installed ## install everything a fresh machine needs (idempotent)

system:
	@bash infra/system.sh

$(UV):
	@echo "setup 1/3  uv $(UV_VERSION)"
	@python3.11 -m venv .uv && .uv/bin/python -m pip install -q uv==$(UV_VERSION)

$(VENV)/.installed: requirements.lock pyproject.toml $(UV)
	@echo "setup 2/3  python packages from requirements.lock (about 250 packages, 7 GB, 1-3 minutes)"
	@test -x $(PY) || python3.11 -m venv $(VENV)
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --require-hashes requirements.lock
	@# sync removes the project each time, so it is installed after it
	@VIRTUAL_ENV=$(VENV) $(UV) pip install -q --no-deps --config-settings editable_mode=compat -e .
	@touch $@

$(JARS)/.installed: infra/pom.xml
	@echo "setup 3/3  jars for Spark and Kafka (about 20 s)"
	@rm -rf $(JARS)
	@mvn -q -B -f infra/pom.xml -Pspark $(DEPENDENCY) -DoutputDirectory=$(CURDIR)/$(JARS)/spark -DincludeScope=runtime \
	  -DincludeGroupIds=io.delta,org.roaringbitmap,org.apache.kafka,org.apache.commons,io.unitycatalog,org.apache.spark \
	  -DexcludeArtifactIds=spark-tags_2.13
	@mvn -q -B -f infra/pom.xml -Pkafka $(DEPENDENCY) -DoutputDirectory=$(CURDIR)/$(JARS)/kafka -DincludeScope=runtime
	@touch $@

test: setup ## lint, types and all tests
	@$(MAKE) --no-print-directory lint types
	$(PY) -m pytest -n 2 --no-loadscope-reorder -m "not alone"
	$(PY) -m pytest -m alone

lint: setup ## ruff: rules and format
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup ## mypy strict
	$(VENV)/bin/mypy

demo: setup ## the whole loop on generated athletes; DATA=folder adds the athlete `me`
	@$(PY) -m infra.demo $(if $(DATA),--data "$(DATA)")

up: setup ## start the long-running local stack
	@$(PY) -m infra.stack up

down: setup ## stop it
	@$(PY) -m infra.stack down

status: setup ## what runs, on which port
	@$(PY) -m infra.stack status || test $$? -eq 3  # 3: it is down, and said so

logs: setup ## the last lines of every process's log
	@$(PY) -m infra.stack logs

bench: setup ## benchmarks; ONLY=name runs one
	@$(PY) -m tests.benchmarks $(if $(ONLY),--only $(ONLY))

import: setup ## one real export: ATHLETE=me FILE=export.zip
	@$(PY) -m jobs.ingest --user-id $$($(PY) -m serving.athletes id $(ATHLETE)) --file "$(FILE)"

lock: $(UV) ## resolve pyproject.toml anew into requirements.lock (hashes, no addresses)
	@VIRTUAL_ENV=$(VENV) $(UV) pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

dist: setup ## wheel for images, build/code.zip for Spark executors
	@mkdir -p build && rm -f build/code.zip
	@$(PY) -m zipfile -c build/code.zip expectations infra jobs models serving streaming
	@$(UV) build -q --wheel --out-dir dist .

clean: ## remove what the demo and the tests wrote (not the environment)
	rm -rf .fitloop build dist
