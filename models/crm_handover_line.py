from odoo import api, fields, models

REASONS = [
    ('company', "The colleague may not enter the company of this record"),
    ('confidential', "The colleague may not see the confidential talk it was made in"),
    ('archived', "The colleague is archived"),
    ('changed', "Somebody else has it by now"),
    ('closed', "It was closed meanwhile"),
    ('gone', "It was deleted meanwhile"),
    ('refused', "It could not be written"),
]


class CrmHandoverLine(models.Model):
    """One record of a hand-over: who gets it, what it was before, and what became of it. The log that undo reads."""

    _name = 'crm.handover.line'
    _description = "Handed-over Record"
    _log_access = False
    _order = 'handover_id desc, id'
    _rec_name = 'record_name'

    handover_id = fields.Many2one('crm.handover', required=True, ondelete='cascade', index=True)
    kind = fields.Selection(
        [
            ('customer', "Customers"),
            ('opportunity', "Opportunities"),
            ('activity', "Activities"),
            ('promise', "Promises"),
        ],
        required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(string="Number", model_field='model', required=True)
    family = fields.Integer(required=True, help="The account, or a negative number for a record of no account.")
    account_id = fields.Many2one('res.partner', string="Account", ondelete='set null', index='btree_not_null')
    company_id = fields.Many2one('res.company', ondelete='set null')
    to_user_id = fields.Many2one('res.users', string="To Whom", required=True, ondelete='restrict', index=True)
    state = fields.Selection(
        [
            ('pending', "Waiting"),
            ('moved', "Handed over"),
            ('skipped', "Not handed over"),
            ('returned', "Given back"),
            ('kept', "Not given back"),
        ],
        string="Status", required=True, default='pending')
    reason = fields.Selection(REASONS, string="Why")
    detail = fields.Char(string="Details")
    is_private = fields.Boolean(help="A private promise: nobody else is to learn that it exists.")
    before = fields.Json(help="Values that were replaced, by column.")
    after = fields.Json(help="Values that were written, by column.")
    record_name = fields.Char(string="Record", compute='_compute_record_name')

    _work_idx = models.Index("(handover_id, state, family, id)")

    @api.depends('model', 'res_id')
    def _compute_record_name(self):
        for model, lines in self.grouped('model').items():
            names = {}
            if model in self.env:
                records = self.env[model].with_context(active_test=False).browse(lines.mapped('res_id')).exists()
                if model != 'crm.promise':  # these may be confidential
                    # sudo: who reads the log was let into the work of that person; a leader does not own the deals
                    records = records.sudo()
                names = {record.id: record.display_name for record in records._filtered_access('read')}
            for line in lines:
                line.record_name = names.get(line.res_id) or "–"

    def action_open(self):
        """Open the record, an activity by what it is planned on; the record's own rules decide what shows."""
        self.ensure_one()
        model, res_id = self.model, self.res_id
        if self.kind == 'activity':
            # sudo: only to find where it stands
            activity = self.env['mail.activity'].sudo().with_context(active_test=False).browse(res_id).exists()
            model, res_id = (activity.res_model, activity.res_id) if activity.res_model else ('res.partner', self.account_id.id)
        return {'type': 'ir.actions.act_window', 'res_model': model, 'res_id': res_id, 'views': [[False, 'form']],
                'target': 'current'}
