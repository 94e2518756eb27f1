import logging

from odoo import api, models

from ..tools.fetching import is_wanted
from ..tools.mail_capture import sender
from ..tools.mail_capture.headers import addresses, envelope_addresses, raw_mail, raw_values, read_headers, text_of
from ..tools.mail_capture.message import parse, read_content

_logger = logging.getLogger(__name__)

HEAD = 512 * 1024
MOST_FILES = 20


class MailThread(models.AbstractModel):
    """Mail to the address of a scheduled import brings its files there and goes no further."""

    _inherit = 'mail.thread'

    @api.model
    def message_process(self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None):
        raw = raw_mail(message)
        # sudo: mail comes from outside, through whatever account the gateway uses
        schedule = self.env['crm.import.schedule'].sudo()._addressed_by(raw)
        if schedule:
            schedule._receive(raw)
            return False
        return super().message_process(
            model, message, custom_values=custom_values, save_original=save_original,
            strip_attachments=strip_attachments, thread_id=thread_id)


class CrmImportSchedule(models.Model):
    _inherit = 'crm.import.schedule'

    @api.model
    def _addressed_by(self, raw):
        """:return: the schedule whose address a mail was sent to, or none; looks at its headers only"""
        # One small query is all that other mail costs.
        aliases = self.env['mail.alias'].search_fetch(
            [('alias_model_id', '=', self.env['ir.model']._get_id(self._name)), ('alias_name', '!=', False)], ['alias_name'])
        head = raw[:HEAD].lower()
        if not any(alias.alias_name.encode() in head for alias in aliases):
            return self.browse()
        found = envelope_addresses(read_headers(raw))
        schedules = self.search([('alias_id', 'in', aliases.ids), ('source', '=', 'mail')])
        return next((schedule for schedule in schedules if schedule._own_addresses(found)), self.browse())

    def _receive(self, raw):
        """Take the files of a mail, when it is from somebody who may send them."""
        headers = read_headers(raw)
        refusal = self._refusal(headers)
        if refusal:
            # No answer: it would go to strangers.
            self.refused_text = f"{text_of(headers, 'From')[:200]}: {refusal}"
            _logger.info("scheduled import %s refused a mail: %s", self.id, refusal)
            return
        self._guarded(lambda: self._take_files(raw))
        self._wake()

    def _refusal(self, headers):
        """:return: why the sender of a mail is not believed, or ''"""
        senders = addresses(headers, 'From')
        if len(senders) != 1 or len(raw_values(headers, 'From')) != 1:
            return self.env._("it names no sender, or several")
        if senders[0].address not in self._senders():
            return self.env._("the sender is not allowed")
        dropbox = self.env['crm.mail.dropbox'].search([('company_id', '=', self.company_id.id)], limit=1)
        verdict = sender.check(headers, senders[0].domain, dropbox._get_trusted_servers() if dropbox else [])
        if verdict == 'fail':
            return self.env._("the receiving server says that it is not from this sender (DMARC)")
        if verdict == 'none' and self.unproven_policy == 'refuse':
            return self.env._("nothing proves that it is from this sender")
        return ''

    def _take_files(self, raw):
        self.last_run = self.env.cr.now()
        limit, patterns = self._largest_file(), self._patterns()
        for file in read_content(parse(raw)).files[:MOST_FILES]:
            if len(file.content) <= limit and is_wanted(file.name, patterns):
                self._take(file.name, file.content)
        self.error = False
