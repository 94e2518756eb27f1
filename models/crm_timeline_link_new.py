import json

from odoo import api, models
from odoo.tools import SQL


class CrmTimelineLink(models.Model):
    """Links of new messages: what the transaction has in memory spares the database most of the joins."""

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
        insider = self.env.user.partner_id.id if self.env.user._is_internal() else False
        facts = {}
        for message, (document_id, kind) in zip(messages.sudo(), known, strict=True):  # sudo: plain facts of what was just written
            if message.message_type == 'user_notification':
                continue
            people = {message.author_id.id, *message.partner_ids.ids} - {insider, False}
            document_id = (document_id or message.res_id) if message.model in documents else False
            if people or document_id:
                document = (message.model, document_id) if document_id else None
                facts[message.id] = {'people': people, 'document': document, 'kind': kind}
        if facts:
            self._queue().setdefault(('new', 'mail.message'), {}).update(facts)

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
    def _insert_new(self, model, facts):
        """Write the links of new messages."""
        people = [(message_id, partner_id) for message_id, fact in facts.items() for partner_id in fact['people']]
        parts = [SQL("SELECT * FROM unnest(%s::int[], %s::int[]) AS person(res_id, partner_id), (VALUES (FALSE)) AS x(on_document)",
                     [message_id for message_id, _partner in people], [partner_id for _message, partner_id in people])]
        columns = self._message_documents()
        for name in {fact['document'][0] for fact in facts.values() if fact['document']}:
            pairs = [(message_id, fact['document'][1]) for message_id, fact in facts.items()
                     if fact['document'] and fact['document'][0] == name]
            parts.append(SQL(
                """SELECT place.message_id, document.%s, TRUE
                     FROM unnest(%s::int[], %s::int[]) AS place(message_id, document_id)
                     JOIN %s document ON document.id = place.document_id""",
                SQL.identifier(columns[name]), [message_id for message_id, _document in pairs],
                [document_id for _message, document_id in pairs], SQL.identifier(self.env[name]._table)))
        kinds = {message_id: fact['kind'] for message_id, fact in facts.items() if fact['kind']}
        tracked = SQL("%s::jsonb ->> record.id::text", json.dumps(kinds)) if kinds else SQL("NULL::text")
        self._insert_selected('message', self._message_select(SQL(" UNION ALL ").join(parts), tracked))
