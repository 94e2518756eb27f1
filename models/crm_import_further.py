import json

from markupsafe import Markup
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import html2plaintext

from ..tools.imports.further import CREATED, KNOWN, UNCLEAR, find_person
from ..tools.imports.keys import Profile
from ..tools.imports.name_keys import plain_key
from ..tools.imports.terms import _lt
from .crm_import_partner_write import LOGGED

# After all companies and people of the file, so that whoever has a row of their own is there.
FURTHER = 2
# What further people share with the first one, where no company says it.
SHARED = ('street', 'street2', 'zip', 'city', 'state', 'state_code', 'country', 'address', 'lang', 'category', 'user', 'assigned_user')
OUTCOMES = {
    CREATED: _lt("%(name)s: new contact"), KNOWN: _lt("%(name)s: known already"), UNCLEAR: _lt("%(name)s: went to the notes"),
}
WRITE_FURTHER = """
    UPDATE crm_import_row r
       SET further = d.further, issues = coalesce(r.issues, '[]') || d.issues, problem = r.problem OR jsonb_array_length(d.issues) > 0
      FROM (VALUES %s) AS d(id, further, issues) WHERE r.id = d.id"""


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    further = fields.Json(
        readonly=True, help="What became of the further people of a cell: list of name, id (partner or null) and outcome.")
    further_text = fields.Text(compute='_compute_further_text', string="Further people")

    @api.depends_context('lang')
    @api.depends('further')
    def _compute_further_text(self):
        label = self.env['crm.import.message'].label
        for row in self:
            row.further_text = '\n'.join(
                label(OUTCOMES[item['outcome']]) % {'name': item['name']} for item in row.further or []) or False


