"""Checks that the documents are true where a program can tell: every link leads somewhere, and every file, route,
command and name in `code` exists.

    python3 docs/check.py

It looks at every Markdown file that git knows. What it cannot tell is whether a sentence is right.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A changelog names what is no more.
HISTORY = "CHANGELOG.md"

MOST_LINES = {"README.md": 120}

# Names that others define.
ELSEWHERE = {"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"}

# Words that one thing was called before it had one name. The glossary in ARCHITECTURE.md has the name.
RETIRED = {
    r"sets? aside": "rejected",
    r"(account's|accounts') pins?\b": "counting settings",
}


def main() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    files = [file for file in files if file and (ROOT / file).is_file()]
    tree = Tree(files)
    faults = [fault for file in files if file.endswith(".md") for fault in faults_of(file, tree)]
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


class Tree:
    """What a document can name."""

    def __init__(self, files: list[str]) -> None:
        ignored = (ROOT / ".gitignore").read_text().split()
        self.paths = {*files, *(path.strip("/") for path in ignored)}  # what is built may be named
        self.roots = {file.split("/")[0] for file in files}
        self.file_names = {Path(file).name for file in files}
        for file in files:
            self.paths.update(str(parent) for parent in Path(file).parents)
        self.words: set[str] = set()
        for file in files:
            if not file.endswith(".md") and file != "docs/check.py":
                text = (ROOT / file).read_text(errors="ignore")
                self.words.update(re.findall(r"[A-Za-z0-9]+(?:[_-]+[A-Za-z0-9]+)*", text))
                self.words.update(re.findall(r"\w+", text))
        self.targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))
        api = json.loads((ROOT / "openapi.json").read_text())
        self.routes = {f"{method.upper()} {path}" for path in api["paths"] for method in api["paths"][path]}


def faults_of(file: str, tree: Tree) -> list[str]:
    text = (ROOT / file).read_text()
    faults = []
    if file in MOST_LINES and text.count("\n") > MOST_LINES[file]:
        faults.append(f"{file}: has {text.count(chr(10))} lines, may have {MOST_LINES[file]}")
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_block = not in_block
        elif in_block or line.startswith("    "):
            found = [f"`make {target}`" for target in re.findall(r"(?:^|; |&& )make ([a-z]+)", line.strip())
                     if target not in tree.targets]
            faults += [f"{file}:{number}: there is no {name}" for name in found]
        else:
            faults += [f"{file}:{number}: {fault}" for fault in faults_of_line(file, line, tree)]
    return faults


def faults_of_line(file: str, line: str, tree: Tree) -> list[str]:
    links = re.findall(r"\]\(([^)\s]+)\)", line)
    faults = [fault for link in links if (fault := fault_of_link(file, link))]
    if line.count("`") % 2:
        return [*faults, "a ` has no other on its line"]
    if file == HISTORY:
        return faults
    prose = re.sub(r"`[^`]*`", "", line)
    for word, rather in RETIRED.items():
        faults += [f"“{found.group()}”: say “{rather}”" for found in re.finditer(rf"\b{word}", prose, re.I)]
    codes = re.findall(r"`([^`]+)`", line)
    return faults + [f"`{code}` is not there" for code in codes if not exists(code, file, tree)]


def fault_of_link(file: str, link: str) -> str | None:
    if re.match(r"[a-z]+:", link):
        return None  # elsewhere
    path, _, anchor = link.partition("#")
    target = (ROOT / file).parent / path if path else ROOT / file
    if not target.exists():
        return f"the link {link} leads nowhere"
    if anchor and anchor not in anchors(target):
        return f"the link {link} has no such heading"
    return None


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def exists(code: str, file: str, tree: Tree) -> bool:
    if command := re.fullmatch(r"make ([a-z]+)( .*)?", code):
        return command[1] in tree.targets
    if re.fullmatch(r"(GET|POST) /v1/\S+", code):
        return code in tree.routes
    if code.startswith("--"):
        return code[2:].split()[0] in tree.words
    if re.search(r"(?<!_)\b[A-Z]{2,}\b(?!_)", code):
        return True  # a placeholder: STACK, FUNCTION
    if re.fullmatch(r"[\w.\-]+(/[\w.\-*]+)+/?", code) and code.split("/")[0] in tree.roots:
        return any(True for _ in ROOT.glob(code.rstrip("/"))) if "*" in code else code.rstrip("/") in tree.paths
    if re.fullmatch(r"[\w\-]+\.(rs|ts|tsx|yaml|toml|json|sh|py|md|lock)", code):
        return code in tree.file_names
    if name := re.fullmatch(r"(?:\w+::)*(\w+)(?:\(\))?", code):
        return name[1] in tree.words | ELSEWHERE
    if re.fullmatch(r"[a-z]\w*(-\w+)+", code):
        return code in tree.words
    return True  # a sentence, a value, an example


if __name__ == "__main__":
    main()
