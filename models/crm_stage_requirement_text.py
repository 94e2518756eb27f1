from odoo import models


class CrmStageRequirement(models.Model):
    """How a requirement is said: in words, with the button that does it."""

    _inherit = 'crm.stage.requirement'

    def _describe(self, lead):
        """:return: what a checklist shows of this requirement for an opportunity, without whether it is met"""
        return {
            'requirement': self.id, 'name': self.display_name, 'kind': self.kind, 'blocking': self.is_blocking, 'hint': self._get_hint(),
            'stage_id': self.stage_id.id, 'stage': self.stage_id.name, 'remedy': self._get_remedy(lead),
            'field': self.field_id.name or False,
        }

    def _get_hint(self):
        """:return: what to do about it, in words"""
        return self.hint or getattr(self, f'_hint_{self.kind}', lambda: '')()

    def _hint_field(self):
        return self.env._("Fill in \"%(field)s\".", field=self.field_id.field_description)

    def _hint_domain(self):
        return self.env._("Complete the opportunity, or ask a manager to move it.")

    def _hint_interaction(self):
        types = " / ".join(self.interaction_type_ids.mapped('name')) or self.env._("talk")
        if self.since == 'days':
            return self.env._("Log a %(type)s of the last %(days)s days.", type=types, days=self.days)
        if self.since == 'stage':
            return self.env._("Log a %(type)s since the present stage began.", type=types)
        return self.env._("Log a %(type)s.", type=types)

    def _hint_quotation(self):
        if self.quotation_state == 'confirmed':
            return self.env._("Have a quotation confirmed.")
        return self.env._("Send a quotation.")

    def _hint_activity(self):
        return self.env._("Plan the next step: %(type)s.", type=self.activity_type_id.name) if self.activity_type_id \
            else self.env._("Plan the next step.")

    def _hint_document(self):
        return self.env._("Attach a file whose name contains \"%(name)s\".", name=self.document_name) if self.document_name \
            else self.env._("Attach a file.")

    def _hint_approval(self):
        return self.env._("Ask for the approval of \"%(group)s\".", group=self.group_id.name)

    def _hint_no_skip(self):
        return self.env._("Move it to the stage before first.")

    def _hint_no_return(self):
        return self.env._("It has been further already and does not come back.")

    def _get_remedy(self, lead):
        """:return: label of the button that does it, or False"""
        labels = {
            'interaction': self.env._("Log it"),
            'activity': self.env._("Plan it"),
            'document': self.env._("Attach"),
            'field': self.env._("Fill in"),
            'quotation': self.env._("Open quotations") if lead.quotation_count else self.env._("Create quotation"),
        }
        if self.kind == 'approval':
            return self.env._("Approve") if self.env.user in self.group_id.all_user_ids else self.env._("Ask for it")
        return labels.get(self.kind, False)
