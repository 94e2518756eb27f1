from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SIDES = [('any', "Anybody"), ('person', "A person"), ('company', "A company")]
PAST_EMPLOYMENT = 'crm_customer_record.crm_partner_relation_type_worked_at'
RECOMMENDED_BY = 'crm_customer_record.crm_partner_relation_type_recommended_by'


class CrmPartnerRelationType(models.Model):
    """One way in which two partners may be related: worked at, reports to, recommended by ...

    A relation is stored once and read from both sides: *Anna worked at ERA*, *ERA: former employee Anna*.
    """

    _name = 'crm.partner.relation.type'
    _description = "Relation Type"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True, help="How it reads from the first side: Anna reports to Boris.")
    reverse_name = fields.Char(
        string="Name on the Other Side", translate=True, help="How it reads from the other side: Boris manages Anna.")
    is_symmetric = fields.Boolean(
        string="Same on Both Sides", help="Relatives, colleagues: there is no first and no other side.")
    partner_kind = fields.Selection(SIDES, string="First Side", required=True, default='any')
    other_kind = fields.Selection(SIDES, string="Other Side", required=True, default='any')
    is_employment = fields.Boolean(
        string="Past Employment", help="Shown on the card: \"before: ...\" of the person, \"former contacts\" of the company.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains('reverse_name', 'is_symmetric', 'partner_kind', 'other_kind')
    def _check_sides(self):
        for relation_type in self:
            if relation_type.is_symmetric and relation_type.partner_kind != relation_type.other_kind:
                raise ValidationError(self.env._(
                    "\"%(name)s\" is the same on both sides, so both must allow the same: persons, companies or anybody.",
                    name=relation_type.name))
            if not relation_type.is_symmetric and not relation_type.reverse_name:
                raise ValidationError(self.env._(
                    "How does \"%(name)s\" read from the other side? Fill in \"Name on the Other Side\", or say that it is "
                    "the same on both sides.", name=relation_type.name))

    @api.constrains('is_employment', 'partner_kind', 'other_kind')
    def _check_employment(self):
        for relation_type in self.filtered('is_employment'):
            if (relation_type.partner_kind, relation_type.other_kind) != ('person', 'company'):
                raise ValidationError(self.env._(
                    "A past employment leads from a person to a company. Set the sides of \"%(name)s\" so.",
                    name=relation_type.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: whether a type is used does not depend on who asks
        used = self.env['crm.partner.relation'].sudo().search([('type_id', 'in', self.ids)], limit=1).type_id
        if used:
            raise UserError(self.env._(
                "There are relations of the type \"%(name)s\", so it cannot be deleted. Archive it instead: it stays on the "
                "old relations and is not offered for new ones.", name=used.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past_employment(self):
        kept = self & self._past_employment()
        if kept:
            raise UserError(self.env._(
                "\"%(name)s\" is written when a contact changes employer, so it cannot be deleted. You can rename it.",
                name=kept.name))

    @api.model
    def _past_employment(self):
        """Return the type that is written by itself when a contact changes employer or position."""
        return self.env.ref(PAST_EMPLOYMENT)

    def _label(self, is_reverse=False):
        """Return how relations of this type read from the first side, or from the other."""
        self.ensure_one()
        return self.reverse_name if is_reverse and not self.is_symmetric else self.name

    def _fits(self, partner, is_reverse=False):
        """Tell whether a partner may stand on the first side, or on the other."""
        kind = self.other_kind if is_reverse else self.partner_kind
        return kind == 'any' or (kind == 'company') == bool(partner.is_company)
