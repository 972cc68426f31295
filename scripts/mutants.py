"""
Mutants of a module: small faults, each in one place of one function. Pure.

Code that runs at import (tables, decorators, default arguments) is not mutated: tests compare the tables with botocore's
model. Messages (f-strings, `msg = ...`) are not mutated either: tests quote the important parts.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Eq: ("!=",), ast.NotEq: ("==",), ast.Lt: ("<=", ">"), ast.LtE: ("<", ">"), ast.Gt: (">=", "<"), ast.GtE: (">", "<"),
    ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",), ast.NotIn: ("in",),
}  # fmt: skip # -- a table: one row a line
_COMPUTED: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip # -- a table: one row a line
_CALLED = {"sorted": "list", "copy.deepcopy": "", "any": "all", "all": "any", "min": "max", "max": "min"}
_LEVELS = {"block": "warn", "unknown": "info", "warn": "info"}
_HAVE_DEFAULTS = (".get", ".pop", "next", "getattr")

_Text = Callable[[ast.AST], str]
_Fault = tuple[str, str]
"""The kind of fault, and the code that replaces the node's."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    One fault, in the outermost function that holds it; `source` is the whole module with it.

    `lines` are the first and last of its statement, of a compound one the head's; `before` and `after` are on one line each.
    """

    function: str
    lines: tuple[int, int]
    kind: str
    before: str
    after: str
    source: bytes

    @property
    def key(self) -> str:
        """The name in tests/mutants/equivalent.toml, which stays the same when lines move."""
        return f"{self.function} [{self.kind}] {self.before} => {self.after}"


def mutants(source: bytes) -> list[Mutant]:
    """List the mutants of a module's source, in its order."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: Any) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def text(node: ast.AST) -> str:
        start, end = span(node)
        return source[start:end].decode()

    found: list[Mutant] = []
    for name, function in functions(ast.parse(source)):
        for statement in _statements(function):
            lines = _lines(statement)
            for node, (kind, after) in _faults(statement, function.returns, text):
                start, end = span(node)
                changed = source[:start] + after.encode() + source[end:]
                found.append(Mutant(name, lines, kind, " ".join(text(node).split()), " ".join(after.split()), changed))
    return found


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """List functions and methods by their qualified names; functions inside functions belong to the outer one."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{prefix}{node.name}.")


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """List the statements and exception handlers inside a statement, at every depth."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.excepthandler)):
            yield child
            yield from _statements(child)


def _lines(statement: Any) -> tuple[int, int]:
    """Return where a statement begins and ends; of a compound one, its head."""
    last = statement.lineno if hasattr(statement, "body") else statement.end_lineno
    return statement.lineno, max([last, *(getattr(each, "end_lineno", 0) for each in _expressions(statement))])


def _faults(statement: ast.AST, returns: ast.expr | None, text: _Text) -> Iterator[tuple[ast.AST, _Fault]]:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.FunctionDef() | ast.ClassDef():
            return
        case ast.Expr() | ast.AugAssign() | ast.Delete() | ast.Raise() | ast.Continue() | ast.Break():
            yield statement, ("statement removed", "pass")
        case ast.Return(value=ast.expr() as value):
            yield statement, ("return removed", "pass")
            wrong = {"bool": ("True", "False"), "str": ("''",)}.get(text(returns) if returns else "", ("None",))
            yield from ((value, ("return value", each)) for each in wrong if each != text(value).replace('"', "'"))
        case ast.If(test=test):
            yield from ((test, ("if", each)) for each in ("True", "False"))
        case ast.While(test=test):
            yield test, ("while", "False")
        case ast.ExceptHandler(type=ast.expr() as caught):
            yield caught, ("handler disabled", "()")
        case ast.Assign(targets=[ast.Name(id="msg")]):
            return
        case _:
            pass
    for node in _expressions(statement):
        yield from _in_operation(node, text)
        yield from _in_display(node, text)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """List the expressions inside a node, except messages, annotations and other statements."""
    for each in ast.iter_child_nodes(node):
        annotation = each is getattr(node, "annotation", None)
        if not (annotation or isinstance(each, (ast.JoinedStr, ast.stmt, ast.excepthandler))):
            yield each
            yield from _expressions(each)


