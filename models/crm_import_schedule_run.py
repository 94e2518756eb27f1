import base64
import hashlib
import logging

from odoo import api, fields, models, modules
from odoo.exceptions import AccessError, UserError

from ..tools.fetching import FetchError, fetch_url, read_folder
from ..tools.imports.limits import Limits
from .crm_import_schedule import INSECURE, PRIVATE

_logger = logging.getLogger(__name__)
# Of one folder; files that were taken before do not count.
NEW_FILES_AT_ONCE = 200


class CrmImportSchedule(models.Model):
    """Looking at the sources, and importing what they bring."""

    _inherit = 'crm.import.schedule'

    @api.model
    def _cron_run(self):
        """Fetch from the sources whose time has come, then import the files that wait; each a transaction of its own."""
        due = self.search([('source', '!=', 'mail'), ('next_run', '<=', fields.Datetime.now())], order='next_run, id')
        for record in due:
            record._guarded(record._fetch_new)
            if not self._pace(len(due)):
                return
        waiting = self.env['crm.import.schedule.file'].search(
            [('state', '=', 'waiting'), ('schedule_id.active', '=', True)], order='id')
        for file in waiting:
            file.schedule_id._guarded(file._import)
            if not self._pace(len(waiting)):
                return

    def _pace(self, remaining):
        """Commit what was done; :return: whether there is time for more"""
        if modules.module.current_test:
            return True
        return self.env['ir.cron']._commit_progress(1, remaining=remaining)

    def _guarded(self, work):
        """Do something with a source; whatever happens to it, the others go on."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                work()
        except FetchError as error:
            self._fail(self._fetch_text(error))
        except UserError as error:
            self._fail(str(error))
        except Exception as error:  # a source may fail in any way; it is told, and the others go on
            _logger.warning("scheduled import %s", self.id, exc_info=True)
            self._fail(self.env._("Unexpected: %(error)s", error=error))

    def _fetch_new(self):
        """Take the files that the source has and that it had not before."""
        self.last_run = fields.Datetime.now()
        self._check_rights()
        taken = 0
        for name, data in self._fetch():
            taken += bool(self._take(name, data))
            if taken == NEW_FILES_AT_ONCE:
                break  # the others are still there next time
        self.write({'next_run': self._next(), 'error': False})

    def _fetch(self):
        """:return: iterator of (name, bytes) of what the source has now; raises FetchError"""
        limit = self._largest_file()
        if self.source == 'folder':
            return read_folder(self.folder, self._roots(), self._patterns(), limit)
        return iter([fetch_url(self.url, limit, private=self._allowed(PRIVATE), insecure=self._allowed(INSECURE))])

    def _largest_file(self):
        """:return: bytes that a file may have"""
        imports = self.env['crm.import']
        return imports._limits()['file_bytes'] if hasattr(imports, '_limits') else Limits().file_bytes

    def _take(self, name, data):
        """Remember a file and let it wait for its import.

        :return: the `crm.import.schedule.file`, or none when the same content was taken before
        """
        File = self.env['crm.import.schedule.file']
        file_print = hashlib.sha256(data).hexdigest()
        if not data or File.search_count([('schedule_id', '=', self.id), ('file_print', '=', file_print)], limit=1):
            return File
        return File.create({
            'schedule_id': self.id, 'name': name[:200] or self.name, 'file_print': file_print, 'data': base64.b64encode(data)})

    def _fail(self, reason):
        """Note what is wrong with the source; the first time, tell it."""
        told = bool(self.error)
        self.write({'error': reason, 'next_run': self._next()})
        if not told:
            self._mail(lambda schedule: schedule.env._("%(name)s: the scheduled import fails", name=schedule.name), {'problem': reason})

    def _import_options(self):
        """:return: options of `crm.import.load_file` for the files of this source"""
        return {'country': self.country_id.code} if self.country_id else {}

    def _mail(self, subject, values):
        """Send a report to those who want it, each in their own language.

        :param subject: function of the schedule, in the language of who gets the report
        :param dict values: of the template `import_report_mail`: `problem` (text), or `record` (`crm.import`) and `file` (name)
        """
        for user in self.report_user_ids.filtered(lambda user: user.active and user.email):
            schedule = self.with_context(lang=user.lang)
            body = self.env['ir.qweb'].with_context(lang=user.lang)._render(
                'crm_customer_record.import_report_mail', {'schedule': schedule, 'problem': False, 'record': False, **values})
            self.env['mail.mail'].create({
                'subject': subject(schedule), 'body_html': body, 'email_to': user.email_formatted, 'auto_delete': True,
                'email_from': self.company_id.email_formatted or self.env.user.email_formatted,
            })

    def _report(self, record):
        """Tell what became of a file, when all its rows are worked off."""
        # Only counts: who gets the report need not be allowed to see the customers.
        counts = record.summary()
        self._mail(
            lambda schedule: schedule.env._(
                "%(name)s: %(done)s rows imported, %(open)s wait for a decision", name=schedule.name,
                done=counts['state']['done'], open=counts['decision']['review']),
            {'record': record, 'counts': counts, 'file': record.filename})


class CrmImportScheduleFile(models.Model):
    _inherit = 'crm.import.schedule.file'

    def _import(self):
        """Import the file as the chosen user; what is wrong with it is told once and not tried again by itself."""
        schedule = self.schedule_id
        try:
            schedule._check_rights()
            with self.env.cr.savepoint():
                record = self._load()
        except (UserError, AccessError) as error:
            self.write({'state': 'refused', 'error': str(error)})
            schedule._mail(
                lambda told: told.env._("%(name)s: “%(file)s” could not be imported", name=told.name, file=self.name), {'problem': str(error)})
            return
        self.write({'state': 'imported', 'import_id': record.id, 'data': False, 'error': False})

    def _load(self):
        """:return: the `crm.import` of the file, queued, in the environment of the job"""
        schedule = self.schedule_id
        user = schedule.user_id
        imports = self.env['crm.import'].with_user(user).with_company(schedule.company_id).with_context(
            allowed_company_ids=schedule.company_id.ids, lang=user.lang, tracking_disable=True, mail_create_nosubscribe=True)
        data = base64.b64decode(self.with_context(bin_size=False).data)
        profile = schedule.profile_id.with_env(imports.env) if schedule.profile_id else None
        record = imports.load_file(schedule.kind, self.name, data, profile=profile, options=schedule._import_options())
        record.sudo().schedule_id = schedule  # the user need not see schedules
        if schedule.only_new and record.known_count:
            record.action_take_new()
        record.action_commit()
        return record.with_env(self.env)


class CrmImport(models.Model):
    _inherit = 'crm.import'

    def _finish(self):
        result = super()._finish()
        # Schedules are the administrators'; the report is theirs to send.
        schedule = self.sudo().schedule_id
        if schedule:
            schedule._report(self.sudo())
        return result

    def _stop(self, error):
        result = super()._stop(error)
        if schedule := self.sudo().schedule_id:  # as above
            filename, problem = self.sudo().filename, self.sudo().error  # as above
            schedule._mail(
                lambda told: told.env._("%(name)s: the import of “%(file)s” stopped", name=told.name, file=filename), {'problem': problem})
        return result
