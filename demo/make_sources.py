"""Make the sample files of sources that are no tables: a phone's contacts and an exchange file of 1C.

    python demo/make_sources.py [FOLDER]

Deterministic, and all made up, like those of `make_files.py`.
"""
import base64
import io
import os
import quopri
import sys
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

FOLDER = os.path.dirname(os.path.abspath(__file__))


def make_vcf():
    """Cards of three versions, as an old phone, a new one and a mail program write them."""
    return '\r\n'.join([*_old_phone(), *_new_phone(), *_mail_program(), *_company()]).encode() + b'\r\n'


def _old_phone():
    """2.1: quoted-printable with soft breaks, a picture in base64."""
    def printable(text):
        # soft breaks in odd places, as phones write them
        return '=\r\n'.join(_pieces(quopri.encodestring(text.encode(), quotetabs=True).decode().replace('=\n', ''), 72))
    picture = base64.b64encode(_picture('#3465a4', 'ИК')).decode()
    encoded = ';CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:'
    return [
        'BEGIN:VCARD', 'VERSION:2.1', f"N{encoded}{printable('Кузнецов')};{printable('Илья')};{printable('Сергеевич')};;",
        f"FN{encoded}{printable('Илья Кузнецов')}", 'TEL;CELL;PREF:+7 (916) 555-01-11', 'TEL;WORK;FAX:+7 (495) 555-01-12',
        'EMAIL;INTERNET;HOME:kuznetsov@lesnoy-dvor.example', f"ORG{encoded}{printable('ООО «Лесной двор»')};{printable('Снабжение')}",
        f"TITLE{encoded}{printable('Начальник отдела снабжения')}",
        f"NOTE{encoded}{printable('Звонить до обеда. Договор обновляем в марте, скидка по объёму.')}",
        'PHOTO;ENCODING=BASE64;PNG:', *(f' {piece}' for piece in _pieces(picture, 74)), '', 'END:VCARD']


def _new_phone():
    """3.0 of a telephone with an apple: grouped properties with labels of their own, folded lines."""
    return [
        'BEGIN:VCARD', 'VERSION:3.0', 'PRODID:-//Made Up//iOS//EN', 'N:Harper;Grace;Elaine;Ms.;', 'FN:Ms. Grace Elaine Harper',
        'ORG:Northwind Coffee Ltd;Purchasing;', 'TITLE:Head of Purchasing', 'EMAIL;type=INTERNET;type=WORK;type=pref:grace.harper@northwind.example',
        'TEL;type=CELL;type=VOICE;type=pref:+44 7400 123456', 'item1.TEL:+44 20 7946 0321', 'item1.X-ABLabel:Reception',
        'item2.ADR;type=WORK;type=pref:;;12 Roastery Lane;London;;E1 6AN;United Kingdom', 'item2.X-ABADR:gb',
        'item3.URL;type=pref:https://northwind.example', 'item3.X-ABLabel:_$!<HomePage>!$_',
        'NOTE:Prefers mail over calls\\; back from leave in May.\\nDelivery only at the rear entrance\\, please a', ' nnounce one hour before.',
        'BDAY;value=date:1984-04-17', 'END:VCARD']


def _mail_program():
    """4.0: telephone numbers as links."""
    return [
        'BEGIN:VCARD', 'VERSION:4.0', 'N:佐藤;花子;;;', 'FN:佐藤 花子', 'ORG:株式会社みどり電機;営業部', 'TITLE:課長',
        'TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+81-3-5550-0101;ext=204', 'TEL;VALUE=uri;TYPE=cell:tel:+81-90-5550-0102',
        'EMAIL;TYPE=work:hanako.sato@midori-denki.example', 'ADR;TYPE=work:;;千代田1-1;千代田区;東京都;100-0001;日本',
        'UID:urn:uuid:1f0e5a70-52c6-4d0a-9d7b-6a1f2b3c4d5e', 'END:VCARD']


def _company():
    return [
        'BEGIN:VCARD', 'VERSION:4.0', 'KIND:org', 'FN:Blumen Krause GmbH', 'ORG:Blumen Krause GmbH', 'TEL;TYPE=work;VALUE=uri:tel:+49-30-5550123',
        'EMAIL:info@blumen-krause.example', 'ADR;TYPE=work:;;Gartenweg 7;Berlin;;10115;Germany', 'CATEGORIES:Florist,Wholesale', 'END:VCARD']


