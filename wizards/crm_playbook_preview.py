from datetime import timedelta

from odoo import api, fields, models

DAYS = 30
SHOWN = 500


class CrmPlaybookPreview(models.TransientModel):
    """What a rule would have met in the last 30 days, of what the user who asks may read; nothing is done."""

    _name = 'crm.playbook.preview'
    _description = "Preview of a Playbook Rule"

    playbook_id = fields.Many2one('crm.playbook', required=True, readonly=True, ondelete='cascade')
    subject = fields.Selection(related='playbook_id.subject')
    total = fields.Integer(readonly=True)
    is_cut = fields.Boolean(readonly=True)
    record_count = fields.Integer(string="Records", readonly=True)
    busiest_hour = fields.Integer(readonly=True)
    would_pause = fields.Boolean(readonly=True)
    waiting = fields.Integer(readonly=True, help="What holds at this moment and would be worked off when it catches up.")
    line_ids = fields.One2many('crm.playbook.preview.line', 'preview_id', readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        for preview in previews:
            preview._fill()
        return previews

    def _fill(self):
        """Ask as the user: what they may not read is neither listed nor counted."""
        playbook = self.playbook_id
        playbook.check_access('read')
        # As the user, also where the wizard was made with more rights.
        playbook = playbook.with_env(playbook.env(su=False))
        end = fields.Datetime.now() + timedelta(seconds=1)
        events = playbook._find(end - timedelta(days=DAYS), end, SHOWN + 1)
        hours, records = {}, {}
        for lead_id, partner_id, _key, moment in events:
            hour = moment.replace(minute=0, second=0, microsecond=0)
            hours[hour] = hours.get(hour, 0) + 1
            day = (lead_id, partner_id if not lead_id else None, moment.date())
            records[day] = records.get(day, 0) + 1
        self.write({
            'total': min(len(events), SHOWN), 'is_cut': len(events) > SHOWN, 'record_count': len({day[:2] for day in records}),
            'busiest_hour': max(hours.values(), default=0),
            'would_pause': max(hours.values(), default=0) > playbook.most_per_hour or max(records.values(), default=0) > playbook.most_per_record,
            'waiting': 0 if playbook.event in ('stage', 'new_lead', 'quotation_viewed') else len(playbook._find(None, end, SHOWN, now=True)),
        })
        # As superuser: lines are written by this only.
        self.env['crm.playbook.preview.line'].sudo().create([{
            'preview_id': self.id, 'date': moment.replace(microsecond=0), 'lead_id': lead_id, 'partner_id': partner_id,
        } for lead_id, partner_id, _key, moment in reversed(events[:SHOWN])])


class CrmPlaybookPreviewLine(models.TransientModel):
    """One event that a rule would have met."""

    _name = 'crm.playbook.preview.line'
    _description = "Event of a Preview"
    _order = 'date desc, id'

    preview_id = fields.Many2one('crm.playbook.preview', required=True, readonly=True, ondelete='cascade', index=True)
    date = fields.Datetime(readonly=True)
    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True, ondelete='cascade')
