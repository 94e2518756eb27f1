from odoo import api, models
from odoo.tools import SQL


class CrmTimelineLink(models.Model):
    """Who changes employer is on three timelines: the person's own, the former employer's and the new one's."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _tracked_employers(self, vals):
        """Return the companies (ids) that the values of a new message tell the change between."""
        if vals.get('model') != 'res.partner' or not vals.get('tracking_value_ids'):
            return set()
        parent_id = self.env['ir.model.fields']._get_ids('res.partner')['parent_id']
        changes = [command[2] for command in vals['tracking_value_ids'] if len(command) == 3 and command[0] == 0]
        return {change.get(key) for change in changes if change.get('field_id') == parent_id
                for key in ('old_value_integer', 'new_value_integer')} - {0, None}

    @api.model
    def _message_partners(self, scope):
        return SQL(
            """%s UNION ALL
               SELECT record.id, employer.id, TRUE
                 FROM mail_message record
                 JOIN mail_tracking_value change ON change.mail_message_id = record.id AND change.field_id = %s
           CROSS JOIN LATERAL (VALUES (change.old_value_integer), (change.new_value_integer)) AS employer(id)
                WHERE record.model = 'res.partner' AND employer.id > 0 AND %s""",
            super()._message_partners(scope), self.env['ir.model.fields']._get_ids('res.partner')['parent_id'], scope)


class MailMessage(models.Model):
    _inherit = 'mail.message'

    @api.model_create_multi
    def create(self, vals_list):
        link = self.env['crm.timeline.link']
        # before super(), which takes out the tracked changes
        tells = [bool(link._tracked_employers(vals)) for vals in vals_list]
        messages = super().create(vals_list)
        if any(tells):
            link._enqueue('add', 'mail.message', [message.id for message, told in zip(messages, tells, strict=True) if told])
        return messages


class CrmTimeline(models.AbstractModel):
    """A change of employer or position in words: "Anna: from ERA to Elm"."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_messages(self, source, rows):
        entries = super()._timeline_messages(source, rows)
        careers = {row['id']: entry for row, entry in zip(rows, entries, strict=True) if entry['kind'] == 'career'}
        steps = self._timeline_career_steps(list(careers))
        for row in rows:
            if row['id'] in careers and row['id'] in steps:
                entry = careers[row['id']]
                first, *others = steps[row['id']]
                # The employers are named in the words; whom it is about is the person, on each of the timelines.
                entry.update(title=f"{entry['title']}: {first}", summary=f"({', '.join(others)})" if others else '',
                             partner=row['res_id'], account=False, participants=[])
        return entries

    @api.model
    def _timeline_career_steps(self, ids):
        """Return what messages tell of careers, in words, the employer first: ``{id: ['from ERA to Elm', 'now partner']}``."""
        if not ids:
            return {}
        field_ids = self.env['ir.model.fields']._get_ids('res.partner')
        told = (field_ids['parent_id'], field_ids['function'])
        # sudo: tracking values are for the system only; both fields are open to whoever reads the contact
        changes = self.env['mail.tracking.value'].sudo().search_fetch(
            [('mail_message_id', 'in', ids), ('field_id', 'in', told)],
            ['mail_message_id', 'field_id', 'old_value_char', 'new_value_char'])
        steps = {}
        for change in changes.sorted(lambda change: told.index(change.field_id.id)):
            words = self._timeline_move if change.field_id.id == told[0] else self._timeline_promotion
            steps.setdefault(change.mail_message_id.id, []).append(words(change.old_value_char, change.new_value_char))
        return steps

    @api.model
    def _timeline_move(self, old, new):
        if old and new:
            return self.env._("from %(old)s to %(new)s", old=old, new=new)
        return self.env._("joined %(new)s", new=new) if new else self.env._("left %(old)s", old=old)

    @api.model
    def _timeline_promotion(self, old, new):
        if old and new:
            return self.env._("%(old)s, now %(new)s", old=old, new=new)
        return self.env._("now %(new)s", new=new) if new else self.env._("no longer %(old)s", old=old)
