"""Holds the package description on standard input against the table of folders in the README.

Reads `swift package describe --type json`; prints each broken rule and exits 1 if there is one.
"""

import json
import os
import re
import sys

ADAPTERS, BINDINGS, CONTRACTS = "Adapters", "Bindings", "Contracts"
EXECUTABLES, LIBRARIES, MODEL, SERVICES = "Executables", "Libraries", "Model", "Services"

# What a target of a folder may import of ours, by folder.
MAY_IMPORT = {
    BINDINGS: set(),
    LIBRARIES: {BINDINGS, LIBRARIES},
    MODEL: set(),
    CONTRACTS: {MODEL, CONTRACTS},
    ADAPTERS: {MODEL, LIBRARIES},
    SERVICES: {MODEL, CONTRACTS, LIBRARIES},
    EXECUTABLES: {ADAPTERS, CONTRACTS, LIBRARIES, MODEL, SERVICES},
}
# Libraries that may build on other libraries. LinuxSystem is open to all of them.
LIBRARY_ON_LIBRARY = {
    "CurlClient": {"HTTPExchange"},
    "NIOHTTPClient": {"HTTPExchange"},
    "DockerEngine": {"CurlClient"},
    "OCIRegistry": {"HTTPExchange", "OCIImages"},
    "ApplicationImages": {"BuildpackLifecycle", "HTTPExchange", "OCIImages", "OCIRegistry"},
    "LifecyclePhases": {"ApplicationImages", "BuildpackLifecycle", "HTTPExchange", "OCIImages", "OCIRegistry"},
    "Buildpacks": {"ApplicationImages", "BuildpackLifecycle", "CurlClient", "DockerEngine", "OCIRegistry"},
}
# git describes the repository and the quarantine of a hook in the environment (githooks(5)); libgit2 reads it there, too.
MAY_READ_ENVIRONMENT = {"Sources/Libraries/GitRepositories/GitRepository.swift"}


def folder(target):
    parts = target["path"].split("/")
    if parts[0] == "hooks":
        return EXECUTABLES
    return parts[1] if parts[0] == "Sources" else None


def main():
    targets = {t["name"]: t for t in json.load(sys.stdin)["targets"]}
    problems = []
    importers = {}
    for name, target in targets.items():
        own = folder(target)
        if own is None:
            continue
        for dependency in target.get("target_dependencies", []):
            other = folder(targets[dependency])
            if other == BINDINGS:
                importers.setdefault(dependency, []).append(name)
            if other not in MAY_IMPORT[own]:
                problems.append(f"{name} ({own}) may not import {dependency} ({other})")
            if own == other == LIBRARIES and dependency != "LinuxSystem":
                if dependency not in LIBRARY_ON_LIBRARY.get(name, set()):
                    problems.append(f"library {name} may not import library {dependency}")
        if own == LIBRARIES:
            problems += product_words(target)
        if own not in (EXECUTABLES, None):
            problems += environment_readers(target)
    for binding, names in importers.items():
        if len(names) > 1:
            problems.append(f"binding {binding} is imported by {', '.join(names)}: one library owns it")
    for name, target in targets.items():
        if "ServiceProtos" in target.get("target_dependencies", []) and name != "ServiceRPC" and folder(target):
            problems.append(f"{name} imports ServiceProtos: only ServiceRPC may")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def sources(target):
    for source in target.get("sources", []):
        if source.endswith(".swift"):
            path = os.path.join(target["path"], source)
            with open(path, encoding="utf-8") as file:
                yield path, file.read()


def product_words(target):
    return [f"{path}: a library holds the product's name" for path, text in sources(target)
            if re.search(r"paastech", text, re.IGNORECASE)]


def environment_readers(target):
    return [f"{path}: only executables and hooks read the environment" for path, text in sources(target)
            if path not in MAY_READ_ENVIRONMENT and re.search(r"ProcessInfo\.processInfo\.environment|\bgetenv\(", text)]


main()
