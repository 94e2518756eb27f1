from odoo import api, models


class CrmTimeline(models.AbstractModel):
    """What administrators chose: the kinds that show, their order, icons and colours."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_looks(self):
        """Return the kinds that show, in their order: ``{key: {'label', 'icon', 'color'}}``; ``color`` may be empty."""
        kinds = self._timeline_kinds()
        chosen = self.env['crm.timeline.setting']._chosen()
        places = {key: place for place, key in enumerate(chosen)}
        looks = {}
        for key in sorted(kinds, key=lambda key: places.get(key, len(places))):
            label, icon = kinds[key]
            shown, own_icon, color = chosen.get(key, (True, False, False))
            if shown:
                looks[key] = {'label': label, 'icon': own_icon or icon, 'color': color or ''}
        return looks

    @api.model
    def _timeline_hidden(self):
        """Return the keys of the kinds that do not show."""
        return {key for key, (shown, _icon, _color) in self.env['crm.timeline.setting']._chosen().items() if not shown}

    @api.model
    def _timeline_asked(self, source, wanted):
        kinds = super()._timeline_asked(source, wanted)
        hidden = self._timeline_hidden()
        return tuple(kind for kind in kinds if kind.key not in hidden) if hidden else kinds
