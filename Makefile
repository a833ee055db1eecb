# Everything a developer types. The work is done by the small programs in tools/.
#   make run    run the portal here (PORT, HOST, DATA_DIR)      make check     style, types, migrations, translations
#   make test   all tests on PostgreSQL, then on SQLite (ARGS)   make fix       put style and formatting right
#   make shots  pictures of the main pages in build/shots        make messages  collect sentences to translate
#   make bench  speed, against a bare page in the same run (ARGS="--rows 100000")

PYTHON ?= python3
VENV = .venv/bin/python

run:
	@$(PYTHON) tools/setup.py --static
	@$(VENV) tools/run.py

test:
	@$(PYTHON) tools/setup.py --dev
	@$(VENV) tools/test.py $(ARGS)

check:
	@$(PYTHON) tools/setup.py --dev
	@$(VENV) tools/check.py

fix:
	@$(PYTHON) tools/setup.py --dev
	@$(VENV) tools/fix.py

messages:
	@$(PYTHON) tools/setup.py --dev
	@$(VENV) tools/messages.py

shots:
	@$(PYTHON) tools/setup.py --dev --static
	@$(VENV) tools/shots.py

bench:
	@$(PYTHON) tools/setup.py --dev --static
	@PYTHONPATH=tools $(VENV) -m bench.run $(ARGS)

.PHONY: run test check fix messages shots bench
