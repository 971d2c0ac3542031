"""Modules do not use each other's functions in a circle.

A module is a `.c` file with the header of its name; one without the other is a module, too. Module
A uses module B if A's code, tables or inline functions name a function that B defines. Includes,
declarations, types, constants and macros do not count: so parts may share a header of types with
the module that calls them. Nor do the few functions that are named below, with the reason.
"""

from collections import defaultdict

from check_tree.graphs import knots

# Functions that a module offers also to those that it uses itself.
CALLED_FROM_BELOW = {
    # What the driver has started tells it what happened, and it starts what the core makes of that.
    "driver_input", "driver_report", "driver_begin_reading", "driver_fail", "driver_warn",
    # The parts of the coordinator are one machine: all write actions, and one that has an instance
    # probed is told what was found.
    "coordinator_name_instance", "coordinator_note", "listing_probed", "executing_watch",
    # They only call the methods of the reader that they are given: a reader may hold another.
    "results_reader_feed", "results_reader_pause", "results_reader_end", "results_reader_free",
    "stream_end_clear",
    # Questions about plain data.
    "config_can_list", "config_can_choose",
    # A command whose arguments are wrong is explained by its entry in the table.
    "command_find",
}


def check(tree):
    uses = uses_in(tree)
    for circle in knots({module: set(used) for module, used in uses.items()}):
        steps = ", ".join(f"{user} -> {used} ({uses[user][used]})"
                          for user, used in zip(circle, circle[1:]))
        yield "src", f"modules use each other: {steps}"


def module_of(path):
    return str(path.relative_to("src").with_suffix(""))


def uses_in(tree):
    """{module: {module it uses: one of the functions}}."""
    paths = tree.below("src", ".c", ".h")
    homes = {function.name: module_of(path) for path in paths
             for function in tree.source(path).functions
             if not function.is_static or path.suffix == ".h"}
    uses = defaultdict(dict)
    for path in paths:
        source, module = tree.source(path), module_of(path)
        own = {function.name for function in source.functions}
        for index in source.uses(homes.keys() - own - CALLED_FROM_BELOW):
            name = source.tokens[index].text
            if homes[name] != module:
                uses[module].setdefault(homes[name], f"{name}()")
    return uses
