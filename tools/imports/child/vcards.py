"""A .vcf as a table: one row a card, one column a kind of property."""
import re

from preflight import Refused
from vcard_lines import CardError, parse_card, read_lines, split_cards

LARGEST_PHOTO = 8 << 20
# columns in the order of the table; a file gets those that it uses
COLUMNS = (
    'Kind', 'Full name', 'Family name', 'Given name', 'Additional names', 'Organization', 'Department', 'Title',
    'Mobile', 'Phone', 'E-mail', 'Street', 'Street 2', 'Postal code', 'City', 'Region', 'Country', 'Website',
    'Messenger', 'Birthday', 'Categories', 'Note', 'Photo', 'UID')
# columns that hold several values, one a line; of the others the first counts
SEVERAL = {'Mobile', 'Phone', 'E-mail', 'Website', 'Messenger', 'Categories', 'Note'}
PLACES = {name: place for place, name in enumerate(COLUMNS)}
MESSENGERS = {
    'X-SKYPE': 'skype', 'X-SKYPE-USERNAME': 'skype', 'X-JABBER': 'xmpp', 'X-ICQ': 'icq', 'X-AIM': 'aim', 'X-MSN': 'msn',
    'X-YAHOO': 'yahoo', 'X-QQ': 'qq', 'X-WECHAT': 'wechat', 'X-TELEGRAM': 'telegram', 'X-WHATSAPP': 'whatsapp',
    'X-GOOGLE-TALK': 'gtalk', 'X-VIBER': 'viber', 'X-LINE': 'line'}
SCHEME = re.compile(r'[a-z][a-z0-9+.-]*:', re.I)
DATE = re.compile(r'(\d{4})-?(\d{2})-?(\d{2})')
PICTURE_DATA = re.compile(r'data:[\w/+.-]*;base64,', re.I)
APPLE_LABEL = re.compile(r'_\$!<(.*)>!\$_')
PLAIN_LABELS = {'HOME', 'WORK', 'MOBILE', 'CELL', 'MAIN', 'OTHER', 'PHONE', 'EMAIL', 'IPHONE'}
SHORTEST_UID = 12


class VCards:
    """Reader of .vcf files; the rows are read from the file each time, so that pictures never pile up.

    :param str path: of the file
    :param dict task: 'encoding' of what is neither declared nor UTF-8, 'limits'
    """

    def __init__(self, path, task):
        self.path, self.encoding = path, task.get('encoding') or 'utf-8'
        self.count, used = 0, set()
        for row in self._rows():
            self.count += 1
            used.update(place for place, cell in enumerate(row['cells']) if cell not in (None, ''))
            if self.count > task['limits']['rows']:
                raise Refused('too_many_rows', limit=task['limits']['rows'])
        self.used = [place for place in range(len(COLUMNS)) if place in used]

    def sheets(self):
        return [('Contacts', False)]

    def height(self, _index):
        return self.count + 1

    def rows(self, _index):
        yield {'cells': [COLUMNS[place] for place in self.used]}
        for row in self._rows():
            remarks = [[self.used.index(place) if place in self.used else 0, code, params]
                       for place, code, params in row.get('remarks', ())]
            yield {**row, 'cells': [row['cells'][place] for place in self.used], 'remarks': remarks}

    def _rows(self):
        for lines, wrong in split_cards(read_lines(self.path, self.encoding)):
            try:
                properties = parse_card(lines, self.encoding)
                card = Card(properties)
            except CardError as error:
                yield {'cells': [None] * len(COLUMNS), 'refused': [error.args[0], {}]}
                continue
            row = {'cells': card.cells(), 'remarks': card.remarks}
            if wrong or card.refused:
                row['refused'] = [wrong or card.refused, {}]
            yield row


