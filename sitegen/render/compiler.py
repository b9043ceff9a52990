"""What the templates of a theme are compiled to: less work than by jinja2, and the same to the byte.

`tests/test_theme.py` holds it to plain jinja2. What is said of time was measured on the page of an
article, of 27 kilobytes: it prints 440 values and calls 180 functions and macros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from markupsafe import Markup

from sitegen.render import running
from sitegen.render.language import Language
from sitegen.render.running import WITH_ENDS, Ends

_NAMING = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro)
"""What gives a name to something."""
_ELSEWHERE = (
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Block,
    nodes.Macro,
    nodes.CallBlock,
)
"""Where what is around may be seen from."""
_SPECIAL = {"caller", "kwargs", "loop", "self", "super", "varargs"}
"""Names that mean something else in each place."""
_RUNTIME = ("DirectMacro", "called", "escaped", "escaping", "printed")
"""What every compiled template uses of `running`."""


class Code(CodeGenerator):
    """Compiles templates."""

    _sets_inside = True
    """Whether something in a loop or block gets a name, which what is called there may look up."""
    _shared: frozenset[str] = frozenset()
    """Names from outside that macros use; they are looked up once, and not in each call."""
    _ready: frozenset[str] = frozenset()
    """Those of them that are called; what is to be called is found once, too."""
    _given: frozenset[str] = frozenset()
    """Names to which something in the template gives a meaning."""
    _macros: frozenset[str] = frozenset()
    """Names of macros, if nothing gives them another meaning."""
    _printed: nodes.Expr | None = None
    """What is printed now."""
    _printing = ("", "")
    """Under which names a value that is printed and its type are known."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write a template."""
        self.writeline(f"from {running.__name__} import {', '.join(_RUNTIME)}")
        self._sets_inside = any(
            True
            for inside in node.find_all((nodes.For, nodes.Block))
            for _ in inside.find_all(_NAMING)
        )
        for number, loop in enumerate(node.find_all(nodes.For)):
            _ease(loop, f"_ends_{number}", self.environment)
        inside = list(node.find_all(nodes.Node))
        self._macros = frozenset(_macros(inside))
        named = (node for node in inside if isinstance(node, nodes.Name))
        self._given = self._macros | {node.name for node in named if node.ctx != "load"}
        self._shared = _shared(inside) - self._given
        calls = [call.node for call in inside if isinstance(call, nodes.Call)]
        called = {function.name for function in calls if isinstance(function, nodes.Name)}
        self._ready = frozenset() if self._sets_inside else self._shared & called
        super().visit_Template(node, frame)

    def enter_frame(self, frame: Frame) -> None:
        """Look names up: at the root those of its macros too."""
        if frame.rootlevel:
            for name in sorted(self._shared):
                frame.symbols.load(name)
        super().enter_frame(frame)
        if frame.rootlevel:
            for name in sorted(self._ready):
                self.writeline(f"ready_{name} = called(context, ")
                self.visit(nodes.Name(name, "load"), frame)
                self.write(")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        match node.template:
            case nodes.Const(value=str(name)) if not node.with_context:
                self.write(f"environment.imported({name!r}, {self.name!r})")
            case _:
                super()._import_common(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self._printed = node
        if not _escapes(frame):
            super()._output_child_pre(node, frame, finalize)
        elif not self._is_macro(node):
            value, kind = self._printing = self.temporary_identifier(), self.temporary_identifier()
            self.write(f"({value} if ({kind} := type({value} := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        value, kind = self._printing
        if not _escapes(frame):
            super()._output_child_post(node, frame, finalize)
        elif not self._is_macro(node):
            self.write(f")) is Markup else escaped({value}) if {kind} is str")
            self.write(f" else printed({value}))")

    def _is_macro(self, node: nodes.Expr) -> bool:
        """Whether something looks like the call of a macro, which prints what needs no look."""
        match node:
            case nodes.Call(node=nodes.Name(name=name), kwargs=[]):
                return name in self._macros and _is_simple(node)
        return False

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        message = self._message(node, frame)
        if message is None:
            return super()._output_child_to_const(node, frame, finalize)
        return message

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a macro of its function."""
        if _escapes(frame):
            self.write("Direct")
        super().macro_def(macro_ref, frame)

    def visit_Call(  # noqa: N802 (jinja2's name)
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Call a macro's function by itself; what wants nothing of the context is not given it."""
        message = self._message(node, frame)
        if message is not None:
            self.write(repr(Markup(message)))  # noqa: S704 (the theme's own words)
        elif forward_caller or not _escapes(frame) or not _is_simple(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self._call(node, frame)

    def _call(self, node: nodes.Call, frame: Frame) -> None:
        around = ""
        if self._sets_inside:
            around += ", _loop_vars=_loop_vars" if frame.loop_frame else ""
            around += ", _block_vars=_block_vars" if frame.block_frame else ""
        is_printed = node is self._printed and self._is_macro(node)
        match node.node:
            case nodes.Name(name=name) if name in self._ready and not frame.block:
                self.write(f"ready_{name}(")
            case _ if node.kwargs:
                self.write("called(context, ")
                self.visit(node.node, frame)
                self.write(f"{around})(")
            case _:
                macro = self.temporary_identifier()
                self.write(f"({macro}.{'text' if is_printed else 'direct'} if type({macro} := ")
                self.visit(node.node, frame)
                self.write(f") is DirectMacro and {macro}.most >= {len(node.args)} else ")
                function = f"called(context, {macro}{around})"
                self.write(f"escaping({function}))(" if is_printed else f"{function})(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Ask a value for its attribute; only a careful environment looks for an item then."""
        is_careful: bool = self.environment.is_careful  # type: ignore[attr-defined]
        if is_careful or iskeyword(node.attr) or not node.attr.isascii():
            value, owner = self.temporary_identifier(), self.temporary_identifier()
            self.write(f"({value} if ({value} := getattr(({owner} := ")
            self.visit(node.node, frame)
            self.write(f"), {node.attr!r}, missing)) is not missing")
            self.write(f" else environment.getattr({owner}, {node.attr!r}))")
        else:
            self.write("(")
            self.visit(node.node, frame)
            self.write(f").{node.attr}")

    def _message(self, node: nodes.Expr, frame: Frame) -> str | None:
        """Return what `_("words")` says in the language of the page; None for anything else."""
        match node:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext" as name),
                args=[nodes.Const(value=str(words))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ) if name not in self._given and _escapes(frame):
                with suppress(ValueError, TypeError, KeyError):  # found again when it is rendered
                    interface: Language = self.environment.interface  # type: ignore[attr-defined]
                    return interface.words.say(words)
        return None


def _escapes(frame: Frame) -> bool:
    """Whether it is known that what is printed there is escaped."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


def _ease(loop: nodes.For, name: str, environment: Environment) -> None:
    """Let a loop do without jinja2's `loop`, which takes half a microsecond, if all it asks is its ends."""
    asked = [ask for part in loop.body for ask in _asked(part)]
    if (
        loop.recursive
        or loop.test
        or not asked
        or not all(isinstance(ask, nodes.Getattr) and ask.attr in Ends._fields for ask in asked)
    ):
        return
    for ask in asked:
        ask.node = nodes.Name(name, "load")  # type: ignore[attr-defined]
    loop.target = nodes.Tuple([loop.target, nodes.Name(name, "store")], "store")
    loop.iter = nodes.Filter(loop.iter, WITH_ENDS, [], [], None, None)
    loop.set_environment(environment)


def _asked(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what asks for the `loop` around it, or may do so elsewhere."""
    loop = nodes.Name("loop", "load")
    asks = node == loop or (isinstance(node, nodes.Getattr) and node.node == loop)
    if asks or isinstance(node, _ELSEWHERE):
        yield node
    else:
        inside = ("target", "body", "test") if isinstance(node, nodes.For) else ()
        for child in node.iter_child_nodes(exclude=inside):
            yield from _asked(child)


def _is_simple(call: nodes.Call) -> bool:
    """Whether Python may call something with these arguments as they stand."""
    has_odd_names = any(iskeyword(named.key) for named in call.kwargs)
    return not (call.dyn_args or call.dyn_kwargs or has_odd_names)


def _shared(inside: Sequence[nodes.Node]) -> frozenset[str]:
    """Return the names that the macros of a template use; none if what it extends may give them."""
    if any(isinstance(node, nodes.Extends) for node in inside):
        return frozenset()
    macros = [node for node in inside if isinstance(node, nodes.Macro)]
    used = {name.name for macro in macros for name in macro.find_all(nodes.Name)}
    return frozenset(used - _SPECIAL)


def _macros(inside: Sequence[nodes.Node]) -> Iterator[str]:
    """Yield the names that macros and templates have in a template."""
    for naming in inside:
        match naming:
            case nodes.Macro(name=name) | nodes.Import(target=name):
                yield name
            case nodes.FromImport(names=names):
                yield from (name if isinstance(name, str) else name[1] for name in names)
