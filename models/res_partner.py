from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.phones import looks_like_phone
from .crm_contact_mechanism_mirror import HOLD, NO_MIRROR

MIRRORED_FIELDS = ('phone', 'email')


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # contact mechanisms
    contact_mechanism_ids = fields.One2many('crm.contact.mechanism', 'partner_id', string="Phones & Emails")
    contact_mechanism_search = fields.Char(
        string="Any Phone or Email", compute='_compute_contact_mechanism_search', search='_search_contact_mechanism_search'
    )

    # ------------------------------------------------------------------ contact mechanisms: search
    def _compute_contact_mechanism_search(self):
        self.contact_mechanism_search = False  # exists to be searched

    @api.model
    def _search_contact_mechanism_search(self, operator, value):
        if operator not in ('in', 'ilike', 'like', '=ilike', '=like'):
            return NotImplemented
        terms = [value] if isinstance(value, str) else value
        return Domain.OR(self._domain_by_mechanism(term.strip('% ')) for term in terms if isinstance(term, str))

    @api.model
    def _domain_by_mechanism(self, term):
        """Return the domain on partners for a number or address typed into a search box; FALSE when it is a name."""
        # sudo: only narrows a search of partners, which applies the partners' own rules.
        Mechanism = self.env['crm.contact.mechanism'].sudo()
        domain = Mechanism._domain_of_term(term)
        return Domain.FALSE if domain.is_false() else Domain('id', 'in', Mechanism._search(domain).subselect('partner_id'))

    @api.model
    def _search_display_name(self, operator, value):
        """Also find by any phone or e-mail address, when the term looks like one; other terms cost nothing more."""
        domain = super()._search_display_name(operator, value)
        if operator in ('ilike', 'like', '=ilike') and isinstance(value, str) and (
            looks_like_phone(value) or '@' in value.strip('@')
        ):
            return Domain(domain) | self._domain_by_mechanism(value)
        return domain

    # ------------------------------------------------------------------ contact mechanisms: mirror
    def _contact_region(self):
        """Return the ISO code of the country to assume for numbers of this partner, or ''."""
        partner = self[:1]
        # sudo: the country of a company the user does not work in still tells how a number is meant.
        country = partner.country_id or partner.company_id.sudo().country_id or self.env.company.country_id
        return country.code or ''

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(NO_MIRROR):
            return super().create(vals_list)
        with_lines = any(vals.get('contact_mechanism_ids') for vals in vals_list)
        if with_lines:
            # The lines are mirrored once, below, when phone and email are known too.
            partners = super(ResPartner, self._hold_mirror()).create(vals_list).with_env(self.env)
        else:
            partners = super().create(vals_list)
        # sudo: whoever may create a contact with a phone need not have rights on mechanisms (portal, other modules).
        Mechanism = self.env['crm.contact.mechanism'].sudo()
        if with_lines:
            Mechanism._mirror_partner_values({
                partner: dict.fromkeys(field for field in MIRRORED_FIELDS if partner[field]) for partner in partners.sudo()
            })
            partners.contact_mechanism_ids._follow_in_partners()
        else:
            Mechanism._mirror_new_partners(partners.sudo().filtered(lambda partner: partner.phone or partner.email))
        return partners

    def write(self, vals):
        texts = [field for field in MIRRORED_FIELDS if field in vals]
        with_lines = 'contact_mechanism_ids' in vals
        if not (texts or with_lines or 'country_id' in vals) or self.env.context.get(NO_MIRROR):
            return super().write(vals)
        # sudo: what a field held before is needed to follow the change, whatever the user may read.
        before = {partner: (partner.country_id, {field: partner[field] for field in texts}) for partner in self.sudo()}
        touched_by = self._hold_mirror() if with_lines else self
        result = super(ResPartner, touched_by).write(vals)
        self.sudo()._mirror_after_write(before)
        if with_lines:
            lines = self.with_context(active_test=False).contact_mechanism_ids
            lines._follow_in_partners({(partner.id, field) for partner in self for field in MIRRORED_FIELDS})
        return result

    def _hold_mirror(self):
        return self.with_context(**{HOLD: True})

    def _mirror_after_write(self, before):
        Mechanism = self.env['crm.contact.mechanism']
        moved = self.filtered(lambda partner: partner.country_id != before[partner][0])
        if moved:
            Mechanism._renormalize(moved)
        changed = {
            partner: {field: text for field, text in texts.items() if (partner[field] or '') != (text or '')}
            for partner, (_country, texts) in before.items()
        }
        changed = {partner: texts for partner, texts in changed.items() if texts}
        if changed:
            Mechanism._mirror_partner_values(changed)
