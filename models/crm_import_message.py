from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Every code that the import can attach to a file, a row or a candidate, as a sentence for the user.
TEXTS = {
    # decisions
    'repeated_row': _lt("Says the same as row %(row)s"),
    'namesake': _lt("Same name and company as row %(row)s, but other phone or e-mail: the same person?"),
    'same_company_as': _lt("Same company as row %(row)s"),
    'same_person_as': _lt("Same person as row %(row)s"),
    'waits_for_row': _lt("Waits for the decision about its company in row %(row)s"),
    'matched': _lt("Known already"),
    'several': _lt("Several customers fit"),
    'similar': _lt("May be a customer you have"),
    'archived': _lt("Fits an archived customer"),
    'is_user': _lt("Fits the record of a user of this system"),
    'other_company': _lt("Fits a person who works for another company"),
    'conflict': _lt("Differs from what is known: %(fields)s"),
    'ambiguous_name': _lt("The file has several companies of this name"),
    'new': _lt("New"),
    'no_name': _lt("The row has no name, phone or e-mail to go by"),
    # reasons
    'same_tax_id': _lt("same tax id"),
    'same_phone': _lt("same phone"),
    'shared_phone': _lt("same phone, shared by %(count)s contacts"),
    'same_email': _lt("same e-mail"),
    'shared_email': _lt("same e-mail, shared by %(count)s contacts"),
    'same_name': _lt("same name"),
    'similar_name': _lt("similar name"),
    'other_name': _lt("other name"),
    'same_account': _lt("same company"),
    'other_tax_id': _lt("other tax id"),
    'other_branch': _lt("other branch of the same tax id"),
}


class CrmImportMessage(models.AbstractModel):
    """The words for what readers, normalisers and matching report as codes."""

    _name = 'crm.import.message'
    _description = "Import Messages"

    def text(self, code, params=None):
        """:return: the sentence for a code, in the language of the user"""
        template = TEXTS.get(code)
        if template is None:
            return code.replace('_', ' ').capitalize()
        params = params or {}
        try:
            return self.env._(template) % params  # pylint: disable=gettext-variable
        except KeyError:
            return self.env._(template)  # pylint: disable=gettext-variable

    def file_error(self, error):
        """:return: what is wrong with a file and what to do, from a `tools.imports.errors.ImportFileError`"""
        return str(error)
