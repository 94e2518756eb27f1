"""The domain that somebody saved in a filter: a text that is read, never run."""
import ast


class _Names(ast.NodeTransformer):
    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        if node.id not in self.values:
            raise ValueError(f"unknown name {node.id}")
        return ast.copy_location(ast.Constant(self.values[node.id]), node)


def read_domain(text, values):
    """Return a saved domain as a list.

    :param str text: Python literals, and names
    :param dict values: what the names stand for, such as ``{'uid': 2}``
    :raises ValueError: for anything else
    """
    try:
        tree = _Names(values).visit(ast.parse((text or '[]').strip(), mode='eval'))
        return ast.literal_eval(tree)
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(str(error)) from error
