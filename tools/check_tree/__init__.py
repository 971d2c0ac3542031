"""The rules of the tree that tools/check-tree checks: a module for each kind of rule.

Each has `check(tree)`, which yields pairs (place, complaint); a place is "PATH" or "PATH:LINE".
"""
