import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

ICON = re.compile(r'fa-[a-z0-9-]+')
COLOR = re.compile(r'#[0-9a-fA-F]{6}')


class CrmTimelineSetting(models.Model):
    """How one kind of entry looks on the timeline, and whether it shows at all.

    There is none until an administrator opens the list: without it a kind shows as ``_timeline_kinds`` says.
    """

    _name = 'crm.timeline.setting'
    _description = "Timeline Setting"
    _inherit = ['crm.kept.in.memory']
    _order = 'sequence, id'

    kind = fields.Char(required=True, readonly=True, help="Key of the kind on the timeline.")
    name = fields.Char(string="Kind of Entry", compute='_compute_name')
    sequence = fields.Integer(default=10)
    shown = fields.Boolean(default=True, help="Without it, entries of this kind show on no timeline, export or print-out.")
    icon = fields.Char(help="Name of an icon of Font Awesome 4, for example fa-phone.")
    color = fields.Char(help="Colour behind the icon; empty for the one it comes with.")

    _kind_uniq = models.UniqueIndex('(kind)')

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_name(self):
        kinds = self.env['crm.timeline']._timeline_kinds()
        for setting in self:
            setting.name = kinds.get(setting.kind, (setting.kind,))[0]

    @api.constrains('icon', 'color')
    def _check_look(self):
        for setting in self:
            if setting.icon and not ICON.fullmatch(setting.icon):
                raise ValidationError(self.env._(
                    "%(icon)s is no name of an icon: write one of Font Awesome 4, for example fa-phone.", icon=setting.icon))
            if setting.color and not COLOR.fullmatch(setting.color):
                raise ValidationError(self.env._(
                    "%(color)s is no colour: choose one, or write it like #2c7be5.", color=setting.color))

    @api.model
    @tools.ormcache()
    def _chosen(self):
        """Return what administrators chose: ``{kind: (shown, icon, color)}`` in their order."""
        # sudo: how things look is for everybody
        return {setting.kind: (setting.shown, setting.icon, setting.color) for setting in self.sudo().search([])}

    @api.model
    def action_open(self):
        """Open the list, with a line for each kind that can occur in this database."""
        self.check_access('write')
        self._add_missing()
        return self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_timeline_setting_action')

    @api.model
    def _add_missing(self):
        timeline = self.env['crm.timeline']
        possible = {kind.key for source in timeline._timeline_sources() if source.model in self.env for kind in source.kinds}
        known = set(self.search([('kind', 'in', list(possible))]).mapped('kind'))
        # sudo: nobody creates settings by hand, there is one for each kind
        self.sudo().create([
            {'kind': key, 'sequence': place, 'icon': icon}
            for place, (key, (_label, icon)) in enumerate(timeline._timeline_kinds().items(), start=1)
            if key in possible - known])
