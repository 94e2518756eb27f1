PYTHON ?= python3
CTL = $(PYTHON) dev/ctl.py
.DEFAULT_GOAL := help
.PHONY: help run test lint bench test-host pot stop

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

run:  ## provision what is missing, then serve the demo database on http://127.0.0.1:8069 (HTTP_PORT=...)
	@$(CTL) run

test:  ## all tests, browser included (ARGS="tests/test_x.py -k name")
	@$(CTL) test $(ARGS)

lint:  ## ruff, pylint-odoo, the host's own lint, XML and manifest checks
	@$(CTL) lint

bench:  ## measure against the host in the same run; prints a table and writes JSON
	@$(CTL) bench $(ARGS)

test-host:  ## the host's own suites, without and with the add-on; the results must be equal
	@$(CTL) test-host $(ARGS)

pot:  ## export the terms to translate, bring the .po files up to them
	@$(CTL) pot

stop:  ## stop the project's own database server
	@$(CTL) stop
