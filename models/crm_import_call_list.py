import hashlib
import json
from os.path import splitext

from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.mail import html2plaintext, plaintext2html

from ..tools.imports.kind_columns import fold
from ..tools.imports.moments import parse_moment
from .crm_import_item import ITEM
from .crm_import_message import RowRefused
from .mail_thread import SILENT

KIND = 'call_list'
CALL = 'mail.mail_activity_data_call'
LOGGED = ('res_id', 'activity_type_id', 'summary', 'date_deadline', 'user_id', 'active')
COLUMN_OF = {'date_deadline': 'call.due', 'user_id': 'call.user', 'note': 'call.notes'}
# A call that is the same as another one: the same customer, about the same.
CUSTOMER = SQL(
    """CASE WHEN jsonb_exists(r.normalized, 'person') THEN coalesce(r.match_partner_id, p.match_partner_id)
            ELSE coalesce(r.match_account_id, a.match_account_id) END""")


class CrmImport(models.Model):
    """People to be called: each becomes a next step of a seller, and all of a list share a tag."""

    _inherit = 'crm.import'

    call_date = fields.Date(string="Call them by", default=fields.Date.context_today, help="Where the file names no day.")
    call_subject = fields.Char(string="What it is about", help="Where the file names no topic.")

    @api.model
    def _mappers(self):
        return super()._mappers() | {KIND: 'crm.import.mapper.call.list'}

    def _owned_rows(self):
        if self.kind != KIND:
            return super()._owned_rows()
        # Somebody has to call those that are known, too; people of one company are called by one colleague.
        return SQL(
            """r.import_id = %s AND r.state = 'pending' AND r.decision IN ('create', 'update')
               AND r.account_leader_id IS NULL AND r.partner_leader_id IS NULL""", self.id)

    def _assign_rows(self):
        result = super()._assign_rows()
        if self.kind == KIND:
            self.env.execute_query(SQL(
                """UPDATE crm_import_row r SET assigned_user_id = leader.assigned_user_id FROM crm_import_row leader
                    WHERE r.import_id = %s AND r.state = 'pending' AND leader.id = coalesce(r.account_leader_id, r.partner_leader_id)""",
                self.id))
            self.env['crm.import.row'].invalidate_model(['assigned_user_id'], flush=False)
        return result

    def _tag_call_list(self):
        """Give the people of the list a tag of their own, unless somebody chose one."""
        Tag = self.env['res.partner.category']
        if not self.tag_ids and Tag.has_access('create'):
            name = self.env._("Call list %(name)s %(date)s", name=splitext(self.name or '')[0],
                              date=fields.Date.to_string(fields.Date.context_today(self)))
            self.tag_ids = Tag.search([('name', '=', name)], limit=1) or Tag.create({'name': name})

    def action_show_partners(self):
        if self.kind != KIND:
            return super().action_show_partners()
        rows = self.row_ids.filtered('res_id')
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.res_partner_action_calls')
        return {**action, 'name': self.env._("Calls: %(name)s", name=self.name), 'context': {'active_test': False},
                'domain': [('id', 'in', [row.partner_id.id or row.account_id.id for row in rows])]}

    def _result_labels(self):
        return super()._result_labels() | {('mail.activity', True, False): self.env._("Calls planned"),
                                           ('mail.activity', False, False): self.env._("Calls brought up to date")}


