import hashlib

from odoo import api, fields, models


class CrmImportProfile(models.Model):
    """A mapping that was used once and is offered again for files with the same header."""

    _name = 'crm.import.profile'
    _description = "Import Profile"
    _order = 'name, id'

    name = fields.Char(required=True)
    kind = fields.Selection(lambda self: self.env['crm.import']._fields['kind'].selection, required=True)
    signature = fields.Char(required=True, readonly=True, help="Fingerprint of the column names it was made for.")
    mapping = fields.Json(required=True, help="Field of each column, in the order of the sheet.")
    policies = fields.Json(help="Policy of each column, in the order of the sheet.")
    answers = fields.Json(help="Rules of cleaning refused and accepted for each column, in the order of the sheet.")
    update_policy = fields.Char()
    address_policy = fields.Char()
    user_id = fields.Many2one('res.users', required=True, default=lambda self: self.env.user, index=True)
    company_id = fields.Many2one('res.company', default=lambda self: self.env.company, index=True)
    last_used = fields.Datetime(default=fields.Datetime.now)
    active = fields.Boolean(default=True)

    _signature_idx = models.Index('(kind, signature)')

    @api.model
    def _signature(self, headers):
        """:return: fingerprint of column names, blind to case and spaces, so that next month's export fits"""
        text = '\x1f'.join(' '.join(str(header or '').casefold().split()) for header in headers)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _find(self, kind, headers):
        """:return: the profile last used for these column names; the user's own before those of colleagues"""
        domain = [('kind', '=', kind), ('signature', '=', self._signature(headers)),
                  ('company_id', 'in', [False, self.env.company.id])]
        found = self.search(domain, order='last_used desc')
        return found.filtered(lambda profile: profile.user_id == self.env.user)[:1] or found[:1]

    @api.model
    def _remember(self, record):
        """Keep the mapping of an import that is being committed.

        :param record: one `crm.import`
        :return: the profile, updated when the user has one for this header
        """
        columns = record.column_ids.sorted('position')
        signature = self._signature(columns.mapped('header'))
        values = {
            'mapping': [column.field_key or False for column in columns],
            'policies': [column.policy or False for column in columns],
            'answers': [[column.refused_rules or [], column.accepted_rules or []] for column in columns],
            'update_policy': record.update_policy,
            'address_policy': record.address_policy,
            'last_used': fields.Datetime.now(),
        }
        mine = self.search([('kind', '=', record.kind), ('signature', '=', signature), ('user_id', '=', self.env.uid),
                            ('company_id', '=', record.company_id.id)], limit=1)
        if mine:
            mine.write(values)
            return mine
        return self.create({**values, 'name': record.name, 'kind': record.kind, 'signature': signature,
                            'company_id': record.company_id.id})

    def _reading_values(self):
        """:return: values of `crm.import` that go with the mapping"""
        self.ensure_one()
        values = {'profile_id': self.id}
        if self.update_policy:
            values['update_policy'] = self.update_policy
        if self.address_policy:
            values['address_policy'] = self.address_policy
        return values

    def _column_values(self, place):
        """:return: values of the `crm.import.column` at a place of the sheet, counted from 0"""
        self.ensure_one()
        known = self.env['crm.import']._target_labels(self.kind)
        key = self.mapping[place]
        policies, answers = self.policies or [], self.answers or []
        refused, accepted = answers[place] if place < len(answers) else ([], [])
        return {'field_key': key if key in known else False, 'confidence': 1.0,
                'policy': policies[place] if place < len(policies) else False,
                'refused_rules': refused or False, 'accepted_rules': accepted or False}
