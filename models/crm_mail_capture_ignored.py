from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.emails import normalize_email


class CrmMailCaptureIgnored(models.Model):
    """An address or a domain whose mail is never logged: for one colleague, or for everybody."""

    _name = 'crm.mail.capture.ignored'
    _description = "Address Never Logged"
    _order = 'value'
    _rec_name = 'value'

    value = fields.Char(
        string="Address or Domain", required=True, help="An address, such as doctor@clinic.com, or a domain, such as bank.com.")
    user_id = fields.Many2one(
        'res.users', string="For", ondelete='cascade', default=lambda self: self.env.user,
        help="Only mail of this colleague; empty: of everybody. Only administrators enter it for everybody.")
    note = fields.Char()

    _value_user_unique = models.UniqueIndex(
        '(value, COALESCE(user_id, 0))', "This address or domain is on the list already.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, 'value': self._normalize(vals.get('value'))} for vals in vals_list])

    def write(self, vals):
        if 'value' in vals:
            vals = {**vals, 'value': self._normalize(vals['value'])}
        return super().write(vals)

    @api.model
    def _normalize(self, value):
        """Return the address, or the domain without @; raise on anything else."""
        value = (value or '').strip().lower().lstrip('@*')
        found = normalize_email(value) if '@' in value else normalize_email(f'x@{value}').partition('@')[2]
        if not found:
            raise ValidationError(self.env._(
                "\"%(value)s\" is neither an address nor a domain. Enter one such as name@example.com or example.com.",
                value=value))
        return found

    @api.model
    def _add(self, value, user):
        if not self.search_count([('value', '=', value), ('user_id', '=', user.id)], limit=1):
            self.create({'value': value, 'user_id': user.id})

    @api.model
    def _filter_ignored(self, addresses, user):
        """Return those of ``addresses`` that are never logged for ``user``, as a set; as superuser.

        A domain stands for its subdomains, too.
        """
        values = set(addresses)
        for address in addresses:
            labels = address.split('@')[1].split('.')
            values.update('.'.join(labels[start:]) for start in range(len(labels) - 1))
        found = set(self.search(
            Domain('value', 'in', list(values)) & Domain('user_id', 'in', [user.id, False])).mapped('value'))
        return {
            address for address in addresses
            if address in found or any(address.endswith(('@' + value, '.' + value)) for value in found if '@' not in value)
        }
