"""Comments that a reader relies on: each function that a header offers is explained there; a
header, and a `.c` file that has none of its own, begins with a comment that says what it is; and
none is torn.
"""

import re

# What clang-format makes of a comment that is too wide: it takes what follows ` * ` for a word.
TORN = re.compile(r"^ \*[A-Za-z(]")

DECLARATION = re.compile(r"^(?!typedef|static|struct \w+ \{|#|\s|/|\*|\}).*\b(\w+)\(")
# What these do is said once for all of them, in HACKING.md.
SELF_EXPLAINING = re.compile(r"_(init|free|clear|quark)$")
# A comment that has fewer words of its own, besides those of the file's name, says nothing.
WORDS_MIN = 2
# They do not count.
FILLING = {"a", "an", "the", "of", "for", "and", "or", "to", "in", "on", "testr", "command", "file",
           "module", "implementation", "this", "is", "its", "c", "h"}


def check(tree):
    for path in tree.below("src", ".h"):
        yield from check_declarations(path, tree.lines(path))
    for path in tree.below("src", ".c", ".h"):
        has_header = path.suffix == ".c" and tree.has(path.with_suffix(".h"))
        if not has_header and not says_something(path, tree.source(path)):
            yield f"{path}:1", "does not begin with a comment that says what the file is"
    for path in [*tree.below("src", ".c", ".h"), *tree.below("tests", ".c", ".h")]:
        for number, line in enumerate(tree.lines(path), 1):
            if TORN.match(line):
                yield f"{path}:{number}", "the formatter has torn this comment"


def check_declarations(path, lines):
    """A declaration is explained by the comment above it, or above the group that it is in."""
    is_explained = False
    for number, line in enumerate(lines, 1):
        if line.rstrip().endswith("*/"):
            is_explained = True
        elif not line.strip():
            is_explained = False
        elif match := DECLARATION.match(line):
            name = match.group(1)
            if not is_explained and not name.isupper() and not SELF_EXPLAINING.search(name):
                yield f"{path}:{number}", f"{name}() has no comment"


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def says_something(path, source):
    """True if the first line begins a comment that tells more than the file's name does."""
    first = source.comments[0] if source.comments else None
    if not first or first.line != 1 or not first.is_first:
        return False
    told = set(words_of(first.text)) - set(words_of(path.stem.replace("_", " "))) - FILLING
    return len(told) >= WORDS_MIN
