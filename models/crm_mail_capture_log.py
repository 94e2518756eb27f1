"""From the addresses of a captured mail to interactions."""

from odoo import models
from odoo.fields import Domain

SOURCE = 'mail'


class CrmMailCapture(models.Model):
    _inherit = 'crm.mail.capture'

    def _log_waiting(self, lines):
        """Log those waiting lines whose contact was decided. As superuser; raises what the colleague may not do."""
        self.ensure_one()
        self._log_lines(lines, self._get_item())
        self._settle()

    def _log_lines(self, lines, item):
        """Make one interaction for each account of ``lines``, with the rights of the colleague.

        :param lines: crm.mail.capture.address records with a contact
        :param item: what is logged, see ``tools/mail_capture/items.py``
        """
        by_account = {}
        for line in lines.filtered('partner_id'):
            by_account.setdefault(line.partner_id.commercial_partner_id, []).append(line)
        if not by_account:
            return
        posted = self._find_posted_accounts()
        leads = self._find_leads(list(by_account), item)
        for account, found in by_account.items():
            group = self.env['crm.mail.capture.address'].union(*found)
            if account.id in posted:
                group.state = 'present'
                continue
            interaction, external_id = self._find_logged(account)
            if not interaction:
                interaction = self._create_interaction(external_id, group, item, leads.get(account.id))
            group.write({'state': 'logged', 'interaction_id': interaction.id, 'reason': False})

    def _create_interaction(self, external_id, lines, item, lead_id):
        partners = lines.partner_id
        colleagues = self._find_colleagues([person.address for person in item.colleagues])
        others = (partners - partners[:1]).ids + [
            user.partner_id.id for user in colleagues.values() if user.active and user != self.user_id]
        values = {
            'type_id': self._get_type().id,
            'direction': item.direction,
            'date': item.date,
            'duration': 0,
            'partner_id': partners[:1].id,
            'participant_ids': [(6, 0, others)],
            'user_id': self.user_id.id,
            'lead_id': lead_id,
            'summary': item.summary.strip() or self._untitled(item),
            'confidentiality': self.confidentiality,
            'source': SOURCE,
            'external_id': external_id,
            'mail_id': self.id,
        }
        if not self.strip_files:
            values['attachment_ids'] = [(0, 0, {'name': file.name, 'raw': file.content}) for file in item.files]
        return self._interactions().create(values).sudo()  # sudo: back to the superuser who keeps the log

    def _interactions(self):
        """The model of interactions as the colleague: what they may not log is not logged."""
        user = self.user_id
        company = self.company_id if self.company_id in user.company_ids else user.company_id
        return self.env['crm.interaction'].with_user(user).with_context(
            allowed_company_ids=[company.id, *(user.company_ids - company).ids],
            image_no_postprocess=True,  # files are kept as they came
            lang=user.lang, mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True)

    def _untitled(self, item):
        user = self.user_id.with_context(lang=self.user_id.lang)
        return user.env._("(encrypted mail)") if item.is_encrypted else user.env._("(no subject)")

    def _get_type(self):
        """The first type of the kind e-mail in the administrator's order, else the first type."""
        Type = self.env['crm.interaction.type']
        return Type.search([('kind', '=', 'email')], limit=1) or Type.search([], limit=1)

    # ------------------------------------------------------------ what is there already
    def _find_logged(self, account):
        """Return ``(interaction, external id)``: what this mail has become for the account by an earlier delivery or a
        colleague, and the id for it to get.

        One that the colleague may not read does not exist for them: this mail then gets an id of its own.
        """
        Interaction = self.env['crm.interaction']
        for external_id in (f'{self.message_id}#{account.id}', f'{self.message_id}#{account.id}#{self.user_id.id}'):
            found = Interaction.search([('source', '=', SOURCE), ('external_id', '=', external_id)], limit=1)
            if not found or found.with_user(self.user_id).has_access('read'):
                break
        return found, external_id

    def _find_posted_accounts(self):
        """Return the ids of the accounts on whose history this very mail stands already, as a message of a document."""
        messages = self.env['mail.message'].search([
            ('message_id', '=', self.message_id), ('model', '!=', False), ('res_id', '!=', 0)], limit=20)
        if not messages:
            return set()
        Link = self.env['crm.timeline.link']
        Link._write_pending()
        return set(Link.search([('source', '=', 'message'), ('res_id', 'in', messages.ids)]).account_id.ids)

    def _find_leads(self, accounts, item):
        """Return ``{account id: opportunity id}`` where it is evident which opportunity a mail belongs to.

        Evident is the open opportunity that the mail answers (a message of it, or a captured mail), else the only open one
        of the account, as far as the colleague may see.
        """
        # as the colleague, for the reason above
        Lead = self.env['crm.lead'].with_user(self.user_id)
        if not Lead.has_access('read'):
            return {}
        is_open = Domain('timeline_account_id', 'in', [account.id for account in accounts]) & Domain([
            ('type', '=', 'opportunity'), ('stage_id.is_won', '=', False), ('active', '=', True)])
        found = {}
        for domain in (is_open, is_open & Domain('id', 'in', self._find_answered_leads(item))):
            groups = Lead._read_group(domain, ['timeline_account_id'], ['id:array_agg'])
            found.update({account.id: Lead.browse(leads) for account, leads in groups if len(leads) == 1})
        return {account_id: lead.id for account_id, lead in found.items()
                if lead.sudo().partner_id.commercial_partner_id.id == account_id}  # sudo: its contact may have changed employer

    def _find_answered_leads(self, item):
        """Return the ids of the opportunities with a mail that ``item`` answers."""
        if not item.references:
            return []
        messages = self.env['mail.message'].search([('message_id', 'in', item.references), ('model', '=', 'crm.lead')])
        talks = self.search([('message_id', 'in', item.references)]).interaction_ids
        return [*messages.mapped('res_id'), *talks.lead_id.ids]
