from odoo import api, fields, models
from odoo.tools import SQL

EVENTS = [
    ('created', "Created"),
    ('converted', "Became an opportunity"),
    ('moved', "Moved"),
    ('won', "Won"),
    ('lost', "Lost"),
    ('reopened', "Reopened"),
    ('merged', "Merged into another"),
]


class CrmStageTransition(models.Model):
    """The fact that an opportunity moved: from, to, when, by whom, what it was worth, how long it had been there.

    Written by the system only, in a trigger of the database; nobody changes it afterwards.
    """

    _name = 'crm.stage.transition'
    _description = "Stage Transition"
    _inherit = ['crm.readable.by.lead']
    _order = 'date desc, id desc'
    _rec_name = 'event'
    _log_access = False

    lead_id = fields.Many2one('crm.lead', string="Opportunity", required=True, readonly=True, ondelete='cascade')
    event = fields.Selection(EVENTS, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    from_stage_id = fields.Many2one('crm.stage', string="From", readonly=True, ondelete='set null', index='btree_not_null')
    to_stage_id = fields.Many2one('crm.stage', string="To", readonly=True, ondelete='set null', index='btree_not_null')
    from_name = fields.Char(string="From (deleted stage)", readonly=True, help="The name of a stage that no longer exists.")
    to_name = fields.Char(string="To (deleted stage)", readonly=True, help="The name of a stage that no longer exists.")
    user_id = fields.Many2one('res.users', string="By", readonly=True, ondelete='set null')
    salesperson_id = fields.Many2one(
        'res.users', readonly=True, ondelete='set null', help="Whose opportunity it was at that time.")
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True, ondelete='set null', help="The team at that time.")
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    amount = fields.Monetary(string="Expected Revenue", readonly=True, help="What was expected at that time.")
    currency_id = fields.Many2one('res.currency', readonly=True, ondelete='set null')
    duration = fields.Float(
        string="Days before", readonly=True, aggregator='avg',
        help="Days between the transition before and this one: how long the opportunity had been in the stage it left.")
    unmet = fields.Text(string="What was missing", readonly=True, help="Requirements that did not hold when it moved nevertheless.")
    override_reason = fields.Text(
        readonly=True, help="Why a manager moved it although something that is needed was missing.")
    merged_res_id = fields.Integer(
        string="Merged number", readonly=True, help="The number of another opportunity, merged into this one since, that moved.")
    merged_name = fields.Char(string="Merged opportunity", readonly=True)

    _lead_date_idx = models.Index('(lead_id, date DESC, id DESC)')
    _date_idx = models.Index('(date)')

    @api.depends('event', 'from_stage_id', 'to_stage_id', 'from_name', 'to_name')
    def _compute_display_name(self):
        events = dict(self._fields['event']._description_selection(self.env))
        for transition in self:
            stages = [transition.from_stage_id.name or transition.from_name, transition.to_stage_id.name or transition.to_name]
            transition.display_name = " → ".join(filter(None, stages)) if transition.event == 'moved' else events[transition.event]

    @api.model
    def _remark(self, remarks):
        """Write down what was missing when opportunities entered the stage they are in now.

        :param dict remarks: {lead id: {'unmet': text, 'override_reason': text or None}}
        """
        if not remarks:
            return
        self._flush_moves()
        self.env.cr.execute(SQL(
            r"""UPDATE crm_stage_transition t SET unmet = concat_ws(E'\n', t.unmet, new.unmet), override_reason = coalesce(new.reason, t.override_reason)
                 FROM unnest(%s::int[], %s::text[], %s::text[]) AS new(lead_id, unmet, reason)
                WHERE t.id = (SELECT entry.id FROM crm_stage_transition entry
                               WHERE entry.lead_id = new.lead_id AND entry.merged_res_id IS NULL
                                 AND entry.from_stage_id IS DISTINCT FROM entry.to_stage_id
                               ORDER BY entry.date DESC, entry.id DESC LIMIT 1)""",
            list(remarks), [remark['unmet'] for remark in remarks.values()], [remark['override_reason'] for remark in remarks.values()]))
        self._forget()

    @api.model
    def _forget(self):
        """What was written by SQL is read anew."""
        self.invalidate_model(flush=False)

    @api.model
    def _redate(self, lines):
        """Give opportunities that come from elsewhere the dates of their history.

        :param lines: list of (lead id, when it was created, when it was closed), the moments as text or None
        """
        if not lines:
            return
        self._flush_moves()
        ids, created, closed = (list(column) for column in zip(*lines, strict=True))
        self.env.cr.execute(SQL(
            """UPDATE crm_stage_transition t SET date = CASE WHEN t.event = 'created' THEN new.created ELSE new.closed END
                 FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[]) AS new(lead_id, created, closed)
                WHERE t.lead_id = new.lead_id AND CASE t.event WHEN 'created' THEN new.created IS NOT NULL
                      WHEN 'won' THEN new.closed IS NOT NULL WHEN 'lost' THEN new.closed IS NOT NULL ELSE FALSE END""",
            ids, created, closed))
        self._measure(SQL("t.lead_id = ANY(%s)", ids))
        self._forget()

    @api.model
    def _measure(self, scope):
        """Compute the time before each transition anew.

        :param SQL scope: condition on the transitions ``t``; whole opportunities only
        """
        self.env.cr.execute(SQL(
            """UPDATE crm_stage_transition t SET duration = greatest(chain.days, 0)
                 FROM (SELECT t.id, coalesce(extract(epoch FROM t.date - lag(t.date) OVER (
                              PARTITION BY t.lead_id, t.merged_res_id ORDER BY t.date, t.id)) / 86400, 0) AS days
                         FROM crm_stage_transition t WHERE %s) chain
                WHERE chain.id = t.id""", scope))

    @api.model
    def _merge_moves(self):
        """The history of opportunities that were merged goes to those that remain, closed and marked as theirs.

        :return: parts of a ``WITH`` that has ``merged(tail, head)`` already; what went over is ``move``
        """
        return SQL(
            """closing AS (
                   INSERT INTO crm_stage_transition (lead_id, event, date, user_id, from_stage_id, amount, currency_id, team_id,
                                                     salesperson_id, company_id, merged_res_id, merged_name, duration)
                   SELECT merged.head, 'merged', %(now)s, %(user)s, tail.stage_id, tail.expected_revenue, before.currency_id, tail.team_id,
                          tail.user_id, tail.company_id, tail.id, tail.name, coalesce(extract(epoch FROM %(now)s - before.date) / 86400, 0)
                     FROM merged JOIN crm_lead tail ON tail.id = merged.tail
                    CROSS JOIN LATERAL (SELECT t.date, t.currency_id FROM crm_stage_transition t
                                         WHERE t.lead_id = tail.id AND t.merged_res_id IS NULL
                                         ORDER BY t.date DESC, t.id DESC LIMIT 1) before
                    WHERE tail.type = 'opportunity'),
               move AS (
                   UPDATE crm_stage_transition t
                      SET lead_id = merged.head, merged_res_id = coalesce(t.merged_res_id, merged.tail),
                          merged_name = coalesce(t.merged_name, tail.name)
                     FROM merged JOIN crm_lead tail ON tail.id = merged.tail
                    WHERE t.lead_id = merged.tail RETURNING t.id)""", now=self.env.cr.now(), user=self.env.uid)

    @api.model
    def _keep_names(self, stages):
        """Write down what stages are called that are about to be deleted."""
        self._flush_moves()
        for name, column in (('from_name', 'from_stage_id'), ('to_name', 'to_stage_id')):
            self.env.cr.execute(SQL(
                """UPDATE crm_stage_transition t SET %(name)s = gone.name
                     FROM unnest(%(ids)s, %(names)s) AS gone(id, name) WHERE t.%(column)s = gone.id""",
                name=SQL.identifier(name), column=SQL.identifier(column), ids=stages.ids, names=stages.mapped('name')))
        self._forget()
