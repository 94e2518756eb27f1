from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# How far back a rule that is on looks for what happened while no job ran.
LOOK_BACK = timedelta(days=30)


class CrmPlaybook(models.Model):
    """What has happened, found set-based: the same question answers the job ("now") and the preview ("the last 30 days").

    A kind of event of your own is a further value of ``event`` and a method ``_find_<event>(window)`` that returns a SELECT of
    ``lead_id, partner_id, key, moment``: to whom it happened (one may be NULL), what tells this event from
    others of the same record, and when.
    """

    _inherit = 'crm.playbook'

    def _find(self, begin, end, limit, now=False, lead_ids=None):
        """Find events of this rule, with the rights of the current user (all of it for the superuser).

        :param datetime begin: from then on; None for whatever holds
        :param datetime end: until then, included
        :param int limit: at most so many, the oldest first
        :param bool now: only those that the rule acts on: what still holds and was not acted on before. Else what happened,
            whether it still holds or not
        :param list lead_ids: only about these opportunities
        :return: list of tuples (lead id or None, partner id or None, key, moment)
        """
        self.ensure_one()
        self.env.flush_all()
        window = Window(self, begin, end, now, lead_ids)
        select = getattr(self, f'_find_{self.event}')(window)
        return self.env.execute_query(SQL(
            """SELECT e.lead_id, e.partner_id, e.key, e.moment FROM (%(select)s) e
                WHERE e.moment <= %(end)s AND %(begin)s AND %(subject)s AND %(fresh)s
                ORDER BY e.moment, e.lead_id, e.partner_id LIMIT %(limit)s""",
            select=select, end=end, begin=SQL("e.moment >= %s", begin) if begin else SQL("TRUE"),
            subject=self._find_subject(window), fresh=self._find_fresh() if now else SQL("TRUE"), limit=limit))

    def _find_fresh(self):
        return SQL(
            """NOT EXISTS (SELECT FROM crm_playbook_run r WHERE r.playbook_id = %s AND r.event_key = e.key
                              AND r.res_id = coalesce(e.lead_id, e.partner_id)
                              AND r.res_model = CASE WHEN e.lead_id IS NULL THEN 'res.partner' ELSE 'crm.lead' END)""", self.id)

    def _find_subject(self, window):
        """:return: condition: the opportunity, or the customer where there is none, is one this rule is for and the user may read"""
        if self.subject == 'lead':
            return SQL("e.lead_id IN %s", window.leads)
        if self.subject == 'partner':
            return SQL("e.partner_id IN %s", window.partners)
        if self.team_ids or self.service_line_ids or not self._read_domain('lead_domain').is_true():
            return SQL("e.lead_id IN %s", window.leads)
        return SQL("CASE WHEN e.lead_id IS NULL THEN e.partner_id IN %s ELSE e.lead_id IN %s END", window.partners, window.leads)

    def _lead_scope(self, lead_ids=None):
        """:return: domain of the opportunities this rule is for"""
        domain = self._read_domain('lead_domain')
        if lead_ids is not None:
            domain &= Domain('id', 'in', lead_ids)
        if self.team_ids:
            domain &= Domain('team_id', 'in', self.team_ids.ids)
        if self.service_line_ids:
            domain &= Domain('service_line_id', 'in', self.service_line_ids.ids)
        if self.company_id:
            domain &= Domain('company_id', '=', self.company_id.id)
        return domain

    # ------------------------------------------------------------ opportunities
    def _find_stage(self, window):
        """Moves into a stage, by any path; while the opportunity still stands there."""
        stages = SQL("t.to_stage_id = ANY(%s)", self.stage_ids.ids) if self.stage_ids else SQL("t.to_stage_id IS NOT NULL")
        still = SQL("AND l.stage_id = t.to_stage_id AND l.active") if window.now else SQL()
        of = SQL("AND t.lead_id = ANY(%s)", window.lead_ids) if window.lead_ids is not None else SQL()
        return SQL(
            """SELECT t.lead_id, NULL::int AS partner_id, 't' || t.id AS key, t.date AS moment
                 FROM crm_stage_transition t JOIN crm_lead l ON l.id = t.lead_id AND l.type = 'opportunity'
                WHERE %s AND t.from_stage_id IS DISTINCT FROM t.to_stage_id AND t.merged_res_id IS NULL %s %s""", stages, still, of)

    def _find_new_lead(self, window):
        """Leads and opportunities that were created, of some sources."""
        conditions = [SQL("%s = ANY(%s)", SQL.identifier('l', column), records.ids) for column, records in (
            ('source_id', self.source_ids), ('medium_id', self.medium_ids), ('campaign_id', self.campaign_ids)) if records]
        if window.now:
            conditions.append(SQL("l.active"))
        if window.lead_ids is not None:
            conditions.append(SQL("l.id = ANY(%s)", window.lead_ids))
        return SQL(
            "SELECT l.id AS lead_id, NULL::int AS partner_id, 'new' AS key, l.create_date AS moment FROM crm_lead l WHERE %s",
            SQL(" AND ").join(conditions) if conditions else SQL("TRUE"))

    def _find_idle(self, window):
        """Open opportunities without a planned activity since they began or the last activity was done."""
        return SQL(
            """WITH pending AS (SELECT l.id, l.create_date, l.date_closed FROM crm_lead l WHERE l.id IN %(leads)s AND %(open)s),
                    begun AS (SELECT p.id, p.create_date AS since FROM pending p
                               UNION SELECT p.id, a.date_done::timestamp FROM pending p
                               JOIN mail_activity a ON a.res_model = 'crm.lead' AND a.res_id = p.id AND NOT a.active AND a.date_done IS NOT NULL)
               SELECT b.id AS lead_id, NULL::int AS partner_id, 'idle' || b.since::date AS key, min(b.since + %(days)s) AS moment
                 FROM begun b JOIN pending p ON p.id = b.id
                WHERE (p.date_closed IS NULL OR %(now)s OR p.date_closed > b.since + %(days)s)
                  AND NOT EXISTS (SELECT FROM mail_activity a WHERE a.res_model = 'crm.lead' AND a.res_id = b.id
                                     AND (%(now)s OR a.create_date < b.since + %(days)s)
                                     AND (a.active OR a.date_done > b.since::date))
                GROUP BY b.id, b.since::date""",
            leads=window.leads, open=window.open, days=timedelta(days=self.days), now=window.now)

    def _find_silence(self, window):
        """Open opportunities about which nobody talked or wrote: what `silence_days` shows, but of confidential talks nothing.

        Who sees that a rule did nothing could tell otherwise that there was a talk.
        """
        days = timedelta(days=self.days)
        recent = SQL("> %s", window.begin - days) if window.begin else SQL("IS NOT NULL")
        return SQL(
            """WITH pending AS (SELECT l.id, l.create_date, l.date_closed FROM crm_lead l WHERE l.id IN %(leads)s AND %(open)s),
                    said AS (SELECT p.id, p.create_date AS date FROM pending p WHERE p.create_date %(recent)s
                      UNION ALL SELECT p.id, i.date FROM pending p JOIN crm_interaction i ON i.lead_id = p.id
                                 WHERE i.confidentiality = 'normal' AND i.date %(recent)s AND i.date <= %(end)s
                      UNION ALL SELECT p.id, m.date FROM pending p JOIN mail_message m ON m.model = 'crm.lead' AND m.res_id = p.id
                                 WHERE m.message_type IN ('email', 'comment') AND m.date %(recent)s),
                    chain AS (SELECT s.id, s.date, lead(s.date) OVER (PARTITION BY s.id ORDER BY s.date) AS next FROM said s)
               SELECT c.id AS lead_id, NULL::int AS partner_id, 'silence' || to_char(c.date, 'YYYY-MM-DD HH24:MI:SS') AS key,
                      c.date + %(days)s AS moment
                 FROM chain c JOIN pending p ON p.id = c.id
                WHERE CASE WHEN %(now)s THEN c.next IS NULL
                           ELSE (c.next IS NULL OR c.next > c.date + %(days)s) AND (p.date_closed IS NULL OR p.date_closed > c.date + %(days)s) END""",
            leads=window.leads, open=window.open, recent=recent, days=days, now=window.now, end=window.end)


