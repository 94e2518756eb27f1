from odoo import api, fields, models
from odoo.tools import SQL

# The author is who wrote the opportunity in the same statement.
FUNCTION = """
CREATE OR REPLACE FUNCTION crm_customer_record_deadline_changed() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    INSERT INTO crm_deadline_change (lead_id, date_from, date_to, days, date, user_id, salesperson_id, team_id, stage_id, service_line_id,
                                     company_id)
    VALUES (NEW.id, OLD.date_deadline, NEW.date_deadline, NEW.date_deadline - OLD.date_deadline, now() AT TIME ZONE 'UTC', NEW.write_uid,
            NEW.user_id, NEW.team_id, NEW.stage_id, NEW.service_line_id, NEW.company_id);
    RETURN NULL;
END
$function$
"""
TRIGGER = """
CREATE TRIGGER crm_customer_record_deadline_changed AFTER UPDATE OF date_deadline ON crm_lead FOR EACH ROW
  WHEN (NEW.type = 'opportunity' AND OLD.date_deadline IS DISTINCT FROM NEW.date_deadline)
EXECUTE FUNCTION crm_customer_record_deadline_changed()
"""


class CrmDeadlineChange(models.Model):
    """The fact that the expected closing of an opportunity was put elsewhere: from, to, when, by whom.

    Written by the database itself (a trigger), whichever way the date changes and without a query of ours.
    """

    _name = 'crm.deadline.change'
    _description = "Moved Closing Date"
    _inherit = ['crm.readable.by.lead']
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'
    _log_access = False

    lead_id = fields.Many2one('crm.lead', string="Opportunity", required=True, readonly=True, ondelete='cascade')
    date = fields.Datetime(string="Changed on", required=True, readonly=True)
    user_id = fields.Many2one('res.users', string="Changed by", readonly=True, ondelete='set null')
    date_from = fields.Date(string="Expected before", readonly=True)
    date_to = fields.Date(string="Expected since", readonly=True)
    days = fields.Integer(string="Days later", readonly=True, help="Below zero: earlier. Empty when there was no date before or is none since.")
    salesperson_id = fields.Many2one('res.users', readonly=True, ondelete='set null', help="Whose opportunity it was at that time.")
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True, ondelete='set null', help="The team at that time.")
    stage_id = fields.Many2one('crm.stage', readonly=True, ondelete='set null', help="The stage at that time.")
    service_line_id = fields.Many2one('crm.service.line', readonly=True, ondelete='set null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')

    _lead_date_idx = models.Index('(lead_id, date, id)')

    def init(self):
        self.env.cr.execute(FUNCTION)
        self.env.cr.execute("DROP TRIGGER IF EXISTS crm_customer_record_deadline_changed ON crm_lead")
        self.env.cr.execute(TRIGGER)

    @api.model
    def _flush_changes(self):
        """Let the database know of the changes of this transaction; whoever reads the table by SQL calls this first."""
        self.env['crm.lead'].flush_model(['date_deadline'])

    @api.model
    def _search(self, domain, *args, **kwargs):
        self._flush_changes()
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _slippage_sql(self, scope=None):
        """How often and how far the expected closing of opportunities was moved, from one date to another.

        :param SQL scope: condition on the changes ``d``
        :return: SQL of a query: ``lead_id``, ``moves``, ``days`` (all together; below zero when it is expected earlier), ``first_date``
            (the date that was promised first); no rows for opportunities whose date never was moved
        """
        return SQL(
            """SELECT d.lead_id, count(*) AS moves, sum(d.days) AS days, (array_agg(d.date_from ORDER BY d.date, d.id))[1] AS first_date
                 FROM crm_deadline_change d WHERE d.days IS NOT NULL AND %s GROUP BY d.lead_id""", scope or SQL("TRUE"))
