from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.birthdays import kept_between
from ..tools.playbooks import due_days, moment_of

# How late a day of the calendar is still made up for.
LATE = timedelta(days=2)
OPEN_QUOTATIONS = ('draft', 'sent')
NOTHING = SQL("SELECT NULL::int AS lead_id, NULL::int AS partner_id, NULL::text AS key, NULL::timestamp AS moment WHERE FALSE")


class CrmPlaybook(models.Model):
    """Events of promises, quotations, invoices, birthdays and the calendar. Days begin at midnight UTC where nothing else is said."""

    _inherit = 'crm.playbook'

    def _find_promise_broken(self, window):
        """Promises that were broken, of those anybody may know of: confidential ones count for nobody."""
        domain = Domain('confidentiality', '=', 'normal')
        if self.promise_side:
            domain &= Domain('side', '=', self.promise_side)
        still = SQL("AND p.state = 'broken'") if window.now else SQL()
        return SQL(
            """SELECT p.lead_id, p.partner_id, 'p' || log.id AS key, log.create_date AS moment
                 FROM crm_promise_log log JOIN crm_promise p ON p.id = log.promise_id
                WHERE log.state_to = 'broken' AND log.state_from IS DISTINCT FROM 'broken' AND p.id IN %s %s""",
            window.readable('crm.promise', domain), still)

    def _find_quotation_viewed(self, window):
        """What the host notes in the thread when a customer opens the link of a quotation: once for each day and browser."""
        subtype = self.env.ref('sale.mt_order_viewed', raise_if_not_found=False)
        if not subtype:  # an administrator may delete it; then the host notes nothing
            return NOTHING
        domain = Domain('state', 'in', OPEN_QUOTATIONS) if window.now else Domain.TRUE
        since = SQL("AND m.date >= %s", window.begin) if window.begin else SQL()
        return SQL(
            """SELECT o.opportunity_id AS lead_id, o.partner_id, 'm' || m.id AS key, m.date AS moment
                 FROM mail_message m JOIN sale_order o ON o.id = m.res_id
                WHERE m.model = 'sale.order' AND m.subtype_id = %s AND o.id IN %s %s""",
            subtype.id, window.readable('sale.order', domain), since)

    def _find_quotation_expiring(self, window):
        """Quotations some days before they expire."""
        still = SQL("AND o.validity_date >= %s", fields.Date.today()) if window.now else SQL()
        return self._quotations(window, SQL("o.validity_date - %s", self.days), still)

    def _find_quotation_expired(self, window):
        """Quotations on the day after they expired."""
        return self._quotations(window, SQL("o.validity_date + 1"), SQL())

    def _quotations(self, window, day, still):
        """Quotations that are open; for the preview also those confirmed later than on that day."""
        state = SQL("o.state IN %s", OPEN_QUOTATIONS)
        if not window.now:
            state = SQL("(%s OR o.state = 'sale' AND o.date_order > %s)", state, day)
        return SQL(
            """SELECT o.opportunity_id AS lead_id, o.partner_id, 'o' || o.id || ':' || o.validity_date AS key,
                      greatest((%(day)s)::timestamp, o.create_date) AS moment
                 FROM sale_order o WHERE o.validity_date IS NOT NULL AND %(state)s AND o.id IN %(readable)s %(still)s""",
            day=day, state=state, readable=window.readable('sale.order'), still=still)

    def _find_invoice_overdue(self, window):
        """Invoices that are not paid some days after they were due; for the preview also those paid later."""
        unpaid = SQL("m.payment_state IN ('not_paid', 'partial')")
        if not window.now:
            unpaid = SQL(
                """(%s OR m.payment_state IN ('paid', 'in_payment') AND (
                        SELECT max(r.max_date) FROM account_move_line line JOIN account_partial_reconcile r ON r.debit_move_id = line.id
                         WHERE line.move_id = m.id) > m.invoice_date_due + %s)""", unpaid, self.days)
        return SQL(
            """SELECT NULL::int AS lead_id, m.commercial_partner_id AS partner_id, 'i' || m.id || ':' || m.invoice_date_due AS key,
                      greatest((m.invoice_date_due + %s)::timestamp, m.create_date) AS moment
                 FROM account_move m
                WHERE m.move_type = 'out_invoice' AND m.state = 'posted' AND %s AND m.id IN %s""",
            max(self.days, 1), unpaid, window.readable('account.move', Domain('move_type', '=', 'out_invoice')))

    def _find_birthday(self, window):
        """People whose birthday is in some days."""
        begin = max(window.begin or window.end - LATE, window.end - LATE) if window.now else window.begin
        days, moments, years = [], [], []
        for number in range((window.end.date() - begin.date()).days + 1):
            moment = begin.date() + timedelta(days=number)
            day = moment + timedelta(days=self.days)
            for kept in kept_between(day, day):
                days.append(kept)
                moments.append(datetime.combine(moment, datetime.min.time()))
                years.append(day.year)
        return SQL(
            """SELECT NULL::int AS lead_id, p.id AS partner_id, 'b' || kept.year AS key, kept.moment
                 FROM unnest(%s::text[], %s::timestamp[], %s::int[]) AS kept(day, moment, year)
                 JOIN res_partner p ON p.birthday IS NOT NULL AND right(p.birthday, 5) = kept.day
                WHERE p.active AND NOT p.is_company""", days, moments, years)

    def _find_timer(self, window):
        """All opportunities or customers the rule is for, on each day it is due; the job makes up for the last one only."""
        zone = self._zone()
        begin = window.end - LATE if window.now else window.begin
        days = due_days(self.cadence, begin.date() - timedelta(days=1), window.end.date() + timedelta(days=1), int(self.weekday), self.month_day)
        moments = [(day, moment_of(day, self.hour, zone)) for day in days]
        moments = [(day, moment) for day, moment in moments if begin <= moment <= window.end]
        if window.now:
            moments = moments[-1:]
        table = SQL("unnest(%s::date[], %s::timestamp[]) AS due(day, moment)", *map(list, zip(*moments, strict=True))) if moments \
            else SQL("(SELECT NULL::date, NULL::timestamp WHERE FALSE) AS due(day, moment)")
        if self.timer_on == 'partner':
            return SQL(
                """SELECT NULL::int AS lead_id, p.id AS partner_id, 'd' || due.day AS key, due.moment
                     FROM %s, res_partner p WHERE p.active AND p.id IN %s""", table, window.partners)
        return SQL(
            """SELECT l.id AS lead_id, NULL::int AS partner_id, 'd' || due.day AS key, due.moment
                 FROM %s, crm_lead l WHERE l.active AND l.create_date <= due.moment AND l.id IN %s""", table, window.leads)
