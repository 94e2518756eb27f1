"""What the commands say while they work, and how they fail: always with a remedy."""
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

START = time.monotonic()
HEARTBEAT = 10  # seconds between two signs of life of a long step


class Failure(Exception):
    """Something the user has to mend: ``problem`` says what is wrong, ``remedy`` what to do."""

    def __init__(self, problem, remedy):
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def say(text):
    print(f"[{time.monotonic() - START:6.1f} s] {text}", flush=True)


@contextlib.contextmanager
def step(text, size_of=None):
    """Announce a step, repeat a sign of life while it lasts, say how long it took.

    :param size_of: a folder whose growing size is shown as the measure of progress
    """
    say(f"{text} ...")
    begin, done = time.monotonic(), threading.Event()

    def beat():
        while not done.wait(HEARTBEAT):
            size = f", {_megabytes(size_of)} MB so far" if size_of else ""
            say(f"  still at it: {text} ({time.monotonic() - begin:.0f} s{size})")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    say(f"  done in {time.monotonic() - begin:.1f} s")


def _megabytes(folder):
    total = 0
    for root, _dirs, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(root, name)).st_size
    return total >> 20


def run(*command, **options):
    """Run a command, its output hidden; on failure show the end of that output.

    :raises Failure: with the last lines the command printed
    """
    result = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if result.returncode:
        tail = '\n    '.join(result.stdout.strip().splitlines()[-15:])
        raise Failure(
            f"'{os.path.basename(str(command[0]))}' ended with code {result.returncode}:\n    {tail}",
            "read the lines above; they name the cause (network, disk space, rights).")
    return result.stdout


def main(function):
    """Run a command of the project; turn failures into a message and exit code 1."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being stopped politely is an interrupt like Ctrl+C
    try:
        sys.exit(function())
    except Failure as failure:
        print(f"\nFAILED: {failure.problem}\n  What to do: {failure.remedy}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
