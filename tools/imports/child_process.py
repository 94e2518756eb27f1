"""The server's side of the reading process: start it, talk to it, survive its death."""
import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from importlib.util import find_spec

from .errors import ImportFileError
from .limits import human_size

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'child', 'reader_child.py')
LIBRARIES = {
    'calamine': ['python_calamine'], 'xlrd': ['xlrd'], 'openpyxl': ['openpyxl', 'et_xmlfile'],
    'commerceml': ['defusedxml'], 'xml_2003': ['defusedxml'], 'vcards': [], 'html': []}
HEAD_ROWS = 300


class ReaderCrashed(Exception):
    """One reader could not cope with the file; another may."""


class Reader:
    """A child process that holds one workbook open.

    :param str path: of the workbook
    :param str kind: key of `files.ENGINES`
    :param str engine: key of `LIBRARIES`
    :param limits: `limits.Limits`
    :param str filename: as shown to the user
    :param encoding: of a text source
    :raises ImportFileError: the file is refused for good
    :raises ReaderCrashed: this engine failed
    """

    def __init__(self, path, kind, engine, limits, filename, encoding=None):
        self.limits = limits
        self.filename = filename
        self._buffer = bytearray()
        self._process = subprocess.Popen(
            [_interpreter(), '-I', '-S', SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, close_fds=True,
            env={'LC_ALL': 'C.UTF-8', 'PATH': os.defpath, 'RAYON_NUM_THREADS': '1'})
        try:
            self._request({'path': path, 'kind': kind, 'engine': engine, 'encoding': encoding, 'limits': limits.as_dict(),
                           'sys_path': _library_paths(engine), 'head': HEAD_ROWS})
            answer = self._answer()
        except BaseException:
            self.close()
            raise
        self.sheets = answer['sheets']
        self.marked = {int(index): marks for index, marks in answer['marked'].items()}

    def rows(self, index, skip=0):
        """Yield rows (lists of JSON cells, see child/reader_child.py) of a sheet, the first `skip` left out."""
        self._request({'sheet': index, 'skip': skip})
        while 'end' not in (answer := self._answer()):
            yield from answer['rows']

    def close(self):
        """End the process; safe to call twice."""
        process = self._process
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        # what was not sent goes nowhere
        with contextlib.suppress(OSError):
            process.stdin.close()

    def _request(self, message):
        try:
            self._process.stdin.write(json.dumps(message).encode() + b'\n')
            self._process.stdin.flush()
        except (BrokenPipeError, OSError) as error:
            raise ReaderCrashed("the reader ended") from error

    def _answer(self):
        answer = json.loads(self._line())
        if 'error' not in answer:
            return answer
        code, params = answer['error'], answer['params']
        if code == 'unreadable':
            raise ReaderCrashed(params.get('detail'))
        if code == 'memory':
            params['limit'] = human_size(self.limits.child_memory)
        raise ImportFileError(code, file=self.filename, **params)

    def _line(self):
        """The next answer; the time that the caller needs between two answers is not counted."""
        deadline = time.monotonic() + self.limits.wait
        descriptor = self._process.stdout.fileno()
        start = 0
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while (end := self._buffer.find(b'\n', start)) < 0:
                start = len(self._buffer)
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise ImportFileError('timeout', file=self.filename, limit=self.limits.wait)
                chunk = os.read(descriptor, 1 << 18)
                if not chunk:
                    self._raise_death()
                self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[:end + 1]
        return line

    def _raise_death(self):
        code = self._process.wait()
        if code in (-24, -9):
            # SIGXCPU, or the kernel's limit right after it
            raise ImportFileError('timeout', file=self.filename, limit=self.limits.child_cpu)
        raise ReaderCrashed(f"signal {-code}" if code < 0 else f"exit code {code}")


def _interpreter():
    """The Python that runs us; a server embedded in another program (uwsgi) names that program instead."""
    if 'python' in os.path.basename(sys.executable or ''):
        return sys.executable
    beside = os.path.join(sys.exec_prefix, 'bin', f'python{sys.version_info[0]}.{sys.version_info[1]}')
    return beside if os.path.exists(beside) else os.path.join(sys.exec_prefix, 'bin', 'python3')


def _library_paths(engine):
    """Folders of the libraries of an engine: the child starts without `site` and without the server's path."""
    paths = []
    for name in LIBRARIES[engine]:
        spec = find_spec(name)
        if spec and spec.origin:
            folder = os.path.dirname(os.path.dirname(spec.origin))
            if folder not in paths:
                paths.append(folder)
    return paths
