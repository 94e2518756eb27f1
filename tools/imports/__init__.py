"""Import core: from the bytes of a file to normalised rows and matching evidence, without the ORM.

    source = open_file('customers.xls', data)                 # files: checked, read in a child process
    suggestions = suggest(source.sheet.columns, 'partner')    # columns: header -> target field
    for row_number, cells in source.iter_rows():              # streamed
        row = normalize_row(values, region='RU')              # normalize: company, person, issues
        keys = match_keys(row)                                # keys: blocking keys; score() explains a pair
    rejected_file(...)                                        # export: refused rows in the original layout

Only `child/` runs on untrusted binary formats, and only in a process of its own.
"""
from .errors import ImportFileError
from .files import open_file
