"""What is to be logged of a mail to the dropbox: one item for each talk in it. Pure Python, no ORM.

A mail to somebody outside is an outgoing talk. A mail to nobody outside is looked through for forwarded mails: attached
ones, each an item, else the first one in the text.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta

from .forward import is_forward, read_forwarded, without_prefix
from .headers import CLOCK_TOLERANCE, EARLIEST, Address, addresses, date_of, message_id, references, text_of
from .message import File, read_content
from .text import html_to_text, new_text, split_history, without_signature

SUMMARY_LENGTH = 4000  # characters: more is read in the full text
BODY_LENGTH = 200_000  # a longer one is a file

PRIVATE_TAGS = 'private|confidential|личное|приватно|конфиденциально|非公開|親展|機密|私密|保密|机密|非公开'
TEAM_TAGS = 'team|команда|チーム|团队|團隊'
NORMAL_TAGS = 'normal|обычное|通常|普通'
_INLINE = re.compile(r'''\bsrc\s*=\s*(["'])\s*cid:[^"']*\1''', re.IGNORECASE)  # the picture is among the files
_TAG = re.compile(rf'\s*[\[【［]\s*(?:(?P<private>{PRIVATE_TAGS})|(?P<team>{TEAM_TAGS})|(?P<normal>{NORMAL_TAGS}))\s*[\]】］]\s*', re.IGNORECASE)


@dataclass
class Item:
    """One talk: 'in' or 'out', with whom from outside, what was said.

    ``key`` names it in every delivery of the same mail; ``date`` is UTC without time zone, or the local time of who
    forwarded it when ``is_local``; ``references`` are the Message-IDs of the mails it answers.
    """

    key: str
    direction: str
    date: object
    subject: str
    people: list[Address]
    text: str = ''
    full_text: str = ''
    html: str = ''
    files: list[File] = field(default_factory=list)
    colleagues: list[Address] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    is_local: bool = False
    is_encrypted: bool = False

    @property
    def summary(self):
        """The subject as the title, below it what was said, cut to a readable length."""
        text = '\n\n'.join(filter(None, (self.subject, self.text)))
        return text if len(text) <= SUMMARY_LENGTH else text[:SUMMARY_LENGTH - 1].rstrip() + '…'


def confidentiality_of(subject):
    """Return ``(confidentiality or None, subject without the tag)`` of a subject such as "[private] Offer"."""
    match = _TAG.search(subject)
    if not match:
        return None, subject
    return match.lastgroup, ' '.join(_TAG.sub(' ', subject).split())


def items_of(message, raw, now, is_internal):
    """Return the list of :class:`Item` of a mail.

    :param message: the parsed mail; :param bytes raw: the same
    :param datetime now: UTC without time zone
    :param is_internal: called with a list of addresses, returns the set of those that are ours: colleagues, the
        dropbox itself, own domains
    :return: at least one item; one without people when the mail names nobody from outside
    """
    people = addresses(message, 'To', 'Cc', 'Bcc')
    outside, colleagues = _split(people, is_internal)
    content = read_content(message)
    base = {
        'date': date_of(message, now), 'subject': text_of(message, 'Subject'), 'key': message_id(message, raw),
        'references': references(message)}
    if not outside:
        items = _attached(content, base, is_internal) or _in_text(content, base, is_internal)
        if items:
            return items
    return [_item(content, direction='out', people=outside, colleagues=colleagues, **base)]


def unreadable_item(message, raw, now):
    """Return the item of a mail whose parts cannot be read: the mail itself is its file."""
    return Item(
        key=message_id(message, raw), direction='out', date=date_of(message, now), subject=text_of(message, 'Subject'),
        people=[], files=[File('message.eml', raw, 'message/rfc822')])


def _split(people, is_internal):
    internal = is_internal([person.address for person in people])
    return (
        [person for person in people if person.address not in internal],
        [person for person in people if person.address in internal],
    )


def _item(content, text=None, **values):
    full = content.text if content.text.strip() else html_to_text(content.html)
    files = list(content.files)
    if len(full) > BODY_LENGTH:
        files.append(File('mail.txt', full.encode('utf-8', 'replace'), 'text/plain'))
    if len(content.html) > BODY_LENGTH:
        files.append(File('mail.html', content.html.encode('utf-8', 'replace'), 'text/html'))
    return Item(
        text=new_text(content.text, content.html) if text is None else text,
        full_text=full[:BODY_LENGTH], html=_INLINE.sub('', content.html) if len(content.html) <= BODY_LENGTH else '',
        files=files, is_encrypted=content.is_encrypted, **values)


def _attached(content, base, is_internal):
    """Return an item for each mail attached: incoming, or outgoing when a colleague wrote it."""
    comment = new_text(content.text, content.html)
    items = []
    for index, inner in enumerate(content.nested):
        senders, ours = _split(addresses(inner, 'From'), is_internal)
        others, colleagues = _split(addresses(inner, 'To', 'Cc'), is_internal)
        inside = read_content(inner)
        text = '\n\n'.join(filter(None, (comment, new_text(inside.text, inside.html))))
        items.append(_item(
            inside, text, key=message_id(inner, b'') if text_of(inner, 'Message-ID') else f'{base["key"]}/{index}',
            direction='out' if ours else 'in', people=others if ours else senders, colleagues=[] if not ours else colleagues,
            date=date_of(inner, base['date']), subject=text_of(inner, 'Subject'), references=references(inner)))
    return items


def _in_text(content, base, is_internal):
    """Return the item of the mail forwarded in the text, if there is one."""
    plain = content.text if content.text.strip() else html_to_text(content.html)
    found = read_forwarded(plain)
    if not found and content.html.strip():
        found = read_forwarded(html_to_text(content.html))
    if not found or not (found.address or is_forward(base['subject'])):
        return []
    date, is_local = _believable(found, base['date'])
    subject = found.subject or without_prefix(base['subject'])
    said = without_signature(split_history(found.text)[0]) or found.text
    text = '\n\n'.join(filter(None, (without_signature(found.comment), said)))
    is_ours = bool(found.address and is_internal([found.address]))
    person = Address(found.name, found.address)
    digest = hashlib.sha1('\n'.join((found.address, str(date), subject, ' '.join(said.split())[:300])).encode(), usedforsecurity=False)
    confidential = confidentiality_of(base['subject'])[0]
    if confidential:  # the tag was written by who forwarded it
        subject = f'[{confidential}] {subject}'
    return [_item(
        content, text, key=f'forwarded:{digest.hexdigest()}', direction='in', people=[] if is_ours else [person],
        date=date, is_local=is_local, subject=subject, references=base['references'])]


def _believable(found, limit):
    """Return ``(date, whether it is local time)``: that of the forwarded mail when it can be true."""
    if found.date and EARLIEST <= found.date <= limit + CLOCK_TOLERANCE + timedelta(hours=0 if found.is_utc else 14):
        return found.date, not found.is_utc
    return limit, False
