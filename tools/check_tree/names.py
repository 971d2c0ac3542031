"""One name, one thing, in all of src/: the stems of files, the tags of structs, unions and enums,
and the functions that are seen outside of their files, be it by name or by address.
"""

import re
from collections import defaultdict

NAMESAKES_MAX = 0.03

QUARK = re.compile(r"G_DEFINE_QUARK\s*\(([^,)]*)|g_quark_from_static_string\s*\(([^,)]*)")


def check(tree):
    yield from check_stems(tree)
    yield from check_tags(tree)
    yield from check_functions(tree)
    yield from check_quarks(tree)


def check_stems(tree):
    folders = defaultdict(set)
    for path in tree.files:
        if path.is_relative_to("src") and path.name != "meson.build" and path.stem != "README":
            folders[path.stem].add(str(path.parent))
    for stem, homes in sorted(folders.items()):
        if len(homes) > 1:
            yield "src", f"the stem '{stem}' stands in {' and '.join(sorted(homes))}"


def check_tags(tree):
    places = defaultdict(list)
    for path in tree.below("src", ".c", ".h"):
        for tag, line in tree.source(path).tags():
            places[tag.split()[1]].append((tag, f"{path}:{line}"))
    for definitions in places.values():
        for tag, place in definitions[1:]:
            yield place, f"{tag} is defined in {definitions[0][1]}, too"


class Definition:
    """A function in its file."""

    def __init__(self, path, function, callbacks):
        self.name, self.path, self.line = function.name, path, function.line
        self.is_public = not function.is_static or path.suffix == ".h"
        self.is_callback = function.name in callbacks

    def __str__(self):
        return f"{self.path}:{self.line}"


def namesakes_in(tree):
    """The number of functions in src/, and those whose name others have, too, as lists by name.
    What is defined twice in one file, for one machine and another, is one function."""
    functions = {}
    for path in tree.below("src", ".c", ".h"):
        source = tree.source(path)
        callbacks = source.callbacks()
        for function in source.functions:
            functions[function.name, path] = Definition(path, function, callbacks)
    by_name = defaultdict(list)
    for definition in functions.values():
        by_name[definition.name].append(definition)
    return len(functions), {name: definitions for name, definitions in sorted(by_name.items())
                            if len(definitions) > 1}


def check_functions(tree):
    count, namesakes = namesakes_in(tree)
    for name, definitions in namesakes.items():
        for definition in definitions:
            others = ", ".join(str(other) for other in definitions if other is not definition)
            if definition.is_public:
                yield definition, f"{name}() is not static, and is defined in {others}, too"
            elif definition.is_callback:
                yield definition, f"{name}() is handed on, and is defined in {others}, too"
    if sum(map(len, namesakes.values())) > NAMESAKES_MAX * count:
        yield "src", f"{share(count, namesakes)}; at most {NAMESAKES_MAX:.0%}"


def share(count, namesakes):
    """In words."""
    number = sum(map(len, namesakes.values()))
    return (f"{number} of {count} functions ({number / max(count, 1):.1%}) "
            "share their name with another")


def report(tree):
    """The lines that tell of all namesakes."""
    count, namesakes = namesakes_in(tree)
    for name, definitions in sorted(namesakes.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"{name}: " + ", ".join(map(str, definitions))
    yield share(count, namesakes)


def check_quarks(tree):
    """A formatter takes the hyphens of a quark's name for minus signs."""
    for path in tree.below("src", ".c", ".h"):
        text = tree.text(path)
        for match in QUARK.finditer(text):
            name = (match.group(1) or match.group(2)).strip()
            if re.search(r"\s", name):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}", ("the formatter has torn the quark's name; write it with "
                                         f"underscores: {name}")
