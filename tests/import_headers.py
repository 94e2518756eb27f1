"""Headers of exports of other systems: (header, field it should be taken for; None: left out).

The rules were written without them; on the first try 122 of these 133 columns were right, one wrong, ten left out.
"""
C, P = 'company.', 'person.'
HEADERS = {
    'Bitrix24, contacts': [
        ('ID', None), ('Имя', P + 'first_name'), ('Фамилия', P + 'last_name'), ('Отчество', P + 'middle_name'),
        ('Компания', C + 'name'), ('Должность', P + 'function'), ('Рабочий телефон', P + 'phone'),
        ('Мобильный телефон', P + 'mobile'), ('Рабочий e-mail', P + 'email'),
        ('Корпоративный сайт', C + 'website'), ('Telegram', 'any.messenger'), ('Комментарий', P + 'comment'),
        ('Ответственный', C + 'user'), ('Тип контакта', None), ('Источник', None),
    ],
    'amoCRM, contacts': [
        ('Наименование', P + 'name'), ('Компания', C + 'name'), ('Ответственный', C + 'user'),
        ('Теги', C + 'category'), ('Рабочий email (контакт)', P + 'email'),
        ('Личный email (контакт)', P + 'email'), ('Рабочий телефон (контакт)', P + 'phone'),
        ('Мобильный телефон (контакт)', P + 'mobile'), ('Должность (контакт)', P + 'function'),
        ('Web (компания)', C + 'website'), ('Адрес (компания)', C + 'address'),
    ],
    'Salesforce, contacts': [
        ('Account Name', C + 'name'), ('First Name', P + 'first_name'), ('Last Name', P + 'last_name'),
        ('Title', P + 'function'), ('Phone', P + 'phone'), ('Mobile', P + 'mobile'), ('Email', P + 'email'),
        ('Mailing Street', C + 'street'), ('Mailing City', C + 'city'), ('Mailing State/Province', C + 'state'),
        ('Mailing Zip/Postal Code', C + 'zip'), ('Mailing Country', C + 'country'),
        ('Contact Owner', C + 'user'),
    ],
    'Pipedrive, people': [
        ('Person - Name', P + 'name'), ('Person - Organization', C + 'name'),
        ('Person - Email - Work', P + 'email'), ('Person - Phone - Work', P + 'phone'),
        ('Person - Label', C + 'category'), ('Organization - Address', C + 'address'),
        ('Person - Owner', C + 'user'),
    ],
    'Zoho, leads': [
        ('Company', C + 'name'), ('First Name', P + 'first_name'), ('Last Name', P + 'last_name'),
        ('Designation', P + 'function'), ('Email', P + 'email'), ('Phone', P + 'phone'),
        ('Mobile', P + 'mobile'), ('Website', C + 'website'), ('Lead Source', None),
        ('Industry', C + 'industry'), ('Street', C + 'street'), ('City', C + 'city'), ('State', C + 'state'),
        ('Zip Code', C + 'zip'), ('Country', C + 'country'), ('Description', P + 'comment'),
    ],
    'Sansan, cards': [
        ('名刺交換日', None), ('会社名', C + 'name'), ('部署名', None), ('役職', P + 'function'), ('氏名', P + 'name'),
        ('e-mail', P + 'email'), ('郵便番号', C + 'zip'), ('住所', C + 'address'), ('TEL会社', C + 'phone'),
        ('TEL部門', P + 'phone'), ('TEL直通', P + 'phone'), ('Fax', None), ('携帯電話', P + 'mobile'),
        ('URL', C + 'website'),
    ],
    'kintone, customers': [
        ('顧客番号', C + 'ref'), ('会社名', C + 'name'), ('先方担当者', P + 'name'), ('部署名', None), ('TEL', P + 'phone'),
        ('FAX', None), ('メールアドレス', P + 'email'), ('郵便番号', C + 'zip'), ('住所', C + 'address'),
        ('自社担当者', C + 'user'), ('備考', C + 'comment'),
    ],
    'Kingdee, customers': [
        ('客户编码', C + 'ref'), ('客户名称', C + 'name'), ('客户简称', None), ('纳税人识别号', C + 'vat'), ('开户银行', None),
        ('联系人', P + 'name'), ('联系电话', P + 'phone'), ('手机号码', P + 'mobile'), ('电子邮件', P + 'email'),
        ('通讯地址', C + 'address'), ('邮政编码', C + 'zip'), ('所属行业', C + 'industry'), ('销售员', C + 'user'),
        ('备注', C + 'comment'),
    ],
    '1C:UNF, counterparties': [
        ('Наименование', C + 'name'), ('Это покупатель', None), ('Юридическое наименование', C + 'full_name'),
        ('ИНН', C + 'vat'), ('КПП', C + 'kpp'), ('ОГРН', C + 'registry'), ('Телефон контрагента', C + 'phone'),
        ('E-mail контрагента', C + 'email'), ('Юридический адрес контрагента', C + 'address'),
        ('Почтовый адрес контрагента', C + 'address'), ('Основной менеджер', C + 'user'),
        ('Дополнительная информация', C + 'comment'),
    ],
    'SAP, German': [
        ('Kundennr.', C + 'ref'), ('Name 1', C + 'name'), ('Straße/Hausnr.', C + 'street'),
        ('Postleitz.', C + 'zip'), ('Ort', C + 'city'), ('Land', C + 'country'), ('Telefon-1', C + 'phone'),
        ('E-Mail-Adresse', C + 'email'), ('Ansprechpartner Name', P + 'name'), ('Umsatzsteuer-ID', C + 'vat'),
    ],
    'home-made, English': [
        ('Client', C + 'name'), ('Contact', P + 'name'), ('Contact tel.', P + 'phone'),
        ('Contact email', P + 'email'), ('Town', C + 'city'), ('Post code', C + 'zip'),
        ('Acct manager', C + 'user'), ('VAT no.', C + 'vat'), ('Last order', None), ('Turnover 2024', None),
    ],
}
