"""The tree that is checked: its files, their text, and its C."""

from functools import cached_property, lru_cache

from check_tree.c_source import Source

CODE = {".c", ".h", ".py", ".sh", ".bats", ".bash", ".sql"}
TEXT = CODE | {".md", ".1", ".5", ".7", ".in", ".build", ".conf", ".yml", ".txt", ""}
# Hidden folders that are ours.
HIDDEN = {".ci"}


class Tree:
    """`root` is a Path. Paths of files are given relative to it."""

    def __init__(self, root):
        self.root = root

    def _is_ours(self, path):
        return not path.name.startswith("build") and path.name != "__pycache__" and (
            not path.name.startswith(".") or path.name in HIDDEN)

    @cached_property
    def files(self):
        """All files of text that are ours to check, sorted."""
        found = [path for path in self.root.iterdir() if path.is_file() and path.name != ".git"]
        for folder in self.root.iterdir():
            if folder.is_dir() and self._is_ours(folder):
                found += (path for path in folder.rglob("*")
                          if path.is_file() and "__pycache__" not in path.parts)
        return sorted(path.relative_to(self.root) for path in found if path.suffix in TEXT)

    def below(self, folder, *suffixes):
        """The files below `folder` whose names end so."""
        return [path for path in self.files
                if path.is_relative_to(folder) and path.suffix in suffixes]

    @lru_cache(maxsize=None)
    def text(self, path):
        return (self.root / path).read_text(errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()

    @lru_cache(maxsize=None)
    def source(self, path):
        """The C in `path`."""
        return Source(self.text(path))

    def has(self, path):
        """True if there is something at `path`: a `*` in it stands for anything, and a program that
        is built is named without the ending of its source."""
        if "*" in str(path):
            return any(self.root.glob(str(path)))
        return (self.root / path).exists() or (self.root / f"{path}.c").exists()
