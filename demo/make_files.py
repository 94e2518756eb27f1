"""Make the sample files of the import; run it after a change and commit what it writes.

    python demo/make_files.py [FOLDER]

Deterministic: the same files, byte for byte where the formats allow. Every company, person, address and number
is made up: mail domains end in .example, tax ids have right check digits but belong to nobody we know of.
"""
import datetime
import io
import os
import sys
import zipfile

import xlsxwriter
import xlwt

FOLDER = os.path.dirname(os.path.abspath(__file__))
MOMENT = datetime.datetime(2025, 9, 1, 9, 0)

TITLE = [
    ['Список контрагентов'],
    ['Отбор: Группа Равно "Покупатели"', None, None, None, None, 'Дата: 01.09.2025'],
    [],
]
HEADER_1C = ['Код', 'Наименование', 'Полное наименование', 'ИНН/КПП', 'Телефон', 'Эл. почта', 'Юридический адрес', 'Контактное лицо',
             'Должность', 'Мобильный телефон', 'Группа', 'Комментарий']
# name, full name, tax id without check digits, КПП, phones, e-mail, address, person, position, mobile, group, note
CUSTOMERS_1C = [
    ('Ромашка, ООО', 'Общество с ограниченной ответственностью "Ромашка"', '770199001', '770101001', '8 (495) 123-45-67, доб. 12; 8-495-123-45-68',
     'info@romashka.example', '119019, Москва г, ул. Арбат, д. 1', 'Иванов Иван Иванович', 'Директор', '8 916 123-45-67', 'Покупатели', 'Оплата в течение 10 дней'),
    ('Северный ветер, ООО', 'ООО "Северный ветер"', '780299002', '780201001', '(812) 234-56-78', 'office@severveter.example',
     '191186, Санкт-Петербург г, Невский пр-кт, д. 20', 'Петрова Мария Сергеевна', 'Главный бухгалтер', '+7 921 234-56-78', 'Покупатели', None),
    ('Вега, ЗАО', 'Закрытое акционерное общество "Вега"', '502499003', '502401001', 79031234567.0, 'vega@vega-z.example',
     '143401, Московская обл, г. Красногорск, ул. Речная, 8', 'Сидоров П.А.', 'Менеджер', None, 'Покупатели', None),
    ('ИП Кузнецова Анна Викторовна', 'Индивидуальный предприниматель Кузнецова Анна Викторовна', '5001990040', None, '8-926-345-67-89',
     'kuznetsova@mail-cafe.example', '140000, Московская обл, г. Люберцы, ул. Новая, 3', None, None, None, 'Покупатели', 'Кофейня, заказывает по пятницам'),
    ('Ёлка, ООО', 'ООО «Ёлка»', '366499005', '366401001', '+7 (473) 255-66-77 доб. 104', 'zakaz@elka.example', '394018, Воронежская обл, г. Воронеж, ул. Мира, 5',
     'Фёдоров Пётр Ильич', 'Начальник отдела закупок', '89051234567', 'Покупатели', None),
    ('Строймаш, АО', 'Акционерное общество "Строймаш"', '667299006', '667201001', 'тел. 8(343)311-22-33, факс 8(343)311-22-34', 'info@stroymash.example; zakupki@stroymash.example',
     '620014, Свердловская обл, г. Екатеринбург, ул. Малышева, 51', 'Орлов Денис Олегович', 'Заместитель директора', '8 912 345 67 89', 'Покупатели', None),
    ('Строймаш (филиал Пермь)', 'Акционерное общество "Строймаш"', '667299006', '590443002', '8 342 211-22-33', 'perm@stroymash.example',
     '614000, Пермский край, г. Пермь, ул. Ленина, 64', 'Волкова Елена Игоревна', 'Директор филиала', None, 'Покупатели', 'Филиал: тот же ИНН, другой КПП'),
    ('Лесторг, ООО', 'ООО "Лесторг"', '290199007', '290101001', '8 (8182) 65-43-21', 'lestorg@lestorg.example', '163000, Архангельская обл, г. Архангельск, пр. Троицкий, 17',
     'Морозов Андрей', 'Снабжение', '+7 911 555 44 33', 'Поставщики', None),
    ('Медсервис плюс, ООО', 'ООО "Медсервис плюс"', '165599008', '165501001', '8 843 200-10-20', 'med@medservice.example', '420111, Татарстан Респ, г. Казань, ул. Баумана, 44',
     'Хасанова Алия Ринатовна', 'Коммерческий директор', '8-917-200-10-20', 'Покупатели', None),
    ('Альтаир, ООО', 'ООО "Альтаир"', '540699009', '540601001', '8 383 222 33 44', 'hello@altair.example', '630099, Новосибирская обл, г. Новосибирск, Красный пр-кт, 25',
     'Ким Виктор', 'Директор', None, 'Покупатели', None),
    ('Южный сад, ООО', 'ООО "Южный сад"', '231099010', '231001001', '8-861-255-77-88', 'sad@yuzhsad.example', '350000, Краснодарский край, г. Краснодар, ул. Красная, 122',
     'Григорян Армен', 'Управляющий', '8 918 255 77 88', 'Покупатели', None),
    ('ТД Меридиан, ООО', 'ООО "Торговый дом Меридиан"', '770299011', '770201001', '+7 495 777-00-11, +7 495 777-00-12', 'td@meridian.example',
     '123056, Москва г, ул. Грузинский Вал, д. 11', 'Соколова Ольга Павловна', 'Категорийный менеджер', '8 903 777 00 11', 'Покупатели', None),
    ('Полюс, ПАО', 'Публичное акционерное общество "Полюс"', '246099012', '246001001', '8 391 266-55-44', 'reception@polus-k.example', '660049, Красноярский край, г. Красноярск, ул. Карла Маркса, 93',
     'Зайцев Михаил Юрьевич', 'Руководитель проекта', None, 'Покупатели', None),
    ('Балтика-Транс, ООО', 'ООО "Балтика-Транс"', '390699013', '390601001', '8 4012 55-66-77', 'log@balttrans.example', '236022, Калининградская обл, г. Калининград, пр. Мира, 19',
     'Новикова Дарья', 'Логист', '+7 906 555 66 77', 'Перевозчики', None),
    ('Книжный мир, ООО', 'ООО "Книжный мир"', '710799014', '710701001', '8 4872 30-40-50', 'books@knigmir.example', '300041, Тульская обл, г. Тула, пр. Ленина, 46',
     'Лебедева Наталья Андреевна', 'Товаровед', None, 'Покупатели', None),
    ('Ромашка', 'ООО "РОМАШКА"', '770199001', '770101001', '8 495 123 45 67', 'buh@romashka.example', 'Москва г, Арбат ул, 1', 'Козлова Вера Николаевна', 'Бухгалтер',
     '8 916 765-43-21', 'Покупатели', 'Повтор первой строки другими словами'),
    ('Пекарня №1, ООО', 'ООО "Пекарня №1"', '631899015', '631801001', '8 846 333-22-11', 'hleb@pekarnya1.example', '443010, Самарская обл, г. Самара, ул. Куйбышева, 79',
     'Егорова Ирина', 'Заведующая', '8 927 333 22 11', 'Покупатели', None),
    ('Автодеталь, ООО', 'ООО "Автодеталь"', '732599016', '732501001', '8 8422 44-55-66', 'parts@avtodetal.example', '432000, Ульяновская обл, г. Ульяновск, ул. Гончарова, 13',
     'Макаров Сергей Викторович', 'Закупщик', None, 'Покупатели', None),
    ('Дальморе, ООО', 'ООО "Дальморе"', '253699017', '253601001', '8 423 240-50-60', 'fish@dalmore.example', '690091, Приморский край, г. Владивосток, ул. Светланская, 33',
     'Пак Ирина', 'Менеджер по закупкам', '+7 914 240 50 60', 'Покупатели', None),
    ('ИП Алиев Рустам Маратович', 'ИП Алиев Рустам Маратович', '0274990182', None, '8 347 273-11-22', None, '450077, Башкортостан Респ, г. Уфа, ул. Ленина, 28', None, None, '8 987 273 11 22', 'Покупатели', None),
    ('Уральские камни, ООО', 'ООО "Уральские камни"', '745199019', '745101001', '8 351 263-00-10', 'stone@uralkamni.example', '454091, Челябинская обл, г. Челябинск, пр. Ленина, 59',
     'Беляев Константин', 'Директор', '8 919 263 00 10', 'Покупатели', None),
    ('Аптека 36 плюс, ООО', 'ООО "Аптека 36 плюс"', '366699020', '366601001', '255-10-20', 'apteka@apteka36.example', '394030, Воронежская обл, г. Воронеж, ул. Плехановская, 10', None, None, None,
     'Покупатели', 'Телефон без кода города'),
    ('Тёплый дом, ООО', 'ООО «Тёплый дом»', '760499021', '760401001', '8 4852 72-33-44', 'dom@tepliydom.example', '150000, Ярославская обл, г. Ярославль, ул. Свободы, 2',
     'Виноградова Анна Петровна', 'Дизайнер', '8 910 972 33 44', 'Покупатели', None),
    ('СЕВЕРНЫЙ ВЕТЕР ООО', 'ООО "Северный ветер"', '780299002', '780201001', '+7 812 234 56 78', 'office@severveter.example', 'Санкт-Петербург, Невский пр., 20', 'Петрова М.С.', 'Гл. бухгалтер', None,
     'Покупатели', 'Повтор'),
    ('Сибирские меха, ООО', 'ООО "Сибирские меха"', '380899022', '380801001', '8 3952 20-30-40', 'meha@sibmeha.example', '664003, Иркутская обл, г. Иркутск, ул. Карла Маркса, 40',
     'Тарасов Николай', 'Директор', '+7 902 520 30 40', 'Покупатели', None),
]
HEADER_EN = ['Company', 'VAT number', 'Contact person', 'Job title', 'Phone', 'E-mail', 'Street', 'ZIP', 'City', 'Country', 'Website', 'Tags', 'Notes']
CUSTOMERS_EN = [
    ['Brightwater Ltd', None, 'Jane Roe', 'Head of Purchasing', '+44 20 7946 0101', 'jane.roe@brightwater.example', '14 Canal Street', 'N1 7AB', 'London', 'United Kingdom', 'www.brightwater.example', 'Retail; VIP', 'Prefers calls before noon'],
    ['Brightwater Ltd', None, 'Tom Hughes', 'Accounts payable', '+44 20 7946 0102', 'tom.hughes@brightwater.example', '14 Canal Street', 'N1 7AB', 'London', 'UK', None, None, None],
    ['Northgate Foods Inc.', None, 'Emily Carter', 'Buyer', '(617) 555-0123 x45', 'emily@northgate.example', '200 Harbor Road', 2110, 'Boston', 'USA', 'northgate.example', 'Food', 'ZIP lost its zero in the spreadsheet'],
    ['Northgate Foods GmbH', 'DE136695976', 'Jörg Weiß', 'Einkauf', '+49 30 901820', 'weiss@northgate-de.example', 'Lindenstr. 4', '10115', 'Berlin', 'Germany', None, 'Food', 'Same name, another company'],
    ['Harbour Lights Pty Ltd', None, 'Olivia Stone', 'Office manager', '+61 2 5550 1234', 'olivia@harbourlights.example', '8 Quay Street', '2000', 'Sydney', 'Australia', None, None, None],
    ['Lakeside Clinic', None, 'Dr. Susan Bell', 'Director', '+1 312 555 0144', 'info@lakeside.example', '90 Lake View', '60601', 'Chicago', 'United States', None, 'Health', None],
    ['Lakeside Clinic', None, 'Mark Jensen', 'IT', '+1 312 555 0144', 'info@lakeside.example', '90 Lake View', '60601', 'Chicago', 'United States', None, 'Health', 'Shares phone and mailbox'],
    ['Oak & Pine Furniture', None, 'Peter Lang', 'Owner', '+44 161 496 0123', 'peter@oakandpine.example', '3 Mill Lane', 'M1 2AB', 'Manchester', 'Great Britain', 'https://oakandpine.example/', None, None],
    ['Delta Print', None, None, None, '+44 113 496 0456', 'hello@deltaprint.example', '22 Press Row', 'LS1 4AA', 'Leeds', 'UK', None, 'Services', 'No contact yet'],
    ['', None, 'Anna Novak', 'Consultant', '+420 601 123 456', 'anna.novak@mailbox.example', None, '110 00', 'Praha', 'Czech Republic', None, None, 'Private person'],
    ['Sunrise Travel LLC', None, 'Carlos Vega', 'CEO', '+1 305 555 0188', 'carlos@sunrise.example', '1 Ocean Drive', '33139', 'Miami', 'U.S.A.', None, 'Travel', '=not a formula'],
]
HEADER_ASIA = ['会社名', '担当者名', '役職', '電話番号', '携帯電話', 'メールアドレス', '郵便番号', '住所', '国', '備考']
CUSTOMERS_ASIA = [
    ['株式会社さくら商事', '山田 太郎', '営業部長', '03-5555-1234', '090-5555-1234', 'yamada@sakura.example', '100-0005', '東京都千代田区丸の内1-1-1', '日本', '毎月第一月曜日に連絡'],
    ['さくら商事（株）', '鈴木 花子', '経理', '03-5555-1234', '', 'suzuki@sakura.example', '100-0005', '東京都千代田区丸の内1-1-1', '日本', '同じ会社の別の担当者'],
    ['有限会社みどり製作所', '高橋 健一', '社長', '06-5555-2345 内線 12', '', 'takahashi@midori.example', '530-0001', '大阪府大阪市北区梅田2-2-2', '日本', ''],
    ['合同会社あおぞら', '佐藤 美咲', '代表', '０５２－５５５－３４５６', '', 'info@aozora.example', '460-0003', '愛知県名古屋市中区錦3-3-3', '日本', '全角の数字'],
    ['北京云帆科技有限公司', '王小明', '采购经理', '010-5555-6789', '138 0013 8000', 'wang@yunfan.example', '100080', '北京市海淀区中关村大街1号', '中国', ''],
    ['上海明珠贸易有限公司', '李丽', '总经理', '021-5555-7890', '139 0013 9000', 'li@mingzhu.example', '200120', '上海市浦东新区世纪大道100号', '中国', ''],
    ['Müller & Söhne GmbH', 'Jürgen Müller', 'Geschäftsführer', '+49 89 5550 123', '+49 151 5550 1234', 'j.mueller@mueller-soehne.example', '80331', 'Marienplatz 5', 'Deutschland', 'Spricht Englisch; "bitte per E-Mail"'],
    ['Boulangerie Dupont SARL', 'Camille Dupont', 'Gérante', '+33 1 55 55 12 34', '', 'camille@dupont.example', '75001', '12 rue de Rivoli', 'France', ''],
]


