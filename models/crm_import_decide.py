from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.imports.targets import FIELDS
from ..tools.imports.tax_ids import parse_kpp

QUEUE_SHOWN = 1000
# Fields of a row beside those of a candidate, in this order.
COMPARED = {
    'company': ('name', 'vat', 'kpp', 'registry', 'phones', 'emails', 'website', 'street', 'zip', 'city', 'country', 'ref'),
    'person': ('name', 'company', 'function', 'phones', 'emails', 'street', 'zip', 'city', 'country'),
}
SINGULAR = {'phones': 'phone', 'emails': 'email'}
# What a decision changes, and taking it back restores.
DECISION_FIELDS = ('decision', 'decided', 'reason', 'match_account_id', 'match_partner_id', 'state', 'error')


class CrmImport(models.Model):
    """Unclear rows, one after the other."""

    _inherit = 'crm.import'

    @api.readonly
    def review_queue(self):
        """:return: ids of the rows that wait for a person, in the order of the file; those that wait for another row are
        left out: they follow it"""
        self.ensure_one()
        domain = Domain('import_id', '=', self.id) & Domain('decision', '=', 'review') & Domain('state', '=', 'pending')
        return self.env['crm.import.row'].search(domain & _own_question(), order='row_number', limit=QUEUE_SHOWN).ids

    def action_decide(self):
        """Open the unclear rows side by side with their candidates."""
        self.ensure_one()
        return {'type': 'ir.actions.client', 'tag': 'crm_import_decide', 'name': self.env._("Unclear rows"),
                'params': {'import_id': self.id}}

    def _reread_rows(self, rows):
        rows.with_context(crm_import_row_anew=True).write({'before_decision': False})
        return super()._reread_rows(rows)


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    before_decision = fields.Json(readonly=True, help="What the row was before a person decided, to take that back.")

    @api.readonly
    def review_values(self):
        """The row beside those it may be.

        :return: dict `id`, `row_number`, `name`, `decision`, `reason`, `issues`, `can_undo`, `open`, `parts`: list of {'part',
            'label', 'chosen' (id or False), 'lines': [{'label', 'text'}], 'candidates': [{'id', 'name', 'score' (percent),
            'reasons', 'why', 'cells': [{'text', 'look': same, other, new or gone}]}]}; cells go with the lines
        """
        self.ensure_one()
        messages = self.env['crm.import.message']
        return {
            'id': self.id, 'row_number': self.row_number, 'name': self.name, 'decision': self.decision,
            'reason': self.reason_text or '', 'issues': self.issue_text or '', 'can_undo': bool(self.before_decision),
            'open': self._is_open(),
            'parts': [part for name in ('company', 'person') if (part := self._review_part(name, messages))],
        }

    def _review_part(self, part, messages):
        data = (self.normalized or {}).get(part)
        if not data:
            return None
        candidates = [candidate for candidate in self.candidate_values or [] if candidate['part'] == part]
        mine = self._review_texts(part, data)
        partners = self.env['res.partner'].with_context(active_test=False).browse(candidate['id'] for candidate in candidates)
        theirs = {partner.id: self._partner_texts(partner) for partner in partners}
        names = [name for name in COMPARED[part] if mine.get(name) or any(texts.get(name) for texts in theirs.values())]
        labels = {name: messages.label(FIELDS.get(f'{part}.{SINGULAR.get(name, name)}') or FIELDS.get(f'company.{name}') or name)
                  for name in names}
        labels['company'] = self.env._("Company")
        chosen = self.match_account_id if part == 'company' else self.match_partner_id
        return {
            'part': part, 'label': self.env._("Company") if part == 'company' else self.env._("Person"),
            'chosen': chosen.id or False,
            'lines': [{'label': labels[name].partition(': ')[2].capitalize() or labels[name], 'text': _join(mine.get(name))}
                      for name in names],
            'candidates': [
                {'id': candidate['id'], 'name': candidate['name'], 'score': round(candidate['score'] * 100),
                 'reasons': candidate['reasons'], 'why': messages.text(*candidate['why']) if candidate.get('why') else '',
                 'cells': [_compare(mine.get(name), theirs[candidate['id']].get(name)) for name in names]}
                for candidate in candidates],
        }

    def _review_texts(self, part, data):
        """:return: dict of name -> text, or list of (text, what is compared) for phones and e-mails"""
        texts = {name: str(data[name]) for name in COMPARED[part] if name in data and name not in SINGULAR}
        for name in SINGULAR:
            texts[name] = [(item['value'], item['normalized'] or item['value']) for item in data.get(name) or ()]
        place = data if part == 'company' else {**(self.normalized.get('company') or {}), **data}
        for name in ('street', 'zip', 'city'):
            texts[name] = place.get(name) or ''
        country = self.import_id._mapper()._country(place.get('country'))
        texts['country'] = self.env['res.country'].browse(country).name if country else ''
        if part == 'person':
            texts['company'] = (self.normalized.get('company') or {}).get('name') or ''
        return texts

    def _partner_texts(self, partner):
        reach = [(mechanism.kind, mechanism.value, mechanism.normalized or mechanism.value)
                 for mechanism in partner.contact_mechanism_ids if mechanism.active]
        return {
            'name': partner.name, 'vat': partner.vat, 'website': partner.website,
            'kpp' if parse_kpp(partner.company_registry or '') else 'registry': partner.company_registry,
            'street': partner.street, 'zip': partner.zip, 'city': partner.city, 'country': partner.country_id.name,
            'ref': partner.ref, 'function': partner.function, 'company': partner.commercial_company_name,
            'phones': [(value, key) for kind, value, key in reach if kind != 'email'],
            'emails': [(value, key) for kind, value, key in reach if kind == 'email'],
        }

    def write(self, vals):
        if {'decision', 'match_account_id', 'match_partner_id'} & vals.keys() and not self.env.context.get('crm_import_row_anew'):
            for row in self.filtered(lambda row: row.decision == 'review' and not row.before_decision):
                row.with_context(crm_import_row_anew=True).before_decision = row._decision_values()
        return super().write(vals)

    def _decision_values(self):
        self.ensure_one()
        return {name: self[name].id if self._fields[name].relational else self[name] for name in DECISION_FIELDS}

    def action_decide_new(self):
        """The row is somebody new; where its company was chosen already, somebody new of that company; where its person was,
        that person at a new company."""
        for row in self:
            data, (account, person) = row.normalized or {}, (row.match_account_id, row.match_partner_id)
            if row.decided and 'person' in data and account and not person:
                row.write({'decision': 'create', 'state': 'pending', 'error': False})
            elif row.decided and 'company' in data and person and not account:
                row.write({'decision': 'update', 'state': 'pending', 'error': False})
            else:
                row.action_create_new()
        return True

    def action_undo_decision(self):
        """Let these rows be unclear again, as they were before a person decided; rows that followed them wait again."""
        self._check_open()
        for row in self:
            if not row.before_decision:
                raise UserError(self.env._("Nothing was decided about row %(row)s.", row=row.row_number))
            row.with_context(crm_import_row_anew=True).write({**row.before_decision, 'before_decision': False})
        self.env['crm.import.row'].flush_model()
        for record in self.import_id:
            self.env['crm.import.match']._follow_leaders(record)
        self.env['crm.import.row'].invalidate_model(flush=False)
        return True


def _own_question():
    """:return: domain of the rows that do not merely wait for another row"""
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL("coalesce(%s->>0, '') <> 'waits_for_row'", SQL.identifier(alias, 'reason')),
        predicate=lambda row: not row.reason or row.reason[0] != 'waits_for_row')


def _join(value):
    if isinstance(value, list):
        return ', '.join(text for text, _key in value)
    return value or ''


def _plain(text):
    return ' '.join(text.casefold().split()).removeprefix('https://').removeprefix('http://').removeprefix('www.').rstrip('/')


def _compare(mine, theirs):
    """:return: {'text': of the candidate, 'look': same, other, new (only the file says it), gone (only the candidate) or ''}"""
    text = _join(theirs)
    if isinstance(mine, list) or isinstance(theirs, list):
        ours, known = ({key for _text, key in value or ()} for value in (mine, theirs))
        look = 'same' if ours & known else 'other'
    else:
        ours, known = mine or '', theirs or ''
        look = 'same' if _plain(ours) == _plain(known) else 'other'
    if not ours or not known:
        look = 'new' if ours else 'gone' if known else ''
    return {'text': text, 'look': look}
