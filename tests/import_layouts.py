"""Header rows of real exports: (layout, header row, a row of data, {header: field it goes to}, what becomes of the row).

Expected results are those of `normalize_row` for the row: some of its values, dotted.
"""
C, P = 'company.', 'person.'


def columns(text):
    return text.split(',')


def row(header, values):
    return [values.get(name, '') for name in header]


GOOGLE_2024 = columns(
    'First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,'
    'Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,'
    'E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,'
    'Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,'
    'Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value')
GOOGLE_OLD = columns(
    'Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,'
    'Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,'
    'Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,'
    'Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title')
OUTLOOK_EN = columns(
    'Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,Business Street 3,'
    "Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Home Postal Code,Assistant's Phone,"
    'Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,Mobile Phone,'
    "Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,Billing Information,"
    'Birthday,Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,'
    'Gender,Government ID Number,Hobby,Initials,Internet Free Busy,Keywords,Language,Location,Manager\'s Name,Mileage,Notes,Office Location,'
    'Organizational ID Number,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,User 2,Web Page')
OUTLOOK_DE = columns(
    'Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,Straße geschäftlich 2,Straße geschäftlich 3,'
    'Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,Ort privat,Bundesland/Kanton privat,'
    'Postleitzahl privat,Weiterer Ort,Telefon Assistent,Fax geschäftlich,Telefon geschäftlich,Telefon geschäftlich 2,Rückmeldung,Autotelefon,'
    'Telefon Firma,Fax privat,Telefon privat,Telefon privat 2,ISDN,Mobiltelefon,Weiteres Fax,Weiteres Telefon,Pager,Haupttelefon,Mobiltelefon 2,'
    'Telefon für Hörbehinderte,Telex,Abrechnungsinformation,Benutzer 1,Beruf,Büro,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,'
    'E-Mail 2: Adresse,E-Mail 2: Typ,Empfohlen von,Geburtstag,Geschlecht,Hobby,Initialen,Kategorien,Kinder,Konto,Notizen,Ort,Partner,Priorität,'
    'Privat,Sprache,Stichwörter,Vertraulichkeit,Webseite')
OUTLOOK_RU = columns(
    'Обращение,Имя,Отчество,Фамилия,Суффикс,Организация,Отдел,Должность,Улица (раб. адрес),Улица 2 (раб. адрес),Улица 3 (раб. адрес),'
    'Город (раб. адрес),Область (раб. адрес),Индекс (раб. адрес),Страна или регион (раб. адрес),Улица (дом. адрес),Город (дом. адрес),'
    'Почтовый код (дом.),Телефон помощника,Рабочий факс,Рабочий телефон,Телефон раб. 2,Обратный вызов,Телефон в машине,'
    'Основной телефон организации,Домашний факс,Домашний телефон,Телефон дом. 2,ISDN,Телефон переносной,Другой факс,Другой телефон,Пейджер,'
    'Основной телефон,Радиотелефон,Телетайп/телефон с титрами,Телекс,Важность,Веб-страница,Годовщина,День рождения,Дети,Заметки,Имя помощника,'
    'Инициалы,Категории,Ключевые слова,Код организации,Личный код,Пол,Пользователь 1,Профессия,Расположение,Руководитель,Счет,'
    'Тип эл. почты,Краткое имя эл. почты,Адрес эл. почты,Тип 2 эл. почты,Адрес 2 эл. почты,Хобби,Частное,Язык')
OUTLOOK_JA = columns(
    '肩書き,名,ミドル ネーム,姓,敬称,会社名,部署,役職,番地 (会社),住所 2 (会社),住所 3 (会社),市町村 (会社),都道府県 (会社),郵便番号 (会社),国 (会社)/地域,'
    '番地 (自宅),市町村 (自宅),秘書の電話,会社 FAX,会社電話,会社電話 2,コールバック,自動車電話,会社代表電話,自宅 FAX,自宅電話,自宅電話 2,ISDN,携帯電話,'
    'その他の FAX,その他の電話,ポケットベル,通常の電話,無線電話,TTY/TDD,テレックス,ID 番号,Web ページ,アカウント,イニシャル,キーワード,プライベート,'
    'マネージャー,メモ,ユーザー 1,会社 ID,会社名フリガナ,記念日,言語,子供,事業所,趣味,場所,職業,姓フリガナ,性別,誕生日,電子メール アドレス,電子メールの種類,'
    '電子メール表示名,電子メール 2 アドレス,配偶者,秘書の氏名,秘密度,分類,名前フリガナ,優先度')
