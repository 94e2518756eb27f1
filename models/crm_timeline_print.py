from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, format_datetime

from ..tools.timeline_sheet import timeline_sheet
from .timeline_filters import parse_filters

PAGE = 200
PRINTED = 500  # entries on paper
EXPORTED = 10_000  # entries in a sheet
SUBJECTS = ('res.partner', 'crm.lead')


class CrmTimeline(models.AbstractModel):
    """A timeline on paper and as a sheet: what the screen shows, read page by page as the same user."""

    _inherit = 'crm.timeline'

    @api.model
    @api.readonly
    def print_action(self, model, res_id, filters=None):
        """Return the action that prints a timeline as it is filtered.

        :param str model: ``'res.partner'`` or ``'crm.lead'``
        :param int res_id: whose timeline it is
        :param dict filters: as for ``timeline_page``
        """
        self._timeline_subject(model, res_id)
        parse_filters(self.env, filters, self._timeline_kinds())
        report = self.env.ref('crm_customer_record.crm_timeline_report')
        return report.report_action(None, data={'model': model, 'res_id': res_id, 'filters': filters or {}}, config=False)

    @api.model
    def export_file(self, model, res_id, filters=None):
        """Return a timeline as it is filtered as a workbook, at most ``EXPORTED`` entries, which its last row says.

        :param model, res_id, filters: as for ``print_action``
        :return: ``(name of the file, bytes of an .xlsx)``; nothing in it is ever a formula or a link
        :raises UserError: for who may not export
        """
        if not self._timeline_may_export():
            raise UserError(self.env._("You may not export. Ask an administrator for the right to export data."))
        subject = self._timeline_subject(model, res_id)
        entries, more = self._timeline_collect(subject, filters, EXPORTED)
        note = self.env._("There are more: only the first %(number)s entries were exported. Choose a shorter period.",
                          number=EXPORTED) if more else ''
        columns = self._timeline_columns(subject)
        rows = [[value(entry) for _title, value in columns] for entry in entries]
        content = timeline_sheet(self.env._("Timeline"), [title for title, _value in columns], rows, note)
        return self.env._("Timeline of %(name)s.xlsx", name=subject.display_name), content

    @api.model
    def _timeline_may_export(self):
        return self.env.user.has_group('base.group_allow_export')

    @api.model
    def _timeline_subject(self, model, res_id):
        """Return the partner or opportunity, checked for access."""
        if model not in SUBJECTS:
            raise UserError(self.env._("Customers and opportunities have a timeline; %(model)s has none.", model=model))
        return self._timeline_lead(res_id) if model == 'crm.lead' else self._timeline_partner(res_id)

    @api.model
    def _timeline_collect(self, subject, filters, most):
        """Return the first ``most`` entries, and whether there are more."""
        entries, cursor = [], None
        while len(entries) <= most:
            page = self._timeline_page(subject, cursor, min(PAGE, most + 1 - len(entries)), filters)
            entries += page['entries']
            cursor = page['cursor']
            if not cursor:
                break
        return entries[:most], len(entries) > most

    @api.model
    def _timeline_columns(self, subject):
        """Return the columns of the sheet of one customer or opportunity: ``[(title, function of an entry)]``."""
        kinds = {key: look['label'] for key, look in self._timeline_looks().items()}
        directions = {'in': self.env._("Incoming"), 'out': self.env._("Outgoing")}

        def name(key):
            return lambda entry: entry[key]['name'] if entry[key] else ''

        return [
            (self.env._("Date"), self._timeline_local_date),
            (self.env._("Kind"), lambda entry: kinds.get(entry['kind'], entry['kind'])),
            (self.env._("Title"), lambda entry: self._timeline_own_title(entry, kinds.get(entry['kind']), subject)),
            (self.env._("Text"), lambda entry: entry['summary']),
            (self.env._("Colleague"), name('user')),
            (self.env._("With"), name('partner')),
            (self.env._("Account"), name('account')),
            (self.env._("Participants"), lambda entry: ', '.join(person['name'] for person in entry['participants'])),
            (self.env._("Direction"), lambda entry: directions.get(entry['direction'], '')),
            (self.env._("Hours"), lambda entry: entry['duration'] or ''),
            (self.env._("Outcome"), name('outcome')),
            (self.env._("Next Step"), lambda entry: self._timeline_step_text(entry['next_step'])),
            (self.env._("State"), lambda entry: entry['state']['label'] if entry['state'] else ''),
            (self.env._("Amount"), lambda entry: entry['amount'] if entry['amount'] is not False else ''),
            (self.env._("Currency"), self._timeline_currency_name),
        ]

    @api.model
    def _timeline_local_date(self, entry):
        """Return the date of an entry as the user's clock shows it; a day stays that day."""
        moment = fields.Datetime.to_datetime(entry['date'])
        if entry['date_only']:
            return moment.date()
        return fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None)

    @api.model
    def _timeline_currency_name(self, entry):
        return self.env['res.currency'].browse(entry['currency_id']).name if entry['amount'] is not False and entry['currency_id'] else ''

    @api.model
    def _timeline_own_title(self, entry, label, subject):
        """Return the title, unless it says again what kind of entry it is, with whom, or whose timeline stands above."""
        title = entry['title']
        known = {person['name'] for person in (entry['partner'], entry['account']) if person} | {subject.display_name}
        return '' if title == label or any(title == name or title.endswith(f', {name}') for name in known) else title

    @api.model
    def _timeline_step_text(self, step):
        """Return what was agreed to come next, when and by whom."""
        if not step:
            return ''
        return ' · '.join(filter(None, (
            step['summary'], step['date'] and format_date(self.env, step['date']), step['user'] and step['user']['name'])))


