#!/usr/bin/env python3
"""Looks up every test that Sources/Documentation.docc/ContractTests.md names as `File.function`."""

import pathlib
import re
import sys

project = pathlib.Path(__file__).resolve().parent.parent
page = project / "Sources/Documentation.docc/ContractTests.md"
sources = {path.stem: path.read_text() for path in project.glob("Tests/*/**/*.swift")}
named = re.findall(r"`([A-Z]\w+)\.(\w+)`", page.read_text().split("\n## ", 1)[1])
missing = [
    f"{file}.{function}"
    for file, function in named
    if not re.search(rf"\bfunc {function}\(", sources.get(file, ""))
]
for name in missing:
    print(f"{page.relative_to(project)}: no test is called {name}", file=sys.stderr)
print(f"{len(named) - len(missing)} tests are named and exist")
sys.exit(1 if missing or not named else 0)