def _picture(colour, letters):
    image = Image.new('RGB', (96, 96), colour)
    ImageDraw.Draw(image).ellipse((30, 18, 66, 54), fill='white')
    ImageDraw.Draw(image).ellipse((14, 60, 82, 128), fill='white')
    stream = io.BytesIO()
    image.save(stream, 'PNG')
    return stream.getvalue()


def _pieces(text, length):
    """Cut a text, never inside an escape of quoted-printable."""
    while text:
        end = length
        while '=' in text[end - 2:end] and end < len(text):
            end -= 1
        yield text[:end]
        text = text[end:]


COUNTERPARTIES = [
    ('6f2c1a10-0001-11ee-8c00-0050568a0001', 'Стройбаза ООО', 'Общество с ограниченной ответственностью «Стройбаза»', '7701990101', '770101001',
     ('101000', 'Москва', 'ул. Мясницкая', '24'), [('Телефон рабочий', '8 (495) 555-02-01, 8 (495) 555-02-02 доб. 3'), ('Почта', 'zakaz@stroybaza.example'),
                                                    ('Веб-сайт', 'stroybaza.example')],
     [('Орлова Мария Андреевна', 'Главный бухгалтер', 'orlova@stroybaza.example'), ('Гусев Павел Ильич', 'Закупки', '')]),
    ('6f2c1a10-0002-11ee-8c00-0050568a0001', 'ИП Фомина Е. В.', 'Индивидуальный предприниматель Фомина Елена Викторовна', '500199100055', '',
     ('141400', 'Химки', 'ул. Победы', '3'), [('Телефон мобильный', '8 903 555-02-03'), ('Факс', '8 495 555-02-04')], []),
]
PERSON = ('6f2c1a10-0003-11ee-8c00-0050568a0001', 'Белов', 'Денис', 'Олегович', '8 926 555-02-05')


def make_commerceml():
    """Counterparties as 1C hands them to web shops, in its usual encoding."""
    lines = ['<?xml version="1.0" encoding="windows-1251"?>',
             '<КоммерческаяИнформация ВерсияСхемы="2.08" ДатаФормирования="2025-09-01T09:00:00">', '  <Контрагенты>']
    for counterparty in COUNTERPARTIES:
        lines += _counterparty(*counterparty)
    key, last, first, middle, phone = PERSON
    lines += ['    <Контрагент>', *_tags(6, Ид=key, Наименование=f"{last} {first} {middle}", ПолноеНаименование=f"{last} {first} {middle}",
                                          Фамилия=last, Имя=first, Отчество=middle),
              '      <Контакты>', *_contact('Телефон мобильный', phone), '      </Контакты>', '    </Контрагент>',
              '  </Контрагенты>', '</КоммерческаяИнформация>']
    return ('\r\n'.join(lines) + '\r\n').encode('cp1251')


def _counterparty(key, name, official, inn, kpp, address, contacts, people):
    code, city, street, house = address
    yield '    <Контрагент>'
    yield from _tags(6, Ид=key, Наименование=name, Роль='Покупатель', ОфициальноеНаименование=official, ИНН=inn, КПП=kpp)
    yield '      <АдресРегистрации>'
    yield f'        <Представление>{code}, {city} г, {street}, дом {house}</Представление>'
    for kind, text in (('Почтовый индекс', code), ('Страна', 'Россия'), ('Город', f'{city} г'), ('Улица', street), ('Дом', house)):
        yield f'        <АдресноеПоле><Тип>{kind}</Тип><Значение>{text}</Значение></АдресноеПоле>'
    yield '      </АдресРегистрации>'
    yield '      <Контакты>'
    for kind, text in contacts:
        yield from _contact(kind, text)
    yield '      </Контакты>'
    if people:
        yield '      <Представители>'
        for person, position, email in people:
            yield '        <Представитель>'
            yield from _tags(10, Наименование=person, Должность=position)
            if email:
                yield '          <Контакты>'
                yield from _contact('Почта', email, 12)
                yield '          </Контакты>'
            yield '        </Представитель>'
        yield '      </Представители>'
    yield '    </Контрагент>'


def _tags(indent, **values):
    return [f"{' ' * indent}<{name}>{escape(text)}</{name}>" for name, text in values.items() if text]


def _contact(kind, text, indent=8):
    return [f"{' ' * indent}<Контакт><Тип>{kind}</Тип><Значение>{escape(text)}</Значение></Контакт>"]


FILES = {'contacts.vcf': make_vcf, 'counterparties_1c.commerceml': make_commerceml}


def main(folder=FOLDER):
    for name, make in FILES.items():
        with open(os.path.join(folder, name), 'wb') as stream:
            stream.write(make())


if __name__ == '__main__':
    main(*sys.argv[1:2])
