import functools

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .crm_stage_requirement import StageRequirementError

# Context key: why a manager moves an opportunity although something is missing.
OVERRIDE = 'crm_stage_override_reason'
# How many opportunities a message names.
NAMED = 5
MANAGERS = ('crm_customer_record.group_manager', 'sales_team.group_sale_manager')


class CrmLead(models.Model):
    """What opportunities need before they enter a stage, and who may do without."""

    _inherit = 'crm.lead'

    def _check_requirements(self, moves):
        """Refuse what may not enter its stage, unless a manager says why.

        :param moves: list of (opportunity, id of the stage it left or False, id of the stage it is in, event)
        :return: {lead id: values of its transition about what was missing}
        :raise StageRequirementError:
        """
        missing = self._find_missing(moves)
        if not missing:
            return {}
        reason = (self.env.context.get(OVERRIDE) or '').strip()
        blocked = [move for move in moves if any(requirement.is_blocking for requirement in missing.get(move[0].id, ()))]
        if blocked and not (reason and self.browse(lead.id for lead, *_rest in blocked)._may_override_requirements()):
            raise self._requirement_error(blocked, missing)
        overridden = {lead.id for lead, *_rest in blocked}
        remarks = {lead_id: {
            'unmet': '\n'.join(requirement.display_name for requirement in requirements),
            'override_reason': reason if lead_id in overridden else None,
        } for lead_id, requirements in missing.items()}
        self._tell_missing(missing, remarks, overridden)
        return remarks

    def _find_missing(self, moves):
        """:return: {lead id: the requirements, as superuser, that it does not meet}; two questions for each requirement at most"""
        Requirement = self.env['crm.stage.requirement']
        guarded, asked = Requirement._in_memory(), {}
        for lead, _source, target, _event in moves:
            if target in guarded:
                for requirement_id in Requirement._applying(lead, target):
                    asked.setdefault(requirement_id, []).append(lead.id)
        missing = {}
        if asked:
            origins = {lead.id: source for lead, source, _target, _event in moves}
            for requirement in Requirement.with_context(crm_stage_origins=origins).browse(asked).exists():
                met = requirement._met_by(self.browse(asked[requirement.id]))
                for lead_id in asked[requirement.id]:
                    if lead_id not in met:
                        missing.setdefault(lead_id, []).append(requirement.sudo())  # as superuser: the rule itself is no secret
        return missing

    def _may_override_requirements(self):
        """:return: whether the user may move all of these although something is missing"""
        if self.env.su or any(self.env.user.has_group(group) for group in MANAGERS):
            return True
        # As superuser: who leads a team is no secret.
        return (self.env.user.has_group('crm_customer_record.group_team_leader')
                and all(self.env.user in lead.sudo().team_id.leader_ids for lead in self))

    def _requirement_error(self, blocked, missing):
        """:return: the error that names the remedies; its context holds what the web client shows"""
        leads = self.browse(lead.id for lead, *_rest in blocked)
        requirements = {}
        for lead in leads:
            for requirement in missing[lead.id]:
                if requirement.is_blocking:
                    requirements.setdefault(requirement, []).append(lead)
        lead, _source, target, event = blocked[0]
        stage = self.env['crm.stage'].browse(target)
        if len(leads) == 1:
            title = self.env._("\"%(lead)s\" cannot go to \"%(stage)s\" yet:", lead=lead.name, stage=stage.name)
        else:
            title = self.env._("%(count)s opportunities cannot go to \"%(stage)s\" yet:", count=len(leads), stage=stage.name)
        lines = [title]
        for requirement, held in requirements.items():
            names = '' if len(leads) == 1 else " (%s%s)" % (
                ", ".join(lead.name for lead in held[:NAMED]), ", …" if len(held) > NAMED else '')
            lines.append(f"• {requirement.display_name}{names}. {requirement._get_hint()}")
        may_override = leads._may_override_requirements()
        if may_override and event != 'created':
            lines.append(self.env._("As a manager you may move it anyway and say why."))
        return StageRequirementError('\n'.join(lines), {'crm_stage_requirement': {
            'title': title, 'stage_id': target, 'may_override': may_override and event != 'created',
            # What was created just now is gone with the error.
            'lead_ids': [] if event == 'created' else leads.ids,
            'missing': [dict(requirement._describe(leads[:1]), met=False, count=len(held)) for requirement, held in requirements.items()],
        }})

    def _tell_missing(self, missing, remarks, overridden):
        """Say in the thread why a manager did without something, and to the user what is only recommended."""
        if overridden:
            self.browse(overridden)._message_log_batch(bodies={lead_id: Markup("<p>%s</p><p>%s</p>") % (
                self.env._("Moved although this was missing: %(missing)s",
                           missing=", ".join(requirement.display_name for requirement in missing[lead_id])),
                remarks[lead_id]['override_reason']) for lead_id in overridden})
        recommended = {requirement.display_name for lead_id, requirements in missing.items() if lead_id not in overridden
                       for requirement in requirements}
        if recommended and not self.env.context.get('crm_import_staging'):
            self.env.user._bus_send('simple_notification', {
                'type': 'warning', 'title': self.env._("Moved, although something is missing"), 'message': ", ".join(sorted(recommended))})

    def action_override_requirements(self, stage_id, reason):
        """Move these opportunities although something is missing; managers only.

        :param int stage_id:
        :param str reason: kept with the transition
        :raise AccessError: when the user may not
        """
        if not self._may_override_requirements():
            raise AccessError(self.env._("Only managers may move an opportunity although something is missing. Ask one, or do what is missing."))
        if not (reason or '').strip():
            raise UserError(self.env._("Say in a few words why it is moved nevertheless."))
        return self.with_context(**{OVERRIDE: reason}).write({'stage_id': stage_id})

    def _stage_ways(self):
        """:return: {lead id: the stages an opportunity may stand in, in order}, with one search for all of them"""
        stages = self.env['crm.stage'].search_fetch([], ['name', 'sequence', 'team_ids'])
        ways, by_key = {}, {}
        for lead in self:
            key = lead._stage_key()
            if key not in by_key:
                by_key[key] = stages.filtered(functools.partial(self._is_stage_of, key))
            ways[lead.id] = by_key[key]
        return ways

    def _stage_key(self):
        """:return: what decides on the stages of an opportunity, hashable"""
        return (self.team_id.id,)

    @api.model
    def _is_stage_of(self, key, stage):
        return not stage.team_ids or key[0] in stage.team_ids.ids
