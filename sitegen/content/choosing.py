"""The options of a theme: each as mkdocs.yml sets it, or as theme.yml has it by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field

from sitegen.content.appearance import Appearance, Choice, Font, Picture
from sitegen.content.colour import READABLE, Colour, colour_of, contrast, readable
from sitegen.content.declaration import Declaration, Declared, FontFile, OwnFont, StandIns
from sitegen.content.fields import Fields, Words
from sitegen.content.nodes import Path, Plain
from sitegen.content.suggestions import did_you_mean
from sitegen.content.validation import Places, found, validate
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import CONTRAST_TOO_LOW, OPTION_UNKNOWN, OPTION_WRONG, THEME_BROKEN

SYSTEM = "system"
"""The name by which a site asks for the fonts of the reader's system."""
_SCHEMES = ("light", "dark")
_PICTURES = ("avif", "gif", "jpeg", "jpg", "png", "svg", "webp")
_COLOUR = 'a colour such as "#9c1420", or a group with `light` and `dark`'
_COMMENT = "put the colour into quotation marks: in YAML a # after a space begins a comment"


class Given(Struct, frozen=True):
    """Options as a file gives them, and where they stand."""

    values: Mapping[str, Plain] = field(default_factory=dict)
    places: Mapping[Path, Position] = field(default_factory=lambda: {(): Position("mkdocs.yml")})
    keys: Mapping[Path, Position] = field(default_factory=dict)
    has_nothing: bool = True

    def at(self, path: Path = (), *, key: bool = False) -> Position:
        """Return where a value begins, or its key; the nearest value above if there is none."""
        if key and path in self.keys:
            return self.keys[path]
        while path not in self.places:
            path = path[:-1]
        return self.places[path]


def given_at(values: Mapping[str, Plain], document: Places, path: Path) -> Given:
    """Return the options that stand at `path` of a document."""
    inside = [(), *_paths(values, ())]
    places = {inner: document.at(path + inner) for inner in inside}
    return Given(values, places, {inner: document.at(path + inner, key=True) for inner in inside})


def _paths(value: Any, above: Path) -> Iterator[Path]:
    steps = value.items() if isinstance(value, dict) else ()
    for step, inner in enumerate(value) if isinstance(value, list) else steps:
        yield (*above, step)
        yield from _paths(inner, (*above, step))


class _OwnPicture(Fields):
    file: Words
    alt: Words


def read_appearance(
    declarations: Sequence[Declaration],
    given: Given,
    has_asset: Callable[[str], bool],
    has_file: Callable[[str], bool],
) -> tuple[Appearance, list[Diagnostic]]:
    """Return the appearance of a site, and every problem of what it sets.

    `declarations` are those of its theme and of the theme's parents, nearest first. `has_asset` says
    whether there is a file below the theme's assets, `has_file` whether the site publishes one.
    """
    fonts: dict[str, tuple[FontFile, ...]] = {}
    stand_ins: dict[str, StandIns] = {}
    options: dict[str, Declared] = {}
    defaults: dict[str, Given] = {}
    for declaration in reversed(declarations):
        fonts |= declaration.fields.fonts
        stand_ins |= declaration.fields.stand_ins
        options |= declaration.fields.options
        for name, option in declaration.fields.options.items():
            at = declaration.document.at(("options", name, "default"))
            defaults[name] = Given({name: option.default}, {(): at})
    chooser = _Chooser(fonts, stand_ins, has_asset, has_file)
    for name, option in options.items():
        for ground in option.readable_on:
            if ground not in options or options[ground].type != "colour":
                reason = f"{name!r} stands on {ground!r}, which is no colour of it"
                chooser.problems.append(report(THEME_BROKEN, defaults[name].at(), reason=reason))
    for name in given.values:
        if name not in options:
            known = f"the options are: {', '.join(options)}" if options else "it has none"
            hint = did_you_mean(name, list(options)) or known
            chooser.unknown(given, (name,), "the theme", hint)
    choices: dict[str, Choice] = {}
    for name, option in options.items():
        if option.default is not None:
            choices[name] = chooser.choose(name, option, defaults[name], None)
        usual = choices.setdefault(name, None)
        if name in given.values:
            choices[name] = chooser.choose(name, option, given, usual)
    for name in (name for name in options if name in chooser.bare):
        choices[name] = _for_the_dark(choices[name], options[name], choices)
    unreadable = _unreadable(options, choices, given, defaults)
    return Appearance(tuple(choices.items())), [*chooser.problems, *unreadable]


