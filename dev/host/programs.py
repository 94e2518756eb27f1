"""System programs that the tests and the documents need."""
import shutil

from . import apt
from .console import Failure, say, step

CHROMIUM = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')


def has_chromium():
    return any(shutil.which(name) for name in CHROMIUM)


def ensure(for_tests):
    """Install Chromium (tests) and wkhtmltopdf (printing) where they are missing.

    Without Chromium no test can be believed, hence a failure there; to work without printing is possible.
    """
    missing = [] if shutil.which('wkhtmltopdf') else ['wkhtmltopdf']
    if for_tests and not has_chromium():
        missing.insert(0, 'chromium')
    if not missing:
        return
    try:
        with step(f"Programs: installing {', '.join(missing)}"):
            apt.install_as_root(missing)
    except Failure as failure:
        if 'chromium' in missing:
            raise
        say(f"  without PDF printing for now: {failure.remedy}")
