from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SECONDS = 3600


class CrmInteraction(models.Model):
    """The log form that runs beside a call dialled from a link."""

    _inherit = 'crm.interaction'

    @api.model
    @api.readonly
    def call_partner(self, number, model=None, res_id=None):
        """Say who is called when a telephone link is clicked.

        :param str number: of the link
        :param str model: of the form that the link stands on, if any, and ``res_id`` its record
        :return: ``{'id', 'name', 'account', 'outcomes': [{'id', 'name'}]}`` of the partner, or False when nobody is known or
            the user may not log
        """
        if not self.has_access('create'):
            return False
        partner = self._called_partner(number, self._partner_of_form(model, res_id))
        if not partner:
            return False
        account = partner.commercial_partner_id
        return {
            'id': partner.id,
            'name': partner.name or partner.display_name,
            'account': account.name if account != partner else '',
            'outcomes': self._capture_outcomes(self._capture_type('call')),
        }

    @api.model
    def _partner_of_form(self, model, res_id):
        column = self.env['crm.timeline.link']._message_documents().get(model)
        if not column or not res_id:
            return self.env['res.partner']
        document = self.env[model].browse(res_id).exists()
        try:
            return document if column == 'id' else document[column]
        except AccessError:
            return self.env['res.partner']

    @api.model
    def _called_partner(self, number, shown):
        """Whose number it is: on a form, the customer shown or one of their people; else the best that is known."""
        known = self.env['crm.contact.mechanism'].find_partners(number)
        if not shown:
            return known[:1]
        family = known.filtered(lambda partner: partner.commercial_partner_id == shown.commercial_partner_id)
        return shown if shown in family or not family else family[0]

    @api.model
    def quick_log_call(self, partner_id, text, seconds, outcome_id=False, ignore=None):
        """Record a call that was timed; what the line says goes first.

        :param int partner_id: who was called
        :param str text: the line, may be empty with an outcome
        :param float seconds: how long the form ran
        :param int outcome_id: chosen beside the line
        :param list ignore: as for :meth:`quick_log`
        :return: as for :meth:`quick_log`
        """
        if not (text or '').strip():
            outcome = self.env['crm.interaction.outcome'].browse(outcome_id).exists()
            if not outcome:
                raise UserError(self.env._("Type what was said or choose an outcome."))
            values = {'partner_id': partner_id, 'summary': outcome.name, 'type_id': self._capture_type('call')}
        else:
            values = self._prepare_quick_log_values(self._parse_quick_log(partner_id, text, set(ignore or ()), 'call'), partner_id)
        if outcome_id and values['type_id'] == self._capture_type('call'):
            values['outcome_id'] = outcome_id
        values.setdefault('direction', 'out')
        values.setdefault('duration', round(max(seconds, 0) / SECONDS, 4))
        values.setdefault('date', fields.Datetime.now())
        return self.create(values)._quick_log_result()
