"""What can be said about a cell, a row or a file that is still imported."""
from dataclasses import asdict, dataclass, field

ERROR, WARNING, INFO = 'error', 'warning', 'info'
# code -> English source, translated where it is shown; placeholders come from `params`
MESSAGES = {
    # cells, by the reader
    'cell_error': "The cell holds an error value of the spreadsheet and is left empty",
    'no_result': "The formula was saved without its result; open the file, recalculate and save it",
    'extra_cells': "%(count)s cells stand right of the last column and are left out",
    # the file as a whole
    'encoding_unsure': "The encoding was guessed as %(encoding)s; look whether the letters are right",
    'some_characters': "%(count)s characters are damaged and were replaced",
    'unclosed_quote': "A quotation mark is not closed: %(text)s",
    'other_reader': "The file is slightly damaged and was read by another reader (%(detail)s)",
    # values
    'phone_invalid': "“%(value)s” is no phone number; it is kept as text",
    'phone_short': "“%(value)s” lacks the area code; it is kept as text",
    'phone_lossy': "The spreadsheet rounded the phone number %(value)s; type it again as text",
    'phone_in_email': "A phone number stood among the e-mails",
    'email_in_phone': "An e-mail address stood among the phones",
    'email_invalid': "“%(value)s” is no e-mail address",
    'vat_invalid': "The check digits of tax ID %(value)s are wrong",
    'vat_zero_restored': "Tax ID %(value)s: the lost leading zero was restored",
    'kpp_invalid': "“%(value)s” is no КПП",
    'zip_zero_restored': "Postal code %(value)s: the lost leading zero was restored",
    'country_unknown': "The country “%(value)s” is unknown",
    'date_invalid': "“%(value)s” is no date",
    'date_ambiguous': "%(value)s was read as %(date)s",
    'truncated': "The text of %(length)s characters was cut to %(limit)s",
    'formula_text': "The text looks like a formula and is kept as plain text",
    'several_values': "Only the first value is used, “%(value)s” goes to the notes",
    'damaged_text': "Damaged characters in “%(value)s”",
    # rows
    'name_from_email': "The row has no name; “%(value)s” is used",
    'name_missing': "The row has neither a name nor an e-mail or phone",
    'company_name_missing': "The company has no name",
}


@dataclass
class Issue:
    """One remark about a row: `field` a key of `columns.FIELDS`, `level` error, warning or info."""

    field: str
    level: str
    code: str
    params: dict = field(default_factory=dict)

    @property
    def message(self):
        """English template: translate, then `% params`."""
        return MESSAGES[self.code]

    def as_dict(self):
        return asdict(self)
