"""Nasty files and what must become of each: what people really send, and what somebody might send on purpose.

`python tests/files/make_corpus.py FOLDER` writes them all; the tests build them in memory. The same bytes come out every
time. A case is (name, bytes, expected); doc/import_core.md tells what `expected` may say. Another `corpus_*.py` beside this
file adds cases by a function `cases()`.
"""
import importlib
import os
import sys

if __package__:
    from . import corpus_books, corpus_texts, corpus_values
else:
    sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    import corpus_books
    import corpus_texts
    import corpus_values

OWN = (corpus_texts, corpus_books, corpus_values)


def own_cases():
    """:return: list of (name, bytes, expected) of tables and workbooks"""
    return [case for module in OWN for case in module.cases()]


def all_cases():
    """:return: list of (name, bytes, expected) of all modules of this folder"""
    cases = own_cases()
    own = {module.__name__.rpartition('.')[2] for module in OWN}
    for name in sorted(os.listdir(os.path.dirname(os.path.abspath(__file__)))):
        module, extension = os.path.splitext(name)
        if module.startswith('corpus_') and extension == '.py' and module not in own:
            prefix = f'{__package__}.' if __package__ else ''
            cases += importlib.import_module(prefix + module).cases()
    return cases


def write(folder):
    """Write all files of the corpus into a folder."""
    os.makedirs(folder, exist_ok=True)
    for name, data, _expected in all_cases():
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(data)


if __name__ == '__main__':
    write(sys.argv[1] if len(sys.argv) > 1 else 'corpus')
