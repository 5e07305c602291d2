import ast
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def definitions():
    """Give what loads the imports, functions and classes of an example, and runs none of it."""

    def load(path):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
        tree.body = [node for node in tree.body if isinstance(node, kept)]
        namespace = {"__name__": path.stem}
        exec(compile(tree, path, "exec"), namespace)
        return SimpleNamespace(**namespace)

    return load
