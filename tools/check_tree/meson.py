"""What is to be built, run or installed is in the list of a meson.build, in the file's folder or
above it: sources, scripts and SQL in src/, unit tests, suites in bats, manual pages.
"""


def check(tree):
    listed = (tree.below("src", ".c", ".sh", ".sql") + tree.below("tests/unit", ".c")
              + tree.below("tests", ".bats")
              + tree.below("man", *(f".{section}" for section in range(1, 10))))
    for path in listed if tree.has("meson.build") else ():
        if not any(is_named(path, tree.text(build)) for build in builds_above(tree, path)):
            yield path, "no meson.build names it"


def builds_above(tree, path):
    builds = [folder / "meson.build" for folder in path.parents]
    return [build for build in builds if tree.has(build)]


def is_named(path, text):
    """True if `text` has the file's name as a word in quotes, with some of its folders or without,
    with its ending or without."""
    names = ["/".join(path.parts[first:]) for first in range(len(path.parts))]
    return any(f"'{word}'" in text for name in names for word in (name, name[:-len(path.suffix)]))
