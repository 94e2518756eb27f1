from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.periods import period_overlaps


class CrmPartnerRelation(models.Model):
    """A typed, dated link between two partners, stored once: *partner* [type] *other partner*.

    Whoever cannot read one of the two does not see it. Past employments are also written by the product itself, when a
    contact changes company or job position: see `res_partner_career.py`.
    """

    _name = 'crm.partner.relation'
    _description = "Relation between Contacts"
    _order = 'date_to DESC NULLS FIRST, id DESC'
    _rec_names_search = ['partner_id', 'other_partner_id', 'function']

    partner_id = fields.Many2one('res.partner', string="Contact", required=True, index=True, ondelete='cascade')
    type_id = fields.Many2one('crm.partner.relation.type', string="Relation", required=True, index=True, ondelete='restrict')
    other_partner_id = fields.Many2one('res.partner', string="Other Contact", required=True, index=True, ondelete='cascade')
    function = fields.Char(string="Job Position", help="What the person was there.")
    date_from = fields.Date(string="From", help="Empty: not known.")
    date_to = fields.Date(string="Until", help="Empty: not known, or still so.")
    note = fields.Text()
    is_automatic = fields.Boolean(
        string="Written by Itself", readonly=True, default=False, copy=False,
        help="Written by the program when the contact changed company or job position.")
    overlap_hint = fields.Char(compute='_compute_overlap_hint')

    _other_is_another = models.Constraint(
        'CHECK (partner_id != other_partner_id)', "A contact cannot be related to itself. Choose somebody else.")
    _period_order = models.Constraint('CHECK (date_from <= date_to)', "\"Until\" lies before \"From\". Exchange the dates.")
    _relation_uniq = models.UniqueIndex(
        "(partner_id, other_partner_id, type_id, (COALESCE(function, '')), (COALESCE(date_from, '-infinity'::date)),"
        " (COALESCE(date_to, 'infinity'::date)))",
        "This relation is already there. Edit the existing one instead.",
    )

    # ------------------------------------------------------------ computes
    @api.depends('partner_id', 'type_id', 'other_partner_id')
    def _compute_display_name(self):
        for relation in self:
            parts = (relation.partner_id.name, relation.type_id.name, relation.other_partner_id.name)
            relation.display_name = ' '.join(part for part in parts if part)

    @api.depends('partner_id', 'type_id', 'date_from', 'date_to')
    def _compute_overlap_hint(self):
        """Somebody may well work at two places at once: it is said, not refused."""
        self.overlap_hint = False
        for relation in self:  # shown in the form only: one record
            if not (relation.type_id.is_employment and relation.partner_id and (relation.date_from or relation.date_to)):
                continue
            others = self.search([
                ('partner_id', '=', relation.partner_id._origin.id), ('type_id.is_employment', '=', True),
                ('id', '!=', relation._origin.id)])
            same_time = others.filtered(lambda other, mine=relation: period_overlaps(
                (mine.date_from, mine.date_to), (other.date_from, other.date_to)))
            if same_time:
                relation.overlap_hint = self.env._(
                    "At the same time: %(employers)s", employers=', '.join(same_time.other_partner_id.mapped('name')))

    # ------------------------------------------------------------ constraints
    @api.constrains('partner_id', 'other_partner_id', 'type_id')
    def _check_sides(self):
        for relation in self.sudo():  # sudo: the two names were chosen by who writes the relation
            for partner, is_reverse in ((relation.partner_id, False), (relation.other_partner_id, True)):
                if not relation.type_id._fits(partner, is_reverse):
                    wrong = self.env._("%(name)s is a company.", name=partner.name) if partner.is_company \
                        else self.env._("%(name)s is a person.", name=partner.name)
                    raise ValidationError(self.env._(
                        "\"%(relation)s\" does not fit: %(wrong)s Choose another relation, or exchange the two.",
                        relation=relation.type_id._label(is_reverse), wrong=wrong))

    # ------------------------------------------------------------ access
    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Whoever may read both partners finds their relation, nobody else: whatever rules partners have."""
        if not (self.env.su or bypass_access):
            readable = self.env['res.partner'].with_context(active_test=False)._search(Domain.TRUE)
            domain = Domain(domain) & Domain('partner_id', 'in', readable) & Domain('other_partner_id', 'in', readable)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Reading needs read access to both partners; a change also needs write access to one of them."""
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        allowed = self - result[0] if result else self
        # sudo: whom a relation links must be known before it can be decided; nothing is shown.
        sides = {relation.id: (relation.partner_id.id, relation.other_partner_id.id) for relation in allowed.sudo()}
        partners = self.env['res.partner'].browse({partner for pair in sides.values() for partner in pair})
        readable = set(partners._filtered_access('read')._ids)
        writable = readable if operation == 'read' else set(partners._filtered_access('write')._ids)
        forbidden = allowed.filtered(
            lambda relation: not readable.issuperset(sides[relation.id]) or writable.isdisjoint(sides[relation.id]))
        if not forbidden:
            return result
        Rule = self.env['ir.rule']
        return (result[0] + forbidden if result else forbidden), lambda: Rule._make_access_error(operation, forbidden)

    # ------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._in_order(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(('partner_id', 'other_partner_id', 'type_id')):
            for relation in self:
                pair = relation._in_order({
                    'partner_id': relation.partner_id.id, 'other_partner_id': relation.other_partner_id.id,
                    'type_id': relation.type_id.id})
                if pair['partner_id'] != relation.partner_id.id:
                    super(CrmPartnerRelation, relation).write(pair)
        return result

    @api.model
    def _in_order(self, vals):
        """Return values whose two sides stand in one order when they are the same: so a relation is found to be double."""
        pair = [vals.get('partner_id'), vals.get('other_partner_id')]
        relation_type = self.env['crm.partner.relation.type'].browse(vals.get('type_id') or ())
        if all(pair) and relation_type and relation_type.is_symmetric:
            return {**vals, 'partner_id': min(pair), 'other_partner_id': max(pair)}
        return vals

    # ------------------------------------------------------------ both sides
    @api.model
    def _domain_of(self, partners):
        """Return the domain of the relations of some partners, whichever side they stand on."""
        return Domain('partner_id', 'in', partners.ids) | Domain('other_partner_id', 'in', partners.ids)

    def _seen_from(self, partner):
        """Return how the relation reads from one of its two: ``(label, the other partner, whether from the other side)``."""
        self.ensure_one()
        is_reverse = self.partner_id != partner
        return self.type_id._label(is_reverse), self.partner_id if is_reverse else self.other_partner_id, is_reverse

    def _is_past(self):
        """Tell whether it is over: it ended, or is of a kind that always is."""
        self.ensure_one()
        return self.type_id.is_employment or bool(self.date_to and self.date_to < fields.Date.context_today(self))
