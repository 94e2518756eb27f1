from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

SAME_VISIT = timedelta(minutes=30)  # who comes back sooner has not been away
FORGOTTEN = timedelta(days=730)


class CrmCardVisit(models.Model):
    """When a user last looked at a customer's history, so that what came since can be marked. Nobody else's business."""

    _name = 'crm.card.visit'
    _description = "Visit of a Customer Card"
    _log_access = False
    _order = 'seen desc'
    _rec_name = 'partner_id'

    user_id = fields.Many2one('res.users', required=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade', index=True)
    seen = fields.Datetime(required=True, help="When the history was last opened.")
    previous = fields.Datetime(help="When the visit before this one ended.")

    # a constraint, not an index alone: the host's merge of partners looks for constraints
    _user_partner_uniq = models.Constraint('UNIQUE (user_id, partner_id)', "A user has one visit of each customer.")

    @api.model
    def visit(self, partner_id):
        """Note that the user looks at a customer's history now.

        Opening it again within half an hour is the same visit: what was new stays new.

        :param int partner_id: an account or a contact
        :return: ``{'since': 'YYYY-MM-DD HH:MM:SS' (UTC) or False}``: when the user last looked before this visit
        :raises AccessError: when the user may not read the partner
        """
        partner = self.env['crm.timeline']._timeline_partner(partner_id)
        now = fields.Datetime.now()
        # One statement, as nobody writes visits as such: two tabs that open at once must not stand in each other's way.
        previous = self.env.execute_query(SQL(
            """INSERT INTO crm_card_visit AS known (user_id, partner_id, seen) VALUES (%s, %s, %s)
               ON CONFLICT (user_id, partner_id) DO UPDATE
                  SET seen = EXCLUDED.seen,
                      previous = CASE WHEN known.seen < %s THEN known.seen ELSE known.previous END
            RETURNING previous""", self.env.uid, partner.id, now, now - SAME_VISIT))[0][0]
        self.invalidate_model(flush=False)
        return {'since': fields.Datetime.to_string(previous) if previous else False}

    @api.autovacuum
    def _gc_visits(self):
        self.env.cr.execute(SQL("DELETE FROM crm_card_visit WHERE seen < %s", fields.Datetime.now() - FORGOTTEN))


class CrmTimeline(models.AbstractModel):
    """Entries tell when they came to be known: a talk of yesterday that was logged today is new."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_blank(self):
        # 'YYYY-MM-DD HH:MM:SS', UTC: when the record was created
        return {**super()._timeline_blank(), 'created': False}

    @api.model
    def _timeline_rendered(self, source, rows):
        for row, values in super()._timeline_rendered(source, rows):
            yield row, {'created': fields.Datetime.to_string(row.get('create_date') or False) or False, **values}

    @api.model
    def _timeline_fields(self, source):
        return [*super()._timeline_fields(source), 'create_date']
