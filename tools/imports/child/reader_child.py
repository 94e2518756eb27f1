"""Entry point of the reading process: requests as JSON lines on stdin, answers as JSON lines on stdout.

First line: {"path", "kind", "engine", "encoding", "limits", "sys_path", "head"}; answer: {"sheets": [...]}.
Then any number of {"sheet": index, "skip": n}; answers: {"rows": [...]} ..., {"end": true}.
Any failure is answered by {"error": code, "params": {...}} and ends the process.

A row is a list of cells, or {"cells": [...], "refused": [code, params], "remarks": [[column, code, params]]}.
Typed cells are lists: ["d", "2025-12-31"], ["t", "2025-12-31T10:00:00"], ["e", "#N/A"], ["p", base64, size] (a picture;
only its beginning among the first rows).
Run as `python -I -S reader_child.py`: a fresh interpreter that shares nothing with the server.
"""
import base64
import datetime
import json
import os
import sys
from itertools import islice

BATCH = 500
# bytes of pictures in one batch
HEAVY_BATCH = 4 << 20
PICTURE_HEAD = 64
LONGEST_CELL = 100_000


def main():
    """Serve one workbook until stdin ends."""
    requests, answers = _own_streams()
    try:
        _serve(json.loads(requests.readline()), requests, answers)
    except (MemoryError, RecursionError):
        _answer(answers, {'error': 'memory', 'params': {}})
    except BrokenPipeError:  # pylint: disable=except-pass
        pass  # who asked is gone: nobody to answer
    except BaseException as error:
        code = getattr(error, 'code', None)
        params = getattr(error, 'params', None)
        if not isinstance(code, str) or params is None:
            code = 'password' if type(error).__name__ == 'Password' else 'unreadable'
            params = {'detail': f"{type(error).__name__}: {error}"[:200]}
        _answer(answers, {'error': code, 'params': params})


def _own_streams():
    """Keep the pipe for answers only: whatever a library prints goes nowhere."""
    requests = os.fdopen(os.dup(0), 'r', encoding='utf-8')
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8', errors='replace', buffering=1 << 16)
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    return requests, answers


def _serve(task, requests, answers):
    sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
    sys.path += [path for path in task['sys_path'] if path not in sys.path]
    limits = task['limits']
    _limit_resources(limits)
    from engines import open_engine
    marked = {}
    if task['kind'] in ('xlsx', 'xlsb', 'ods'):
        from preflight import check_archive, sheet_members
        found = check_archive(task['path'], limits)
        marked = {index: found[member] for index, member in enumerate(sheet_members(task['path'])) if member in found}
    engine = open_engine(task)
    if task['kind'] == 'ods':
        import ods_layout
        marked = ods_layout.marks(task['path'])
    elif task['engine'] == 'xlrd':
        import xls_layout
        marked = {index: xls_layout.marks(engine.book, index) for index in range(engine.book.nsheets)}
    sheets = [{'name': name, 'hidden': hidden, 'rows': engine.height(index),
               'head': [_without_pictures(row) for row in islice(_cut(engine.rows(index), limits), task['head'])]}
              for index, (name, hidden) in enumerate(engine.sheets())]
    _answer(answers, {'sheets': sheets, 'marked': marked})
    for line in requests:
        request = json.loads(line)
        _send_rows(islice(_cut(engine.rows(request['sheet']), limits), request['skip'], None), answers)


def _limit_resources(limits):
    try:
        import resource
    except ImportError:
        return
    for kind, value in ((resource.RLIMIT_AS, limits['child_memory']), (resource.RLIMIT_CPU, limits['child_cpu']),
                        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, hard))


def _cut(rows, limits):
    """Rows without trailing empty cells; a row of 16,384 cells costs no more than what it holds.

    A spreadsheet keeps 32,767 characters in a cell; one with more than 100,000 was made to hurt.
    """
    for row in rows:
        if isinstance(row, dict):
            yield {**row, 'cells': _cut_cells(row['cells'], limits)}
        else:
            yield _cut_cells(row, limits)


def _cut_cells(row, limits):
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
        row = [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row]
    width = min(len(row), limits['columns'])
    while width and row[width - 1] in ('', None):
        width -= 1
    return row[:width]


def _without_pictures(row):
    """The first rows are looked at, not imported: of a picture its beginning and size will do."""
    if not isinstance(row, dict) or not any(isinstance(cell, bytes) for cell in row['cells']):
        return row
    return {**row, 'cells': [_picture(cell, PICTURE_HEAD) if isinstance(cell, bytes) else cell for cell in row['cells']]}


def _picture(data, length=None):
    return ['p', base64.b64encode(data[:length]).decode(), len(data)]


def _send_rows(rows, answers):
    batch, weight = [], 0
    for row in rows:
        batch.append(row)
        if isinstance(row, dict):
            weight += sum(len(cell) for cell in row['cells'] if isinstance(cell, bytes))
        if len(batch) == BATCH or weight > HEAVY_BATCH:
            _answer(answers, {'rows': batch}, flush=False)
            batch, weight = [], 0
    if batch:
        _answer(answers, {'rows': batch}, flush=False)
    _answer(answers, {'end': True})


def _answer(answers, message, flush=True):
    answers.write(json.dumps(message, default=_typed, ensure_ascii=False, separators=(',', ':')))
    answers.write('\n')
    if flush:
        answers.flush()


def _typed(value):
    if isinstance(value, bytes):
        return _picture(value)
    if isinstance(value, datetime.datetime):
        return ['t', value.isoformat(timespec='seconds')]
    if isinstance(value, datetime.date):
        return ['d', value.isoformat()]
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return str(value)
    return ['e', getattr(value, 'text', None) or str(value)]


if __name__ == '__main__':
    main()
