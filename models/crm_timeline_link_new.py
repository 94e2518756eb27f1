from odoo import api, models, tools
from odoo.tools import SQL

from .crm_timeline_link_message import DEAL_SUBTYPES


class CrmTimelineLink(models.Model):
    """Links of new messages, from what the transaction has in memory: `message_post` must not wait for joins.

    Says of a message what `_message_select` says; a test compares the two.
    """

    _inherit = 'crm.timeline.link'

    @api.model
    def _tracked_kind(self, vals):
        """Return what the values of a new message keep track of, ``None`` when there is nothing to tell apart."""
        changed = {command[2].get('field_id') for command in vals.get('tracking_value_ids') or ()
                   if len(command) == 3 and command[0] == 0}
        if not changed:
            return None
        return next((kind for kind, ids in self._tracked_fields(vals.get('model')).items() if changed & ids), None)

    @api.model
    def _enqueue_messages(self, messages, known):
        """Have the links of new messages written before the transaction ends.

        :param known: for each message the id of its document (if it was given) and its ``_tracked_kind``
        """
        documents = self._message_documents()
        insider = False if self.env.user.share else self.env.user.partner_id.id
        facts = {}
        for message, (document_id, tracked) in zip(messages.sudo(), known, strict=True):  # sudo: plain facts of what was just written
            if message.message_type == 'user_notification' or not message.date or self._is_untold(message):
                continue
            author_id = message.author_id.id
            people = {author_id, *message.partner_ids.ids} - {insider, False}
            document_id = (document_id or message.res_id) if message.model in documents else False
            if people or document_id:
                facts[message.id] = {
                    'people': people,
                    'document': (message.model, document_id) if document_id else None,
                    'author': author_id,
                    'date': message.date,
                    'user': self.env.uid if author_id and author_id == insider else None,
                    'kind': self._kind_of_new(message, tracked),
                }
        if facts:
            self._queue().setdefault(('new', 'mail.message'), {}).update(facts)

    @api.model
    def _is_untold(self, message):
        """Tell whether a new message has no place on a timeline; to be extended together with ``_message_select``."""
        return False

    @api.model
    def _kind_of_new(self, message, tracked):
        """Return the kind of a message as far as it does not depend on its readers; see ``_message_kind``."""
        subtype, sort = message.subtype_id, message.message_type
        if told := self._kind_of_subtype(subtype.id):
            return told
        if sort == 'comment':
            return 'note' if not subtype or subtype.internal or message.is_internal else 'comment'
        sent = {'email': 'email', 'email_outgoing': 'email', 'sms': 'message', 'whatsapp_message': 'message', 'snailmail': 'letter'}
        return sent.get(sort) or (sort == 'notification' and tracked) or 'log'

    @api.model
    @tools.ormcache('subtype_id')
    def _kind_of_subtype(self, subtype_id):
        """Return the kind that a subtype alone tells, or ``None``."""
        id_of = self.env['ir.model.data']._xmlid_to_res_id
        if subtype_id and subtype_id == id_of('mail.mt_activities'):
            return 'activity'
        return 'opportunity' if subtype_id and subtype_id in map(id_of, DEAL_SUBTYPES) else None

    @api.model
    def _enqueue_readers(self, message_id, partner_ids):
        """Add outside partners to whom a message was sent because they follow its document."""
        if not partner_ids:
            return
        fact = self._queued().get(('new', 'mail.message'), {}).get(message_id)
        if fact:
            fact['people'].update(partner_ids)
        else:
            self._enqueue('sync', 'mail.message', [message_id])

    @api.model
    def _insert_new(self, facts):
        """Write the links of new messages; those rolled back with a savepoint left the queue with it."""
        places = self._partners_of_documents({fact['document'] for fact in facts.values() if fact['document']})
        readers = {partner_id for fact in facts.values() for partner_id in fact['people']}
        accounts = self._known_partners('commercial_partner_id', (readers | set(places.values())) - {False})
        share = self._known_partners('partner_share', readers)
        colleagues = self._colleagues({fact['author'] for fact in facts.values() if not fact['user']} - {False})
        rows = []
        for message_id, fact in facts.items():
            people = {partner_id for partner_id in fact['people'] if share.get(partner_id)}
            kind = 'email' if fact['kind'] == 'comment' and people else fact['kind']
            user_id = fact['user'] or colleagues.get(fact['author'])
            rows += [(message_id, partner_id, accounts[partner_id] or partner_id, kind, fact['date'], user_id)
                     for partner_id in people | {places.get(fact['document'])} if partner_id in accounts]
        if not rows:
            return
        # VALUES, for one row costs half of what unnest() does; nothing can stand there yet, for each message comes once.
        self.env.cr.execute(SQL(
            "INSERT INTO crm_timeline_link (source, res_id, partner_id, account_id, kind, date, user_id) VALUES %s",
            SQL(", ").join(SQL("%s", (self._source_key('mail.message'), *row)) for row in rows)))
        self.invalidate_model(flush=False)

    @api.model
    def _known_partners(self, name, partner_ids):
        """Return the value of a field of those partners that exist: ``{id: value or id}``."""
        # sudo: a link says whom a message concerns, not who wrote it.
        partners = self.env['res.partner'].sudo().browse(partner_ids)
        field = partners._fields[name]
        return {partner.id: partner[name].id if field.relational else partner[name] for partner in self._existing(partners, name)}

    @api.model
    def _existing(self, records, name):
        """Return those records that exist; whose field is in memory does: deleting and rolling back empty it."""
        missing = records.browse(records._fields[name]._cache_missing_ids(records))
        return records - (missing - missing.exists()) if missing else records

    @api.model
    def _partners_of_documents(self, documents):
        """Return the partners of documents: ``{(model, id): id of the partner}``."""
        columns = self._message_documents()
        partners = {}
        for model in {name for name, _id in documents}:
            ids = [document_id for name, document_id in documents if name == model]
            if columns[model] == 'id':
                partners.update({(model, document_id): document_id for document_id in ids})
            else:
                # sudo: a link says whom a document concerns, not who wrote about it.
                records = self.env[model].sudo().browse(ids)
                partners.update({(model, record.id): record[columns[model]].id for record in self._existing(records, columns[model])})
        return partners

    @api.model
    def _colleagues(self, partner_ids):
        """Return the users behind authors: ``{id of the partner: id of the first user who is no guest}``."""
        if not partner_ids:
            return {}
        # sudo: who wrote a message is shown by it.
        users = self.env['res.users'].sudo().with_context(active_test=False).search_fetch(
            [('partner_id', 'in', list(partner_ids)), ('share', '=', False)], ['partner_id'], order='id DESC')
        return {user.partner_id.id: user.id for user in users}
