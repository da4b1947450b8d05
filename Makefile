# One-command tasks. `make help` lists them.
SHELL := bash
GO ?= go
NPM ?= npm
DATA ?= ./data
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.7.0
# Makes web/src/api/wire.ts of internal/wire.
WIRE_TS := $(GO) tool -modfile=web/wire/tygo.mod tygo generate --config web/wire/tygo.yaml

# Experiments of the Go toolchain, for every target that runs Go. simd is what
# internal/simd is fast with; without it (GOEXPERIMENT= make …) the program does
# the same, more slowly.
export GOEXPERIMENT ?= simd

.PHONY: help run build client test test-go test-plain test-race test-web test-browser test-models test-aws test-infra aws-figures lambda machine synth lint lint-go lint-web mutants bench bench-search bench-1m bench-flood bench-memory bench-ingest bench-client screenshots generate clean

help: ## list the tasks
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

run: build ## build everything and serve at http://127.0.0.1:8420, data in ./data
	./bin/mundap serve --data $(DATA)

build: client ## build the client and the program into bin/mundap
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/mundap ./cmd/mundap

client: web/dist/index.html ## build the browser client into web/dist

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && $(NPM) ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	cd web && $(NPM) run build

test: test-go test-web test-browser ## every test that fetches no server

test-go: ## Go tests; those of the packages with unsafe pointers also with their checks
	$(GO) vet ./...
	$(GO) test $(GOTESTFLAGS) ./...
	$(GO) test $(GOTESTFLAGS) -race ./internal/simd

test-plain: ## Go tests of a build without the SIMD experiment
	GOEXPERIMENT= $(GO) test $(GOTESTFLAGS) ./...

test-race: ## Go tests under the race detector
	$(GO) test -race ./...

test-web: web/node_modules/.package-lock.json ## type check and unit tests of the client
	cd web && $(NPM) run check && $(NPM) test

test-browser: build ## the real program in headless Chromium, and the client's size
	cd web && $(NPM) run size
	node test/browser/run.mjs

test-aws: client ## the AWS adapters against real servers (fetches them once), the functions behind an emulator of AWS, and the stack
	test/servers/fetch
	MUNDAP_SERVERS_REQUIRED=1 $(GO) test $(GOTESTFLAGS) -count=1 -timeout 40m ./internal/aws/... ./internal/app ./internal/lambdafn/... ./test/aws/...
	cd infra && $(GO) vet . && MUNDAP_SERVERS_REQUIRED=1 $(GO) test $(GOTESTFLAGS) -count=1 -timeout 30m .

aws-figures: ## measure cold starts, memory and requests through the emulator, price them, and write docs/aws.md's tables
	test/servers/fetch
	MUNDAP_SERVERS_REQUIRED=1 $(GO) test -count=1 -timeout 15m ./test/aws -run '^(TestTheWholeWay|TestWhatAStreamedAnswerCosts)$$' -args -measure
	$(GO) test -count=1 ./test/aws/cost -update

test-infra: ## the AWS stack: its templates, permissions and settings, and what it costs
	cd infra && $(GO) vet . && $(GO) test $(GOTESTFLAGS) .
	$(GO) test $(GOTESTFLAGS) ./test/aws/cost

lambda: ## build the Lambda program for arm64, with and without the Korean dictionary
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(GO) build -trimpath -ldflags '-s -w $(LDFLAGS)' -tags lambda.norpc,nodict -o bin/lambda/bootstrap ./cmd/mundap-lambda
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(GO) build -trimpath -ldflags '-s -w $(LDFLAGS)' -tags lambda.norpc -o bin/lambda-dict/bootstrap ./cmd/mundap-lambda

machine: client ## build the program for instances on AWS (arm64)
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(GO) build -trimpath -ldflags '-s -w $(LDFLAGS)' -o bin/machine/mundap ./cmd/mundap

synth: lambda client machine ## write the AWS stack into infra/cdk.out, in three configurations
	cd infra && $(GO) run .

test-models: ## the model adapters against a real Ollama and a real embedding server (fetches both once)
	test/models/fetch
	$(GO) test -tags models -count=1 -timeout 20m -v ./test/models

lint: lint-go lint-web ## formatting, vet, staticcheck, tidy modules, names in documents, the client's linter

lint-go:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	set -e; for module in . infra eval/bench; do (cd $$module; $(GO) mod tidy -diff; $(GO) vet ./...); done
	$(GO) vet -tags models ./test/models
	$(STATICCHECK) ./...
	before=$$(cat web/src/api/wire.ts); $(WIRE_TS); [ "$$before" = "$$(cat web/src/api/wire.ts)" ] || \
		{ echo "web/src/api/wire.ts was not current; it is now: commit it"; exit 1; }
	cd infra && $(STATICCHECK) ./...
	cd eval/bench && $(STATICCHECK) ./...
	$(GO) test ./test/lint ./internal/importtest ./test/aws/cost

lint-web: web/node_modules/.package-lock.json
	cd web && $(NPM) run lint

mutants: web/node_modules/.package-lock.json ## break the program on purpose and see which tests notice (an hour; goes on where it was broken off)
	nice $(GO) run ./test/mutants
	cd web && nice $(NPM) run mutants

bench: build ## measure against the goals of docs/benchmarks.md
	$(GO) build -o bin/bench ./test/bench
	bin/bench --binary bin/mundap
	@if [ -f "$(KORQUAD)" ]; then $(MAKE) bench-search; else echo "KORQUAD=path of KorQuAD 1.0's development set: measures the search beside others, too"; fi

KORQUAD ?= KorQuAD_v1.0_dev.json

bench-search: ## search beside Lucene + Nori, Bleve and FTS5 (KORQUAD=path of KorQuAD 1.0's development set; a JDK for Lucene)
	eval/bench-search.sh $(KORQUAD)

bench-1m: ## search at a million passages beside Lucene + Nori
	eval/bench-search.sh $(KORQUAD) 1000000

bench-flood: ## measure what one user who floods a server costs 500 others
	$(GO) run -trimpath ./test/flood

bench-client: build ## measure the client against its goals: first load, layout shifts, axe, frames of a long answer
	cd web && $(NPM) run --silent bench

bench-memory: build ## measure what reading files of 100 MB costs the server in memory (half an hour), and what questions over long tables cost
	$(GO) run -trimpath ./test/memory --binary bin/mundap
	$(GO) run -trimpath ./test/memory --binary bin/mundap --questions

bench-ingest: build ## measure how fast 10,000 small files are taken in, and what questions take meanwhile
	$(GO) run -trimpath ./test/bench --binary bin/mundap --ingest 10000

screenshots: build ## pictures of the main states into screenshots/
	cd web && $(NPM) run screenshots

generate: ## regenerate what is generated
	$(GO) generate ./...
	$(WIRE_TS)

clean: ## remove what was built
	rm -rf bin web/dist/assets web/dist/index.html
