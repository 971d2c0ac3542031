"""What files say of other files: no path of somebody's own machine, and nothing that does not exist.

Looked at are the prose of pages, and the comments of code. A path that is cited is written from the
top of the tree, from src/ or tests/, or from the folder of who cites it. NAME, STEM, LAYER and the
like stand for others (`tests/cli/NAME.bats`), and `*` stands for anything.
"""

import re

PRIVATE_PATH = re.compile(r"(?<![\w.$}])/(?:(?:home|Users)/\w|root/|work/)")

ADDRESS = re.compile(r"\w+://\S+|<[^<>\s]*>")
PATH = re.compile(r"(?<![\w/.$~{}*@=-])(?:[\w.*-]+/)+[\w.*-]*[\w*]")
# In pages that people follow by clicking.
LINK = re.compile(r"\]\(([^)#\s]+)")
# Without a folder: it is somewhere in the tree.
PAGE = re.compile(r"(?<![\w/.-])[\w-]+\.md\b")
CODE = re.compile(r"(?<![\w/.<*~-])[a-z]\w*\.(?:c|h|sql|sh)\b(?!\(|:\d)")
MANUAL_PAGE = re.compile(r"\.Xr (testr[\w.-]*) (\d)|\b(testr[\w.-]*)\((\d)\)")
PLACEHOLDER = re.compile(r"(?<![A-Za-z0-9])(?:NAME|STEM|LAYER|COMMAND|FOLDER|FILE|N)(?![A-Za-z0-9])")
ENDING = re.compile(r"\.(?:c|h|sql|sh|md|py|bats|bash|build|[1-9])$")

# What was there once is told of here.
HISTORY = {"NEWS.md"}
PROSE = {".md", ".1", ".5", ".7", ".in"}
C = {".c", ".h"}
# From where paths are written.
BASES = ("", "src", "tests")


def check(tree):
    names = {path.name for path in tree.files}
    folders = {base: {path.relative_to(base).parts[0] for path in tree.files
                      if path.is_relative_to(base)} for base in BASES}
    for path in tree.files:
        for number, line in enumerate(tree.lines(path), 1):
            if PRIVATE_PATH.search(line):
                yield f"{path}:{number}", "a path of somebody's own machine"
        for number, line in prose_of(tree, path) if str(path) not in HISTORY else ():
            line = ADDRESS.sub(" ", line)
            for cited in missing_files(tree, path, line, folders):
                yield f"{path}:{number}", f"there is no {cited}"
            for cited in missing_names(path, line, names):
                yield f"{path}:{number}", f"there is no {cited}"
            for cited in missing_pages(tree, line):
                yield f"{path}:{number}", f"there is no {cited}"


def prose_of(tree, path):
    """Pairs (line number, line) of what is said to readers in the file."""
    if path.suffix in PROSE:
        yield from enumerate(tree.lines(path), 1)
    elif path.suffix in C:
        for comment in tree.source(path).comments:
            yield from enumerate(comment.text.splitlines(), comment.line)
    else:
        sign = "--" if path.suffix == ".sql" else "#"
        for number, line in enumerate(tree.lines(path), 1):
            if match := re.search(rf"(?:^|\s){sign}\s(.*)", line):
                yield number, match.group(1)


def missing_files(tree, path, line, folders):
    """The paths in `line` of `path` that lead nowhere. `folders` has, for each base, what is in it:
    by these it is seen that something is a path at all, unless it is a page."""
    for match in PATH.finditer(line):
        cited = match.group()
        first = cited.split("/")[0]
        bases = [base for base in BASES if cited.endswith(".md") or first in folders[base]
                 and (not base or ENDING.search(cited))]
        places = [f"{base}/{cited}".removeprefix("/") for base in bases] + [path.parent / cited]
        if bases and not PLACEHOLDER.search(cited) and not any(map(tree.has, places)):
            yield cited
    for match in LINK.finditer(line) if path.suffix == ".md" else ():
        if not tree.has(path.parent / match.group(1)):
            yield match.group(1)


def missing_names(path, line, names):
    """The names of files in `line` that no file of the tree has."""
    for pattern in (PAGE, CODE) if path.suffix in C else (PAGE,):
        for match in pattern.finditer(line):
            if match.group() not in names and not PLACEHOLDER.search(match.group()):
                yield match.group()


def missing_pages(tree, line):
    """Manual pages of this program that do not exist."""
    for match in MANUAL_PAGE.finditer(line):
        page, section = match.group(1) or match.group(3), match.group(2) or match.group(4)
        home = f"man/{page}.{section}"
        if not (tree.has(home) or tree.has(f"{home}.in")):
            yield f"{page}({section})"
