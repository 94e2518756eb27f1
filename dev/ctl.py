#!/usr/bin/env python3
"""Commands of the project behind ``make`` and ``bin/odoo``. Only Python's standard library is needed to start."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from host import commands, console

if __name__ == '__main__':
    console.main(lambda: commands.call(sys.argv[1:]))
