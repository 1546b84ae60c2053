#!/usr/bin/env python3
"""Fails if files of a Rust crate use each other in a circle, and names the files and lines.

    python3 tests/circles.py [FOLDER]

A file uses another if it names something that the other file defines, in a `use` or in a path such as
`crate::keys::row(…)`. The following rules make this clear:

- What counts is the file that *defines* the name. A re-export (`pub use keys::row;`) leads on to it. So a file that only
  declares its modules and re-exports their items uses none of them, and their use of its re-exports is no use of it.
- A file that also works with the items of its own modules uses them. If they use what it defines, that is a circle.
- Code under `#[cfg(test)]` does not count: the tests of a file may use whatever uses the file.
- Names that macros make count as defined by the file of the module that they are looked up in.
"""

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)
      | (?P<comment>/\*)
      | (?P<raw>\b[bc]?r(?P<hashes>\#*)".*?"(?P=hashes))
      | (?P<string>\b[bc]?"(?:\\.|[^"\\])*"|"(?:\\.|[^"\\])*")
      | (?P<char>\bb?'(?:\\.[^']*|[^'\\])'|'(?:\\.[^']*|[^'\\])')
      | (?P<life>'\w+)
      | (?P<name>(?:r\#)?[A-Za-z_]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<colons>::)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
DEFINES = {"fn", "struct", "enum", "union", "trait", "type", "static", "const"}
CLOSES = {"(": ")", "[": "]", "{": "}"}


def tokens(text):
    """The names, strings and signs of a source text, each with its line."""
    at, line, found = 0, 1, []
    while at < len(text):
        match = TOKEN.match(text, at)
        kind, end = match.lastgroup, match.end()
        if match["comment"]:
            depth, end = 1, at + 2
            while depth and end < len(text):
                if text.startswith("/*", end):
                    depth, end = depth + 1, end + 2
                elif text.startswith("*/", end):
                    depth, end = depth - 1, end + 2
                else:
                    end += 1
        elif match["raw"] or match["string"]:
            found.append((text[at:end], line))
        elif kind not in ("skip", "char", "life", "number"):
            found.append((match[0], line))
        line += text.count("\n", at, end)
        at = end
    return found


class Module:
    """A module: the names that it has, and the paths that its code names."""

    def __init__(self, file, folder, parent):
        self.file, self.folder, self.parent = file, folder, parent
        self.children, self.defined, self.imports = {}, set(), {}
        self.globs, self.uses, self.exported, self.words = [], [], [], set()

    def all(self):
        yield self
        for child in self.children.values():
            yield from child.all()


class Parser:
    """Reads a file, and the files of the modules that it declares."""

    def __init__(self, module):
        self.tokens = tokens(module.file.read_text())
        self.at = 0
        self.body(module, None)

    def peek(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else None

    def skip_group(self):
        """Goes past a bracket and everything in it."""
        depth = 0
        while (token := self.peek()) is not None:
            self.at += 1
            if token in CLOSES:
                depth += 1
            elif token in CLOSES.values():
                depth -= 1
            if depth == 0:
                return

    def skip_item(self):
        """Goes past an item: to its semicolon, comma, or closing brace."""
        while (token := self.peek()) not in (None, ";", ",", "}"):
            if token in CLOSES:
                self.skip_group()
                if token == "{":
                    return
            else:
                self.at += 1
        if self.peek() in (";", ","):
            self.at += 1

    def attribute(self):
        """An attribute as text without spaces."""
        start = self.at + 1
        self.at += 2 if self.peek(1) == "!" else 1
        self.skip_group()
        return "".join(token for token, _ in self.tokens[start : self.at])

    def body(self, module, end):
        """The content of a module, up to the closing token."""
        depth, path = 0, None
        while (token := self.peek()) is not None:
            if depth == 0 and token == end:
                self.at += 1
                return
            if token == "#" and (self.peek(1) == "[" or (self.peek(1), self.peek(2)) == ("!", "[")):
                attribute = self.attribute()
                if attribute == "[cfg(test)]":
                    while self.peek() == "#":
                        self.attribute()
                    self.skip_item()
                elif attribute.startswith("[path="):
                    path = attribute[len('[path="') : -len('"]')]
                continue
            if token == "mod" and self.peek(2) in (";", "{"):
                self.module(module, path)
                path = None
            elif token == "use" and self.peek(1) != "<":
                self.use(module)
            elif depth == 0 and token == "macro_rules":
                module.defined.add(self.peek(2))
                self.at += 3
            elif depth == 0 and token in DEFINES and re.match(r"\w", self.peek(1) or ""):
                if self.peek(1) not in DEFINES | {"mut", "unsafe", "async", "extern"}:
                    module.defined.add(self.peek(1))
                    self.at += 1
                self.at += 1
            elif re.match(r"[A-Za-z_]", token):
                self.path(module)
            else:
                depth += (token in CLOSES) - (token in CLOSES.values())
                self.at += 1

    def module(self, parent, path):
        name, opens = self.peek(1), self.peek(2) == "{"
        self.at += 3
        if opens:
            child = Module(parent.file, parent.folder / name, parent)
            parent.children[name] = child
            self.body(child, "}")
            return
        choices = [parent.folder / f"{name}.rs", parent.folder / name / "mod.rs"]
        if path:
            choices = [parent.file.parent / path]
        file = next(file for file in choices if file.exists()).resolve()
        named = file.stem == "mod" or path
        child = Module(file, file.parent if named else file.with_suffix(""), parent)
        parent.children[name] = child
        Parser(child)

    def use(self, module):
        exports = self.tokens[self.at - 1][0] in ("pub", ")")
        line = self.tokens[self.at][1]
        self.at += 1
        for path, alias in self.use_tree(()):
            if path[-1] == "*":
                module.globs.append((path[:-1], line))
                continue
            module.imports[alias] = path
            (module.exported if exports else module.uses).append((path, line))
        self.at += 1

    def use_tree(self, before):
        path = before
        while (token := self.peek()) not in (None, ";", ",", "}"):
            self.at += 1
            if token == "{":
                while self.peek() != "}":
                    yield from self.use_tree(path)
                    if self.peek() == ",":
                        self.at += 1
                self.at += 1
                return
            if token == "as":
                alias = self.peek()
                self.at += 1
                yield path, alias
                return
            if token not in ("::", "$"):
                path += (token,)
        if path[-1] == "self":
            path = path[:-1]
        yield path, path[-1]

    def path(self, module):
        line, path = self.tokens[self.at][1], (self.peek(),)
        self.at += 1
        while self.peek() == "::" and re.match(r"[A-Za-z_]", self.peek(1) or ""):
            path += (self.peek(1),)
            self.at += 2
        module.words.add(path[0])
        module.uses.append((path, line))


def module_of(module, path, depth=0):
    """The module that a path names, if it names one."""
    for name in path:
        imported = module.imports.get(name, ())
        if name == "crate":
            while module.parent:
                module = module.parent
        elif name == "super":
            module = module.parent
        elif name in module.children:
            module = module.children[name]
        elif imported and imported[0] != name and depth < 9:
            module = module_of(module, imported, depth + 1)
        elif name != "self":
            return None
        if module is None:
            return None
    return module


def resolve(module, path, seen=()):
    """The file that defines what a path names; none for other crates, local names and modules as such."""
    if (module, path) in seen:
        return None
    seen = (*seen, (module, path))
    for place, name in enumerate(path):
        rest = path[place + 1 :]
        if name in module.defined:
            return module.file
        imported = module.imports.get(name, ())
        if imported and imported[0] != name and name not in module.children:
            return resolve(module, imported + rest, seen)
        if inner := module_of(module, (name,)):
            module = inner
            continue
        for glob, _ in module.globs:
            target = module_of(module, glob)
            if target and target is not module and has(target, name):
                return resolve(target, path[place:], seen)
        # The beginning of a path may be a local name or another crate; a macro may have made the rest.
        return module.file if place else None
    return None


def has(module, name):
    """Whether a module defines, declares or imports a name."""
    return name in module.defined or name in module.imports or name in module.children


def scan(root):
    """The uses between the files of a target: {file: {other: (line, path)}}."""
    crate = Module(root.resolve(), root.parent.resolve(), None)
    Parser(crate)
    edges = defaultdict(dict)
    for module in crate.all():
        uses = list(module.uses)
        # A re-exported name is a use only if the code names it as well.
        uses += [(path, line) for path, line in module.exported if path[-1] in module.words]
        for glob, line in module.globs:
            if target := module_of(module, glob):
                uses += [((*glob, word), line) for word in module.words if has(target, word)]
            else:
                uses.append((glob, line))  # the variants of an enum
        for path, line in uses:
            file = resolve(module, path)
            if file and file != module.file:
                edges[module.file].setdefault(file, (line, "::".join(path)))
    return edges


def circles(edges):
    """The groups of files that use each other in a circle, by Tarjan's algorithm."""
    number, low, stack, found = {}, {}, [], []

    def visit(file):
        number[file] = low[file] = len(number)
        stack.append(file)
        for other in edges.get(file, ()):
            if other not in number:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], number[other])
        if low[file] == number[file]:
            at = stack.index(file)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for file in list(edges):
        if file not in number:
            visit(file)
    return found


def targets(folder):
    """The roots of all targets of all crates below this folder."""
    skipped = {"target", "node_modules", ".tools"}
    for manifest in sorted(folder.rglob("Cargo.toml")):
        if skipped & set(manifest.relative_to(folder).parts):
            continue
        crate, content = manifest.parent, tomllib.loads(manifest.read_text())
        roots = [crate / path for path in ("src/lib.rs", "src/main.rs", "build.rs")]
        roots += crate.glob("src/bin/*.rs")
        for kind in ("tests", "examples", "benches"):
            roots += [*crate.glob(f"{kind}/*.rs"), *crate.glob(f"{kind}/*/main.rs")]
        for kind in ("lib", "bin", "test", "example", "bench"):
            declared = content.get(kind, [])
            for target in declared if isinstance(declared, list) else [declared]:
                roots += [crate / target["path"]] if "path" in target else []
        yield from sorted({root.resolve() for root in roots if root.exists()})


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    files, failed = set(), False
    for root in targets(folder):
        edges = scan(root)
        files |= {root.resolve(), *edges, *(file for uses in edges.values() for file in uses)}
        for group in circles(edges):
            failed = True
            print("A circle of files:")
            for file in group:
                for other, (line, path) in edges[file].items():
                    if other in group:
                        names = [str(it.relative_to(folder)) for it in (file, other)]
                        print(f"  {names[0]}:{line} uses {names[1]}: `{path}`")
    if failed:
        sys.exit("files of a crate must not use each other in a circle")
    print(f"{len(files)} Rust files, no circle")


if __name__ == "__main__":
    main()
