from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.playbooks import next_in_turn


class CrmPlaybookAction(models.Model):
    """What actions do. Each returns in words what it did; a remedy is in its errors.

    A kind of your own is a further value of ``kind`` and a method ``_do_<kind>(record, run)``.
    """

    _inherit = 'crm.playbook.action'

    def _do(self, record, run):
        """Do this to an opportunity or a customer, as superuser.

        :param record: of `crm.lead` or `res.partner`
        :param crm.playbook.run run: the event it is done for
        :return: what was done, in words
        :raise UserError: what must change before it can be done
        """
        self.ensure_one()
        return getattr(self, f'_do_{self.kind}')(record, run)

    # ------------------------------------------------------------ who
    def _leader(self, record):
        if record._name == 'crm.lead':
            return record.team_id.user_id
        seller = record.user_id or record.commercial_partner_id.user_id
        return seller._get_interaction_teams().get(seller.id, self.env['crm.team'])[:1].user_id if seller else seller

    def _find_responsible(self, record):
        """:return: the first who is at work here and may read the record; nobody is given what they may not read"""
        seller = record.user_id or (record.commercial_partner_id.user_id if record._name == 'res.partner' else record.user_id)
        wanted = {'salesperson': [seller, self._leader(record)], 'leader': [self._leader(record)], 'user': [self.user_id]}
        for user in wanted[self.responsible]:
            if user.active and not user.share and self._may_read(user, record):
                return user
        raise UserError(self.env._("Nobody to give it to: there is no salesperson or leader who may read this record."))

    def _may_read(self, user, record):
        return record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).has_access('read')

    # ------------------------------------------------------------ activities
    def _do_plan(self, record, run):
        user = self._find_responsible(record)
        if self.plan_id.res_model != record._name:
            return self.env._("Left out: the plan \"%(plan)s\" is for other records.", plan=self.plan_id.name)
        for template in self.plan_id.template_ids:
            person = template._determine_responsible(user, record)['responsible']
            if person and not self._may_read(person, record):
                raise UserError(self.env._(
                    "The plan \"%(plan)s\" gives something to %(user)s, who may not read this record.", plan=self.plan_id.name, user=person.name))
        record = record.with_context(mail_activity_quick_update=True)
        self.env['mail.activity.schedule'].with_context(**record.env.context).create({
            'res_model': record._name, 'res_ids': str(record.ids), 'plan_id': self.plan_id.id, 'plan_on_demand_user_id': user.id,
        }).action_schedule_plan()
        return self.env._("Started the plan \"%(plan)s\" for %(user)s.", plan=self.plan_id.name, user=user.name)

    def _do_activity(self, record, run):
        user, activity_type = self._find_responsible(record), self.activity_type_id
        if activity_type.res_model not in (False, record._name):
            return self.env._("Left out: the activity \"%(type)s\" is for other records.", type=activity_type.name)
        today = fields.Date.context_today(self.with_context(tz=user.tz))
        # It stands in the list of activities; a mail about each would be too much.
        record.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
            activity_type_id=activity_type.id, user_id=user.id, date_deadline=today + timedelta(days=self.in_days),
            summary=self.with_context(lang=user.lang).summary)
        return self.env._("Planned for %(user)s: %(what)s.", user=user.name, what=self.summary or activity_type.name)

    # ------------------------------------------------------------ assignment
    def _do_assign(self, record, run):
        if self.only_unassigned and record.user_id:
            return self.env._("Left with %(user)s.", user=record.user_id.name)
        if self.assign_to == 'team':
            return self._assign_team(record)
        team = self.team_id or (record.team_id if record._name == 'crm.lead' else self.team_id)
        user = self.user_id if self.assign_to == 'user' else self._next_member(team, record)
        if not user.active:
            raise UserError(self.env._("%(user)s has left. Choose somebody else in the rule.", user=user.name))
        values = {'user_id': user.id}
        if self.assign_to == 'turn' and record._name == 'crm.lead':
            values['team_id'] = team.id
        record.write(values)
        run.assigned_user_id = user
        return self.env._("Handed to %(user)s.", user=user.name)

    def _assign_team(self, record):
        if record._name != 'crm.lead':
            return self.env._("Left out: customers belong to nobody's team.")
        stays = record.user_id in self.team_id.member_ids
        record.write({'team_id': self.team_id.id, **({} if stays else {'user_id': False})})
        return self.env._("Handed to the team %(team)s.", team=self.team_id.name)

    def _next_member(self, team, record):
        """:return: the member of the team whose turn it is"""
        members = team.crm_team_member_ids.filtered(lambda member: member.active and not member.assignment_optout).user_id
        company = record.company_id
        members = members.filtered(lambda user: user.active and (not company or company in user.company_ids))
        members -= self._away(members)
        last_turns = dict(self.env.execute_query(SQL(
            """SELECT member.id, last.id FROM unnest(%s::int[]) AS member(id), LATERAL (
                      SELECT max(r.id) AS id FROM crm_playbook_run r WHERE r.playbook_id = %s AND r.assigned_user_id = member.id) last
                WHERE last.id IS NOT NULL""", members.ids, self.playbook_id.id)))
        chosen = next_in_turn(sorted(members.ids), last_turns)
        if not chosen:
            raise UserError(self.env._(
                "No member of the team %(team)s can take it: all are on leave, out of office or paused.", team=team.name or "-"))
        return self.env['res.users'].browse(chosen)

    def _away(self, users):
        """:return: those who are on leave (also that of an HR application, which keeps it there) or out of office at this moment"""
        now = fields.Datetime.now()
        leaves = self.env['resource.calendar.leaves'].search([
            ('resource_id.user_id', 'in', users.ids), ('time_type', '=', 'leave'), ('date_from', '<=', now), ('date_to', '>=', now)])
        return leaves.resource_id.user_id | users.filtered('is_out_of_office')

    # ------------------------------------------------------------ the rest
    def _do_mail(self, record, run):
        if self.template_id.model != record._name:
            return self.env._("Left out: the template \"%(name)s\" is for other records.", name=self.template_id.name)
        if record.is_blacklisted:
            return self.env._("Left out: the address wants no e-mails.")
        mail = self.template_id.send_mail_batch(record.ids)
        if not (mail.email_to or mail.recipient_ids):
            mail.unlink()
            raise UserError(self.env._("There is no e-mail address to write to."))
        return self.env._("Sent the e-mail \"%(name)s\".", name=self.template_id.name)

    def _do_tag(self, record, run):
        name, tags = ('tag_ids', self.tag_ids) if record._name == 'crm.lead' else ('category_id', self.category_ids)
        new = tags - record[name]
        if not new:
            return self.env._("No new tags.")
        record.write({name: [Command.link(tag.id) for tag in new]})
        return self.env._("Tagged: %(tags)s.", tags=", ".join(new.mapped('name')))

    def _do_webhook(self, record, run):
        self.env['crm.external.request']._queue(self.endpoint_id, record, run=run)
        return self.env._("Message to \"%(name)s\" queued.", name=self.endpoint_id.name)
