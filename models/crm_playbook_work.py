import logging
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .crm_playbook_find import LOOK_BACK

# Context key: how many rules led here.
DEPTH = 'crm_playbook_depth'
MOST_DEPTH = 3
BATCH = 100
# More moves at once are worked off by the job, so that moving a whole list stays as quick as it is.
AT_ONCE = 20
TODO = 'mail.mail_activity_data_todo'
# What the host repeats the whole transaction for; nobody may swallow it.
RETRIED = (psycopg2.errors.LockNotAvailable, psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected)

_logger = logging.getLogger(__name__)


class CrmPlaybook(models.Model):
    """Rules at work: found events are written down and acted on, each once, with brakes against loops and storms."""

    _inherit = 'crm.playbook'

    @api.model
    def _cron_run(self):
        """Work off all rules that are on, in batches that are committed; what another worker holds is left to it."""
        playbooks = self.search([('state', '=', 'on')])
        self.env['ir.cron']._commit_progress(remaining=len(playbooks))
        for playbook in playbooks:
            while True:
                count = playbook.try_lock_for_update(allow_referencing=True)._work_batch()
                left = self.env['ir.cron']._commit_progress(0 if count == BATCH else 1)
                if not left:
                    return
                if count < BATCH:
                    break

    def _work_batch(self):
        """Act on the next events of this rule.

        :return: how many were found; fewer than ``BATCH`` when there is no more to do
        """
        if not self or self.state != 'on':
            return 0
        end = fields.Datetime.now() + timedelta(seconds=1)
        begin = None if self.catches_up else max(self.on_since, end - LOOK_BACK)
        try:
            with self.env.cr.savepoint():
                events = self._as_system()._find(begin, end, BATCH, now=True)
        except RETRIED:
            raise
        except Exception as error:  # a condition on a field that is gone, for example
            _logger.warning("Playbook rule %s cannot be asked: %s", self.id, error, exc_info=True)
            self._pause(self.env._("It could not find out what happened: %(error)s", error=error))
            return 0
        self._act_on(events)
        if self.catches_up and len(events) < BATCH:
            self.catches_up = False
        return len(events) if self.state == 'on' else 0

    def _as_system(self):
        """This rule, as it acts: with all rights, in the language of its owner, and with nothing of what a user's screen is set to."""
        context = {'lang': self.user_id.lang, 'tz': self.user_id.tz, DEPTH: self.env.context.get(DEPTH, 0)}
        if self.company_id:
            context['allowed_company_ids'] = self.company_id.ids
        return self.with_env(self.env(user=SUPERUSER_ID, context=context))

    def _act_on(self, events):
        """Act on events of this rule, as far as its limits allow.

        :param events: as `_find` gave them, none of which was acted on before
        """
        if not events:
            return
        self = self._as_system()  # whoever calls, the rule acts with its own rights
        in_hour, in_day = self._count_recent(events)
        for lead_id, partner_id, key, moment in events:
            model, res_id = ('crm.lead', lead_id) if lead_id else ('res.partner', partner_id)
            in_hour += 1
            in_day[model, res_id] = in_day.get((model, res_id), 0) + 1
            if in_hour > self.most_per_hour:
                self._pause(self.env._("It was met more than %(count)s times within an hour.", count=self.most_per_hour))
                return
            if in_day[model, res_id] > self.most_per_record:
                record = self.env[model].browse(res_id)
                self._pause(self.env._(
                    "It was met more than %(count)s times within a day by %(record)s.", count=self.most_per_record, record=record.display_name))
                return
            self._run_one(model, res_id, key, moment)

    def _count_recent(self, events):
        """:return: (runs of the last hour, {(model, id): runs of the last day} of the records of these events)"""
        now = fields.Datetime.now()
        in_hour = self.env['crm.playbook.run'].search_count([('playbook_id', '=', self.id), ('create_date', '>', now - timedelta(hours=1))])
        ids = [lead_id or partner_id for lead_id, partner_id, _key, _moment in events]
        rows = self.env.execute_query(SQL(
            """SELECT res_model, res_id, count(*) FROM crm_playbook_run
                WHERE playbook_id = %s AND create_date > %s AND res_id = ANY(%s) GROUP BY res_model, res_id""",
            self.id, now - timedelta(days=1), ids))
        return in_hour, {(model, res_id): count for model, res_id, count in rows}

    def _run_one(self, model, res_id, key, moment):
        """Write down one event and do all actions, each by itself: what goes wrong stops neither the others nor whoever moved something."""
        record = self.env[model].browse(res_id).exists()
        if not record:
            return
        depth = self.env.context[DEPTH]
        company = record.company_id or self.company_id
        if company:
            record = record.with_context(allowed_company_ids=company.ids)
        values = {
            'playbook_id': self.id, 'event': self.event, 'event_key': key, 'event_date': moment, 'res_model': model, 'res_id': res_id,
            'lead_id': res_id if model == 'crm.lead' else False, 'depth': depth, 'company_id': company.id,
            'partner_id': record.partner_id.id if model == 'crm.lead' else res_id,
        }
        if depth >= MOST_DEPTH:
            values.update(state='skipped', result=self.env._("Left out: %(count)s rules had led to each other already.", count=depth))
        try:
            with self.env.cr.savepoint():
                run = self.env['crm.playbook.run'].create(values)
        except RETRIED:
            raise
        except psycopg2.errors.UniqueViolation:  # another worker was faster
            return
        except Exception as error:  # an automation rule that begins where a run appears, for example
            self._note_failure(values, error)
            return
        if run.state == 'done':
            self._do_actions(record.with_context(**{DEPTH: depth + 1}), run)

    def _do_actions(self, record, run):
        lines, errors = [], []
        for action in self.action_ids:
            try:
                with self.env.cr.savepoint():
                    lines.append(action.with_context(**record.env.context)._do(record, run))
            except RETRIED:
                raise
            except Exception as error:
                _logger.info("An action of playbook rule %s failed", self.id, exc_info=True)
                self.env.invalidate_all(flush=False)
                errors.append(f"{action.display_name}: {error}")
        run.write({
            'result': '\n'.join(lines) or False, 'error': '\n'.join(errors) or False, 'state': 'error' if errors else 'done'})

    def _note_failure(self, values, error):
        """Write down by SQL what could not be written otherwise."""
        _logger.warning("The log of playbook rule %s could not be written: %s", self.id, error, exc_info=True)
        values = {**values, 'state': 'error', 'error': str(error), 'create_uid': SUPERUSER_ID, 'create_date': fields.Datetime.now()}
        self.env.cr.execute(SQL(
            "INSERT INTO crm_playbook_run (%s) VALUES (%s) ON CONFLICT DO NOTHING", SQL(', ').join(map(SQL.identifier, values)),
            SQL(', ').join(SQL("%s", value or None if name.endswith('_id') else value) for name, value in values.items())))

    def _pause(self, reason):
        """Stop until somebody switches it on again, and tell the owner, whose own to-do list it stands in."""
        self = self.sudo()  # as superuser: a rule that pauses itself needs nobody's rights
        self.write({'state': 'paused', 'pause_reason': reason})
        owner = self.user_id
        if owner.active:
            self.env['mail.activity'].with_context(mail_activity_quick_update=True).create({
                'activity_type_id': self.env.ref(TODO).id, 'user_id': owner.id, 'automated': True,
                'date_deadline': fields.Date.context_today(self.with_context(tz=owner.tz)),
                'summary': self.with_context(lang=owner.lang).env._("The playbook rule \"%(name)s\" has paused itself", name=self.name),
                'note': reason,
            })

    # ------------------------------------------------------------ moves
    @api.model
    def _on_moves(self, leads, stage_ids, created):
        """Act at once on opportunities that entered a stage or were created just now; on many the job does.

        An error in a rule never hinders the move: it is written into the rule's log.

        :param crm.lead leads: those that moved
        :param set stage_ids: the stages that were entered
        :param bool created: whether some of them are new
        """
        asked = [rule_id for rule_id, event, stages in self._in_memory()
                 if (event == 'new_lead' and created) or (event == 'stage' and (not stages or stages & stage_ids))]
        if not asked:
            return
        if len(leads) > AT_ONCE:
            self._call_cron()
            return
        # As superuser: rules act with their own rights, see the class.
        for playbook in self.sudo().browse(asked):
            try:
                with self.env.cr.savepoint():
                    events = playbook._as_system()._find(playbook.on_since, fields.Datetime.now() + timedelta(seconds=1), BATCH, now=True, lead_ids=leads.ids)
                    playbook._act_on(events)
            except RETRIED:
                raise
            except Exception as error:
                _logger.warning("Playbook rule %s failed on a move: %s", playbook.id, error, exc_info=True)
                playbook._pause(playbook.env._("It failed when an opportunity moved: %(error)s", error=error))
