from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools import periods
from ..tools.periods import period_shape

FROM = 'relation_of'  # context: the partner from whose card a relation is entered
WITH_TYPE = 'relation_type'  # context: a type to offer although it is archived
SKELETONS = {'month': 'yMMMM', 'year': 'y'}  # each language puts them in its own order


class CrmPartnerRelation(models.Model):
    """A relation as it is entered and read from one side: on Boris's card one says "manages Anna"."""

    _inherit = 'crm.partner.relation'

    role = fields.Selection(
        selection='_selection_role', string="How", compute='_compute_side', readonly=False,
        help="The relation as it reads from the card it is entered on.")
    side_partner_id = fields.Many2one(
        'res.partner', string="Whom", compute='_compute_side', readonly=False, help="The one at the other end.")

    @api.model
    def _selection_role(self):
        """Return the relations to choose from: those that fit the partner of the context, from both sides."""
        partner = self.env['res.partner'].browse(self.env.context.get(FROM) or ())
        types = self.env['crm.partner.relation.type'].with_context(active_test=bool(partner)).search(Domain.TRUE)
        types |= types.browse(self.env.context.get(WITH_TYPE) or ())
        choices = []
        for relation_type in types:
            if not partner or relation_type._fits(partner):
                choices.append((str(relation_type.id), relation_type._label()))
            if not relation_type.is_symmetric and (not partner or relation_type._fits(partner, is_reverse=True)):
                choices.append((f'-{relation_type.id}', relation_type._label(is_reverse=True)))
        return choices

    @api.depends('partner_id', 'type_id', 'other_partner_id')
    @api.depends_context(FROM, WITH_TYPE)
    def _compute_side(self):
        center = self.env['res.partner'].browse(self.env.context.get(FROM) or ())
        known = {key for key, _label in self._selection_role()}
        for relation in self:
            is_reverse = center == relation.other_partner_id and not relation.type_id.is_symmetric
            role = f"{'-' if is_reverse else ''}{relation.type_id.id}"
            relation.role = role if role in known else False
            relation.side_partner_id = relation.partner_id if center == relation.other_partner_id \
                else relation.other_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._from_side(vals) for vals in vals_list])

    def write(self, vals):
        if vals.keys().isdisjoint(('role', 'side_partner_id')):
            return super().write(vals)
        for relation in self:
            super(CrmPartnerRelation, relation).write(relation._from_side({
                'role': relation.role, 'side_partner_id': relation.side_partner_id.id, **vals}))
        return True

    @api.model
    def _from_side(self, vals):
        """Return values in which what was entered from one side is put the right way round."""
        if 'role' not in vals and 'side_partner_id' not in vals:
            return vals
        vals = dict(vals)
        role, other = vals.pop('role', False), vals.pop('side_partner_id', False)
        center = self.env.context.get(FROM)
        if not (role and other and center):
            return vals
        first, second = (other, center) if role.startswith('-') else (center, other)
        return {**vals, 'type_id': abs(int(role)), 'partner_id': first, 'other_partner_id': second}

    # ------------------------------------------------------------ words
    def _period_text(self):
        """Return the period as people say it: "until March 2026", "2019 - 2024", '' when nothing is known."""
        self.ensure_one()
        shape, exact = period_shape(self.date_from, self.date_to, fields.Date.context_today(self))
        begin = self.date_from and self._period_day(self.date_from, exact['begin'])
        end = self.date_to and self._period_day(self.date_to, exact['end'])
        if shape == periods.UNKNOWN:
            return ''
        return {
            periods.SINCE: lambda: self.env._("since %(begin)s", begin=begin),
            periods.UNTIL: lambda: self.env._("until %(end)s", end=end),
            periods.BETWEEN: lambda: f"{begin} – {end}",
            periods.IN: lambda: end,
        }[shape]()

    @api.model
    def _period_day(self, day, exactness):
        return format_skeleton(SKELETONS[exactness], day, locale=babel_locale_parse(get_lang(self.env).code))