class Window:
    """What a rule is asked about: when, and which opportunities and customers, as sub-selects with the rights of the user."""

    def __init__(self, playbook, begin, end, now, lead_ids):
        self.playbook, self.begin, self.end, self.now, self.lead_ids = playbook, begin, end, now, lead_ids

    @property
    def leads(self):
        leads = self.playbook.env['crm.lead'].with_context(active_test=False)
        if not leads.has_access('read'):
            return SQL("(SELECT NULL::int WHERE FALSE)")
        return leads._search(self.playbook._lead_scope(self.lead_ids)).subselect()

    @property
    def partners(self):
        partners = self.playbook.env['res.partner']
        if not partners.has_access('read'):
            return SQL("(SELECT NULL::int WHERE FALSE)")
        domain = self.playbook._read_domain('partner_domain') if self.playbook.subject == 'partner' else Domain.TRUE
        if self.playbook.company_id:
            domain &= Domain('company_id', 'in', [self.playbook.company_id.id, False])
        return partners._search(domain).subselect()

    def readable(self, model, domain=Domain.TRUE):
        """:return: sub-select of the ids of the records of a model that the user may read"""
        records = self.playbook.env[model].with_context(active_test=False)
        if not records.has_access('read'):
            return SQL("(SELECT NULL::int WHERE FALSE)")
        if self.playbook.company_id and 'company_id' in records._fields:
            domain &= Domain('company_id', '=', self.playbook.company_id.id)
        return records._search(domain).subselect()

    @property
    def open(self):
        """Condition on an opportunity ``l``: it is open now; for the preview also one that was closed since."""
        if self.now:
            return SQL("l.type = 'opportunity' AND l.active AND l.won_status = 'pending'")
        return SQL("l.type = 'opportunity' AND (l.active AND l.won_status = 'pending' OR l.date_closed > %s)", self.begin)
