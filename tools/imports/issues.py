"""What can be said about a cell, a row or a file that is still imported."""
import dataclasses
from dataclasses import asdict, dataclass

from .terms import _lt

ERROR, WARNING, INFO = 'error', 'warning', 'info'
# code -> English source, translated where it is shown; placeholders come from `params`
MESSAGES = {
    # cells, by the reader
    'cell_error': _lt("The cell holds an error value of the spreadsheet and is left empty"),
    'no_result': _lt("The formula was saved without its result; open the file, recalculate and save it"),
    'extra_cells': _lt("%(count)s cells stand right of the last column and are left out"),
    'hidden_characters': _lt("Invisible control characters were removed"),
    'photo_too_big': _lt("The picture is larger than %(limit)s and is left out"),
    'photo_damaged': _lt("The picture is damaged or of a kind that is not taken, and is left out"),
    # rows, by the reader
    'card_unfinished': _lt("The card has no end (END:VCARD); it was probably cut off"),
    'card_too_long': _lt("The card is too large"),
    'card_empty': _lt("The card is empty or cannot be read"),
    'card_group': _lt("A list of contacts (a group), not a contact"),
    'marked_deleted': _lt("Marked for deletion in the program it comes from"),
    # the file as a whole
    'archive_left_out': _lt("Left out of the archive: %(names)s"),
    'archive_layouts': _lt("The archive holds files with different columns; “%(taken)s” is read. Choose another one as the sheet: %(names)s"),
    'no_header_used': _lt("No row with column names was found; the columns are told by what stands in them"),
    'encoding_unsure': _lt("The encoding was guessed as %(encoding)s; look whether the letters are right"),
    'some_characters': _lt("%(count)s characters are damaged and were replaced"),
    'unclosed_quote': _lt("A quotation mark is not closed: %(text)s"),
    'other_reader': _lt("The file is slightly damaged and was read by another reader (%(detail)s)"),
    'mixed_encodings': _lt("%(count)s lines are in another encoding (%(encoding)s) than the others; look whether the letters are right"),
    'hidden_rows': _lt("%(count)s rows that the sheet hides, for example by a filter, are left out"),
    'hidden_rows_taken': _lt("%(count)s rows that the sheet hides are read too"),
    'hidden_columns': _lt("%(count)s columns that the sheet hides are left out; choose where they go to take them"),
    'hidden_columns_taken': _lt("%(count)s columns that the sheet hides are read too"),
    'hidden_sheets': _lt("Hidden sheets are left out: %(sheets)s"),
    'no_header_row': _lt("No row with column names was found: the columns were recognised by what stands in them"),
    # values
    'phone_invalid': _lt("“%(value)s” is no phone number; it is kept as text"),
    'phone_short': _lt("“%(value)s” lacks the area code; it is kept as text"),
    'phone_lossy': _lt("The spreadsheet rounded the phone number %(value)s; type it again as text"),
    'phone_in_email': _lt("A phone number stood among the e-mails"),
    'email_in_phone': _lt("An e-mail address stood among the phones"),
    'email_invalid': _lt("“%(value)s” is no e-mail address"),
    'email_typo': _lt("“%(value)s”: was %(meant)s meant?"),
    'several_people': _lt("The cell names several people; “%(value)s” goes to the notes"),
    'vat_invalid': _lt("The check digits of tax ID %(value)s are wrong"),
    'vat_zero_restored': _lt("Tax ID %(value)s: the lost leading zero was restored"),
    'kpp_invalid': _lt("“%(value)s” is no КПП"),
    'registry_invalid': _lt("“%(value)s” is no registration number, or its check digit is wrong"),
    'zip_zero_restored': _lt("Postal code %(value)s: the lost leading zero was restored"),
    'country_unknown': _lt("The country “%(value)s” is unknown"),
    'date_invalid': _lt("“%(value)s” is no date"),
    'date_ambiguous': _lt("%(value)s was read as %(date)s"),
    'truncated': _lt("The text of %(length)s characters was cut to %(limit)s"),
    'formula_text': _lt("The text looks like a formula and is kept as plain text"),
    'several_values': _lt("Only the first value is used, “%(value)s” goes to the notes"),
    'damaged_text': _lt("Damaged characters in “%(value)s”"),
    # rows
    'name_from_email': _lt("The row has no name; “%(value)s” is used"),
    'name_missing': _lt("The row has neither a name nor an e-mail or phone"),
    'company_name_missing': _lt("The company has no name"),
}


@dataclass
class Issue:
    """One remark about a row: `field` a key of `targets.FIELDS`, `level` error, warning or info."""

    field: str
    level: str
    code: str
    params: dict = dataclasses.field(default_factory=dict)

    @property
    def message(self):
        """English template: translate, then `% params`."""
        return MESSAGES[self.code]

    def as_dict(self):
        return asdict(self)
