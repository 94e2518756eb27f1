from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.contact_values import channel_of, count_numbers, guess_kind, mechanism_key, read_value

# Where a click on the value leads, by kind; `{}` is the normalised value.
LINKS = {
    'phone': 'tel:{}',
    'mobile': 'tel:{}',
    'email': 'mailto:{}',
    'telegram': 'https://t.me/{}',
    'whatsapp': 'https://wa.me/{}',
    'line': 'https://line.me/ti/p/~{}',
    'skype': 'skype:{}?chat',
}


class CrmContactMechanism(models.Model):
    """One way to reach a partner: a telephone number, an e-mail address or a messenger handle.

    The first active mechanism of a channel (see `tools/contact_values.py`) is its primary. The primary of the
    channels 'phone' and 'email' and the partner's own `phone` and `email` follow each other: see
    `crm_contact_mechanism_mirror.py`. `normalized` is what mechanisms are found and compared by.
    """

    _name = 'crm.contact.mechanism'
    _description = "Contact Mechanism"
    _order = 'sequence, id'  # not by contact: in the form of one, ordering by its name costs a join
    _rec_name = 'value'
    _rec_names_search = ['value', 'normalized']

    partner_id = fields.Many2one('res.partner', string="Contact", required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [
            ('phone', "Phone"),
            ('mobile', "Mobile"),
            ('email', "Email"),
            ('telegram', "Telegram"),
            ('whatsapp', "WhatsApp"),
            ('wechat', "WeChat"),
            ('line', "LINE"),
            ('skype', "Skype"),
            ('fax', "Fax"),
            ('other', "Other"),
        ],
        compute='_compute_kind',
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Recognised from what is typed; can be changed.",
    )
    value = fields.Char(string="Number or Address", required=True, help="As it was typed; never reformatted.")
    normalized = fields.Char(
        compute='_compute_normalized',
        store=True,
        precompute=True,
        help="International number (E.164), lower-case address or handle: what searches and comparisons use. "
        "The bare digits when a number is not complete.",
    )
    valid = fields.Boolean(compute='_compute_normalized', store=True, precompute=True)
    extension = fields.Char(
        compute='_compute_extension',
        store=True,
        readonly=False,
        precompute=True,
        help="Digits to dial after the connection.",
    )
    is_primary = fields.Boolean(string="Primary", default=False, help="The one shown as the phone or email of the contact.")
    sequence = fields.Integer(default=10)
    note = fields.Char(help="For instance: reception, only in the morning, assistant.")
    date_from = fields.Date(string="Used From")
    date_to = fields.Date(string="Used Until")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', compute='_compute_company_id', compute_sudo=True)
    url = fields.Char(string="Link", compute='_compute_url')

    # One probe answers "whose number is this?"; the pattern class also serves "numbers that begin with".
    _normalized_idx = models.Index('(normalized text_pattern_ops, kind)')
    # A number dialled without its area code.
    _last_digits_idx = models.Index("(right(normalized, 7) text_pattern_ops) WHERE length(normalized) > 7 AND kind <> 'email'")
    _partner_unique = models.UniqueIndex(
        "(partner_id, (CASE WHEN kind = 'mobile' THEN 'phone' ELSE kind END), normalized, (COALESCE(extension, '')))"
        " WHERE active AND normalized <> ''",
        "This contact already has this number or address.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends('value')
    def _compute_kind(self):
        for mechanism in self:
            if not mechanism.kind and mechanism.value:
                mechanism.kind = guess_kind(mechanism.value, mechanism.partner_id._contact_region())
            else:
                mechanism.kind = mechanism.kind

    @api.depends('value', 'kind')
    def _compute_normalized(self):
        for mechanism in self:
            reading = mechanism._read_value()
            mechanism.normalized = reading.normalized
            mechanism.valid = reading.valid

    @api.depends('value', 'kind')
    def _compute_extension(self):
        for mechanism in self:
            mechanism.extension = mechanism._read_value().extension or mechanism.extension

    @api.depends('partner_id')
    def _compute_company_id(self):
        """No related field: its dependency on another model costs each new partner of the host a look for mechanisms."""
        for mechanism in self:
            mechanism.company_id = mechanism.partner_id.company_id

    @api.depends('kind', 'normalized', 'extension')
    def _compute_url(self):
        for mechanism in self:
            template = LINKS.get(mechanism.kind) if mechanism.normalized else None
            target = (mechanism.normalized or '').removeprefix('+' if mechanism.kind == 'whatsapp' else '')
            mechanism.url = template and template.format(target)

    @api.depends('value', 'extension')
    def _compute_display_name(self):
        for mechanism in self:
            mechanism.display_name = mechanism._field_text()

    def _read_value(self):
        self.ensure_one()
        return read_value(self.kind, self.value, self.partner_id._contact_region())

    def _field_text(self):
        """Return the value as `partner.phone` / `partner.email` shows it: with the extension, however it was entered."""
        self.ensure_one()
        if self.extension and self._read_value().extension != self.extension:
            return f'{self.value} ext. {self.extension}'
        return self.value

    def _key(self):
        self.ensure_one()
        return mechanism_key(self.value, self.normalized, self.extension)

    # ------------------------------------------------------------------ constraints
    @api.constrains('value', 'kind')
    def _check_one_value(self):
        for mechanism in self:
            if mechanism.kind in ('phone', 'mobile') and count_numbers(mechanism.value, mechanism.partner_id._contact_region()) > 1:
                raise ValidationError(
                    self.env._("“%(value)s” holds several numbers. Enter each on a line of its own.", value=mechanism.value)
                )

    @api.constrains('date_from', 'date_to')
    def _check_dates(self):
        for mechanism in self:
            if mechanism.date_from and mechanism.date_to and mechanism.date_from > mechanism.date_to:
                raise ValidationError(self.env._("“Used Until” of %(value)s lies before “Used From”.", value=mechanism.value))

    def _check_unique(self, candidates):
        """Refuse values that another active mechanism of the same partner and channel already has.

        Asked before writing, so that people get a sentence instead of the refusal of the unique index, which
        stays as the guard against two writers at once.

        :param candidates: list of (partner_id, kind, normalized, extension, value); `self`: records being changed.
        """
        wanted = {}
        for partner_id, kind, normalized, extension, value in candidates:
            if not normalized:
                continue
            key = (partner_id, channel_of(kind), normalized, extension or '')
            if key in wanted:
                self._raise_duplicate(partner_id, value)
            wanted[key] = value
        if not wanted:
            return
        # sudo: a line that the user may not read still makes this one a duplicate.
        others = self.sudo().search_fetch(
            [('partner_id', 'in', [key[0] for key in wanted]), ('id', 'not in', self.ids)],
            ['partner_id', 'kind', 'normalized', 'extension'],
        )
        for other in others:
            key = (other.partner_id.id, channel_of(other.kind), other.normalized, other.extension or '')
            if key in wanted:
                self._raise_duplicate(other.partner_id.id, wanted[key])

    def _raise_duplicate(self, partner_id, value):
        # sudo: whoever may add a line to a contact may read its name.
        name = self.env['res.partner'].browse(partner_id).sudo().display_name
        raise ValidationError(
            self.env._("%(contact)s already has %(value)s. Edit the existing line instead.", contact=name, value=value)
        )

    # ------------------------------------------------------------------ access
    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Whoever may read a contact reads its mechanisms, nobody else: whatever rules contacts have."""
        if not (self.env.su or bypass_access):
            readable = self.env['res.partner'].with_context(active_test=False)._search(Domain.TRUE)
            domain = Domain(domain) & Domain('partner_id', 'in', readable)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Reading needs read access to the contact, every change needs write access to it."""
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        allowed = self - result[0] if result else self
        # sudo: which contact a line belongs to must be known before it can be decided; nothing is shown.
        partners = self.env['res.partner'].browse(allowed.sudo().partner_id.ids)
        denied = partners - partners._filtered_access('read' if operation == 'read' else 'write')
        if not denied:
            return result
        forbidden = allowed.filtered(lambda mechanism: mechanism.sudo().partner_id in denied)
        Rule = self.env['ir.rule']
        return (result[0] + forbidden if result else forbidden), lambda: Rule._make_access_error(operation, forbidden)

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        if self._mirror_is_off():
            return super().create(vals_list)
        vals_list = self._prepare_order([dict(vals) for vals in vals_list])
        self._check_unique(self._new_candidates(vals_list))
        mechanisms = super().create(vals_list)
        mechanisms._follow_in_partners()
        return mechanisms

    def write(self, vals):
        if self._mirror_is_off() or not self._MIRROR_FIELDS & vals.keys():
            return super().write(vals)
        moved_from = {(m.partner_id.id, channel_of(m.kind)) for m in self}
        if self._KEY_FIELDS & vals.keys():
            self._check_unique(self._changed_candidates(vals))
        if 'is_primary' in vals:
            vals = dict(vals)
            self._move_in_order(vals.pop('is_primary'))
        result = super().write(vals)
        self._follow_in_partners(moved_from)
        return result

    def unlink(self):
        if self._mirror_is_off():
            return super().unlink()
        moved_from = {(m.partner_id.id, channel_of(m.kind)) for m in self}
        result = super().unlink()
        self.browse()._follow_in_partners(moved_from)
        return result

    def _new_candidates(self, vals_list):
        for vals in vals_list:
            if vals.get('active', True) and vals.get('value') and vals.get('partner_id'):
                region = self.env['res.partner'].browse(vals['partner_id'])._contact_region()
                kind = vals.get('kind') or guess_kind(vals['value'], region)
                reading = read_value(kind, vals['value'], region)
                extension = reading.extension or vals.get('extension')
                yield vals['partner_id'], kind, reading.normalized, extension, vals['value']

    def _changed_candidates(self, vals):
        for mechanism in self:
            if not vals.get('active', mechanism.active):
                continue
            partner = self.env['res.partner'].browse(vals.get('partner_id') or mechanism.partner_id.id)
            kind, value = vals.get('kind') or mechanism.kind, vals.get('value') or mechanism.value
            reading = read_value(kind, value, partner._contact_region())
            extension = reading.extension or vals.get('extension', mechanism.extension)
            yield partner.id, kind, reading.normalized, extension, value

    def action_make_primary(self):
        """Make this mechanism the primary of its channel; the contact's phone or email follows."""
        self.write({'is_primary': True})
