"""What is new in a mail: without the mails it answers and without its signature. Pure Python, no ORM."""

import re

from lxml import etree
from lxml import html as lxml_html

from .charsets import clean

MAX_HTML = 1_000_000  # characters: beyond it the text is taken without looking at the structure
MAX_LINES = 20_000
SIGNATURE_LINES = 25

_BLOCKS = {'p', 'div', 'tr', 'table', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr',
           'section', 'article', 'header', 'footer', 'center', 'dl', 'dt', 'dd', 'form', 'address'}
_SILENT = {'script', 'style', 'head', 'title', 'meta', 'noscript', 'template', 'object', 'svg'}
_TAGS = re.compile(r'<(?:script|style|head)\b.*?</(?:script|style|head)\s*>|<br\s*/?>|</(?:p|div|tr|li)>|<[^>]{0,2000}>', re.I | re.S)

# Where mail programs put what they quote or sign.
_QUOTE_CLASSES = ('gmail_quote', 'gmail_extra', 'yahoo_quoted', 'moz-cite-prefix', 'protonmail_quote', 'zmail_extra')
_SIGNATURE_CLASSES = ('gmail_signature', 'moz-signature', 'odoo_signature_wrapper', 'protonmail_signature_block')
_SIGNATURE_IDS = ('Signature', 'ms-outlook-mobile-signature', 'x_Signature')
_CUT_IDS = ('divRplyFwdMsg', 'appendonsend', 'x_divRplyFwdMsg', 'replySplit', 'mail-editor-reference-message-container')

_LABELS = (
    r'from|sent|to|date|subject|cc|'
    r'от|от кого|отправлено|кому|дата|тема|копия|отправитель|'
    r'差出人|送信者|送信日時|送信日|日時|日付|宛先|件名|'
    r'发件人|發件人|寄件者|寄件人|发送时间|发送日期|寄件日期|傳送日期|时间|日期|收件人|收件者|抄送|副本|主题|主題|主旨'
)
_LABEL_LINE = re.compile(rf'^[\s>]*\*?\s*(?:{_LABELS})\s*\*?\s*[:：]', re.IGNORECASE)
_FROM_LINE = re.compile(r'^[\s>]*\*?\s*(?:from|от|от кого|отправитель|差出人|送信者|发件人|發件人|寄件者|寄件人)\s*\*?\s*[:：]', re.I)
_DIVIDER = re.compile(
    r'^[\s>]*[-_=]{2,}\s*(?:original message|original appointment|исходное сообщение|оригинальное сообщение|元のメッセージ|'
    r'オリジナルメッセージ|原始邮件|原始郵件|原邮件|回复的原邮件|ursprüngliche nachricht|message d.origine|'
    r'forwarded message|пересылаемое сообщение|перенаправленное сообщение|пересланное сообщение|転送(?:された)?メッセージ|转发(?:的)?(?:邮件|消息)?(?:信息)?)'
    r'\s*[-_=]{2,}\s*$', re.IGNORECASE)
# "On <date> <somebody> wrote:" in the four languages and their word orders.
_WROTE = re.compile(
    r'(?:\bwrote|\bwrites|пишет|писал[аи]?|написал[аи]?|написал\(а\)|написали|写道|寫道|書きました|さんは書いた|のメール|schrieb.*|a écrit)\s*[:：]\s*$', re.I)
_ATTRIBUTION = re.compile(r'^(?=.*\d)(?=.*(?:@|\b\d{1,2}[:：]\d{2})).{6,400}[:：]\s*$')
_DATED = re.compile(r'\b\d{4}\b|\d{4}年|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}')
_MOBILE = re.compile(
    r'^\s*(?:sent from (?:my |the )?\S+.{0,40}|get outlook for \S+.{0,40}|отправлено (?:с|из) .{2,40}|'
    r'.{0,20}から送信|发自我的.{1,20}|發自我的.{1,20}|从我的.{1,20}发送)\s*$', re.IGNORECASE)
_SIGNATURE = re.compile(r'^--[ \u00a0]?$')


def html_to_text(source):
    """Return the text of HTML: a line for each block, scripts and styles left out. Never raises."""
    root = _parse(source)
    return _flat_text(source) if root is None else _tree_text(root)


def new_text_of_html(source):
    """Return the text of HTML without the quotations and signatures that the mail program marked."""
    root = _parse(source)
    if root is None:
        return _flat_text(source)
    for node in _marked(root):
        parent = node.getparent()
        if parent is not None:
            node.drop_tree()
    return _tree_text(root)


def split_history(text):
    """Return ``(new, history)``: what the author wrote, and what he answered or passed on, from its heading on.

    An answer written between the quoted lines is kept, the quoted lines are not.
    """
    lines = text.splitlines()[:MAX_LINES]
    cut, after = _heading(lines)
    if cut is None:
        return _tidy(_without_quoted(lines)), ''
    below = lines[after:]
    if any(line.lstrip().startswith('>') for line in below[:4]):
        # Marked line by line: what stands between and below is new.
        return _tidy(_without_quoted(lines[:cut] + [''] + below)), '\n'.join(lines[cut:])
    return _tidy(_without_quoted(lines[:cut])), '\n'.join(lines[cut:])