class _Chooser(Struct):
    fonts: Mapping[str, tuple[FontFile, ...]]
    stand_ins: Mapping[str, StandIns]
    has_asset: Callable[[str], bool]
    has_file: Callable[[str], bool]
    problems: list[Diagnostic] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)
    """The colours that are given for the light only."""

    def choose(self, name: str, option: Declared, given: Given, usual: Choice) -> Choice:
        """Return what is given for an option; `usual` where that cannot be."""
        value = given.values[name]
        if option.type == "colour":
            return self.colour(name, value, given, usual) or usual
        if option.type == "font":
            return self.font(name, value, given, option.fallback) or usual
        return self.picture(name, value, given) or usual

    def colour(self, name: str, value: Plain, given: Given, usual: Choice) -> Colour | None:
        said: dict[str, tuple[Plain, Path]] = {"light": (value, (name,))}
        if isinstance(value, dict):
            for key in (key for key in value if key not in _SCHEMES):
                hint = "a colour has `light` and `dark`"
                self.unknown(given, (name, key), f"the colour {name!r}", hint)
            said = {key: (value[key], (name, key)) for key in _SCHEMES if key in value}
        made: dict[str, str] = {}
        for scheme, (text, path) in said.items():
            colour = colour_of(text) if isinstance(text, str) else ""
            if not colour:
                self.refuse(given, path, _COLOUR, text, _COMMENT if text is None else "")
                return None
            made[scheme] = colour
        if isinstance(usual, Colour):
            made = {"light": usual.light, "dark": usual.dark, **made}
        self.bare.discard(name)
        if isinstance(value, str):
            self.bare.add(name)
            made.setdefault("dark", made["light"])
        if len(made) < len(_SCHEMES):
            self.refuse(given, (name,), _COLOUR, value)
            return None
        return Colour(made["light"], made["dark"])

    def font(self, name: str, value: Plain, given: Given, fallback: str) -> Font | None:
        if value == SYSTEM:
            return Font("", fallback)
        if isinstance(value, dict):
            own, wrong = validate(
                OwnFont, given, (name,), value, f"the font {name!r}",
                unknown=OPTION_UNKNOWN, wrong=OPTION_WRONG,
            )  # fmt: skip
            self.problems += wrong
            font = Font(own.family, fallback, own.files, own.stand_ins) if own else None
        elif isinstance(value, str) and value in self.fonts:
            font = Font(value, fallback, self.fonts[value], self.stand_ins.get(value))
        else:
            expected = (
                f"one of {', '.join((*self.fonts, SYSTEM))}, or a group with `family` and `files`"
            )
            self.refuse(given, (name,), expected, value)
            return None
        for number, item in enumerate(font.files if font else ()):
            if not self.has_asset(item.file):
                path, expected = (name, "files", number, "file"), "a file in `assets/` of the theme"
                self.refuse(given, path, expected, item.file)
        return font

    def picture(self, name: str, value: Plain, given: Given) -> Picture | None:
        if not isinstance(value, dict):
            self.refuse(given, (name,), "a group with `file` and `alt`", value)
            return None
        own, wrong = validate(
            _OwnPicture, given, (name,), value, f"the picture {name!r}",
            unknown=OPTION_UNKNOWN, wrong=OPTION_WRONG,
        )  # fmt: skip
        self.problems += wrong
        if own is None:
            return None
        if own.file.rpartition(".")[2].lower() not in _PICTURES:
            expected = "a file that ends in " + ", ".join(f".{ending}" for ending in _PICTURES)
            self.refuse(given, (name, "file"), expected, own.file)
        elif not self.has_file(own.file):
            expected = "a file of the content folder that is published"
            self.refuse(given, (name, "file"), expected, own.file)
        return Picture(quote(own.file), own.alt)

    def refuse(self, given: Given, path: Path, expected: str, value: Any, hint: str = "") -> None:
        at, key, what = given.at(path), path[0], found(value)
        problem = report(OPTION_WRONG, at, hint=hint, key=key, expected=expected, found=what)
        self.problems.append(problem)

    def unknown(self, given: Given, path: Path, what: str, hint: str) -> None:
        at = given.at(path, key=True)
        self.problems.append(report(OPTION_UNKNOWN, at, key=path[-1], what=what, hint=hint))


def _for_the_dark(choice: Choice, option: Declared, choices: Mapping[str, Choice]) -> Choice:
    """Return a colour of text with the nearest to its light one that can be read in the dark.

    What text stands on keeps its dark colour: one made of the light one would not be dark.
    """
    on = [c.dark for key in option.readable_on if isinstance(c := choices.get(key), Colour)]
    if not isinstance(choice, Colour) or not on:
        return choice
    return Colour(choice.light, readable(choice.light, on) or choice.dark)


def _unreadable(
    options: Mapping[str, Declared],
    choices: Mapping[str, Choice],
    given: Given,
    defaults: Mapping[str, Given],
) -> Iterator[Diagnostic]:
    """Yield a problem for each colour of text that cannot be read on what it stands on."""
    for name, option in options.items():
        colour = choices[name]
        for scheme in _SCHEMES if isinstance(colour, Colour) else ():
            on = {
                key: c.of(scheme)
                for key in option.readable_on
                if isinstance(c := choices.get(key), Colour)
            }
            assert isinstance(colour, Colour)
            text = colour.of(scheme)
            worst = min(on, key=lambda key: contrast(text, on[key]), default="")
            if not worst or contrast(text, on[worst]) >= READABLE:
                continue
            cause = next((key for key in (name, worst) if key in given.values), name)
            place = given if cause in given.values else defaults[name]
            better = readable(text, on.values())
            yield report(
                CONTRAST_TOO_LOW,
                place.at((cause, scheme)),
                hint=f'near to it, `{name}: {{{scheme}: "{better}"}}` can be read'
                if better
                else "",
                key=name,
                colour=text,
                scheme=scheme,
                ratio=f"{int(contrast(text, on[worst]) * 100) / 100:.2f}",
                ground=worst,
                other=on[worst],
                needed=READABLE,
            )