class Card:
    """What one card says, property by property."""

    def __init__(self, properties):
        self.values = {}
        self.remarks = []
        self.refused = None
        self.notes = []
        self.addresses = []
        self.is_company = False
        self.labels = {line.group: _label(line.text()) for line in properties if line.name == 'X-ABLABEL' and line.group}
        for line in sorted(properties, key=lambda line: 'PREF' not in line.types):
            reader = READERS.get(line.name)
            if reader:
                reader(self, line)
            elif line.name in MESSENGERS:
                self._add('Messenger', f"{MESSENGERS[line.name]}:{line.text()}" if line.text() else '')

    def cells(self):
        """The row of this card, in the order of `COLUMNS`."""
        self._settle_kind()
        self._settle_addresses()
        self._add('Note', '\n'.join(self.notes))
        cells = []
        for name in COLUMNS:
            value = self.values.get(name)
            if isinstance(value, list):
                value = '\n'.join(value if name in SEVERAL else value[:1])
            cells.append(value)
        return cells

    # -- what stands in a card

    def _add(self, column, text):
        if text and text not in self.values.setdefault(column, []):
            self.values[column].append(text)

    def _name(self, line):
        family, given, additional = (line.parts() + ['', '', ''])[:3]
        self.values.setdefault('Family name', [family] if family else [])
        self.values.setdefault('Given name', [given] if given else [])
        self.values.setdefault('Additional names', [additional.replace(',', ' ')] if additional else [])

    def _full_name(self, line):
        if line.text():
            self.values.setdefault('Full name', [' '.join(line.text().split())])

    def _organization(self, line):
        name, *units = line.parts()
        if 'Organization' in self.values:
            self.notes.append(', '.join(part for part in (name, *units) if part))
            return
        self._add('Organization', name)
        for unit in units:
            self._add('Department', unit)

    def _title(self, line):
        self._add('Title', line.text())

    def _role(self, line):
        if not self.values.get('Title'):
            self._add('Title', line.text())

    def _phone(self, line):
        text = line.text()
        if text[:4].lower() == 'tel:':
            text, *params = text[4:].split(';')
            params = dict(param.partition('=')[::2] for param in params)
            context = params.get('phone-context', '')
            text = (context if context.startswith('+') and not text.startswith('+') else '') + text
            text += f" ext. {params['ext']}" if params.get('ext') else ''
        label = self._own_label(line)
        kinds = {*line.types, *(label.upper().split() if label else ())}
        if 'PAGER' in kinds or not text:
            return
        if any('FAX' in kind for kind in kinds):
            self._add('Phone', f"fax: {text}")
        elif kinds & {'CELL', 'MOBILE', 'IPHONE'}:
            self._add('Mobile', text)
        else:
            self._add('Phone', f"{label}: {text}" if label else text)

    def _email(self, line):
        text = line.text()
        self._add('E-mail', text[7:] if text[:7].lower() == 'mailto:' else text)

    def _address(self, line):
        parts = (line.parts() + [''] * 7)[:7]
        if any(parts):
            self.addresses.append((parts, 'HOME' in line.types or self.labels.get(line.group, '').upper() == 'HOME'))

    def _website(self, line):
        self._add('Website', line.text())

    def _messenger(self, line):
        text = line.text()
        service = (line.params.get('X-SERVICE-TYPE') or '').lower()
        if service and not SCHEME.match(text):
            text = f"{service}:{text}"
        self._add('Messenger', text.replace('x-apple:', ''))

    def _social(self, line):
        text = line.text()
        service = next((kind.lower() for kind in line.types if kind != 'PREF'), '')
        self._add('Messenger', text if not service or SCHEME.match(text) else f"{service}:{text}")

    def _birthday(self, line):
        text = line.text()
        date = DATE.match(text)
        if date and date.group(1) != line.params.get('X-APPLE-OMIT-YEAR', '1604'):
            self._add('Birthday', '-'.join(date.groups()))
        elif text:
            # a day without a year is no date
            self.notes.append(f"Birthday: {'--' + '-'.join(date.groups()[1:]) if date else text}")

    def _categories(self, line):
        for text in line.text().split(','):
            self._add('Categories', text.strip())

    def _note(self, line):
        if line.text():
            self.notes.append(line.text())

    def _kind(self, line):
        kind = line.text().lower()
        if kind == 'group':
            self.refused = 'card_group'
        self.is_company = self.is_company or kind in ('org', 'organization', 'company')

    def _uid(self, line):
        text = line.text().removeprefix('urn:uuid:')
        if len(text) >= SHORTEST_UID:
            self._add('UID', text)

    def _photo(self, line):
        if 'Photo' in self.values:
            return
        text = b'' if line.is_base64 else line.raw[:64].strip().replace(b'\\', b'')
        data_uri = PICTURE_DATA.match(text.decode('ascii', 'replace'))
        if not line.is_base64 and not data_uri:
            # a link: pictures are never fetched
            return
        if len(line.raw) > LARGEST_PHOTO * 4 // 3:
            self._remark('Photo', 'photo_too_big', limit=f"{LARGEST_PHOTO >> 20} MB")
            return
        if data_uri:
            line.raw = line.raw.strip().replace(b'\\', b'').partition(b',')[2]
        data = line.data()
        if data:
            self.values['Photo'] = data
        else:
            self._remark('Photo', 'photo_damaged')

    # -- how it belongs together

    def _own_label(self, line):
        label = self.labels.get(line.group, '') if line.group else ''
        return '' if label.upper() in PLAIN_LABELS - {'MOBILE', 'CELL', 'IPHONE'} else label

    def _settle_kind(self):
        """A card without a person's name, or whose name is that of the organization, is a company."""
        names = [' '.join(self.values.get(name) or ()) for name in ('Given name', 'Family name')]
        organization, full = (' '.join(self.values.get(name) or ()) for name in ('Organization', 'Full name'))
        same = organization and (full or organization).casefold() == organization.casefold()
        if organization and not any(names) and same:
            self.is_company = True
        if self.is_company:
            self.values['Kind'] = 'company'
            self.values['Organization'] = [organization or full or ' '.join(names).strip()]
            for name in ('Full name', 'Given name', 'Family name', 'Additional names'):
                self.values.pop(name, None)
        elif all(names):
            # how the parts go together is decided by the language of the name, not by the phone
            self.values.pop('Full name', None)

    def _settle_addresses(self):
        """The private address of somebody who works for a company is not the company's."""
        with_company = bool(self.values.get('Organization')) and not self.is_company
        addresses = sorted(self.addresses, key=lambda item: item[1] and with_company)
        if addresses and not (addresses[0][1] and with_company):
            box, extended, street, city, region, code, country = addresses.pop(0)[0]
            lines = [part.strip() for part in street.splitlines() if part.strip()]
            for name, text in (('Street', ', '.join(lines)), ('Street 2', ', '.join(filter(None, (extended, box)))),
                               ('Postal code', code), ('City', city), ('Region', region), ('Country', country)):
                self._add(name, ' '.join(text.split()))
        for parts, is_home in addresses:
            text = ', '.join(' '.join(part.split()) for part in parts if part)
            self.notes.append(f"{'Home address' if is_home else 'Address'}: {text}")

    def _remark(self, column, code, **params):
        self.remarks.append([PLACES[column], code, params])


def _label(text):
    match = APPLE_LABEL.fullmatch(text)
    return match.group(1) if match else text


READERS = {
    'N': Card._name, 'FN': Card._full_name, 'ORG': Card._organization, 'TITLE': Card._title, 'ROLE': Card._role,
    'TEL': Card._phone, 'EMAIL': Card._email, 'ADR': Card._address, 'URL': Card._website, 'IMPP': Card._messenger,
    'X-SOCIALPROFILE': Card._social, 'BDAY': Card._birthday, 'CATEGORIES': Card._categories, 'NOTE': Card._note,
    'KIND': Card._kind, 'X-ADDRESSBOOKSERVER-KIND': Card._kind, 'UID': Card._uid, 'PHOTO': Card._photo,
    'X-ABSHOWAS': Card._kind,
}
