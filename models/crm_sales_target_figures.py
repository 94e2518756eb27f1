from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

# What is read by SQL.
FACT_MODELS = ('crm.sales.target', 'crm.lead', 'crm.stage', 'crm.team', 'res.users', 'account.move', 'account.move.line', 'account.partial.reconcile')
FIGURES = ('reached_amount', 'commit_amount', 'best_case_amount', 'open_amount')


class CrmSalesTarget(models.Model):
    """How much of a target is reached, and how much more is in sight: computed for all targets asked for in one statement.

    Whoever may read a target is told its totals, not what they are made of: a salesperson's are of the own documents; a leader's
    and a manager's of those they answer for. The documents open with the rights of who opens them.
    """

    _inherit = 'crm.sales.target'

    reached_amount = fields.Monetary(string="Achieved", compute='_compute_figures')
    commit_amount = fields.Monetary(
        string="Achieved + Commit", compute='_compute_figures', help="With the open opportunities that close in the period and are committed.")
    best_case_amount = fields.Monetary(
        string="Achieved + Commit + Best Case", compute='_compute_figures', help="With the best cases that close in the period, too.")
    open_amount = fields.Monetary(
        string="Open Pipeline", compute='_compute_figures', help="Open opportunities that close in the period and are not omitted.")
    missing_amount = fields.Monetary(string="Missing", compute='_compute_shares', help="What is left to reach.")
    reached_share = fields.Float(string="Achieved %", compute='_compute_shares', aggregator=None)
    coverage = fields.Float(
        compute='_compute_shares', aggregator=None,
        help="How many times the open pipeline covers what is missing; nothing where nothing is missing.")

    @api.depends('amount', 'user_id', 'team_id', 'company_id', 'date_from', 'date_to', 'basis')
    def _compute_figures(self):
        known = {}
        if self._origin:
            known = {target_id: figures for target_id, *figures in self.env.execute_query(SQL(
                "SELECT target_id, %s FROM %s figures", SQL(', ').join(map(SQL.identifier, FIGURES)),
                self._figures_sql(SQL("target.id = ANY(%s)", self._origin.ids))))}
        for target in self:
            for name, figure in zip(FIGURES, known.get(target._origin.id) or [0] * len(FIGURES), strict=True):
                target[name] = figure

    @api.depends('amount', *FIGURES)
    def _compute_shares(self):
        for target in self:
            target.missing_amount = max(target.amount - target.reached_amount, 0)
            target.reached_share = 100 * target.reached_amount / target.amount if target.amount else 0
            target.coverage = target.open_amount / target.missing_amount if target.missing_amount else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        """The figures are measures of pivots and graphs, too."""
        if query is None or field_expr not in (*FIGURES, 'missing_amount'):
            return super()._field_to_sql(alias, field_expr, query)
        figures = query.make_alias(alias, 'figures')
        query.add_join('LEFT JOIN', figures, self._figures_sql(SQL("TRUE")), SQL(
            "%s = %s", SQL.identifier(figures, 'target_id'), SQL.identifier(alias, 'id')))
        if field_expr == 'missing_amount':
            return SQL("greatest(%s - %s, 0)", super()._field_to_sql(alias, 'amount', query), SQL.identifier(figures, 'reached_amount'))
        return SQL.identifier(figures, field_expr)

    # ------------------------------------------------------------
    # The statement
    # ------------------------------------------------------------

    @api.model
    def _figures_sql(self, condition):
        """The figures of targets, as a table: ``target_id`` and ``FIGURES``.

        Every kind of fact is read once, summed up by salesperson, team and day, and handed to the targets it counts for.

        :param SQL condition: which rows ``target`` of the table of targets
        """
        for model in FACT_MODELS:
            self.env[model].flush_model()
        return SQL(
            """(WITH target AS MATERIALIZED (SELECT * FROM crm_sales_target target WHERE %(condition)s),
                     owner AS (SELECT id, 'user' AS kind, user_id AS key FROM target WHERE user_id IS NOT NULL
                               UNION ALL
                               SELECT target.id, 'team', below.id FROM target JOIN crm_team top ON top.id = target.team_id
                                 JOIN crm_team below ON below.parent_path LIKE top.parent_path || '%%'),
                     fact AS (%(facts)s),
                     total AS (SELECT basis, figure, company_id, CASE WHEN grouping(user_id) = 0 THEN 'user' ELSE 'team' END AS kind,
                                      CASE WHEN grouping(user_id) = 0 THEN user_id ELSE team_id END AS key, date, sum(amount) AS amount
                                 FROM fact
                                GROUP BY GROUPING SETS ((basis, figure, company_id, user_id, date), (basis, figure, company_id, team_id, date)))
                SELECT target.id AS target_id,
                       coalesce(sum(total.amount) FILTER (WHERE figure = 'reached'), 0) AS reached_amount,
                       coalesce(sum(total.amount) FILTER (WHERE figure IN ('reached', 'commit')), 0) AS commit_amount,
                       coalesce(sum(total.amount) FILTER (WHERE figure IN ('reached', 'commit', 'best_case')), 0) AS best_case_amount,
                       coalesce(sum(total.amount) FILTER (WHERE figure <> 'reached'), 0) AS open_amount
                  FROM target
                  LEFT JOIN owner ON owner.id = target.id
                  LEFT JOIN total ON total.kind = owner.kind AND total.key = owner.key AND total.company_id = target.company_id
                                 AND total.date BETWEEN target.date_from AND target.date_to
                                 AND (total.basis = target.basis OR total.basis IS NULL)
                 GROUP BY target.id)""",
            condition=condition, facts=SQL(" UNION ALL ").join(self._facts()))

    @api.model
    def _facts(self):
        """What targets are reached by; to be extended with further ones.

        :return: list of SELECTs of basis (null: for every basis), figure (reached, commit, best_case, pipeline), company_id,
            user_id, team_id, date, amount (in the currency of the company); ``target`` is the table of the targets asked for
        """
        return [self._facts_won(), self._facts_open(), self._facts_invoiced(), self._facts_paid()]

    @api.model
    def _asked(self, date, basis=None):
        """:return: SQL condition: ``date`` lies within the targets asked for, and some has that basis"""
        asked = SQL("%(date)s >= (SELECT min(date_from) FROM target) AND %(date)s <= (SELECT max(date_to) FROM target)", date=date)
        return SQL("%s AND EXISTS (SELECT FROM target WHERE basis = %s)", asked, basis) if basis else asked

    @api.model
    def _facts_won(self):
        """Opportunities won; those of no company belong to that of their team, else of their salesperson."""
        closed = SQL("(l.date_closed AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", str(self.env.tz))
        return SQL(
            """SELECT 'won' AS basis, 'reached' AS figure, coalesce(l.company_id, t.company_id, u.company_id) AS company_id,
                      l.user_id, l.team_id, %(closed)s AS date, l.expected_revenue AS amount
                 FROM crm_lead l LEFT JOIN crm_team t ON t.id = l.team_id LEFT JOIN res_users u ON u.id = l.user_id
                WHERE l.type = 'opportunity' AND l.won_status = 'won' AND %(asked)s""",
            closed=closed, asked=self._asked(closed, 'won'))

    @api.model
    def _facts_open(self):
        """Open opportunities by the category that counts."""
        return SQL(
            """SELECT NULL, open.category, open.company_id, open.user_id, open.team_id, open.date_deadline, open.expected_revenue
                 FROM (SELECT %(category)s AS category, coalesce(l.company_id, t.company_id, u.company_id) AS company_id,
                              l.user_id, l.team_id, l.date_deadline, l.expected_revenue
                         FROM crm_lead l LEFT JOIN crm_team t ON t.id = l.team_id LEFT JOIN res_users u ON u.id = l.user_id
                         LEFT JOIN crm_stage s ON s.id = l.stage_id LEFT JOIN crm_forecast_judgement j ON j.lead_id = l.id
                        WHERE l.type = 'opportunity' AND l.active AND l.won_status = 'pending' AND %(asked)s) open
                WHERE open.category <> 'omitted'""",
            category=self.env['crm.forecast.judgement']._effective_sql('l', 's', 'j'), asked=self._asked(SQL("l.date_deadline")))

    @api.model
    def _facts_invoiced(self):
        """Posted invoices and credit notes, without tax."""
        return SQL(
            """SELECT 'invoiced', 'reached', m.company_id, m.invoice_user_id, m.team_id, m.invoice_date, m.amount_untaxed_signed
                 FROM account_move m
                WHERE m.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND m.state = 'posted' AND %s""",
            self._asked(SQL("m.invoice_date"), 'invoiced'))

    @api.model
    def _facts_paid(self):
        """Payments reconciled with these, on the day of the payment, for the share of the invoice that is not tax.

        What a journal of money paid counts; setting off against a credit note, exchange differences and write-offs do not.
        """
        return SQL(
            """SELECT 'paid', 'reached', m.company_id, m.invoice_user_id, m.team_id, other.date,
                      sign(line.balance) * p.amount * CASE m.amount_total_signed WHEN 0 THEN 1 ELSE m.amount_untaxed_signed / m.amount_total_signed END
                 FROM account_partial_reconcile p
                CROSS JOIN LATERAL (VALUES (p.debit_move_id, p.credit_move_id), (p.credit_move_id, p.debit_move_id)) AS side(line_id, other_id)
                 JOIN account_move_line line ON line.id = side.line_id
                 JOIN account_move m ON m.id = line.move_id AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND m.state = 'posted'
                 JOIN account_move_line other ON other.id = side.other_id
                 JOIN account_journal journal ON journal.id = other.journal_id AND journal.type IN ('bank', 'cash', 'credit')
                WHERE %s""", self._asked(SQL("other.date"), 'paid'))

    # ------------------------------------------------------------
    # What it is made of
    # ------------------------------------------------------------

    def action_open_reached(self):
        """Open what the target was reached by, as far as the user may read it."""
        self.ensure_one()
        first, last = self.date_from, self.date_to
        if self.basis == 'won':
            return self._open(self.env._("Won"), 'crm.lead', [
                ('type', '=', 'opportunity'), ('won_status', '=', 'won'), ('date_closed', '>=', self._begin_of(first)),
                ('date_closed', '<', self._begin_of(last + timedelta(days=1))), ('company_id', 'in', (self.company_id.id, False)),
                *self._owned('user_id')], {'active_test': False})
        return self._open(self.env._("Invoices"), 'account.move', [
            ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')), ('state', '=', 'posted'), ('company_id', '=', self.company_id.id),
            *([('invoice_date', '>=', first), ('invoice_date', '<=', last)] if self.basis == 'invoiced' else
              [('payment_state', 'in', ('partial', 'in_payment', 'paid'))]),
            *self._owned('invoice_user_id')], {})

    def action_open_pipeline(self):
        """Open the opportunities that may still reach it, as far as the user may read them."""
        self.ensure_one()
        return self._open(self.env._("Open Pipeline"), 'crm.lead', [
            ('type', '=', 'opportunity'), ('won_status', '=', 'pending'), ('date_deadline', '>=', self.date_from),
            ('date_deadline', '<=', self.date_to), ('forecast_category', '!=', 'omitted'), ('company_id', 'in', (self.company_id.id, False)),
            *self._owned('user_id')], {})

    @api.model
    def _begin_of(self, day):
        """:return: the moment, in UTC, in which a day begins in the viewer's time zone"""
        return self.env.tz.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _owned(self, user_field):
        return [(user_field, '=', self.user_id.id)] if self.user_id else [('team_id', 'child_of', self.team_id.id)]

    def _open(self, name, model, domain, context):
        return {'type': 'ir.actions.act_window', 'name': name, 'res_model': model, 'views': [(False, 'list'), (False, 'form')],
                'domain': domain, 'context': context}
