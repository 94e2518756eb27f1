import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

EVENTS = [
    ('stage', "An opportunity enters a stage"),
    ('new_lead', "A lead or opportunity is new"),
    ('idle', "No activity has been planned for some days"),
    ('silence', "Nobody has talked or written for some days"),
    ('promise_broken', "A promise was broken"),
    ('quotation_viewed', "The customer opened the quotation"),
    ('quotation_expiring', "A quotation is about to expire"),
    ('quotation_expired', "A quotation has expired"),
    ('invoice_overdue', "An invoice is overdue"),
    ('birthday', "A contact has a birthday"),
    ('timer', "By the calendar"),
]
# What an event happens to: an opportunity, a customer, or the opportunity if there is one, else the customer.
ON_LEADS, ON_CUSTOMERS = {'stage', 'new_lead', 'idle', 'silence'}, {'invoice_overdue', 'birthday'}
WEEKDAYS = [
    ('0', "Monday"), ('1', "Tuesday"), ('2', "Wednesday"), ('3', "Thursday"), ('4', "Friday"), ('5', "Saturday"), ('6', "Sunday")]


class CrmPlaybook(models.Model):
    """What the system does by itself when something happens to an opportunity or a customer: one event, some actions in order.

    Works with the rights of the superuser: administrators say what is done, and it is done whoever is at work at that
    moment. What it finds and tells is limited in turn, see ``crm_playbook_find`` and ``crm_playbook_action_do``.
    Kept in memory: a database without rules on stages pays nothing when opportunities move.
    """

    _name = 'crm.playbook'
    _description = "Playbook Rule"
    _inherit = ['crm.kept.in.memory']
    _kept_in = 'stable'
    _order = 'sequence, id'
    _check_company_auto = True
    _kept_fields = {
        'active', 'state', 'event', 'stage_ids', 'team_ids', 'service_line_ids', 'company_id', 'source_ids', 'medium_ids', 'campaign_ids'}

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [('off', "Off"), ('on', "On"), ('paused', "Paused by itself")], default='off', required=True, readonly=True, copy=False)
    pause_reason = fields.Char(readonly=True, copy=False)
    on_since = fields.Datetime(string="On since", readonly=True, copy=False, help="What happened before is left alone.")
    catches_up = fields.Boolean(readonly=True, copy=False, help="It also works off what held already when it was switched on.")
    user_id = fields.Many2one(
        'res.users', string="Owner", required=True, default=lambda self: self.env.user, domain=[('share', '=', False)],
        help="Is told when the rule pauses itself.")
    company_id = fields.Many2one('res.company', index=True, help="Only for what belongs to this company. Empty: for all.")
    team_ids = fields.Many2many(
        'crm.team', string="Sales Teams", ondelete='restrict', check_company=True, help="Only for opportunities of these teams. Empty: for all.")
    service_line_ids = fields.Many2many(
        'crm.service.line', string="Service Lines", ondelete='restrict', help="Only for opportunities of these lines. Empty: for all.")

    event = fields.Selection(EVENTS, required=True, default='stage', string="When")
    subject = fields.Selection(
        [('lead', "Opportunities"), ('partner', "Customers"), ('both', "Opportunities, else customers")], compute='_compute_subject')
    timer_on = fields.Selection([('lead', "Opportunities"), ('partner', "Customers")], string="Over", default='lead', required=True)
    stage_ids = fields.Many2many('crm.stage', string="Stages", ondelete='restrict', help="Empty: any stage.")
    days = fields.Integer(default=14)
    promise_side = fields.Selection([('ours', "ours"), ('theirs', "theirs")], string="Whose Promise", help="Empty: ours and theirs.")
    source_ids = fields.Many2many('utm.source', string="Sources", ondelete='restrict', help="Empty: any source.")
    medium_ids = fields.Many2many('utm.medium', string="Media", ondelete='restrict', help="Empty: any medium.")
    campaign_ids = fields.Many2many('utm.campaign', string="Campaigns", ondelete='restrict', help="Empty: any campaign.")
    cadence = fields.Selection(
        [('weekdays', "Every weekday"), ('week', "Once a week"), ('month', "Once a month")], default='weekdays', required=True)
    weekday = fields.Selection(WEEKDAYS, default='0', required=True)
    month_day = fields.Integer(string="Day of the Month", default=1)
    hour = fields.Integer(default=7, help="From this hour on, in the time zone of the rule's owner.")
    lead_domain = fields.Char(string="Only Opportunities with", default='[]')
    partner_domain = fields.Char(string="Only Customers with", default='[]')

    action_ids = fields.One2many('crm.playbook.action', 'playbook_id', string="Actions", copy=True)
    most_per_record = fields.Integer(
        string="Most per record and day", default=5, help="When one record is met more often, the rule pauses itself and tells its owner.")
    most_per_hour = fields.Integer(
        string="Most per hour", default=200, help="When it is met more often, the rule pauses itself and tells its owner.")
    run_count = fields.Integer(string="Runs", compute='_compute_run_count')

    _days_sensible = models.Constraint('CHECK (days >= 0 AND days <= 3650)', "The number of days must be between 0 and 3650.")
    _limits_positive = models.Constraint(
        'CHECK (most_per_record > 0 AND most_per_hour > 0)', "Limits must be greater than zero. To stop the rule, switch it off.")
    _hour_of_day = models.Constraint('CHECK (hour >= 0 AND hour <= 23)', "The hour must be between 0 and 23.")
    _day_of_month = models.Constraint('CHECK (month_day >= 1 AND month_day <= 31)', "The day of the month must be between 1 and 31.")

    @api.depends('event', 'timer_on')
    def _compute_subject(self):
        for playbook in self:
            if playbook.event == 'timer':
                playbook.subject = playbook.timer_on
            else:
                playbook.subject = 'lead' if playbook.event in ON_LEADS else 'partner' if playbook.event in ON_CUSTOMERS else 'both'

    @api.depends_context('uid')
    def _compute_run_count(self):
        """What the viewer may read of the log."""
        counts = {playbook.id: count for playbook, count in self.env['crm.playbook.run']._read_group(
            [('playbook_id', 'in', self.ids)], ['playbook_id'], ['__count'])}
        for playbook in self:
            playbook.run_count = counts.get(playbook.id, 0)

    @api.constrains('lead_domain', 'partner_domain')
    def _check_domains(self):
        for playbook in self:
            for name, model in (('lead_domain', 'crm.lead'), ('partner_domain', 'res.partner')):
                try:
                    playbook._read_domain(name).validate(self.env[model])
                except Exception as error:  # whatever is typed there
                    raise ValidationError(self.env._(
                        "The condition of \"%(name)s\" cannot be read: %(error)s. Choose it anew in the editor.",
                        name=playbook.name, error=error)) from error

    def _read_domain(self, name):
        """:return: one of the conditions, as it reads today"""
        return Domain(safe_eval(self[name] or '[]', {
            'uid': self.env.uid, 'datetime': datetime, 'time': time, 'relativedelta': dateutil.relativedelta.relativedelta,
            'context_today': lambda: fields.Date.context_today(self), 'current_date': fields.Date.to_string(fields.Date.context_today(self)),
        }))

    @api.model
    @ormcache(cache='stable')
    def _in_memory(self):
        """:return: tuple of (rule id, event, frozenset of stage ids) of the rules that look at moves; kept in memory"""
        # As superuser: the rules of all companies; each asks for its own when it looks closer.
        rules = self.sudo().search_fetch([('state', '=', 'on'), ('event', 'in', ('stage', 'new_lead'))], ['event', 'stage_ids'])
        return tuple((rule.id, rule.event, frozenset(rule.stage_ids.ids if rule.event == 'stage' else ())) for rule in rules)

    def _zone(self):
        return pytz.timezone(self.user_id.tz or self.company_id.partner_id.tz or 'UTC')

    # ------------------------------------------------------------ switches
    def action_switch_on(self):
        """From now on: what happened or held before is left alone."""
        self._switch_on(catches_up=False)

    def action_switch_on_catching_up(self):
        """From now on, and for what holds already at this moment."""
        self._switch_on(catches_up=True)

    def _switch_on(self, catches_up):
        for playbook in self:
            if not playbook.active:
                raise UserError(self.env._("\"%(name)s\" is archived. Restore it first.", name=playbook.name))
        self.write({
            'state': 'on', 'pause_reason': False, 'catches_up': catches_up,
            # The beginning of the transaction: a move made in it counts.
            'on_since': self.env.cr.now().replace(microsecond=0),
        })
        self._call_cron()

    def action_switch_off(self):
        """Nothing more happens, also not later for what happens until it is switched on again."""
        self.write({'state': 'off', 'pause_reason': False})

    def write(self, vals):
        if vals.get('active') is False:
            vals = {**vals, 'state': 'off'}
        return super().write(vals)

    @api.model
    def _call_cron(self):
        # As superuser: whoever moves an opportunity lets the job begin.
        self.env.ref('crm_customer_record.crm_playbook_cron').sudo()._trigger()

    def action_view_runs(self):
        """Open the log of this rule."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_playbook_run_action')
        return dict(action, domain=[('playbook_id', '=', self.id)], context={'search_default_group_event': 0})

    def action_preview(self):
        """Show what this rule would have done in the last 30 days."""
        self.ensure_one()
        preview = self.env['crm.playbook.preview'].create({'playbook_id': self.id})
        return {
            'type': 'ir.actions.act_window', 'res_model': preview._name, 'res_id': preview.id, 'views': [(False, 'form')], 'target': 'new',
            'name': self.env._("What would have happened"),
        }