class TimelineReport(models.AbstractModel):
    """What the print-out of a timeline says."""

    _name = 'report.crm_customer_record.report_timeline'
    _description = "Timeline (Print-out)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template.

        :param docids: customers, when printed from elsewhere than the timeline: the first one's
        :param dict data: ``model``, ``res_id`` and ``filters`` as for ``crm.timeline.print_action``
        """
        timeline = self.env['crm.timeline']
        data = data or {}
        subject = timeline._timeline_subject(data.get('model') or 'res.partner', data.get('res_id') or (docids or [0])[0])
        filters = data.get('filters') or {}
        entries, more = timeline._timeline_collect(subject, filters, PRINTED)
        looks = timeline._timeline_looks()
        return {
            'doc_ids': subject.ids, 'doc_model': subject._name, 'docs': subject, 'company': self.env.company,
            'entries': [self._print_entry(entry, looks.get(entry['kind'], {}).get('label', ''), subject) for entry in entries],
            'limit': PRINTED if more else 0,
            'filters': self._print_filters(filters, looks),
            'printed_on': format_datetime(self.env, fields.Datetime.now(), dt_format='short'),
        }

    @api.model
    def _print_date(self, entry):
        if entry['date_only']:
            return format_date(self.env, entry['date'][:10])
        return format_datetime(self.env, fields.Datetime.to_datetime(entry['date']), dt_format='short')

    @api.model
    def _print_entry(self, entry, label, subject):
        """Return the entry with what the paper says of it."""
        timeline = self.env['crm.timeline']
        return {**entry, 'label': label, 'title': timeline._timeline_own_title(entry, label, subject), 'day': self._print_date(entry),
                'details': self._print_details(entry, subject), 'step': timeline._timeline_step_text(entry['next_step'])}

    @api.model
    def _print_details(self, entry, subject):
        """Return with whom and by whom it was, how long, and what came of it, in one line."""
        people = [person['name'] for person in (entry['partner'], *entry['participants'])
                  if person and (subject._name, subject.id) != ('res.partner', person['id'])]
        return ' · '.join(filter(None, (
            ', '.join(dict.fromkeys(people)),
            entry['user'] and entry['user']['name'],
            self._print_duration(entry['duration'] or 0),
            entry['outcome'] and entry['outcome']['name'],
            entry['state'] and entry['state']['label'],
            *(badge['label'] for badge in entry['badges']),
        )))

    @api.model
    def _print_duration(self, hours):
        whole, minutes = divmod(round(hours * 60), 60)
        return ' '.join(filter(None, (
            whole and self.env._("%(hours)s h", hours=whole), minutes and self.env._("%(minutes)s min", minutes=minutes))))

    @api.model
    def _print_filters(self, filters, looks):
        """Return what was filtered by, as lines."""
        scopes = {'history': self.env._("History"), 'all': self.env._("Everything")}
        # sudo: names of colleagues, which show beside their entries
        users = self.env['res.users'].sudo().browse(filters.get('user_ids') or [])
        days = [filters.get('date_from'), filters.get('date_to')]
        return list(filter(None, (
            scopes.get(filters.get('scope')),
            ', '.join(looks[key]['label'] for key in filters.get('kinds') or [] if key in looks),
            ', '.join(users.mapped('name')),
            ' – '.join(format_date(self.env, day[:10]) if day else '…' for day in days) if any(days) else '',
            self.env._("with “%(text)s”", text=filters['text']) if filters.get('text') else '',
        )))
