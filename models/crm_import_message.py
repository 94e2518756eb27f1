from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..tools.imports import issues, keys

_lt = LazyTranslate(__name__)

# What matching and writing say about rows; readers, normalisers and evidence bring their own sentences.
TEXTS = {
    'repeated_row': _lt("Says the same as row %(row)s"),
    'namesake': _lt("Same name and company as row %(row)s, but other phone or e-mail: the same person?"),
    'same_company_as': _lt("Same company as row %(row)s"),
    'same_person_as': _lt("Same person as row %(row)s"),
    'waits_for_row': _lt("Waits for the decision about row %(row)s"),
    'matched': _lt("Known already"),
    'several': _lt("Several customers fit"),
    'similar': _lt("May be a customer you have"),
    'archived': _lt("Fits an archived customer"),
    'is_user': _lt("Fits the record of a user of this system"),
    'other_employer': _lt("Fits a person who works for another company"),
    'conflict': _lt("Differs from what is known: %(fields)s"),
    'ambiguous_name': _lt("The file has several companies of this name"),
    'chosen': _lt("Chosen by a person"),
    'only_new': _lt("Left out: known already, and only what is new is taken"),
    'only_known': _lt("Left out: not known yet, and only what is known is taken"),
    'same_key': _lt("The same key in the system that the file comes from"),
    'remembered': _lt("Decided by %(user)s on %(date)s"),
    'further_unclear': _lt("“%(value)s” may be %(name)s, who is there already: it went to the notes"),
    # records about customers
    'item_known': _lt("There already"),
    'number_repeated': _lt("The same entry stands further up"),
    'deal_name_missing': _lt("The opportunity has no name"),
    'customer_missing': _lt("The row names no customer"),
    'date_missing': _lt("The row has no date"),
    'date_future': _lt("%(value)s lies in the future"),
    'amount_invalid': _lt("“%(value)s” is no amount"),
    'currency_no_rate': _lt("There is no rate for %(value)s; the amount goes to the notes"),
    'stage_unknown': _lt("There is no stage “%(value)s”; it goes to the notes"),
    'status_unknown': _lt("“%(value)s” says neither open, won nor lost"),
    'type_unknown': _lt("There is no type “%(value)s”; it goes to the summary"),
    'user_unknown': _lt("There is no colleague “%(value)s”; the name goes to the notes"),
    'source_new': _lt("“%(value)s” is new and will be created"),
    'source_unknown': _lt("There is no source “%(value)s”; it goes to the notes"),
    'lost_reason_new': _lt("“%(value)s” is new and will be created"),
    'lost_reason_unknown': _lt("There is no reason “%(value)s” for a loss; it goes to the notes"),
    'team_unknown': _lt("There is no sales team “%(value)s”; it goes to the notes"),
    # a file that comes again, corrected or not
    'same_as_before': _lt("Left out: says the same as row %(row)s of an earlier import"),
    'taken_over': _lt("Corrected in “%(file)s”"),
    'corrected_before': _lt("Left out: this row was corrected and imported before"),
    'foreign_correction': _lt("These rows were refused by an import that you cannot see; they are read as a new file"),
    'correction': _lt("These are rows of “%(file)s” that did not get in; only they are taken"),
    'industry_unknown': _lt("No industry is called “%(value)s”"),
    'state_unknown': _lt("The region “%(value)s” is unknown in its country"),
    # rows that could not be written
    'rejected': _lt("Refused"),
    'leader_refused': _lt("Row %(row)s, which brings the same customer first, was not imported."),
    'hidden_from_caller': _lt("%(user)s may not see this customer. Choose another colleague for the call."),
    'database_refused': _lt("The database refused the row: %(reason)s"),
    'not_written': _lt("The row could not be written: %(reason)s"),
}


class RowRefused(UserError):
    """A row cannot be written, for a reason of our own: everybody reads it in their own language."""

    def __init__(self, code, **params):
        """
        :param str code: key of `TEXTS`
        :param params: what its sentence names
        """
        super().__init__(code)
        self.reason = [code, params]


class CrmImportMessage(models.AbstractModel):
    """The words for what readers, normalisers and matching report as codes."""

    _name = 'crm.import.message'
    _description = "Import Messages"

    def text(self, code, params=None):
        """:return: the sentence for a code, in the language of the user"""
        template = TEXTS.get(code) or issues.MESSAGES.get(code) or keys.REASONS.get(code)
        if template is None:
            return code.replace('_', ' ').capitalize()
        try:
            return self.env._(template) % (params or {})  # pylint: disable=gettext-variable
        except KeyError:
            return self.env._(template)  # pylint: disable=gettext-variable

    def label(self, source):
        """:return: an English label of the import core, in the language of the user"""
        return self.env._(source)  # pylint: disable=gettext-variable

    def file_error(self, error):
        """:return: what is wrong with a file and what to do, from a `tools.imports.errors.ImportFileError`"""
        parts = (self.env._(part) for part in (error.message, error.remedy))  # pylint: disable=gettext-variable
        return ' '.join(part % error.params for part in parts)
