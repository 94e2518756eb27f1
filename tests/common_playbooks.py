from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields

from .common_stages import StageCase


class PlaybookCase(StageCase):
    """Rules of an administrator, and days that go by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The database's own rules stand aside.
        cls.env['crm.playbook'].search([]).action_switch_off()
        # A leader of whom the host's rules say more than of salespeople.
        cls.leader.group_ids |= cls.env.ref('sales_team.group_sale_salesman_all_leads')
        cls.todo = cls.env.ref('mail.mail_activity_data_todo')
        # What was there before the rules is old.
        cls.env.cr.flush()
        cls.env.cr.execute("UPDATE crm_stage_transition SET date = date - %s WHERE lead_id = %s", [timedelta(days=400), cls.lead.id])

    @classmethod
    def _rule(cls, event, actions=None, on=True, **values):
        """A rule made by the administrator, who is its owner; on for a year unless told otherwise."""
        if event in ('idle', 'silence'):
            values.setdefault('team_ids', [Command.set(cls.team.ids)])  # the demonstration has opportunities, too
        rule = cls.env(user=cls.administrator)['crm.playbook'].create({
            'name': f"Rule on {event}", 'event': event,
            'action_ids': [Command.create(action) for action in (actions if actions is not None else [cls._activity()])], **values})
        if on:
            rule.action_switch_on()
            rule.sudo().on_since = fields.Datetime.now() - timedelta(days=365)
        return rule.with_env(cls.env)

    @classmethod
    def _activity(cls, summary="Do it", **values):
        return {'kind': 'activity', 'summary': summary, **values}

    def _settle(self):
        """What is done before a transaction is committed."""
        self.env.cr.flush()

    def _work(self):
        """Let the job run, without its commits."""
        self._settle()
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60.0):
            self.env['crm.playbook']._cron_run()

    def _runs(self, rule):
        self._settle()
        return self.env['crm.playbook.run'].search([('playbook_id', '=', rule.id)], order='id')

    def _activities(self, record, summary="Do it"):
        self._settle()
        return self.env['mail.activity'].search([('res_model', '=', record._name), ('res_id', '=', record.id), ('summary', '=', summary)])

    def _created(self, lead, days):
        """Let an opportunity have been created some days ago."""
        lead.flush_recordset()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [fields.Datetime.now() - timedelta(days=days), lead.id])
        lead.invalidate_recordset()

    def _preview(self, rule, user=None):
        rule = rule.with_user(user or self.administrator)
        return self.env['crm.playbook.preview'].with_user(user or self.administrator).browse(rule.action_preview()['res_id'])
