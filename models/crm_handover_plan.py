from collections import defaultdict

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.handover import CUSTOMER, Recipient, Row, Share, assign, refusal
from .crm_handover import MANAGER
from .handover_kind import HandoverKind

IN_THE_REQUEST = 1000  # records that are handed over while the user waits; more go on in the background
EXAMPLES = 5


class CrmHandover(models.Model):
    """What would change hands: found, narrowed and distributed set-based, and written down before anything moves."""

    _inherit = 'crm.handover'

    # ------------------------------------------------------------
    # Kinds of records
    # ------------------------------------------------------------

    @api.model
    def _kinds(self):
        """Return the kinds of records that change hands, a list of ``HandoverKind``, customers first.

        To be extended together with the selection ``kind`` of the lines.
        """
        return [
            HandoverKind(CUSTOMER, 'res.partner', Domain('active', '=', True) & Domain('partner_share', '=', True),
                         partner='id', shared_below=True, activities=True),
            HandoverKind('opportunity', 'crm.lead', Domain('active', '=', True) & Domain('won_status', '=', 'pending'),
                         keep=('team_id', 'stage_id', 'company_id', 'date_open', 'day_open', 'lead_properties'), activities=True),
            HandoverKind('activity', 'mail.activity', Domain('active', '=', True)),
            HandoverKind('promise', 'crm.promise', Domain('state', '=', 'open'), keep=('team_id',)),
        ]

    @api.model
    def _reach(self, model):
        """Return the model as far as the user's right to hand over goes, with a domain that limits it.

        :return: ``(model, Domain)``
        """
        records = self.env[model]
        if model != 'crm.lead' or self.env.su or self.env.user.has_group(MANAGER):
            return records, Domain.TRUE
        led = Domain('team_id', 'any', [('leader_ids', 'in', self.env.uid)]) | Domain('team_id', '=', False)
        # sudo: the host shows a leader the own deals only; to hand over those of one's teams is what the role is for
        return records.sudo(), led & Domain('company_id', 'in', [*self.env.companies.ids, False])

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    @api.model
    def _rows(self, user, kinds):
        """Return the open records of a person that the user of the environment may hand over.

        :param set kinds: keys of the kinds wanted
        :return: list of ``Row``
        """
        found = []
        for kind in self._kinds():
            if kind.key in kinds:
                found += self._rows_of_activities(user, kind) if kind.key == 'activity' else self._rows_of_kind(user, kind)
        return found

    @api.model
    def _rows_of_kind(self, user, kind):
        records, reach = self._reach(kind.model)
        query = records.with_context(active_test=False)._search(kind.open & Domain('user_id', '=', user.id) & reach)
        return self._to_rows(kind.key, kind, SQL(
            """SELECT record.id, COALESCE(partner.commercial_partner_id, partner.id, -record.id), record.company_id, partner.id
                 FROM %s record LEFT JOIN res_partner partner ON partner.id = record.%s
                WHERE record.id IN %s""",
            SQL.identifier(records._table), SQL.identifier(kind.partner), query.subselect()))

    @api.model
    def _rows_of_activities(self, user, kind):
        """Activities go by what they are planned on; those on no record are their owner's own affair."""
        activities, rows = self.env['mail.activity'], []
        for place in self._kinds():
            if not place.activities:
                continue
            documents, reach = self._reach(place.model)
            domain = kind.open & Domain('user_id', '=', user.id) & Domain('res_model', '=', place.model)
            if documents.env.su:
                # sudo: as the documents, of which only those within reach count
                activities = activities.sudo()
                domain &= Domain('res_id', 'in', documents.with_context(active_test=False)._search(reach))
            rows += self._to_rows(kind.key, place, SQL(
                """SELECT activity.id, COALESCE(partner.commercial_partner_id, partner.id, -record.id), record.company_id, partner.id
                     FROM mail_activity activity
                     JOIN %s record ON record.id = activity.res_id
                LEFT JOIN res_partner partner ON partner.id = record.%s
                    WHERE activity.id IN %s""",
                SQL.identifier(documents._table), SQL.identifier(place.partner), activities._search(domain).subselect()))
        return rows

    @api.model
    def _to_rows(self, key, kind, query):
        companies = {None: frozenset()}
        rows = []
        for res_id, family, company_id, partner_id in self.env.execute_query(query):
            if company_id not in companies:
                companies[company_id] = frozenset(self._companies_let_in(company_id, kind))
            rows.append(Row(key, res_id, family, companies[company_id], partner_id, company_id))
        return rows

    @api.model
    def _companies_let_in(self, company_id, kind):
        if not kind.shared_below:
            return [company_id]
        # sudo: which branches there are is a fact that the host's rule of contacts asks for, too
        return self.env['res.company'].sudo().search([('id', 'child_of', company_id)]).ids

    # ------------------------------------------------------------
    # Distributing
    # ------------------------------------------------------------

    @api.model
    def _distribute(self, user, kinds, scope, shares):
        """Say who would get what; nothing is written.

        :param user: the person who leaves
        :param set kinds: keys of the kinds wanted
        :param scope: a record with the criteria of ``crm.handover.criteria`` that narrow it all
        :param shares: list of ``(criteria record or None, colleagues)``, the first that fits takes a family
        :return: ``(rows, {family: Recipient})``
        """
        rows = self._rows(user, kinds)
        wanted = scope._families(rows)
        if wanted is not None:
            rows = [row for row in rows if row.family in wanted]
            rows = self._rows_of_teams(rows, scope._teams())
        divided = [
            Share(self._recipients(colleagues - user), criteria._families(rows) if criteria else None)
            for criteria, colleagues in shares]
        return rows, assign(rows, divided)

    @api.model
    def _rows_of_teams(self, rows, teams):
        """Leave out deals of other teams when the hand-over is narrowed to some teams."""
        if not teams:
            return rows
        # sudo: narrows rows that were found with the rights of the user
        deals = self.env['crm.lead'].sudo().with_context(active_test=False)
        own = set(deals._search([('id', 'in', [row.res_id for row in rows if row.kind == 'opportunity']),
                                 ('team_id', 'in', teams.ids)]).get_result_ids())
        return [row for row in rows if row.kind != 'opportunity' or row.res_id in own]

    @api.model
    def _recipients(self, users):
        # sudo: which companies a colleague may enter decides what can be given, and is not told
        return [Recipient(user.id, frozenset(user.company_ids.ids), user.active) for user in users.sudo()]

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    @api.model
    def _preview(self, user, kinds, scope, shares):
        """Return what a hand-over would do, for the table of the wizard; nothing is written.

        :return: ``{'columns': [{'key', 'label'}], 'rows': [{'user': {'id', 'name'}, 'counts': {kind: n}, 'note'}],
            'rest': {kind: n} that stay, 'refused': [{'reason', 'count', 'examples'}], 'total': n, 'background': bool}``
        """
        rows, owners = self._distribute(user, kinds, scope, shares)
        given, rest, refused = defaultdict(lambda: defaultdict(int)), defaultdict(int), defaultdict(list)
        for row in rows:
            recipient = owners.get(row.family)
            if not recipient:
                rest[row.kind] += 1
            elif reason := refusal(row, recipient):
                refused[reason].append(row)
            else:
                given[recipient.id][row.kind] += 1
        colleagues = dict.fromkeys(user_id for _criteria, users in shares for user_id in (users - user).ids)
        total = sum(sum(counts.values()) for counts in given.values())
        return {
            'columns': [column for column in self._kind_columns() if column['key'] in kinds],
            'rows': [{'user': {'id': colleague.id, 'name': colleague.name}, 'counts': dict(given[colleague.id]),
                      'note': '' if colleague.active else self.env._("archived")}
                     for colleague in self.env['res.users'].sudo().browse(colleagues)],  # sudo: names
            'rest': dict(rest),
            'refused': self._refusals(refused),
            'total': total,
            'background': total > IN_THE_REQUEST,
        }

    @api.model
    def _refusals(self, refused):
        labels = dict(self.env['crm.handover.line']._fields['reason']._description_selection(self.env))
        found = []
        for reason, rows in refused.items():
            partners = {row.partner: None for row in rows if row.partner}
            names = self.env['crm.timeline']._timeline_names('res.partner', list(partners)[:EXAMPLES])
            found.append({'reason': labels[reason], 'count': len(rows),
                          'examples': [partner['name'] for partner in names.values()]})
        return found

    # ------------------------------------------------------------
    # Writing the plan
    # ------------------------------------------------------------

    @api.model
    def _begin(self, user, kinds, scope, shares, reason='', handover=None):
        """Write down who gets what and start to hand over: at once when it is little, else in the background.

        :param reason: shown on the timelines
        :param handover: a hand-over that waits to be done for this person, to be used
        :return: the hand-over
        :raises AccessError: when the user may not hand over from or to one of these people
        :raises UserError: when nothing would change hands
        """
        colleagues = self.env['res.users'].union(*(users for _criteria, users in shares))
        self._check_may_hand_over(user | colleagues)
        rows, owners = self._distribute(user, kinds, scope, shares)
        lines = [(row, owners[row.family], refusal(row, owners[row.family])) for row in rows if row.family in owners]
        if not any(not refused for _row, _recipient, refused in lines):
            raise UserError(self.env._(
                "Nothing would change hands. Choose other colleagues, or a wider selection of customers."))
        # sudo: hand-overs are written by this method only, whose rights were just checked
        model = self.sudo()
        values = {
            'from_user_id': user.id, 'user_id': self.env.uid, 'reason': reason, 'state': 'queued',
            'date': fields.Datetime.now(), 'team_ids': [(6, 0, user._handover_teams()[user.id].ids)],
            'company_ids': [(6, 0, self.env.companies.ids)],
        }
        if handover and handover.state == 'draft' and handover.from_user_id == user:
            record = handover.sudo()
            record.write(values)
        else:
            record = model.create(values)
        record._insert_lines(lines)
        record._finish_todo()
        record._start(len(lines))
        return record.sudo(False)

    def _insert_lines(self, lines):
        """Write down the plan.

        :param lines: list of ``(Row, Recipient, reason of a refusal or None)``
        """
        kinds = {kind.key: kind.model for kind in self._kinds()}
        private = self._private_promises([row.res_id for row, _recipient, _refused in lines if row.kind == 'promise'])
        execute_values(
            self.env.cr._obj,
            """INSERT INTO crm_handover_line (handover_id, kind, model, res_id, family, account_id, company_id, to_user_id,
                                              state, reason, is_private) VALUES %s""",
            [(self.id, row.kind, kinds[row.kind], row.res_id, row.family, row.family if row.family > 0 else None,
              row.company, recipient.id, 'skipped' if refused else 'pending', refused,
              row.kind == 'promise' and row.res_id in private) for row, recipient, refused in lines],
            page_size=2000)
        self.env['crm.handover.line'].invalidate_model(flush=False)

    def _private_promises(self, ids):
        if not ids:
            return set()
        return {row[0] for row in self.env.execute_query(SQL(
            "SELECT id FROM crm_promise WHERE id = ANY(%s) AND confidentiality = 'private'", ids))}

    def _finish_todo(self):
        if self.activity_ids:
            self.activity_feedback(['mail.mail_activity_data_todo'])

    def _start(self, number):
        if number <= IN_THE_REQUEST:
            self._process()
        else:
            # sudo: only starts the worker
            self.env.ref('crm_customer_record.crm_handover_cron').sudo()._trigger()