def without_signature(text):
    """Return ``text`` without the signature behind "-- " and without "Sent from my ..."."""
    lines = text.splitlines()
    for index in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)):
        if _SIGNATURE.match(lines[index]):
            lines = lines[:index]
            break
    while lines and (not lines[-1].strip() or _MOBILE.match(lines[-1])):
        lines.pop()
    return '\n'.join(lines).strip()


def new_text(plain, source):
    """Return what is new in a mail, from its plain text, else from its HTML.

    Should nothing remain, the whole text is returned: better too much than nothing.

    :param str plain: the text/plain part, or ''; :param str source: the text/html part, or ''
    """
    text = plain if plain.strip() else new_text_of_html(source)
    found = without_signature(split_history(text)[0])
    if not found and source.strip():
        found = without_signature(split_history(new_text_of_html(source))[0])
    return found or without_signature(_tidy(text.splitlines()[:MAX_LINES]))


def _heading(lines):
    """Return the index of the line that begins the history, and of the first line below its heading; or None, 0."""
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if _DIVIDER.match(line):
            return index, index + 1
        if _FROM_LINE.match(line) and sum(bool(_LABEL_LINE.match(other)) for other in lines[index:index + 8]) >= 3:
            start = index - 1 if index and set(lines[index - 1].strip()) in ({'_'}, {'-'}) else index
            return start, index + 1
        start = _attribution(lines, index)
        if start is not None:
            return start, index + 1
    return None, 0


def _attribution(lines, end):
    """Return where "On <date> <somebody> wrote:" begins that ends in this line, or None; it may take three lines."""
    if not lines[end].rstrip(' *').endswith((':', '：')):
        return None
    found, joined = None, ''
    for start in range(end, max(end - 3, -1), -1):
        line = lines[start].strip(' >*')
        joined = f'{line} {joined}'.strip()
        if not line or len(joined) > 400:
            break
        is_dated = _DATED.search(joined)
        says_so = _WROTE.search(joined) and (is_dated or (found is None and '@' in joined))
        if says_so or (is_dated and '<' in joined and _ATTRIBUTION.match(joined)):
            found = start
        if found is not None and is_dated:
            break
    return found


def _without_quoted(lines):
    return [line for line in lines if not line.lstrip().startswith('>')]


def _tidy(lines):
    text = '\n'.join(line.rstrip() for line in lines).replace('\u00a0', ' ')
    return re.sub(r'\n{3,}', '\n\n', text).strip()


def _parse(source):
    if not source.strip() or len(source) > MAX_HTML:
        return None
    parser = lxml_html.HTMLParser(encoding='utf-8', remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(clean(source).encode('utf-8', 'replace'), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    # Beyond a few hundred levels the parser drops what is inside.
    return root if root.find('.//body//*') is None or root.text_content().strip() else None


def _flat_text(source):
    return _tidy(_TAGS.sub(lambda tag: '\n' if tag[0][:2] in ('</', '<b') else ' ', source).splitlines()[:MAX_LINES])


def _marked(root):
    """Return the elements that hold quotations and signatures."""
    found = []
    for node in root.iter(etree.Element):
        classes, node_id = node.get('class') or '', node.get('id') or ''
        if (
            (node.tag == 'blockquote' and node.get('type') == 'cite')
            or any(name in classes for name in _QUOTE_CLASSES + _SIGNATURE_CLASSES)
            or node_id in _SIGNATURE_IDS
        ):
            found.append(node)
        elif node_id in _CUT_IDS:
            found += [node, *node.itersiblings()]
    return found


def _tree_text(root):
    """Walk without recursion: mails nest hundreds of tables."""
    out, silent = [], 0
    for event, node in etree.iterwalk(root, events=('start', 'end')):
        tag = node.tag if isinstance(node.tag, str) else ''
        if event == 'start':
            silent += tag in _SILENT
            if tag in _BLOCKS or tag == 'br':
                out.append('\n')
            if tag == 'li':
                out.append('- ')
            if tag in ('td', 'th') and not _ends_line(out):
                out.append(' ')
            text = node.text
        else:
            silent -= tag in _SILENT
            if tag in _BLOCKS and tag != 'tr' and not silent:
                out.append('\n')
            text = node.tail
        if text and not silent:
            _add(out, text, event == 'start' and tag == 'pre')
    return _tidy(''.join(out).splitlines()[:MAX_LINES])


def _add(out, text, literal):
    if literal:
        out.append(text)
        return
    flat = re.sub(r'[ \t\r\n\f]+', ' ', text)
    out.append(flat.lstrip(' ') if _ends_line(out) else flat)


def _ends_line(out):
    return not out or out[-1].endswith('\n') or out[-1] == ' '
