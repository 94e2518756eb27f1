from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import bound_of


class CrmTimeline(models.AbstractModel):
    """The timeline of one opportunity: what belongs to the deal, whether or not its customer is known yet.

    A deal's history is short: its records are found by the fields that name the deal, its messages straight from those
    of the deal and its orders.
    """

    _inherit = 'crm.timeline'

    @api.model
    @api.readonly
    def deal_page(self, lead_id, cursor=None, limit=30, filters=None):
        """Return one page of what the user may see about an opportunity.

        :param int lead_id: the opportunity
        :param cursor, limit, filters: as for ``timeline_page``
        :return: as ``timeline_page``, without pinned entries
        :raises UserError: for a filter, limit or cursor that cannot be understood
        :raises AccessError: when the user may not read the opportunity
        """
        return self._timeline_page(self._timeline_lead(lead_id), cursor, limit, filters)

    @api.model
    def _timeline_lead(self, lead_id):
        lead = self.env['crm.lead'].browse(lead_id if type(lead_id) is int else 0).exists()
        if not lead:
            raise MissingError(self.env._("This opportunity does not exist any more. Go back to the list and open another."))
        lead.check_access('read')
        return lead

    @api.model
    def _timeline_is_linked(self, source, subject):
        return source.key == 'message' if subject._name == 'crm.lead' else super()._timeline_is_linked(source, subject)

    @api.model
    def _timeline_way_domains(self, source, subject):
        if subject._name != 'crm.lead':
            return super()._timeline_way_domains(source, subject)
        if source.key == 'file':
            return [self._timeline_files_of(subject)]
        return [Domain(source.deal, '=', subject.id)] if source.deal else []

    @api.model
    def _timeline_files_of(self, lead):
        """Return the domain of the files that people attached to a deal without a message."""
        def unsent(model, alias, query):
            return SQL("NOT EXISTS (SELECT FROM message_attachment_rel sent WHERE sent.attachment_id = %s)",
                       SQL.identifier(alias, 'id'))

        return (Domain('res_model', '=', lead._name) & Domain('res_id', '=', lead.id) & Domain('res_field', '=', False)
                & Domain('create_uid', '!=', SUPERUSER_ID) & Domain.custom(to_sql=unsent))

    @api.model
    def _timeline_link_select(self, subject, requests, wanted, count):
        if subject._name != 'crm.lead':
            return super()._timeline_link_select(subject, requests, wanted, count)
        return SQL(" UNION ALL ").join(
            self._timeline_deal_messages(subject, source, kinds, wanted, cursor, count) for source, kinds, cursor in requests)

    @api.model
    def _timeline_deal_messages(self, lead, source, kinds, wanted, cursor, count):
        """Return the query for ``(rank, moment, id)`` of the first messages of a deal and its orders."""
        scope = SQL(
            """(record.model = 'crm.lead' AND record.res_id = %(lead)s OR record.model = 'sale.order'
                AND record.res_id IN (SELECT id FROM sale_order WHERE opportunity_id = %(lead)s))""", lead=lead.id)
        moment = SQL.identifier('found', 'date')
        conditions = [SQL("found.kind = ANY(%s)", [kind.key for kind in kinds]), *self._timeline_period(moment, wanted)]
        if wanted.user_ids:
            conditions.append(SQL("found.user_id = ANY(%s)", list(wanted.user_ids)))
        if cursor:
            bound = bound_of(cursor, source.rank, oldest_first=wanted.oldest_first)
            conditions.append(SQL("(found.date, found.res_id) %s (%s, %s)", wanted.beyond, bound.date, bound.id))
        return SQL(
            """SELECT %s, message.date, message.res_id FROM (
                      SELECT DISTINCT found.date, found.res_id FROM (%s) AS found WHERE %s
                       ORDER BY found.date %s, found.res_id %s LIMIT %s) AS message""",
            source.rank, self.env['crm.timeline.link']._select('mail.message', scope), SQL(" AND ").join(conditions),
            wanted.direction, wanted.direction, count)

    @api.model
    def _timeline_link_facts(self, source, ids):
        """Records of a deal without a customer have no links: what these would say is looked up."""
        found = super()._timeline_link_facts(source, ids)
        missing = [record_id for record_id in ids if record_id not in found]
        if not missing:
            return found
        for record_id in missing:
            found[record_id] = {'kind': source.kinds[0].key, 'user': False, 'partners': {}}
        if source.key == 'message':
            rows = self.env.execute_query(self.env['crm.timeline.link']._select(
                source.model, SQL("record.id = ANY(%s)", missing)))
            for res_id, partner_id, _date, user_id, kind in rows:
                found[res_id].update(kind=kind, user=user_id or False)
                if partner_id:
                    found[res_id]['partners'][partner_id] = False
        return found
