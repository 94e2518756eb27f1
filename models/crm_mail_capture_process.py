"""The way of a mail through the dropbox: who sent it, what is in it, whom it concerns."""

import logging
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..tools.mail_capture import sender
from ..tools.mail_capture.headers import addresses, date_of, message_id, raw_values, read_headers, text_of
from ..tools.mail_capture.items import confidentiality_of, items_of, unreadable_item
from ..tools.mail_capture.message import parse

_logger = logging.getLogger(__name__)

FILE_NAMES = 50


class CrmMailCapture(models.Model):
    _inherit = 'crm.mail.capture'

    @api.model
    @api.private
    def capture(self, raw, dropbox, strip_files=False, keep_original=False):
        """Take in one mail that came to a dropbox.

        Nothing is sent to anybody, whatever the mail is. A mail that cannot be worked off waits, as it came, in the
        review list. Called as superuser.

        :param bytes raw: the mail
        :param dropbox: crm.mail.dropbox record
        :param bool strip_files: the incoming mail server does not keep attachments
        :param bool keep_original: the incoming mail server keeps original mails
        :return: crm.mail.capture records: one, or one for each mail attached to the mail
        """
        values = {
            'dropbox_id': dropbox.id, 'company_id': dropbox.company_id.id,
            'strip_files': strip_files, 'keep_original': keep_original,
        }
        try:
            with self.env.cr.savepoint():
                return self._capture(raw, dropbox, values)
        except Exception as error:  # whatever happens to a mail, it is not lost
            _logger.warning("A mail to the dropbox could not be worked off and waits for review", exc_info=True)
            with self.env.cr.savepoint():
                return self._capture_unprocessed(raw, values, error)

    def _capture(self, raw, dropbox, values):
        headers = read_headers(raw)
        user, reason = self._authenticate(headers, dropbox)
        values.update(
            email_from=text_of(headers, 'From')[:500], user_id=user.id,
            company_id=dropbox.company_id.id or user.company_id.id)
        if reason:
            return self._refuse(headers, raw, values, reason)
        items, error = self._read_items(raw)
        return self.union(*(self._take(item, raw, dict(values), error) for item in items))

    # ------------------------------------------------------------ who
    def _authenticate(self, headers, dropbox):
        """Return ``(user, reason)``: the colleague who sent the mail, and why it is refused or False."""
        nobody = self.env['res.users']
        senders = addresses(headers, 'From')
        if len(senders) != 1 or len(raw_values(headers, 'From')) != 1:
            return nobody, 'sender'
        user = self._find_colleagues([senders[0].address]).get(senders[0].address, nobody)
        if not user.active:
            return nobody, 'stranger'
        if sender.is_automatic(headers):
            return user, 'automatic'
        verdict = sender.check(headers, senders[0].domain, dropbox._get_trusted_servers())
        if verdict == 'fail':
            return user, 'dmarc'
        if verdict == 'none' and dropbox.unproven_policy == 'refuse':
            return user, 'unproven'
        return user, False if self._may_log(user) else 'role'

    @api.model
    def _may_log(self, user):
        return user.has_group('crm_customer_record.group_user') or user.has_group('crm_customer_record.group_accountant')

    def _refuse(self, headers, raw, values, reason):
        """Keep a refused mail for the administrator. Nobody gets an answer: it would go to strangers."""
        found = message_id(headers, raw)
        known = self.search([
            ('message_id', '=', found), ('user_id', '=', values['user_id']), ('state', '=', 'refused')], limit=1)
        known = known or self._flood(values['email_from'])
        if known:
            known.deliveries += 1
            return known
        subject = text_of(headers, 'Subject')
        capture = self.create({
            **values, 'message_id': found, 'state': 'refused', 'reason': reason, 'subject': subject[:500],
            'date': date_of(headers, fields.Datetime.now()),
            'confidentiality': self._get_confidentiality(subject, self.env['res.users'].browse(values['user_id']))[0],
        })
        capture._keep(raw)
        return capture

    def _flood(self, email_from):
        """Return the latest refused mail of a sender who sends too many: further ones are only counted.

        The limits are those of the host for mail loops.
        """
        get_param = self.env['ir.config_parameter'].get_param
        minutes, threshold = int(get_param('mail.gateway.loop.minutes', 120)), int(get_param('mail.gateway.loop.threshold', 20))
        recent = self.search([
            ('state', '=', 'refused'), ('email_from', '=', email_from),
            ('create_date', '>=', fields.Datetime.now() - timedelta(minutes=minutes)),
        ], limit=threshold)
        return recent[:1] if len(recent) >= threshold else self.browse()

    def _accept_refused(self):
        """Work off refused mail as the mail of the colleague it names."""
        # sudo: the right to decide was checked
        capture = self.sudo()
        raw = capture.original_id.raw
        values = {name: capture[name] for name in ('email_from', 'strip_files', 'keep_original')}
        values.update({name: capture[name].id for name in ('dropbox_id', 'company_id', 'user_id')})
        items, error = capture._read_items(raw)
        for item in items:
            capture._take(item, raw, dict(values), error)
        capture.unlink()

    # ------------------------------------------------------------ what
    def _read_items(self, raw):
        """Return ``(items, error)``; when the mail cannot be read, one item with the mail as its file."""
        now = fields.Datetime.now()
        try:
            return items_of(parse(raw), raw, now, self._find_internal), False
        except Exception as error:  # the libraries that read mail are not proof against everything that is sent
            _logger.info("A captured mail could not be read", exc_info=True)
            return [unreadable_item(read_headers(raw), raw, now)], f'{type(error).__name__}: {error}'

    def _take(self, item, raw, values, error):
        """Make the record of one item and log what can be logged at once."""
        user = self.env['res.users'].browse(values['user_id'])
        known = self.search([
            ('message_id', '=', item.key), ('user_id', '=', user.id), ('state', '!=', 'refused')], limit=1)
        if known:
            known.deliveries += 1
            return known
        confidentiality, subject = self._get_confidentiality(item.subject, user)
        item.subject = subject
        if item.is_local:
            item.date = self._to_utc(item.date, user)
        capture = self.create({
            **values, 'message_id': item.key, 'subject': subject[:500], 'date': item.date, 'direction': item.direction,
            'confidentiality': confidentiality, 'state': 'review', 'error': error,
            'body': item.html or plaintext2html(item.full_text),
            'file_names': '\n'.join(file.name for file in item.files[:FILE_NAMES]),
        })
        capture._make_addresses(item, error)
        capture._log_lines(capture.address_ids.filtered(lambda line: line.state == 'waiting' and not line.reason), item)
        reason = 'internal' if item.colleagues and not item.people else False
        if capture.address_ids.filtered(lambda line: line.state == 'waiting') or values['keep_original']:
            capture._keep(raw)
        capture._settle(reason)
        return capture

    @api.model
    def _to_utc(self, date, user):
        """What a colleague's mail program printed is their local time."""
        try:
            zone = pytz.timezone(user.tz or 'UTC')
        except pytz.UnknownTimeZoneError:
            zone = pytz.utc
        return min(zone.localize(date).astimezone(pytz.utc).replace(tzinfo=None), fields.Datetime.now())

    @api.model
    def _get_confidentiality(self, subject, user):
        """Return ``(confidentiality, subject without the tag)``: the tag of the subject, else the colleague's default."""
        tagged, subject = confidentiality_of(subject)
        return tagged or user.mail_capture_confidentiality or 'normal', subject

    def _keep(self, raw):
        """Keep the mail as it came, until nothing is to be decided any more."""
        for capture in self.filtered(lambda capture: not capture.original_id):
            capture.original_id = self.env['ir.attachment'].create({
                'name': 'message.eml', 'raw': raw, 'res_model': self._name, 'res_id': capture.id, 'mimetype': 'message/rfc822'})

    def _capture_unprocessed(self, raw, values, error):
        """Keep a mail whose processing failed: it waits, with what is known of it."""
        headers = read_headers(raw)
        user = self.env['res.users'].browse(values.get('user_id'))
        subject = text_of(headers, 'Subject')
        capture = self.create({
            **values, 'message_id': message_id(headers, raw), 'subject': subject[:500], 'state': 'review', 'reason': 'failed',
            'date': date_of(headers, fields.Datetime.now()), 'direction': 'out', 'error': f'{type(error).__name__}: {error}',
            'confidentiality': self._get_confidentiality(subject, user)[0],
            'address_ids': [(0, 0, {'reason': 'failed'})],
        })
        capture._keep(raw)
        return capture

    def _get_item(self):
        """Return the item of this record, read again from the original."""
        items, _error = self._read_items(self.original_id.raw)
        item = next((item for item in items if item.key == self.message_id), items[0])
        item.subject, item.date = self.subject or '', self.date
        return item