class CrmImportMapperCallList(models.AbstractModel):
    """Call lists: a row is somebody to call; the call is an activity of the host, of the seller who is to make it."""

    _name = 'crm.import.mapper.call.list'
    _inherit = 'crm.import.mapper.item'
    _description = "Import Mapper: Call Lists"

    _kind = KIND
    _item_model = 'mail.activity'

    def _read_item(self, record, cells, partners, context):
        item, issues = {name: self._text(cells, name) for name in ('subject', 'notes', 'user')}, []
        if cells.get('due'):
            moment, unsure = parse_moment(cells['due'][0], context['region'])
            if moment:
                item['due'] = moment.date().isoformat()
            if moment and unsure:
                issues.append(['date_ambiguous', {'value': str(cells['due'][0]), 'date': item['due']}])
            elif not moment:
                issues.append(['date_invalid', {'value': str(cells['due'][0]), 'field': 'call.due'}])
                item['notes'] = '\n'.join(filter(None, (item['notes'], str(cells['due'][0]))))
        if item['user'] and not self._colleague(item['user']):
            issues.append(['user_unknown', {'value': item['user'], 'field': 'call.user'}])
        item = {name: value for name, value in item.items() if value}
        # What the row says is what it is known by, when the list comes again.
        said = {**item, **{part: [data.get('name'), data.get('phones'), data.get('emails')] for part, data in partners.items() if isinstance(data, dict)}}
        item['external_id'] = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]
        item['name'] = item.get('subject', '')
        return item, issues, None if partners else ['customer_missing', {}]

    def _call_type(self):
        """:return: the type of activity that is a call, or whatever the host proposes where it was deleted"""
        found = self.env.ref(CALL, raise_if_not_found=False)
        return found or self.env['mail.activity.type'].search([('category', '=', 'phonecall'), ('res_model', 'in', (False, 'res.partner'))], limit=1)

    # Matching

    def _out_of_scope(self, scope):
        return super()._out_of_scope(scope) if scope == 'new' else self._of_new_customer()

    def _leave_out_known(self, record):
        """Rows that came before, letter by letter: they are not called again, whoever brought them, be the call made or not."""
        # By SQL, past the rules: a list that a colleague brought is the same list. Nothing of it is shown.
        self._decide_items(self.env.execute_query(SQL(
            """SELECT r.id, NULL FROM crm_import_row r
                WHERE r.import_id = %(id)s AND r.state = 'pending' AND r.normalized->%(item)s->>'external_id' IN (
                    SELECT e.normalized->%(item)s->>'external_id' FROM crm_import_row e JOIN crm_import i ON i.id = e.import_id
                     WHERE i.kind = %(kind)s AND i.company_id = %(company)s AND i.id <> %(id)s AND e.state = 'done')""",
            id=record.id, item=ITEM, kind=KIND, company=record.company_id.id)), 'skip', 'item_known')

    def _known_items(self, record):
        """Calls about the same to the same customer that an earlier list brought and nobody made yet."""
        return self.env.execute_query(SQL(
            """SELECT DISTINCT ON (r.id) r.id, call.id
                 FROM crm_import_row r
                 LEFT JOIN crm_import_row a ON a.id = r.account_leader_id
                 LEFT JOIN crm_import_row p ON p.id = r.partner_leader_id
                 JOIN mail_activity call ON call.res_model = 'res.partner' AND call.res_id = %(customer)s AND call.active
                  AND lower(coalesce(call.summary, '')) = lower(coalesce(r.normalized->%(item)s->>'subject', %(subject)s))
                WHERE r.import_id = %(id)s AND r.state = 'pending' AND call.id IN (
                    SELECT e.res_id FROM crm_import_row e JOIN crm_import i ON i.id = e.import_id
                     WHERE i.kind = %(kind)s AND i.company_id = %(company)s AND e.state = 'done')
                ORDER BY r.id, call.date_deadline, call.id""",
            customer=CUSTOMER, item=ITEM, subject=record.call_subject or '', id=record.id, kind=KIND, company=record.company_id.id))

    # Writing

    def _prepare_commit(self, record):
        record._tag_call_list()
        return super()._prepare_commit(record)

    def _write_items(self, record, rows, data):
        Calls = self.env['mail.activity'].with_context(mail_activity_quick_update=True, **{SILENT: True})
        present = Calls.browse(rows.mapped('match_res_id')).exists().filtered('active')
        values = {row.id: self._call_values(record, row, data[row.id]) for row in rows}
        known = {row.id: row.match_res_id for row in rows if row.match_res_id in present._ids}
        same = self._calls_of(record, rows)
        new, changes = {}, []
        for row in rows.filtered(lambda row: row.id not in known):
            key = values[row.id]['res_id'], fold(values[row.id].get('summary'))
            # Somebody who stands in the list twice is called once.
            new.setdefault(key, []).append(row)
        self._check_readable(values)
        first = {key: found[0] for key, found in new.items() if key not in same}
        created = Calls.create([values[row.id] for row in first.values()])
        same.update(zip(first, created._ids, strict=True))
        self.env.flush_all()
        changes += [(row.id, Calls._name, call.id, True, {}, record._values(call, LOGGED)) for row, call in zip(first.values(), created, strict=True)]
        written = {row.id: same[key] for key, found in new.items() for row in found} | known
        for row in rows - rows.browse(row.id for row in first.values()):
            changes += self._update_call(record, row, Calls.browse(written[row.id]), values[row.id], data[row.id])
        return written, changes

    def _calls_of(self, record, rows):
        """:return: {(customer, topic): id} of the calls that rows of this import, written before, became"""
        customers = [self._customer(row).id for row in rows]
        return {(customer, fold(summary)): call for customer, summary, call in self.env.execute_query(SQL(
            """SELECT call.res_id, call.summary, call.id FROM crm_import_row r JOIN mail_activity call ON call.id = r.res_id
                WHERE r.import_id = %s AND r.state = 'done' AND call.active AND call.res_id = ANY(%s)""", record.id, customers))}

    def _check_readable(self, values):
        """Raise RowRefused when somebody is to call whom they may not see."""
        by_user = {}
        for call in values.values():
            by_user.setdefault(call['user_id'], set()).add(call['res_id'])
        for user in self.env['res.users'].browse(by_user):
            # As superuser: the companies that a colleague works in beside this one; only used to look with their eyes.
            companies = user.sudo().company_ids.ids
            partners = self.env['res.partner'].with_user(user).with_context(allowed_company_ids=companies).browse(by_user[user.id])
            if len(partners._filtered_access('read')) < len(partners):
                raise RowRefused('hidden_from_caller', user=user.name)

    def _call_values(self, record, row, item):
        """:return: values of `mail.activity.create`"""
        customer = self._customer(row)
        user_id = self._colleague(item.get('user'))
        notes = [item['notes']] if item.get('notes') else []
        if item.get('user') and not user_id:
            notes.append(item['user'])
        return {
            'res_model_id': self.env['ir.model']._get_id('res.partner'), 'res_id': customer.id, 'activity_type_id': self._call_type().id,
            'summary': item.get('subject') or record.call_subject or False, 'note': plaintext2html('\n'.join(notes)) if notes else False,
            'date_deadline': item.get('due') or fields.Date.to_string(record.call_date or fields.Date.context_today(record)),
            # As superuser: who it belongs to is no secret, the record of that colleague may be.
            'user_id': user_id or row.assigned_user_id.id or customer.sudo().user_id.id or record.user_id.id,
        }

    def _show_results(self, record, rows):
        found = super()._show_results(record, rows)
        for card in (card for shown in found.values() for card in shown['cards'] if card['part'].startswith('mail.activity,')):
            call = self.env['mail.activity'].browse(int(card['part'].partition(',')[2]))
            card['lines'] = [{'icon': 'fa-phone', 'text': format_date(self.env, call.date_deadline)}, {'icon': 'fa-user', 'text': call.user_id.name}]
        return found

    def _update_call(self, record, row, call, values, item):
        """Bring a call up to date that is still to be made; :return: what to log"""
        policies = {column.field_key: column.policy for column in record.column_ids if column.policy}
        write = {}
        for name, said in (('date_deadline', item.get('due')), ('user_id', item.get('user')), ('note', values['note'])):
            present = call._fields[name].convert_to_write(call[name], call)
            policy = policies.get(COLUMN_OF[name]) or record.update_policy
            if said and str(present or '') != str(values[name]) and (not present or policy in ('overwrite', 'ask')):
                write[name] = values[name]
        if not row.match_res_id and values['note'] and html2plaintext(values['note']) not in html2plaintext(call.note or ''):
            # Two rows of one list: what the later one says is not lost.
            write['note'] = (call.note or '') + values['note']
        if not write:
            return []
        before = record._values(call, write)
        call.write(write)
        return [(row.id, call._name, call.id, False, before, record._values(call, write))]
