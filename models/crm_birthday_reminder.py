import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.birthdays import kept_between

DAYS_BEFORE = 'crm_customer_record.birthday_reminder_days'
MOST_DAYS = 60
BATCH = 200

_logger = logging.getLogger(__name__)


class CrmBirthdayReminder(models.Model):
    """The fact that somebody was reminded of a contact's birthday of one year: once, whatever became of the activity."""

    _name = 'crm.birthday.reminder'
    _description = "Birthday Reminder"
    _log_access = False
    _rec_name = 'partner_id'

    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade')
    year = fields.Integer(required=True, help="In which the birthday is kept.")

    _once_a_year = models.UniqueIndex('(partner_id, year)')

    @api.model
    def _days_before(self):
        """Return how many days before a birthday the seller is reminded; 0 when reminders are switched off."""
        text = self.env['ir.config_parameter'].sudo().get_param(DAYS_BEFORE, '0')  # sudo: a setting
        try:
            return max(0, min(int(text), MOST_DAYS))
        except ValueError:
            _logger.warning("The system parameter %s is not a number: %r; nobody is reminded of birthdays", DAYS_BEFORE, text)
            return 0

    @api.model
    def _cron_remind(self):
        """Plan an activity for the seller of everybody whose birthday is near, once a year."""
        days = self._days_before()
        while days and (batch := self._claim(days)):
            self._remind(batch)
            if not self.env['ir.cron']._commit_progress(len(batch)):
                return

    @api.model
    def _release(self):
        """Let go of what reminders made of the host's records; called when the add-on is removed."""
        todo = self.env.ref('mail.mail_activity_data_todo')
        if (activity_type := self._activity_type()) != todo:
            activities = self.env['mail.activity'].with_context(active_test=False)
            activities.search([('activity_type_id', '=', activity_type.id)]).activity_type_id = todo
        # Setting it to 0 and back makes a parameter that no longer belongs to the add-on.
        self.env['ir.config_parameter'].search([('key', '=', DAYS_BEFORE)]).unlink()

    @api.model
    def _claim(self, days):
        """Note down the next birthdays that nobody was reminded of; :return: ``{id of the partner: id of the seller}``.

        Only for those who have an active seller, of their own or of their company: nobody else would be told.
        """
        self.env['res.partner'].flush_model(['birthday', 'active', 'user_id', 'commercial_partner_id'])
        today = fields.Date.context_today(self)
        last = today + timedelta(days=days)
        kept = {day: year for year in {today.year, last.year}
                for day in kept_between(max(today, today.replace(year, 1, 1)), min(last, last.replace(year, 12, 31)))}
        return dict(self.env.execute_query(SQL(
            """WITH due AS (
                 SELECT partner.id, seller.id AS user_id, kept.year
                   FROM unnest(%s::text[], %s::int[]) AS kept(day, year)
                   JOIN res_partner partner ON partner.birthday IS NOT NULL AND right(partner.birthday, 5) = kept.day
                   JOIN res_partner account ON account.id = COALESCE(partner.commercial_partner_id, partner.id)
                   JOIN res_users seller ON seller.id = COALESCE(partner.user_id, account.user_id) AND seller.active
                  WHERE partner.active AND NOT partner.is_company
                    AND NOT EXISTS (SELECT FROM crm_birthday_reminder told
                                     WHERE told.partner_id = partner.id AND told.year = kept.year)
                  ORDER BY partner.id LIMIT %s),
               told AS (
                 INSERT INTO crm_birthday_reminder (partner_id, year) SELECT id, year FROM due
                 ON CONFLICT (partner_id, year) DO NOTHING RETURNING partner_id)
               SELECT due.id, due.user_id FROM due JOIN told ON told.partner_id = due.id""",
            list(kept), list(kept.values()), BATCH)))

    @api.model
    def _remind(self, sellers):
        """Plan the activities.

        :param dict sellers: ``{id of the partner: id of the seller}``
        """
        partners = self.env['res.partner'].browse(sellers).grouped(lambda partner: sellers[partner.id])
        activity_type = self._activity_type()
        model_id = self.env['ir.model']._get_id('res.partner')
        # No e-mail about it: it stands in the list of activities in time.
        Activity = self.env['mail.activity'].with_context(mail_activity_quick_update=True)
        for user_id, customers in partners.items():
            user = self.env['res.users'].browse(user_id)
            # A reminder of somebody the seller may not read would be a leak, and an activity that cannot be opened.
            readable = customers.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)._filtered_access('read')
            Activity.with_context(lang=user.lang).create([{
                'res_model_id': model_id, 'res_id': partner.id, 'user_id': user_id, 'automated': True,
                'activity_type_id': activity_type.id, **self._activity_values(partner.with_context(lang=user.lang)),
            } for partner in customers.browse(readable.ids)])

    @api.model
    def _activity_type(self):
        birthday = self.env.ref('crm_customer_record.mail_activity_type_birthday', raise_if_not_found=False)
        return birthday or self.env.ref('mail.mail_activity_data_todo')  # an administrator may delete the type

    @api.model
    def _activity_values(self, partner):
        """Return what the activity says; to be extended."""
        birthday = partner._birthday()
        day = birthday.next_from(fields.Date.context_today(self))
        age = birthday.age_on(day)
        env = partner.env
        return {
            'date_deadline': day,
            'summary': env._("Birthday of %(name)s, turns %(age)s", name=partner.name, age=age) if age
            else env._("Birthday of %(name)s", name=partner.name),
        }
