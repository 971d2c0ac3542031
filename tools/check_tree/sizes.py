"""No file of code is longer than 400 lines, no C function longer than 60."""

from check_tree.tree import CODE

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60


def check(tree):
    for path in tree.files:
        if path.suffix in CODE and len(tree.lines(path)) > FILE_LINES_MAX:
            yield f"{path}:1", (f"{len(tree.lines(path))} lines; "
                                f"a file has at most {FILE_LINES_MAX}")
        if path.suffix in {".c", ".h"}:
            for function in tree.source(path).functions:
                if function.length > FUNCTION_LINES_MAX:
                    yield f"{path}:{function.line}", (f"{function.name}() has {function.length} "
                                                      f"lines; at most {FUNCTION_LINES_MAX}")