def _in_operation(node: ast.AST, text: _Text) -> Iterator[tuple[ast.AST, _Fault]]:
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            yield from ((node, ("ifexp", f"({text(each)})")) for each in (body, orelse))
        case ast.BoolOp(op=op, values=values):
            texts = [f"({text(each)})" for each in values]
            word, other = (" and ", " or ") if isinstance(op, ast.And) else (" or ", " and ")
            yield node, ("and/or", f"({other.join(texts)})")
            yield from ((node, ("operand dropped", f"({word.join(each)})")) for each in _without_each(texts))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, ("not dropped", f"({text(operand)})")
        case ast.BinOp(left=left, op=op, right=right) if not (_says(left) or _says(right)):
            yield node, ("left only", f"({text(left)})")
            yield node, ("right only", f"({text(right)})")
            if symbol := _COMPUTED.get(type(op)):
                yield node, ("operator", f"(({text(left)}) {symbol} ({text(right)}))")
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            for symbol in _COMPARED[type(op)]:
                yield node, ("compare", f"(({text(left)}) {symbol} ({text(right)}))")
        case _:
            pass


def _in_display(node: ast.AST, text: _Text) -> Iterator[tuple[ast.AST, _Fault]]:
    match node:
        case ast.Constant(value=value):
            yield from ((node, ("constant", each)) for each in _other_constants(value))
        case ast.comprehension(ifs=ifs):
            # A name that the filter binds stays bound.
            yield from ((each, ("filter", f"(({text(each)}) or True)")) for each in ifs)
        case ast.Call(func=function):
            if (name := text(function)) in _CALLED:
                yield function, ("call replaced", _CALLED[name])
            yield from ((node, ("argument dropped", each)) for each in _shorter_calls(node, text))
        case ast.Tuple(elts=parts, ctx=ast.Load()) | ast.List(elts=parts, ctx=ast.Load()) | ast.Set(elts=parts):
            yield from ((node, ("element dropped", each)) for each in _shorter(node, parts, text))
        case ast.Dict(keys=keys, values=values) if len(keys) > 1:
            items = [f"{text(k)}: {text(v)}" if k else f"**{text(v)}" for k, v in zip(keys, values, strict=True)]
            yield from ((node, ("element dropped", f"{{{', '.join(each)}}}")) for each in _without_each(items))
        case _:
            pass


def _without_each(parts: list[str]) -> list[list[str]]:
    return [parts[:number] + parts[number + 1 :] for number in range(len(parts))]


def _says(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _other_constants(value: object) -> list[str]:
    if isinstance(value, bool):
        return [str(not value)]
    if isinstance(value, int):
        return [str(value + 1), *([str(value - 1)] if value > 0 else [])]
    return [repr(_LEVELS[value])] if isinstance(value, str) and value in _LEVELS else []


def _shorter_calls(call: ast.Call, text: _Text) -> Iterator[str]:
    """Remove each argument that may have a default."""
    name, arguments = text(call.func), [*call.args, *call.keywords]
    optional: list[ast.AST] = [each for each in call.keywords if each.arg]
    if name.endswith(_HAVE_DEFAULTS) and len(call.args) > 1:
        optional.append(call.args[-1])
    for dropped in optional:
        yield f"{name}({', '.join(text(each) for each in arguments if each is not dropped)})"


def _shorter(display: ast.AST, elements: list[ast.expr], text: _Text) -> Iterator[str]:
    """Remove each element of a tuple, list or set that has others, except messages."""
    opening, closing = "[]" if isinstance(display, ast.List) else "{}" if isinstance(display, ast.Set) else "()"
    for dropped in elements:
        if len(elements) > 1 and not _says(dropped):
            rest = ", ".join(text(each) for each in elements if each is not dropped)
            yield f"{opening}{rest}{',' if opening == '(' else ''}{closing}"
