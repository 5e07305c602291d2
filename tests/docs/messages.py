"""Messages of the package, read from its source: what is raised and what is warned of.

A message is a pattern: its fixed words, and `…` for what differs from case to case. A variable, or
a function of the package that makes a message or a part of one, is looked up where the fixed words
would be too few to be found again.
"""

from __future__ import annotations

import ast
import errno
import re
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "sk_ccnn"
GAP = "…"
_WARNERS = {"warn", "warn_caller"}
_FEWEST_WORDS = 3
_MOST_WAYS = 24
_DEEPEST = 6


@dataclass(frozen=True)
class Message:
    """A pattern, and the line of the source that raises it or warns of it."""

    pattern: str
    place: str
    is_warning: bool


def tidy(pattern: str) -> str:
    """Write neighbouring gaps, and neighbouring white space, as one."""
    return re.sub(rf"{GAP}(\s*{GAP})+", GAP, re.sub(r"\s+", " ", pattern)).strip()


def n_words(pattern: str) -> int:
    """Count the fixed words, of two letters or more."""
    return len(re.findall(r"[^\W\d_]{2,}", pattern))


@dataclass
class _Scope:
    """Where a name may have got its value: a function, and the module around it."""

    module: ast.Module
    function: ast.AST | None = None

    def values(self, name: str) -> list[ast.expr]:
        for owner in (self.function, self.module):
            found = [] if owner is None else _assigned(owner, name)
            if found:
                return found
        return []


@dataclass
class Source:
    """The package's modules, and the functions that they define."""

    modules: dict[Path, ast.Module]
    functions: dict[str, list[tuple[ast.FunctionDef, _Scope]]] = field(default_factory=dict)

    @classmethod
    def read(cls, package: Path = PACKAGE) -> Source:
        source = cls({path: ast.parse(path.read_text()) for path in sorted(package.rglob("*.py"))})
        for module in source.modules.values():
            for node in ast.walk(module):
                if isinstance(node, ast.FunctionDef):
                    found = source.functions.setdefault(node.name, [])
                    found.append((node, _Scope(module, node)))
        return source

    def messages(self) -> list[Message]:
        return [message for path in self.modules for message in self._of_module(path)]

    def _of_module(self, path: Path) -> list[Message]:
        module = self.modules[path]
        found = []
        for node, function in _with_function(module, None):
            argument = _argument(node)
            if argument is None:
                continue
            place = f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"
            for pattern in self._patterns(argument, _Scope(module, function)):
                found.append(Message(pattern, place, isinstance(node, ast.Call)))
        return found

    def _patterns(self, argument: ast.expr, scope: _Scope) -> list[str]:
        ways = {tidy(way) for way in self._ways(argument, scope, 0)}
        if any(n_words(way) < _FEWEST_WORDS for way in ways):
            ways = {tidy(way) for way in self._ways(argument, scope, 0, inside=True)}
        return sorted(way for way in ways if n_words(way))

    def _ways(self, node: ast.expr, scope: _Scope, depth: int, inside: bool = False) -> list[str]:
        """Give the texts that an expression may be; the values in an f-string only if `inside`."""

        def ways(part: ast.expr) -> list[str]:
            return self._ways(part, scope, depth + 1, inside)

        if depth > _DEEPEST:
            return [GAP]
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else [GAP]
        if isinstance(node, ast.FormattedValue):
            return ways(node.value) if inside and node.conversion == -1 else [GAP]
        if isinstance(node, ast.JoinedStr):
            return _joined([ways(part) for part in node.values])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _joined([ways(node.left), ways(node.right)])
        if isinstance(node, ast.IfExp):
            return ways(node.body) + ways(node.orelse)
        if isinstance(node, ast.Name):
            return [way for value in scope.values(node.id) for way in ways(value)] or [GAP]
        if isinstance(node, ast.Call):
            return self._ways_of_call(node, scope, depth, inside)
        return [GAP]

    def _ways_of_call(self, node: ast.Call, scope: _Scope, depth: int, inside: bool) -> list[str]:
        """Give what a function of the package returns: a text, or an error that holds one."""
        everywhere = self.functions.get(_name(node.func), [])
        here = [each for each in everywhere if each[1].module is scope.module]
        if len(here or everywhere) != 1:
            return [GAP]
        [(function, scope)] = here or everywhere
        found = []
        for part in ast.walk(function):
            if isinstance(part, ast.Return) and part.value is not None:
                value = _argument_of_error(part.value) or part.value
                found += self._ways(value, scope, depth + 1, inside)
        return found or [GAP]


def _joined(parts: list[list[str]]) -> list[str]:
    n_ways = 1
    for part in parts:
        n_ways *= len(part)
    if n_ways > _MOST_WAYS:
        parts = [part if len(part) == 1 else [GAP] for part in parts]
    return ["".join(way) for way in product(*parts)]


def _assigned(owner: ast.AST, name: str) -> list[ast.expr]:
    body = owner.body if isinstance(owner, ast.Module) else list(ast.walk(owner))
    found = []
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found.append(node.value)
    return found


def _with_function(node: ast.AST, function: ast.AST | None) -> list[tuple[ast.AST, ast.AST | None]]:
    """Give each node with the function that it stands in."""
    found = []
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.FunctionDef) else function
        found += [(child, function), *_with_function(child, inner)]
    return found


def _argument(node: ast.AST) -> ast.expr | None:
    """Give what is raised or warned of, where it has words of its own."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return _argument_of_error(node.exc) or node.exc
    if isinstance(node, ast.Call) and _name(node.func) in _WARNERS and node.args:
        return node.args[0]
    return None


def _argument_of_error(node: ast.expr) -> ast.expr | None:
    if not isinstance(node, ast.Call) or not re.search("(Error|Interrupt)$", _name(node.func)):
        return None
    # OSError(ENOENT, words, path)
    words = node.args[1:] if len(node.args) == 3 and _is_errno(node.args[0]) else node.args
    return words[0] if words else None


def _is_errno(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and hasattr(errno, node.id)


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))