class CrmImportMapperPartner(models.AbstractModel):
    """Further people of a cell: a step of their own, which only rows that name some go through.

    Whoever is there already, by the usual evidence among the people of the account, is not doubled; who may be there goes
    to the notes of the first person, as what nobody was asked about must neither be lost nor doubled. So does who is new
    where nothing new is to be created.
    """

    _inherit = 'crm.import.mapper.partner'

    def _state_after_person(self, data):
        return ('pending', FURTHER) if data.get('person', {}).get('further') else super()._state_after_person(data)

    def _write_step(self, record, step, rows):
        if step != FURTHER:
            return super()._write_step(record, step, rows)
        return self._write_further(record, rows)

    def _write_further(self, record, rows):
        data = {row_id: values['person'] | {'company': values.get('company')}
                for row_id, values in self._data(rows).items() if values.get('person', {}).get('further')}
        # Companies and people of rows that were staged before there was this step are written already.
        named = rows.filtered(lambda row: row.id in data and (row.account_id or row.partner_id))
        found = self._find_further(record, named, data)
        changes = self._create_further(record, named, data, found) + self._note_unclear(record, named, found)
        self._keep_further_result(named, found)
        self._finish(record, [
            (row.id, row.account_id.id or None, row.partner_id.id or None, *self._state_after_partners()) for row in rows], changes)

    # Who is there already

    def _find_further(self, record, rows, data):
        """:return: {row id: [{'name', 'outcome', 'id', 'salutation'}]}; the id of who is new comes later, `same` names the entry
        of this chunk that is the same person"""
        families, before, namesakes = self._families(rows), self._brought_before(rows), self._namesakes(rows, data)
        auto, review = record.match_auto / 100, record.match_review / 100
        found = {}
        for row in rows:
            family = (row.account_id or row.partner_id).commercial_partner_id
            company = family.name if family.is_company else ''
            for item in data[row.id]['further']:
                entry = {'name': item['name'], 'salutation': item.get('salutation', ''), 'id': None}
                found.setdefault(row.id, []).append(entry)
                known = before.get((row.partner_id.id, plain_key(item['name'])))
                profile = self._further_profile(item['name'], company, data[row.id])
                people = families.setdefault(family.id, []) if company else []
                who, outcome = (known, KNOWN) if known else find_person(profile, people, auto, review)
                if outcome == CREATED and not row.account_id:
                    alone = self._further_profile(item['name'], '', data[row.id])
                    who, outcome = find_person(alone, namesakes.get(item['name'], ()), auto, review)
                if outcome == CREATED and record.scope == 'known':
                    outcome = UNCLEAR
                entry['outcome'] = outcome
                entry['same' if isinstance(who, dict) else 'id'] = who
                if outcome == CREATED and row.account_id:
                    people.append((entry, profile))
                elif outcome == CREATED:
                    before[row.partner_id.id, plain_key(item['name'])] = entry
        return found

    def _further_profile(self, name, company, place):
        return Profile('person', name, company) if company else Profile(
            'person', name, zip=place.get('zip') or '', city=place.get('city') or '', street=place.get('street') or '',
            street2=place.get('street2') or '')

    def _families(self, rows):
        """:return: {account id: [(partner id, `Profile`)]}: the people of the accounts, archived ones included"""
        accounts = (rows.account_id | rows.partner_id).commercial_partner_id.filtered('is_company')
        people = self.env['res.partner'].with_context(active_test=False).search_fetch(
            [('commercial_partner_id', 'in', accounts.ids), ('is_company', '=', False), ('type', 'in', ('contact', 'other'))],
            ['name', 'commercial_partner_id'], order='id')
        found = {}
        for person in people:
            account = person.commercial_partner_id
            if person.name:
                found.setdefault(account.id, []).append((person.id, Profile('person', person.name, account.name)))
        return found

    def _brought_before(self, rows):
        """People without a company that earlier rows of the same first person brought, by whom the next file finds them.

        :return: {(id of the first person, key of the name): partner id}; later the entries of this chunk as well
        """
        alone = rows.filtered(lambda row: not row.account_id).partner_id
        if not alone:
            return {}
        self.env['crm.import.row'].flush_model()
        lines = self.env.execute_query(SQL(
            """SELECT r.partner_id, item->>'name', (item->>'id')::int FROM crm_import_row r CROSS JOIN LATERAL jsonb_array_elements(r.further) item
                WHERE r.partner_id = ANY(%s) AND jsonb_typeof(r.further) = 'array' AND item->>'id' IS NOT NULL ORDER BY r.id""", alone.ids))
        Partner = self.env['res.partner'].with_context(active_test=False)
        visible = set(Partner.search([('id', 'in', [partner_id for _first, _name, partner_id in lines])]).ids)
        return {(first, plain_key(name)): partner_id for first, name, partner_id in lines if partner_id in visible}

    def _namesakes(self, rows, data):
        """:return: {name: [(partner id, `Profile`)]}: individuals of the same name, whose address may tell that it is them"""
        names = {item['name'] for row in rows if not row.account_id for item in data[row.id]['further']}
        if not names:
            return {}
        found = {}
        for partner in self.env['res.partner'].with_context(active_test=False).search_fetch(
            [('name', 'in', list(names)), ('parent_id', '=', False), ('is_company', '=', False)], ['name', 'street', 'street2', 'zip', 'city'],
        ):
            place = {name: partner[name] for name in ('street', 'street2', 'zip', 'city')}
            found.setdefault(partner.name, []).append((partner.id, self._further_profile(partner.name, '', place)))
        return found

    # Writing

    def _create_further(self, record, rows, data, found):
        """Create who is new, and tell the entries; :return: what to log"""
        new, values, joined = [], [], []
        for row in rows:
            for entry in found[row.id]:
                if entry['outcome'] != CREATED:
                    continue
                person = {name: data[row.id][name] for name in SHARED if data[row.id].get(name)}
                person.update({name: entry[name] for name in ('name', 'salutation') if entry[name]})
                new.append((row, entry))
                values.append(self._partner_values(record, person, parent=row.account_id, address=data[row.id]['company']))
                joined.append(bool(row.match_account_id or row.account_leader_id.match_account_id))
        partners = self._create_checked(values, joined)
        changes = []
        for (row, entry), partner in zip(new, partners, strict=True):
            entry['id'] = partner.id
            changes.append((row.id, partner._name, partner.id, True, {}, record._values(partner, LOGGED)))
        for entry in (entry for entries in found.values() for entry in entries):
            if same := entry.pop('same', None):
                entry['id'] = same['id']
        return changes

    def _note_unclear(self, record, rows, found):
        """Who may be there already goes to the notes of the first person, once; :return: what to log"""
        changes = []
        for row in rows:
            target, said = row.partner_id or row.account_id, html2plaintext((row.partner_id or row.account_id).comment or '')
            names = [entry['name'] for entry in found[row.id] if entry['outcome'] == UNCLEAR and entry['name'] not in said]
            if names:
                before = record._values(target, ['comment'])
                target.comment = (target.comment or Markup()) + Markup(self._html('\n'.join(names)))
                changes.append((row.id, target._name, target.id, False, before, record._values(target, ['comment'])))
        return changes

    def _keep_further_result(self, rows, found):
        """Write on the rows what became of their further people."""
        if not rows:
            return
        names = {partner.id: partner.name for partner in self.env['res.partner'].browse(
            entry['id'] for row in rows for entry in found[row.id] if entry['outcome'] == UNCLEAR and entry['id'])}
        lines = []
        for row in rows:
            issues = [['further_unclear', {'value': entry['name'], 'name': names[entry['id']], 'field': 'person.name'}]
                      for entry in found[row.id] if entry['outcome'] == UNCLEAR and entry['id']]
            further = [{'name': entry['name'], 'id': entry['id'] if entry['outcome'] != UNCLEAR else None, 'outcome': entry['outcome']}
                       for entry in found[row.id]]
            lines.append((row.id, json.dumps(further), json.dumps(issues)))
        execute_values(self.env.cr._obj, WRITE_FURTHER, lines, template="(%s, %s::jsonb, %s::jsonb)", page_size=1000)
        self.env['crm.import.row'].invalidate_model(['further', 'issues', 'problem'], flush=False)

    # Showing

    def _show_results(self, record, rows):
        found = super()._show_results(record, rows)
        for row in rows:
            for place, item in enumerate(row.further or ()):
                partner = self.env['res.partner'].browse(item['id'] or ()).exists()
                if partner:
                    card = self._card(f'further-{place}', partner, (), (), False)
                    found[row.id]['cards'].append({**card, 'new': item['outcome'] == CREATED, 'known': item['outcome'] == KNOWN})
        return found
