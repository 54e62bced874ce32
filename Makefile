# Each target does what it needs itself; the first call of any of them sets up the environment.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MINUTES ?= 30
ROOM ?=
ARGS ?=
python := .venv/bin/python
VIEW ?=
screen := $(if $(VIEW),--view,$(if $(DISPLAY)$(WAYLAND_DISPLAY),,--headless --out .var/demo))

# What is compiled is kept: each journey starts half a dozen processes of the same modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test soak bench lint lock package clean

help:
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

setup: ## the Python environment in .venv, once; PYTHON=... chooses the interpreter
	@packaging/setup.sh

run: setup ## the whole shop on this machine; without a display one trip off screen into .var/demo, or VIEW=1 for VNC viewers
	@.venv/bin/kiosk demo $(screen) $(ARGS)

test: setup ## the tests, and the list of what was skipped and why; ARGS="-k pay" for a part
	@$(python) -m pytest -n 4 --dist loadfile $(ARGS)

soak: setup ## the long tests for MINUTES=30, of all rooms or of ROOM=store
	@$(python) packaging/soak.py --minutes $(MINUTES) $(if $(ROOM),--room $(ROOM))

bench: setup ## the benchmarks, each beside a peer or a limit
	@.venv/bin/kiosk bench $(ARGS)

lint: setup ## style, types, import contracts, QML, translations
	@packaging/lint.sh

lock: setup ## the lock files anew from pyproject.toml (needs uv)
	@packaging/lock.sh

package: setup ## the installers for Debian and Ubuntu, in dist
	@$(python) packaging/deb/build.py $(ARGS)

clean: ## removes all that the targets above made
	@packaging/clean.sh
