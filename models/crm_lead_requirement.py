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

        :param list[Move] moves: entries into stages
        :return: {lead id: values of its transition about what was missing}
        :raise StageRequirementError:
        """
        missing = self._find_missing(moves, is_blocking=True)
        if not missing:
            return {}
        reason = (self.env.context.get(OVERRIDE) or '').strip()
        blocked = [move for move in moves if move[0].id in missing]
        if not (reason and self.browse(missing)._may_override_requirements()):
            raise self._requirement_error(blocked, missing)
        self.browse(missing)._message_log_batch(bodies={lead_id: Markup("<p>%s</p><p>%s</p>") % (
            self.env._("Moved although this was missing: %(missing)s",
                       missing=", ".join(requirement.display_name for requirement in requirements)),
            reason) for lead_id, requirements in missing.items()})
        return {lead_id: {'unmet': _names(requirements), 'override_reason': reason} for lead_id, requirements in missing.items()}

    def _recommend_requirements(self, moves):
        """Tell the user what is only recommended and was missing, and keep it; about opportunities that the user reads.

        :param list[Move] moves: entries into stages
        """
        if not self.env['crm.stage.requirement']._recommended_stages().intersection(target for _lead, _source, target, _event in moves):
            return
        readable = self.browse({move[0].id for move in moves}).exists()._filtered_access('read')
        # Of several moves of one, only where it is now counts.
        last = {move[0].id: move for move in moves if move[0] in readable}
        missing = self._find_missing([move for move in last.values() if move[0].stage_id.id == move[2]], is_blocking=False)
        self.env['crm.stage.transition']._remark({
            lead_id: {'unmet': _names(requirements), 'override_reason': None} for lead_id, requirements in missing.items()})
        names = {requirement.display_name for requirements in missing.values() for requirement in requirements}
        if names and not self.env.context.get('crm_import_staging'):
            self.env.user._bus_send('simple_notification', {
                'type': 'warning', 'title': self.env._("Moved, although something is missing"), 'message': ", ".join(sorted(names))})

    def _find_missing(self, moves, is_blocking=None):
        """Tell what opportunities do not meet, with two questions for each requirement at most.

        :param list[Move] moves: entries into stages
        :param is_blocking: only requirements that do, or do not, block; None: all
        :return: {lead id: the requirements, as superuser}
        """
        Requirement = self.env['crm.stage.requirement']
        guarded, asked = Requirement._in_memory(), {}
        for lead, _source, target, _event in moves:
            if target in guarded:
                for requirement_id in Requirement._applying(lead, target, is_blocking):
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


def _names(requirements):
    return '\n'.join(requirement.display_name for requirement in requirements)
