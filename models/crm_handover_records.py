import json
import logging
from collections import defaultdict

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CrmHandover(models.Model):
    """Moving the records of one kind, and the log of what they were."""

    _inherit = 'crm.handover'

    # ------------------------------------------------------------
    # One kind of records
    # ------------------------------------------------------------

    def _hand_over(self, kind, lines):
        """Give the records of some lines to their new owners and log what they were."""
        lines = self._still_there(kind, lines, dict.fromkeys(lines, self.from_user_id.id), 'skipped')
        lines = self._in_sight(kind, lines)
        groups = self._new_values(kind, lines)
        before = self._snapshot(kind, lines)
        moved = self._write_groups(kind, groups, 'skipped')
        after = self._snapshot(kind, moved)
        followed = self._pass_on_following(kind, moved, {line: (self.from_user_id, line.to_user_id) for line in moved})
        self._log(moved, 'moved', {
            line: ({**before[line.res_id], **({'followed': True} if line.res_id in followed else {})}, after[line.res_id])
            for line in moved})

    def _still_there(self, kind, lines, owners, state):
        """Return the lines whose record is as it was left; log why the others stay as they are.

        :param owners: the user whom each record should belong to, by line
        """
        table = SQL.identifier(self.env[kind.model]._table)
        self.env[kind.model].flush_model()
        users = dict(self.env.execute_query(SQL(
            "SELECT id, user_id FROM %s WHERE id = ANY(%s) FOR UPDATE", table, lines.mapped('res_id'))))
        records = self.env[kind.model].browse(users)
        is_open = set(records.filtered_domain(kind.open)._ids)
        problems = {}
        for line in lines:
            if line.res_id not in users:
                problems[line] = 'gone'
            elif users[line.res_id] != owners[line]:
                problems[line] = 'changed'
            elif line.res_id not in is_open:
                problems[line] = 'closed'
        self._refuse(problems, state)
        return lines.filtered(lambda line: line not in problems)

    def _in_sight(self, kind, lines):
        """Leave out promises made in a confidential talk that the new owner may not read: nobody would keep them."""
        if kind.key != 'promise':
            return lines
        promises = self.env[kind.model].browse(lines.mapped('res_id')).filtered(
            lambda promise: promise.interaction_id and promise.confidentiality != 'normal')
        hidden = self.env['crm.handover.line']
        for user, mine in lines.filtered(lambda line: line.res_id in promises._ids).grouped('to_user_id').items():
            talks = promises.browse(mine.mapped('res_id')).interaction_id
            readable = talks.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)._filtered_access('read')
            hidden |= mine.filtered(
                lambda line, readable=readable: promises.browse(line.res_id).interaction_id.id not in readable._ids)
        self._refuse(dict.fromkeys(hidden, 'confidential'), 'skipped')
        return lines - hidden

    def _new_values(self, kind, lines):
        """Return which lines get which values: ``{(values as items, company): lines}``."""
        groups = defaultdict(self.env['crm.handover.line'].browse)
        if kind.model == 'crm.lead':
            values = self._deal_values(lines)
        else:
            values = {line: {'user_id': line.to_user_id.id} for line in lines}
        for line in lines:
            groups[tuple(sorted(values[line].items())), line.company_id] |= line
        return groups

    def _deal_values(self, lines):
        """Return user, team and, where it must, stage of deals: as the host computes them, once for each case.

        The team stays when the new owner belongs to it.
        """
        leads = {lead.id: lead for lead in self.env['crm.lead'].browse(lines.mapped('res_id'))}
        known, values = {}, {}
        for line in lines:
            lead = leads[line.res_id]
            case = (line.to_user_id, lead.team_id, lead.type, lead.company_id, lead.stage_id)
            if case not in known:
                known[case] = self._deal_case(lead, line.to_user_id)
            values[line] = known[case]
        return values

    def _deal_case(self, lead, user):
        team = lead.team_id
        if not team or user not in team.member_ids | team.user_id:
            use = 'use_leads' if lead.type == 'lead' else 'use_opportunities'
            team = self._in_company(lead.company_id).env['crm.team']._get_default_team_id(
                user_id=user.id, domain=[(use, '=', True)])
        values = {'user_id': user.id, 'team_id': team.id}
        stage = lead.stage_id
        if team and stage.team_ids and team not in stage.team_ids:
            values['stage_id'] = lead._stage_find(team_id=team.id, domain=[('fold', '=', False)]).id
        return values

    def _in_company(self, company):
        return self.with_context(allowed_company_ids=company.ids) if company else self

    def _write_groups(self, kind, groups, state):
        """Write the values of each group; return the lines that were written.

        Any add-on may refuse a record in its own way: then just that one is found and logged.
        """
        written = self.env['crm.handover.line']
        for (values, company), lines in groups.items():
            written |= self._write_records(kind, lines, dict(values), company, state)
        return written

    def _write_records(self, kind, lines, values, company, state):
        records = self._in_company(company).env[kind.model].browse(lines.mapped('res_id'))
        try:
            with self.env.cr.savepoint():
                records.write(values)
                self.env.flush_all()
            return lines
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if len(lines) == 1:
                self._refuse({lines: 'refused'}, state, self._error_text(error))
                return lines.browse()
            half = len(lines) // 2
            return self._write_records(kind, lines[:half], values, company, state) \
                | self._write_records(kind, lines[half:], values, company, state)

    def _error_text(self, error):
        if isinstance(error, UserError):
            return str(error)
        if isinstance(error, psycopg2.Error):
            return (error.diag.message_primary or str(error)).strip()
        _logger.warning("hand-over %s", self.id, exc_info=error)
        return str(error)

    # ------------------------------------------------------------
    # Log
    # ------------------------------------------------------------

    def _logged_columns(self, kind):
        fields = self.env[kind.model]._fields
        return ['user_id', *(name for name in kind.keep if name in fields and fields[name].store)]

    def _snapshot(self, kind, lines):
        """Return the columns that a hand-over changes, straight from the table: ``{id: {column: value}}``."""
        if not lines:
            return {}
        columns = self._logged_columns(kind)
        self.env[kind.model].flush_model(columns)
        rows = self.env.execute_query(SQL(
            "SELECT id, to_jsonb(found) - 'id' FROM (SELECT id, %s FROM %s WHERE id = ANY(%s)) AS found",
            SQL(", ").join(map(SQL.identifier, columns)), SQL.identifier(self.env[kind.model]._table), lines.mapped('res_id')))
        return dict(rows)

    def _log(self, lines, state, values):
        """Write what became of lines, and the values before and after, in one statement."""
        if not lines:
            return
        self.env.cr.execute(SQL(
            """UPDATE crm_handover_line line
                  SET state = %s, before = known.before::jsonb, after = known.after::jsonb
                 FROM unnest(%s, %s, %s) AS known(id, before, after)
                WHERE line.id = known.id""",
            state, lines.ids, [json.dumps(values[line][0]) for line in lines],
            [json.dumps(values[line][1]) for line in lines]))
        lines.invalidate_recordset(flush=False)

    def _refuse(self, problems, state, detail=None):
        """Log why records stay where they are.

        :param dict problems: reason by line
        """
        for reason in set(problems.values()):
            ids = [line.id for line, found in problems.items() if found == reason]
            self.env.cr.execute(SQL(
                "UPDATE crm_handover_line SET state = %s, reason = %s, detail = %s WHERE id = ANY(%s)",
                state, reason, detail, ids))
        self.env['crm.handover.line'].invalidate_model(['state', 'reason', 'detail'], flush=False)

    def _pass_on_following(self, kind, lines, people):
        """Who followed as the owner gives the place to the new one; nobody is added who was not replaced.

        :param people: ``(who followed, who follows)`` by line
        :return: ids of the records where that happened
        """
        if not lines or not hasattr(self.env[kind.model], 'message_subscribe') or kind.model == 'mail.activity':
            return set()
        rows = self.env.execute_query(SQL(
            """UPDATE mail_followers follower SET partner_id = people.new_id
                 FROM unnest(%s, %s, %s) AS people(res_id, old_id, new_id)
                WHERE follower.res_model = %s AND follower.res_id = people.res_id AND follower.partner_id = people.old_id
                  AND NOT EXISTS (SELECT FROM mail_followers other
                                   WHERE other.res_model = follower.res_model AND other.res_id = follower.res_id
                                     AND other.partner_id = people.new_id)
            RETURNING follower.res_id""",
            [line.res_id for line in lines], [people[line][0].partner_id.id for line in lines],
            [people[line][1].partner_id.id for line in lines], kind.model))
        self.env['mail.followers'].invalidate_model(flush=False)
        self.env[kind.model].invalidate_model(['message_follower_ids', 'message_partner_ids'], flush=False)
        return {res_id for res_id, in rows}
