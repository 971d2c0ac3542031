"""Circles in graphs, which are given as {node: iterable of nodes}."""


def find_circle(edges):
    """One circle in `edges` as a list of nodes, the last of which is the first again. [] if there
    is none."""
    done, trail = set(), []

    def walk(node):
        if node in trail:
            return trail[trail.index(node):] + [node]
        if node in done:
            return []
        trail.append(node)
        for other in sorted(edges.get(node, ())):
            if circle := walk(other):
                return circle
        done.add(trail.pop())
        return []

    return next((circle for node in sorted(edges) if (circle := walk(node))), [])


def reached_from(start, edges):
    """{node: by which node it is reached}, nearest first, of all that `start` leads to."""
    reached, queue = {}, [start]
    for node in queue:
        for other in sorted(edges.get(node, ())):
            if other not in reached:
                reached[other] = node
                queue.append(other)
    return reached


def shortest_circle(start, edges):
    """The shortest circle through `start`, as find_circle has it."""
    reached = reached_from(start, edges)
    if start not in reached:
        return []
    circle = [start]
    while reached[circle[-1]] != start:
        circle.append(reached[circle[-1]])
    return [start] + circle[::-1]


def knots(edges):
    """The groups of nodes that all lead to one another; for each one its shortest circle."""
    leads_to = {node: set(reached_from(node, edges)) for node in edges}
    left = {node for node in edges if node in leads_to[node]}
    while left:
        node = min(left)
        group = {other for other in left if other in leads_to[node] and node in leads_to[other]}
        left -= group
        yield min((shortest_circle(member, edges) for member in sorted(group)), key=len)
