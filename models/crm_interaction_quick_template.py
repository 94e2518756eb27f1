import re
from datetime import timedelta

from odoo import api, fields, models

from ..tools.quick_log_pieces import Chip, NextStep
from .crm_interaction_quick_values import NEXT_TYPES


class CrmInteraction(models.Model):
    """A template named in a line gives what the line itself leaves open."""

    _inherit = 'crm.interaction'

    @api.model
    def _apply_template(self, parsed, text, ignore):
        """Add to ``parsed`` what its template holds: type, outcome, next step, and the beginning of the summary."""
        template_id = parsed.values.get('template')
        if not template_id:
            return
        template = self.env['crm.interaction.template'].browse(template_id)
        place = next(chip for chip in parsed.chips if chip.key == 'template')
        given = {'type': template.type_id.id, 'outcome': template.outcome_id.id, 'next': self._template_step(template)}
        for key, value in given.items():
            if value and key not in ignore and key not in parsed.values:
                parsed.values[key] = value
                parsed.chips.append(Chip(key, place.end, place.end, value))
        parsed.chips.sort(key=lambda chip: (chip.start, chip.end))
        rest = text[:place.start] + text[place.end:]
        own = template.text or template.name
        said = parsed.summary if parsed.summary != text.strip() and re.search(r'\w', rest) else ''
        parsed.summary = f'{own}\n{said}' if said else own

    @api.model
    def _template_step(self, template):
        if not template.next_step_days:
            return None
        kinds = {xml_id: kind for kind, xml_id in NEXT_TYPES.items()}
        step_type = template.next_step_type_id
        xml_id = step_type.get_external_id().get(step_type.id) if step_type else ''
        day = fields.Date.context_today(self) + timedelta(template.next_step_days)
        return NextStep(day, None, template.next_step_note or '', kinds.get(xml_id, 'todo'))
