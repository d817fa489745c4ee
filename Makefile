# Names the habits; each lives in .dev/ as one script.
PREFIX ?= /usr/local

.PHONY: bootstrap build demo up test check bench install protos format

bootstrap: ; @.dev/bootstrap
build:     ; @.dev/build
demo:      ; @.dev/demo
up:        ; @.dev/up
test:      ; @.dev/test
check:     ; @.dev/check
bench:     ; @.dev/bench
install:   ; @.dev/install "$(PREFIX)"
protos:    ; @.dev/protos
format:    ; @swift format --in-place --parallel --recursive Package.swift Sources hooks Tests
