from odoo import api, fields, models
from odoo.tools import SQL

KEEP_DAYS = 'crm_customer_record.playbook_log_days'
LEAST_KEPT = 60  # days; more than a rule looks back


class CrmPlaybookRun(models.Model):
    """The fact that a rule was met by one event of one record, and what it did: never twice for the same event.

    Made through the ORM, so that other applications (automation rules of the host) can begin where one appears.
    """

    _name = 'crm.playbook.run'
    _description = "Playbook Log"
    _inherit = ['crm.readable.by.customer']
    _order = 'id desc'
    _rec_name = 'event'

    playbook_id = fields.Many2one('crm.playbook', string="Rule", required=True, readonly=True, ondelete='cascade')
    event = fields.Selection('_get_events', required=True, readonly=True)
    event_key = fields.Char(required=True, readonly=True, help="Tells this event from others of the same record.")
    event_date = fields.Datetime(string="Happened on", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', required=True, readonly=True)
    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True, ondelete='cascade', index='btree_not_null')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True, ondelete='cascade', index='btree_not_null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    state = fields.Selection(
        [('done', "Done"), ('error', "Error"), ('skipped', "Left out")], required=True, readonly=True, default='done')
    result = fields.Text(string="What was done", readonly=True)
    error = fields.Text(readonly=True)
    depth = fields.Integer(readonly=True, help="How many rules led to this one.")
    assigned_user_id = fields.Many2one('res.users', string="Assigned to", readonly=True, ondelete='set null')

    _once = models.UniqueIndex('(playbook_id, res_model, res_id, event_key)')
    _recent_idx = models.Index('(playbook_id, create_date)')
    _turn_idx = models.Index('(playbook_id, assigned_user_id, id) WHERE assigned_user_id IS NOT NULL')
    _old_idx = models.Index('(create_date)')

    @api.model
    def _get_events(self):
        return self.env['crm.playbook']._fields['event']._description_selection(self.env)

    @api.depends('lead_id', 'partner_id', 'event')
    def _compute_display_name(self):
        events = dict(self._fields['event']._description_selection(self.env))
        for run in self:
            run.display_name = events.get(run.event)

    def action_open_record(self):
        """Open the opportunity or the customer."""
        self.ensure_one()
        record = self.lead_id or self.partner_id
        return {'type': 'ir.actions.act_window', 'res_model': record._name, 'res_id': record.id, 'views': [(False, 'form')]}

    @api.autovacuum
    def _gc_old(self):
        """Forget what is long over; silence and want of activities of open opportunities are remembered as long as these are open."""
        text = self.env['ir.config_parameter'].sudo().get_param(KEEP_DAYS, '365')  # sudo: a setting
        days = max(int(text) if text.isdigit() else 365, LEAST_KEPT)
        self.env.cr.execute(SQL(
            """DELETE FROM crm_playbook_run WHERE id IN (
                 SELECT r.id FROM crm_playbook_run r LEFT JOIN crm_lead l ON l.id = r.lead_id
                  WHERE r.create_date < %s - make_interval(days => %s)
                    AND NOT (r.event IN ('idle', 'silence') AND l.active AND l.won_status = 'pending')
                  LIMIT 50000)""", self.env.cr.now(), days))
        self.invalidate_model()
