"""Lists Swift files over 400 lines and functions over 60: reasons to look, not errors."""

import re
import subprocess

FILE_LIMIT, FUNCTION_LIMIT = 400, 60
START = re.compile(r"^(\s*)(?:@\w+(?:\([^)]*\))?\s+)*(?:[a-z]+\s+)*(?:func\s+\S+|init[?(<])")


def functions(lines):
    for number, line in enumerate(lines):
        match = START.match(line)
        if not match:
            continue
        close = match.group(1) + "}"
        for end in range(number + 1, len(lines)):
            if lines[end].rstrip() == close:
                yield number + 1, end - number + 1
                break


def main():
    listing = subprocess.run(["git", "ls-files", "*.swift"], capture_output=True, text=True, check=True).stdout
    count = total = 0
    for path in listing.split("\n"):
        if not path or path.endswith((".pb.swift", ".grpc.swift")):
            continue
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            continue
        count, total = count + 1, total + len(lines)
        if len(lines) > FILE_LIMIT:
            print(f"{path}: {len(lines)} lines")
        for start, length in functions(lines):
            if length > FUNCTION_LIMIT:
                print(f"{path}:{start}: a function of {length} lines")
    print(f"{count} Swift files, {total} lines")


main()
