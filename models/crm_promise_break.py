from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby
from odoo.tools.misc import format_date

BATCH = 500
ACTIVITY = 'mail.mail_activity_data_todo'


class CrmPromise(models.Model):
    """Payment promises break when their day passes; who looks after them is told, nobody else."""

    _inherit = 'crm.promise'

    # Never shown: a reminder is its assignee's own.
    reminder_ids = fields.Many2many(
        'mail.activity', 'crm_promise_reminder_rel', 'promise_id', 'activity_id', string="Reminders", copy=False,
        groups=fields.NO_ACCESS)

    @api.model
    def _cron_break(self):
        """Break the open payment promises whose day has ended where their colleague works.

        Set-based and in batches, each committed; what another worker holds is left to it. Running again changes nothing.
        """
        domain = self._domain_passed()
        remaining = self.search_count(domain)
        self.env['ir.cron']._commit_progress(remaining=remaining)
        while promises := self.search(domain, limit=BATCH).try_lock_for_update():
            promises._break_passed()
            if not self.env['ir.cron']._commit_progress(len(promises)):
                break

    @api.model
    def _domain_passed(self):
        """Return the domain of the open payment promises whose day is over, each in the time zone of its colleague."""
        now = pytz.utc.localize(fields.Datetime.now())
        open_payments = Domain('kind', '=', 'payment') & Domain('state', '=', 'open')
        # No zone is further ahead than 14 hours.
        nearly = open_payments & Domain('date_due', '<', (now + timedelta(hours=14)).date())
        days = {}
        for user, company in self._read_group(nearly, ['user_id', 'company_id']):
            zone = user.tz or company.partner_id.tz or 'UTC'
            day = now.astimezone(pytz.timezone(zone)).date()
            days.setdefault(day, []).append(Domain('user_id', '=', user.id) & Domain('company_id', '=', company.id))
        return nearly & Domain.OR(
            Domain('date_due', '<', day) & Domain.OR(parts) for day, parts in days.items())

    def _break_passed(self):
        """Break these promises, note why, and tell those who look after them."""
        self.with_context(crm_promise_reason=self.env._("The day passed without the payment")).write({'state': 'broken'})
        self._remind()

    def action_break(self):
        broken = self.filtered(lambda promise: promise.state == 'open')
        result = super().action_break()
        # As superuser: the salesperson of the customer is told, whoever found it broken.
        broken.sudo()._remind(besides=self.env.user)
        return result

    def _drop_reminders(self):
        # As superuser: reminders are each somebody's own.
        self.sudo().reminder_ids.filtered('active').unlink()
        return super()._drop_reminders()

    def _remind(self, besides=None):
        """Give everyone who looks after a broken promise, and may see it, an activity of their own, once.

        The activity stands on no record, so that nobody but its assignee learns of the promise, and no mail is sent.

        :param res.users besides: need not be told
        """
        reminders = []
        for user, promises in self._to_be_told(besides).items():
            promises = promises.with_context(lang=user.lang, tz=user.tz)
            reminders += [(promise.id, promise._prepare_reminder(user)) for promise in promises]
        activities = self.env['mail.activity'].with_context(mail_activity_quick_update=True).create(
            [values for _promise, values in reminders])
        by_promise = groupby(zip(activities, reminders, strict=True), key=lambda pair: pair[1][0])
        for promise_id, pairs in by_promise:
            self.browse(promise_id).reminder_ids = [(4, activity.id) for activity, _reminder in pairs]

    def _to_be_told(self, besides=None):
        """Return who is told of which of these promises: the responsible colleague and the customer's salesperson.

        :return: ``{user: promises}``, only active colleagues who can read the promise
        """
        told = {}
        for promise in self:
            for user in promise.user_id | promise.account_id.user_id:
                if user.active and not user.share and user != besides:
                    told.setdefault(user, self.browse())
                    told[user] |= promise
        return {
            user: readable.with_env(self.env)
            for user, promises in told.items()
            if (readable := promises.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids)._filtered_access('read'))
        }

    def _prepare_reminder(self, user):
        """Return the values of the activity of one user."""
        return {
            'activity_type_id': self.env.ref(ACTIVITY).id,
            'user_id': user.id,
            'date_deadline': fields.Date.context_today(self),
            'summary': self.env._(
                "Broken promise: %(promise)s (%(customer)s)", promise=self.name, customer=self.partner_id.display_name),
            'note': Markup('<p>%s <a href="/odoo/customer-promises/%s">%s</a></p>') % (
                self.env._("Due %(day)s.", day=format_date(self.env, self.date_due)), self.id, self.env._("Open the promise")),
            'automated': True,
        }
