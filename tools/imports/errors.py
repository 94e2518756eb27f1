"""What can be wrong with a file, and what the user can do about it."""
from .terms import _lt

# code -> (message, remedy); English sources, translated where they are shown.
# Every placeholder is filled: `file`, `sheet`, `row`, `size`, `limit` default to a dash.
MESSAGES = {
    'empty': (
        _lt("The file %(file)s holds no data."),
        _lt("Check that the right file was chosen and that it was saved after the last change.")),
    'empty_sheet': (
        _lt("Sheet %(sheet)s of %(file)s holds no data rows."),
        _lt("Choose another sheet, or check that the rows were not filtered out when the file was saved.")),
    'truncated': (
        _lt("The file %(file)s is cut off: its end is missing."),
        _lt("It was probably not copied or downloaded completely. Fetch it again and check its size.")),
    'password': (
        _lt("The file %(file)s is protected by a password."),
        _lt("Open it in its program, remove the password (File > Info > Protect), save, and load it again.")),
    'mhtml': (
        _lt("The file %(file)s is a web archive (MHTML)."),
        _lt("Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx), then load that file.")),
    'no_table': (
        _lt("The web page %(file)s holds no table."),
        _lt("Open the page, select the table, copy it and paste it here; or save it as an Excel workbook (.xlsx).")),
    'xml_broken': (
        _lt("The XML of %(file)s is broken at line %(row)s (%(detail)s)."),
        _lt("It was probably not written or copied to its end. Export it again and check its size.")),
    'no_counterparties': (
        _lt("%(file)s is a CommerceML file without customers (Контрагент)."),
        _lt("In 1C, choose to export counterparties or orders; a catalogue of goods holds no customers.")),
    'archive_empty': (
        _lt("The archive %(file)s holds no file that can be imported (%(detail)s)."),
        _lt("Put Excel (.xlsx, .xls), OpenDocument (.ods), text (.csv), vCard (.vcf) or CommerceML (.xml) files into it.")),
    'archive_method': (
        _lt("The archive %(file)s is packed by a method that is not read here (%(detail)s)."),
        _lt("Unpack it and load the file that is inside, or pack it as an ordinary .zip.")),
    'bomb': (
        _lt("The file %(file)s is refused: sheet %(sheet)s unpacks into far more than its size promises (%(detail)s)."),
        _lt("Copy the cells that you need into a new workbook and load that one.")),
    'far_cell': (
        _lt("Sheet %(sheet)s of %(file)s reaches down to cell %(cell)s, although it has only %(cells)s filled cells."),
        _lt("Delete the stray cell (Ctrl+End shows it) or copy the table into a new workbook, then load it again.")),
    'too_big': (
        _lt("The file %(file)s is too large: %(size)s, the limit is %(limit)s."),
        _lt("Split it into several files, or ask your administrator to raise the limit.")),
    'too_many_rows': (
        _lt("Sheet %(sheet)s of %(file)s has more than %(limit)s rows."),
        _lt("Split it into several files, or ask your administrator to raise the limit.")),
    'too_many_columns': (
        _lt("Row %(row)s of %(file)s has %(size)s columns, the limit is %(limit)s."),
        _lt("Delete the columns that are not needed, or choose the delimiter by hand.")),
    'encoding': (
        _lt("The characters of %(file)s cannot be read (row %(row)s, encoding tried: %(encoding)s)."),
        _lt("Save the file as \"CSV UTF-8\" or as an Excel workbook, or choose the encoding by hand.")),
    'no_header': (
        _lt("No row with column names was found in sheet %(sheet)s of %(file)s; row %(row)s looks like data."),
        _lt("Add a row with the names of the columns above the data, or tell that the file has no header row.")),
    'bad_option': (
        _lt("%(file)s cannot be read with the option %(option)s = %(value)s."),
        _lt("Choose another value, or leave it empty to have it found automatically.")),
    'no_sheet': (
        _lt("%(file)s has no sheet named %(sheet)s."),
        _lt("Choose one of: %(sheets)s.")),
    'format': (
        _lt("The content of %(file)s is %(detail)s, which cannot be imported."),
        _lt("Save the data as an Excel workbook (.xlsx, .xls), OpenDocument (.ods), text (.csv) or vCard (.vcf) file.")),
    'unreadable': (
        _lt("The file %(file)s is damaged: no reader could open it (%(detail)s)."),
        _lt("Open it in Excel or LibreOffice, let it be repaired, save it under a new name and load that file.")),
    'timeout': (
        _lt("Reading %(file)s took longer than %(limit)s seconds and was stopped."),
        _lt("Split the file into smaller ones, or save the table alone into a new workbook.")),
    'memory': (
        _lt("Reading %(file)s needs more memory than the %(limit)s that are allowed."),
        _lt("Split the file into smaller ones, or save the table alone into a new workbook.")),
}
DEFAULTS = dict.fromkeys(
    ('file', 'sheet', 'row', 'size', 'limit', 'detail', 'cell', 'cells', 'encoding', 'option', 'value', 'sheets'), '-')


class ImportFileError(Exception):
    """A file that cannot be imported, with the reason and the remedy.

    :ivar str code: key of `MESSAGES`
    :ivar dict params: values of the placeholders, always complete
    :ivar str message: English template with %(name)s placeholders: translate, then `% params`
    :ivar str remedy: likewise
    """

    def __init__(self, code, **params):
        self.code = code
        self.params = {**DEFAULTS, **{key: value for key, value in params.items() if value not in (None, '')}}
        self.message, self.remedy = MESSAGES[code]
        super().__init__(code, self.params)

    def __str__(self):
        return f"{self.message} {self.remedy}" % self.params
