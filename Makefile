# Needs Go, make and git; `make race` also a C compiler.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

COMMAND   := ./cmd/linewarden
PLATFORMS := linux/amd64 linux/arm64 darwin/arm64 windows/amd64

# Both come from the commit, so that a second build of it gives the same bytes.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TIME    ?= $(shell git log -1 --format=%cI 2>/dev/null || echo 1970-01-01T00:00:00Z)
BUILD   := go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)'

FUZZTIME ?= 3s
# The long versions: time for each fuzz target, runs under the race detector.
TORTURE_FUZZTIME ?= 1m
TORTURE_RACES    ?= 1

export CGO_ENABLED := 0

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## download the modules and build the tools; the other targets do it as needed
	go mod download
	go tool staticcheck -version
	go tool govulncheck -version

.PHONY: build
build: ## build bin/linewarden
	$(BUILD) -o bin/linewarden $(COMMAND)

.PHONY: demo
demo: build ## audit the example network
	bin/linewarden audit examples/carrier --fail-on never

.PHONY: demo-history
demo-history: build ## tell what changed in the history of the example network
	@rm -rf bin/carrier.history
	@examples/carrier-history/unpack bin/carrier.history
	bin/linewarden drift --git bin/carrier.history --fail-on never

.PHONY: test
test: ## run every test
	go test ./...

.PHONY: check
check: format vet staticcheck tidy archtest test generated ## all that a commit must pass

.PHONY: format
format: ## fail on files that gofmt would change
	@out=$$(gofmt -l .); if [ -n "$$out" ]; then echo "run gofmt -w on:"; echo "$$out"; exit 1; fi

.PHONY: vet
vet: ## run go vet
	go vet ./...

.PHONY: staticcheck
staticcheck: ## run staticcheck, pinned in go.mod
	go tool staticcheck ./...

.PHONY: tidy
tidy: ## fail when go.mod or go.sum holds too much or too little
	go mod tidy -diff

.PHONY: archtest
archtest: ## check layers, package comments, dependencies
	go test ./internal/archtest

.PHONY: generate
generate: deps ## write again all that is generated
	go generate ./...

.PHONY: generated
generated: ## fail when generating again changes a file
	@before=$$({ git status --porcelain; git diff; } | git hash-object --stdin); $(MAKE) generate; \
	after=$$({ git status --porcelain; git diff; } | git hash-object --stdin); \
	if [ "$$before" != "$$after" ]; then git status --short; echo "generated files were stale: commit them"; exit 1; fi

.PHONY: deps
deps: ## write deps.txt, the modules linked into the released programs
	@for p in $(PLATFORMS); do \
	  GOOS=$${p%/*} GOARCH=$${p#*/} go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}' $(COMMAND); \
	done | grep . | LC_ALL=C sort -u > deps.txt.new && mv deps.txt.new deps.txt

.PHONY: race
race: ## run the tests, short form, under the race detector
	CGO_ENABLED=1 go test -race -short ./...

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (3s)
	@.ci/fuzz $(FUZZTIME)

.PHONY: bench
bench: ## run each benchmark once
	@.ci/bench 1x

.PHONY: torture
torture: ## the long versions (an hour or two); writes docs/torture.md
	@.ci/torture $(TORTURE_FUZZTIME) $(TORTURE_RACES)

.PHONY: govulncheck
govulncheck: ## look for known vulnerabilities; says so when the database is out of reach
	@.ci/govulncheck $(COMMAND)

.PHONY: dist
dist: ## build static programs, their bills of material and SHA256SUMS into dist/
	@rm -rf dist && mkdir dist
	@for p in $(PLATFORMS); do \
	  os=$${p%/*} arch=$${p#*/} ext=; if [ $$os = windows ]; then ext=.exe; fi; \
	  echo "build dist/linewarden_$${os}_$$arch$$ext"; \
	  GOOS=$$os GOARCH=$$arch $(BUILD) -o dist/linewarden_$${os}_$$arch$$ext $(COMMAND); \
	done
	@go run ./internal/tools/release -version '$(VERSION)' -time '$(TIME)' dist/linewarden_*
	@cat dist/SHA256SUMS

.PHONY: clean
clean: ## remove bin/ and dist/
	rm -rf bin dist