BITRIX24 = columns(
    'ID,Обращение,Имя,Фамилия,Отчество,Дата рождения,Должность,Компания,Адрес,Рабочий телефон,Мобильный телефон,Номер факса,Домашний телефон,'
    'Номер пейджера,Телефон для рассылок,Другой телефон,Корпоративный сайт,Личная страница,Рабочий e-mail,Частный e-mail,E-mail для рассылок,'
    'Другой e-mail,Контакт Skype,Контакт Telegram,Тип контакта,Источник,Дополнительно об источнике,Комментарий,Ответственный,'
    'Доступен для всех,Участвует в экспорте контактов,Дата создания,Кем создан,Дата изменения,Кем изменен')
AMOCRM = columns(
    'ID,Тип,Наименование,Компания,Ответственный,Дата создания контакта,Кем создан контакт,Сделки,Дата редактирования,Теги,Ближайшая задача,'
    'Должность (контакт),Рабочий телефон (контакт),Рабочий прямой телефон (контакт),Мобильный телефон (контакт),Факс (контакт),'
    'Домашний телефон (контакт),Рабочий email (контакт),Личный email (контакт),Web (компания),Адрес (компания),Примечание 1')
LAYOUTS = [
    ('google', GOOGLE_2024, row(GOOGLE_2024, {
        'First Name': 'Grace', 'Last Name': 'Harper', 'Organization Name': 'Northwind Coffee', 'Organization Title': 'Buyer',
        'Labels': '* myContacts ::: Suppliers', 'E-mail 1 - Label': '* Work', 'E-mail 1 - Value': 'grace@northwind.example ::: g.harper@home.example',
        'Phone 1 - Label': 'Mobile', 'Phone 1 - Value': '+44 7400 123456 ::: +44 20 7946 0321', 'Address 1 - City': 'London',
        'Photo': 'https://lh3.googleusercontent.com/x'}),
     {'Labels': C + 'category', 'Photo': None, 'Phone 2 - Value': P + 'phone', 'Phone 1 - Label': None, 'Phonetic First Name': None},
     {'person.name': 'Grace Harper', 'person.emails': ['grace@northwind.example', 'g.harper@home.example'],
      'person.phones': ['+447400123456', '+442079460321'], 'company.category': ['Suppliers'], 'company.name': 'Northwind Coffee'}),
    ('google', GOOGLE_OLD, row(GOOGLE_OLD, {
        'Name': 'Grace Harper', 'Given Name': 'Grace', 'Family Name': 'Harper', 'Group Membership': '* My Contacts',
        'E-mail 1 - Value': 'grace@northwind.example', 'Organization 1 - Name': 'Northwind Coffee', 'Organization 1 - Title': 'Buyer'}),
     {'Organization 1 - Name': C + 'name', 'Location': None, 'Name': None, 'Subject': None}, {'person.name': 'Grace Harper', 'company.name': 'Northwind Coffee'}),
    ('outlook_en', OUTLOOK_EN, row(OUTLOOK_EN, {
        'Title': 'Ms.', 'First Name': 'Grace', 'Last Name': 'Harper', 'Company': 'Northwind Coffee', 'Job Title': 'Buyer',
        'Business Street': '12 Roastery Lane', 'Business City': 'London', 'Business Postal Code': 'E1 6AN', 'Business Phone': '+44 20 7946 0321',
        'Mobile Phone': '+44 7400 123456', 'E-mail Address': 'grace@northwind.example', 'Account': 'x', 'Priority': 'Normal'}),
     {'Title': None, 'Account': None, 'Home Street': None, 'Business Phone 2': P + 'phone', 'E-mail 2 Address': P + 'email', 'Company Main Phone': C + 'phone',
      'E-mail Type': None, 'Location': None},
     {'person.name': 'Grace Harper', 'person.function': 'Buyer', 'company.city': 'London', 'person.phones': ['+442079460321', '+447400123456']}),
    ('outlook_de', OUTLOOK_DE, row(OUTLOOK_DE, {
        'Anrede': 'Herr', 'Vorname': 'Jörg', 'Nachname': 'Weiß', 'Firma': 'Blumen Krause GmbH', 'Position': 'Einkauf', 'Ort geschäftlich': 'Berlin',
        'Telefon geschäftlich': '+49 30 901820', 'Mobiltelefon': '+49 1512 3456789', 'E-Mail-Adresse': 'weiss@blumen-krause.example', 'Ort': 'x'}),
     {'Ort': None, 'Konto': None, 'Position': P + 'function', 'Telefon privat 2': P + 'phone', 'E-Mail 2: Adresse': P + 'email', 'Straße privat': None},
     {'person.name': 'Jörg Weiß', 'company.name': 'Blumen Krause GmbH', 'company.city': 'Berlin', 'person.phones': ['+4930901820', '+4915123456789']}),
    ('outlook_ru', OUTLOOK_RU, row(OUTLOOK_RU, {
        'Имя': 'Иван', 'Отчество': 'Петрович', 'Фамилия': 'Кузнецов', 'Организация': 'ООО «Ромашка»', 'Должность': 'Директор',
        'Город (раб. адрес)': 'Тула', 'Рабочий телефон': '8 495 123-45-67', 'Телефон переносной': '8 916 123-45-67',
        'Адрес эл. почты': 'ivan@romashka.example', 'Важность': 'Обычная'}),
     {'Телефон раб. 2': P + 'phone', 'Адрес 2 эл. почты': P + 'email', 'Основной телефон организации': C + 'phone', 'Счет': None, 'Рабочий факс': None},
     {'company.name': 'ООО «Ромашка»', 'company.city': 'Тула', 'person.phones': ['+74951234567', '+79161234567'], 'person.last_name': 'Кузнецов'}),
    ('outlook_ja', OUTLOOK_JA, row(OUTLOOK_JA, {
        '名': '花子', '姓': '佐藤', '会社名': '株式会社みどり電機', '役職': '課長', '都道府県 (会社)': '東京都', '会社電話': '03-5550-0101', '携帯電話': '090-5550-0102',
        '電子メール アドレス': 'hanako@midori.example', '優先度': '標準'}),
     {'会社電話 2': P + 'phone', '会社代表電話': C + 'phone', '肩書き': None, '場所': None, '国 (会社)/地域': C + 'country', '電子メール 2 アドレス': P + 'email'},
     {'person.last_name': '佐藤', 'person.first_name': '花子', 'company.name': '株式会社みどり電機', 'person.emails': ['hanako@midori.example']}),
    ('linkedin', columns('First Name,Last Name,URL,Email Address,Company,Position,Connected On'),
     ['Grace', 'Harper', 'https://www.linkedin.com/in/grace-example', '', 'Northwind Coffee', 'Buyer', '01 Jan 2024'],
     {'URL': 'any.messenger', 'Connected On': None, 'Position': P + 'function'}, {'person.name': 'Grace Harper', 'person.function': 'Buyer'}),
    ('hubspot', columns('Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Primary Associated Company ID,Associated Company,Last Activity Date,Lead Status,Create Date'),
     ['101', 'Grace', 'Harper', 'grace@northwind.example', '+44 20 7946 0321', 'Ann Lee', '901', 'Northwind Coffee', '', 'NEW', '2024-01-01'],
     {'Record ID': P + 'external_id', 'Primary Associated Company ID': C + 'external_id', 'Associated Company': C + 'name', 'Create Date': None},
     {'person.name': 'Grace Harper', 'company.name': 'Northwind Coffee', 'company.user': 'Ann Lee'}),
    ('hubspot_companies', columns('Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,City,Country/Region,Industry,Company Domain Name'),
     ['901', 'Northwind Coffee', 'Ann Lee', '2024-01-01', '+44 20 7946 0321', '', 'London', 'United Kingdom', 'Food', 'northwind.example'],
     {'Record ID': C + 'external_id', 'Phone Number': C + 'phone', 'Company Domain Name': C + 'website'}, {'company.name': 'Northwind Coffee', 'company.country': 'GB'}),
    ('salesforce', columns('Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Mobile,Email,Contact Owner'),
     ['Ms.', 'Grace', 'Harper', 'Buyer', 'Northwind Coffee', '12 Roastery Lane', 'London', '', 'E1 6AN', 'United Kingdom', '+44 20 7946 0321', '', 'grace@northwind.example', 'Ann Lee'],
     {'Salutation': None, 'Title': P + 'function', 'Account Name': C + 'name', 'Mailing City': C + 'city'}, {'person.name': 'Grace Harper', 'company.zip': 'E1 6AN'}),
    ('salesforce_data', columns('Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,Phone,Fax,MobilePhone,Email,Title,OwnerId,CreatedDate'),
     ['0035g00000AbCdE', '0', '', '0015g00000XyZ', 'Harper', 'Grace', 'Ms.', 'Grace Harper', '12 Roastery Lane', 'London', '', 'E1 6AN', 'United Kingdom', '+44 20 7946 0321', '', '', 'grace@northwind.example', 'Buyer', '0055g', '2024-01-01'],
     {'Id': P + 'external_id', 'AccountId': C + 'external_id', 'OwnerId': None, 'IsDeleted': None, 'MailingCity': C + 'city'}, {'person.name': 'Grace Harper'}),
    ('pipedrive', columns('Person - Name,Person - Label,Person - Organization,Person - Email - Work,Person - Email - Home,Person - Phone - Work,Person - Phone - Mobile,Person - Open deals,Person - Owner,Person - ID'),
     ['Grace Harper', 'Hot lead', 'Northwind Coffee', 'grace@northwind.example', '', '+44 20 7946 0321', '+44 7400 123456', '2', 'Ann Lee', '77'],
     {'Person - ID': P + 'external_id', 'Person - Phone - Mobile': P + 'mobile', 'Person - Label': C + 'category'}, {'person.name': 'Grace Harper', 'company.name': 'Northwind Coffee'}),
    ('pipedrive_organizations', columns('Organization - Name,Organization - Label,Organization - Address,Organization - People,Organization - Closed deals,Organization - Owner,Organization - ID'),
     ['Northwind Coffee', '', '12 Roastery Lane, London', '3', '1', 'Ann Lee', '12'], {'Organization - ID': C + 'external_id', 'Organization - Address': C + 'address'},
     {'company.name': 'Northwind Coffee'}),
    ('bitrix24', BITRIX24, row(BITRIX24, {
        'ID': '15', 'Имя': 'Иван', 'Фамилия': 'Кузнецов', 'Отчество': 'Петрович', 'Компания': 'Ромашка', 'Рабочий телефон': '8 495 123-45-67',
        'Рабочий e-mail': 'ivan@romashka.example', 'Контакт Telegram': '@ivan', 'Ответственный': 'Анна Ли', 'Участвует в экспорте контактов': 'да'}),
     {'ID': P + 'external_id', 'Номер факса': None, 'Тип контакта': None, 'Дата создания': None, 'Частный e-mail': P + 'email', 'Контакт Telegram': 'any.messenger'},
     {'person.last_name': 'Кузнецов', 'company.name': 'Ромашка', 'person.emails': ['ivan@romashka.example']}),
    ('bitrix24_companies', columns('ID,Тип компании,Название компании,Логотип,Сфера деятельности,Кол-во сотрудников,Годовой оборот,Рабочий телефон,Мобильный телефон,Корпоративный сайт,Рабочий e-mail,Ответственный,Комментарий,Дата создания'),
     ['3', 'Клиент', 'Ромашка', '', 'Торговля', '', '', '8 495 123-45-67', '', 'romashka.example', 'info@romashka.example', 'Анна Ли', '', '01.02.2024'],
     {'ID': C + 'external_id', 'Рабочий телефон': C + 'phone', 'Тип компании': None, 'Сфера деятельности': C + 'industry'}, {'company.name': 'Ромашка'}),
    ('amocrm', AMOCRM, row(AMOCRM, {
        'ID': '501', 'Тип': 'контакт', 'Наименование': 'Кузнецов Иван', 'Компания': 'Ромашка', 'Рабочий телефон (контакт)': "'+74951234567",
        'Рабочий email (контакт)': 'ivan@romashka.example', 'Теги': 'VIP, опт'}),
     {'ID': P + 'external_id', 'Тип': 'any.kind', 'Факс (контакт)': None, 'Сделки': None, 'Теги': C + 'category', 'Кем создан контакт': None},
     {'person.name': 'Кузнецов Иван', 'company.name': 'Ромашка', 'company.category': ['VIP', 'опт'], 'person.phones': ['+74951234567']}),
    ('amocrm', AMOCRM, row(AMOCRM, {'ID': '502', 'Тип': 'компания', 'Наименование': 'Ромашка', 'Рабочий телефон (контакт)': '+74951234567'}), {},
     {'company.name': 'Ромашка', 'company.phones': ['+74951234567'], 'person': None}),
    ('odoo', columns('id,name,is_company,parent_id/id,parent_id,email,phone,street,zip,city,country_id/id,vat,category_id,function'),
     ['__export__.res_partner_12_a1b2', 'Grace Harper', 'False', '__export__.res_partner_11_c3d4', 'Northwind Coffee', 'grace@northwind.example', '+44 20 7946 0321', '', '', '', 'base.uk', '', 'Gold,Retail', 'Buyer'],
     {'id': P + 'external_id', 'parent_id/id': C + 'external_id', 'parent_id': C + 'name', 'is_company': 'any.kind', 'country_id/id': C + 'country'},
     {'person.name': 'Grace Harper', 'company.name': 'Northwind Coffee', 'company.country': 'GB', 'company.category': ['Gold', 'Retail']}),
    ('odoo', columns('External ID,Name,Is a Company,Related Company,Related Company/External ID,Email,Phone,City,Country,Tags,Salesperson'),
     ['__export__.res_partner_11_c3d4', 'Northwind Coffee', 'TRUE', '', '', 'info@northwind.example', '+44 20 7946 0321', 'London', 'United Kingdom', '', 'Ann Lee'],
     {'External ID': P + 'external_id', 'Related Company': C + 'name', 'Salesperson': C + 'user'},
     {'company.name': 'Northwind Coffee', 'company.emails': ['info@northwind.example'], 'company.city': 'London', 'person': None}),
    ('1c', columns('Код,Наименование,Полное наименование,Вид контрагента,ИНН,КПП,Юридический адрес,Телефон,Эл. почта,Комментарий'),
     ['00-00000012', 'Ромашка ООО', 'ООО "Ромашка"', 'Юридическое лицо', '7707083893', '770701001', '119019, Москва г, ул. Арбат, д. 1', '8 495 123-45-67', 'info@romashka.example', ''],
     {'Код': C + 'ref', 'Вид контрагента': 'any.kind', 'Полное наименование': C + 'full_name'}, {'company.name': 'Ромашка ООО', 'company.kpp': '770701001'}),
    ('1c', columns('Код,Наименование,Полное наименование,Вид контрагента,ИНН,КПП,Телефон'),
     ['00-00000013', 'Белов Денис', 'Белов Денис Олегович', 'Физическое лицо', '', '', '8 926 555-02-05'], {}, {'person.name': 'Белов Денис', 'company': None, 'person.phones': ['+79265550205']}),
]
# lists that no layout may claim
PLAIN = [
    ['Name', 'Email', 'Phone', 'Notes'], ['Company', 'Contact', 'Phone'], ['Название', 'Город', 'ФИО', 'Телефоны', 'e-mail'],
    ['First Name', 'Last Name', 'Email', 'Company'], ['Kundennummer', 'Firma', 'Ansprechpartner', 'Telefon'], ['会社名', '担当者名', '電話番号'],
    ['ID', 'Name', 'City'], ['Имя', 'Фамилия', 'Телефон'],
]
LINKEDIN_FILE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see email '
    'addresses for connections who have allowed their connections to see or download their email address using this setting '
    'https://www.linkedin.com/psettings/privacy/email. You can learn more here https://www.linkedin.com/help/linkedin/answer/261"\n\n'
    'First Name,Last Name,URL,Email Address,Company,Position,Connected On\n'
    'Grace,Harper,https://www.linkedin.com/in/grace-example,,"Northwind Coffee, Inc.",Head of Purchasing,01 Jan 2024\n'
    'Jörg,Weiß,https://www.linkedin.com/in/joerg-example,joerg@weiss.example,Blumen Krause GmbH,Einkauf,12 Mar 2024\n')