def with_check_digits(number):
    """An INN from its first 9 (company) or 10 (person) digits."""
    def digit(text, weights):
        return str(sum(weight * int(figure) for weight, figure in zip(weights, text, strict=True)) % 11 % 10)
    if len(number) == 9:
        return number + digit(number, (2, 4, 10, 3, 5, 9, 4, 6, 8))
    number += digit(number, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    return number + digit(number, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def make_xls():
    """What 1C saves: print lines above the header, tax id and КПП in one cell, a total below."""
    book = xlwt.Workbook(encoding='utf-8')
    sheet = book.add_sheet('TDSheet')
    bold = xlwt.easyxf('font: bold on')
    for line, row in enumerate([*TITLE, HEADER_1C]):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(line, column, cell, bold)
    first = len(TITLE) + 1
    for line, (name, full, inn, kpp, *rest) in enumerate(CUSTOMERS_1C, first):
        tax_id = with_check_digits(inn) + (f'/{kpp}' if kpp else '')
        for column, cell in enumerate([f'{line - first + 1:09}', name, full, tax_id, *rest]):
            if cell is not None:
                sheet.write(line, column, cell)
    sheet.write(first + len(CUSTOMERS_1C), 0, 'Итого')
    sheet.write(first + len(CUSTOMERS_1C), 1, len(CUSTOMERS_1C))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_xlsx():
    """An ordinary workbook: an empty first sheet, companies and their people row by row."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {'strings_to_formulas': False, 'strings_to_urls': False, 'in_memory': True})
    book.set_properties({'created': MOMENT})
    book.add_worksheet('Notes')
    sheet = book.add_worksheet('Customers')
    bold = book.add_format({'bold': True})
    for column, text in enumerate(HEADER_EN):
        sheet.write_string(0, column, text, bold)
    for line, row in enumerate(CUSTOMERS_EN, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif cell is not None:
                sheet.write_number(line, column, cell)
    sheet.set_column(0, len(HEADER_EN), 20)
    book.close()
    return _fixed_times(stream.getvalue())


def _fixed_times(data):
    """The same archive with one time stamp, so that the file changes only when its content does."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2025, 9, 1, 9, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(info.filename))
    return stream.getvalue()


OPPORTUNITIES = [
    ['Сделка', 'Компания', 'ИНН', 'Контактное лицо', 'Телефон', 'E-mail', 'Этап', 'Статус', 'Сумма', 'Валюта', 'Источник', 'Теги', 'Дата создания',
     'Дата закрытия', 'Причина отказа', 'Вероятность', 'Комментарий'],
    ['Оборудование для столовой', 'ООО "Ромашка"', '', 'Иванов Иван Иванович', '8 916 123-45-67', '', 'Предложение', 'В работе', '1 250 000,00', 'RUB', 'Выставка',
     'Пищеблок', '03.03.2025', '', '', '60', 'Ждут смету'],
    ['Обслуживание на год', 'Северный ветер, ООО', '', 'Петрова Мария Сергеевна', '', 'office@severveter.example', 'Успешно реализовано', 'Выиграна', '480 000', 'RUB',
     'Сайт', '', '14.01.2025', '20.02.2025', '', '100', ''],
    ['Замена окон', 'Ёлка, ООО', '', 'Фёдоров Пётр Ильич', '89051234567', '', 'Предложение', 'Проиграна', '320 000', 'RUB', '', '', '10.02.2025', '01.04.2025',
     'Дорого', '0', ''],
    ['Поставка меха', 'Сибирские меха, ООО', '', 'Тарасов Николай', '', 'meha@sibmeha.example', 'Новая', '', '95 000', 'RUB', 'Выставка', 'Пищеблок, Срочно', '05.05.2025',
     '', '', '10', ''],
]
INTERACTIONS = [
    ['ID', 'Date', 'Type', 'Direction', 'Company', 'Contact person', 'Phone', 'Subject', 'Notes', 'Outcome', 'Duration', 'Owner'],
    ['1001', '2025-03-04 10:15', 'Call', 'Outbound', 'Harbour Lights Ltd', 'Emma Clarke', '+44 20 7946 0018', 'Price list', 'Sent the new one', 'Reached', '00:06:30', ''],
    ['1002', '2025-03-11 14:00', 'Meeting', '', 'Harbour Lights Ltd', 'Emma Clarke', '+44 20 7946 0018', 'Show room', 'Liked the blue one; "maybe in May"', '', '1 h', ''],
    ['1003', '2025-04-02', 'WhatsApp', 'in', 'Harbour Lights Ltd', 'Emma Clarke', '+44 20 7946 0018', 'Delivery', 'Asked for Thursday', '', '', ''],
    ['1004', '2025-04-07 09:30', 'Telephone', 'inbound', 'Oak & Sons', '', '+44 20 7946 0155', 'First contact', 'Wants a catalogue', '', '2', ''],
]
PURCHASES = [
    ['注文番号', '注文日', '会社名', '担当者名', 'メールアドレス', '商品名', '数量', '金額', '通貨', '店舗'],
    ['A-501', '2025/02/03', '株式会社みどり', '田中 花子', 'tanaka@midori.example', '珈琲豆 1kg', '3', '5,400', 'JPY', 'モールA'],
    ['A-501', '2025/02/03', '株式会社みどり', '田中 花子', 'tanaka@midori.example', 'フィルター', '10', '2,000', 'JPY', 'モールA'],
    ['B-77', '2025/04/18', '有限会社さくら', '', 'shop@sakura.example', '紅茶セット', '1', '8,800', 'JPY', 'モールB'],
]
CALL_LIST = [
    ['Company', 'Contact person', 'Phone', 'City', 'Call on', 'Topic', 'Notes', 'Salesperson'],
    ['Harbour Lights Ltd', 'Emma Clarke', '+44 20 7946 0018', 'London', '2026-03-02', 'Spring offer', 'Asked about blue in May', ''],
    ['Oak & Sons', '', '+44 20 7946 0155', 'Leeds', '2026-03-02', 'Spring offer', '', ''],
    ['Pebble Works', 'Noah Reed', '+44 20 7946 0321', 'Bath', '', 'First contact', 'Met at the fair; "call in the morning"', ''],
]


def make_csv(rows=None):
    """Text with semicolons, Japanese headers, several scripts and quoted cells."""
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ';"\n') else text
    lines = [';'.join(map(cell, row)) for row in rows or [HEADER_ASIA, *CUSTOMERS_ASIA]]
    return ('\r\n'.join(lines) + '\r\n').encode('utf-8-sig')


FILES = {
    'customers_1c.xls': make_xls, 'customers.xlsx': make_xlsx, 'customers.csv': make_csv,
    'opportunities.csv': lambda: make_csv(OPPORTUNITIES), 'interactions.csv': lambda: make_csv(INTERACTIONS),
    'purchases.csv': lambda: make_csv(PURCHASES), 'call_list.csv': lambda: make_csv(CALL_LIST),
}


def main(folder=FOLDER):
    for name, make in FILES.items():
        with open(os.path.join(folder, name), 'wb') as stream:
            stream.write(make())


if __name__ == '__main__':
    main(*sys.argv[1:2])
