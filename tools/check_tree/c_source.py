"""A light reader of C in the style of this tree: comments, functions, tags, names that are used.

It knows no types and expands no macros. What it relies on is what clang-format sees to: the brace
that ends a function, a struct or a table of a file's top level stands at the beginning of its line.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
    |(?P<word>\w+)
    |(?P<mark>->|[^\s\w])""", re.DOTALL | re.MULTILINE | re.VERBOSE)
TAGGED = ("struct", "union", "enum")
# Words after which a name is an expression, not what is being declared.
OPERATORS = {"return", "else", "case", "sizeof", "do"}
# Before or after a function's name and parameters: __attribute__((...)), G_GNUC_PRINTF(1, 2).
ATTRIBUTE = re.compile(r"__\w+|[A-Z][A-Z0-9_]*")


@dataclass
class Token:
    text: str
    line: int
    kind: str
    is_first: bool  # in its line, at its very beginning
    depth: int = 0  # how many braces it is in


@dataclass
class Function:
    name: str
    line: int  # where the name stands
    is_static: bool
    first: int  # the token that is its name, and the brace that ends it
    last: int
    last_line: int

    @property
    def length(self):
        """In lines."""
        return self.last_line - self.line + 1


def tokens_of(text):
    """All tokens of `text`, comments too."""
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    for match in TOKEN.finditer(text):
        line = bisect_right(starts, match.start())
        yield Token(match.group(), line, match.lastgroup, match.start() == starts[line - 1])


def name_in(tokens, declaration):
    """The index of the name of the function whose head is `declaration`, indices of `tokens`; None
    if it is no function: the name stands before the last parenthesis that is no attribute's."""
    depth = 0
    for position in range(len(declaration) - 1, 0, -1):
        text = tokens[declaration[position]].text
        depth += (text == ")") - (text == "(")
        if depth == 0 and text == "=":
            return None
        before = tokens[declaration[position - 1]]
        if depth == 0 and text == "(" and before.kind == "word":
            if not ATTRIBUTE.fullmatch(before.text):
                return declaration[position - 1]
    return None


class Source:
    """One file of C."""

    def __init__(self, text):
        everything = list(tokens_of(text))
        self.comments = [token for token in everything if token.kind == "comment"]
        self.macros = [token.text for token in everything
                       if token.kind == "directive" and re.match(r"\s*#\s*define", token.text)]
        self.tokens = [token for token in everything if token.kind not in ("comment", "directive")]
        self.functions = list(self._read_functions())

    def _read_functions(self):
        """Finds the functions, and says of each token how deep it is."""
        depth, declaration, name = 0, [], None
        for index, token in enumerate(self.tokens):
            if token.text == "}":
                # Halves that #if takes out may leave a brace open.
                depth = 0 if token.is_first else max(depth - 1, 0)
                if depth == 0 and name is not None:
                    yield self._function(declaration, name, index)
                    declaration, name = [], None
            token.depth = depth
            if token.text == "{":
                if depth == 0:
                    name = name_in(self.tokens, declaration)
                depth += 1
            elif depth == 0 and token.text == ";":
                declaration = []
            elif depth == 0:
                declaration.append(index)

    def _function(self, declaration, name, last):
        is_static = any(self.tokens[index].text == "static" for index in declaration)
        head = self.tokens[name]
        return Function(head.text, head.line, is_static, name, last, self.tokens[last].line)

    def tags(self):
        """Pairs (kind and tag, line) of the structs, unions and enums that are defined."""
        for token, word, mark in zip(self.tokens, self.tokens[1:], self.tokens[2:]):
            if token.text in TAGGED and word.kind == "word" and mark.text == "{":
                yield f"{token.text} {word.text}", word.line

    def _text(self, index):
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def _is_declared_at(self, index):
        """True if the name is that of a variable, a parameter or a member being declared."""
        before, after = self._text(index - 1), self._text(index + 1)
        is_typed = before == "*" or before not in OPERATORS and re.fullmatch(r"\w+", before)
        return bool(is_typed) and after in ("=", ";", ",", ")", "[", ":")

    def _is_member_at(self, index):
        """True if the name is a member's or a tag, not a function's."""
        return self._text(index - 1) in (".", "->", *TAGGED)

    def uses(self, names):
        """The indices of the tokens that use one of `names`, a set, as functions: in bodies, tables
        and initial values. A variable of the same name hides the function in what declares it."""
        inside, hidden, functions = -1, set(), iter(self.functions)
        function = next(functions, None)
        is_value = False
        for index, token in enumerate(self.tokens):
            if function and index == function.first:
                inside = function.last
                hidden = self._hidden_in(function, names)
                function = next(functions, None)
            elif index > inside:
                hidden = set()
            if token.depth == 0:
                is_value = token.text == "=" or is_value and token.text != ";"
            if token.text in names and (token.depth > 0 or is_value) and token.text not in hidden:
                if not self._is_member_at(index) and not self._is_declared_at(index):
                    yield index

    def _hidden_in(self, function, names):
        return {self.tokens[index].text for index in range(function.first + 1, function.last)
                if self.tokens[index].text in names and self._is_declared_at(index)}

    def callbacks(self):
        """The names of the file's functions that are handed on or stand in tables."""
        names = {function.name for function in self.functions}
        handed_on = {self.tokens[index].text for index in self.uses(names)
                     if self._text(index + 1) != "("}
        for macro in self.macros:
            handed_on |= names & set(re.findall(r"\b(\w+)\b(?!\s*\()", macro))
        return handed_on
