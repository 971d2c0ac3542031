"""Names that stand for each other: the command in src/cmd/NAME.c has man/testr-NAME.1 and
tests/cli/NAME.bats, and they have it; the environment in src/environments/NAME/NAME.c has
man/testr-environment-NAME.7, tests/cli/environment-NAME.bats for what is special of it, and
tests/cli/environment_NAME.bash, by which tests/cli/environment-contract.bats tries it; each unit
test mirrors a source file.
"""

import re

COMMAND = re.compile(r"^const struct command command_(\w+)", re.MULTILINE)
ENVIRONMENT = re.compile(r"^const struct environment environment_(\w+)", re.MULTILINE)
OTHER_PAGES = {"man/testr-compat.7"}


def check(tree):
    commands = names_in(tree, "src/cmd", COMMAND)
    environments = names_in(tree, "src/environments", ENVIRONMENT)
    for name, path in commands.items():
        home = f"src/cmd/{name.replace('-', '_')}.c"
        if str(path) != home:
            yield path, f"the command {name} belongs in {home}"
    for name, path in environments.items():
        yield from check_environment(tree, name, path)
    yield from check_pages(tree, commands, {f"environment-{name}" for name in environments})
    for path in tree.below("tests/unit", ".c"):
        twin = path.relative_to("tests/unit")
        if "\nint main(" in tree.text(path) and not tree.has("src" / twin):
            yield path, f"there is no src/{twin}"


def names_in(tree, folder, pattern):
    """The names, as people write them, that `pattern` finds in the C files of `folder`, each with
    the file."""
    return {name.replace("_", "-"): path for path in tree.below(folder, ".c")
            for name in pattern.findall(tree.text(path))}


def check_environment(tree, name, path):
    """What is wrong with the environment `name`, defined in `path`."""
    home = f"src/environments/{name}/{name}.c"
    if str(path) != home:
        yield path, f"the environment {name} belongs in {home}"
    harness = f"tests/cli/environment_{name}.bash"
    if not tree.has(harness):
        yield harness, "missing: environment-contract.bats cannot try this environment"


def check_pages(tree, commands, environments):
    """Each has a manual page and a suite, and each page has a command or an environment."""
    pages = {f"man/testr-{name}.1" for name in commands}
    pages |= {f"man/testr-{name}.7" for name in environments}
    suites = {f"tests/cli/{name}.bats" for name in environments.union(commands)}
    for missing in sorted(twin for twin in pages | suites
                          if not (tree.has(twin) or tree.has(f"{twin}.in"))):
        yield missing, "missing: each command and each environment has one"
    for page in tree.below("man", ".1", ".7", ".in"):
        name = str(page).removesuffix(".in")
        if not name.startswith("man/testr-") or name in pages | OTHER_PAGES:
            continue
        if name.endswith((".1", ".7")):
            yield name, "there is no such command or environment"
