import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.kind_columns import canonical, suggest
from odoo.addons.crm_customer_record.tools.imports.moments import parse_moment
from odoo.addons.crm_customer_record.tools.imports.money import parse_money
from odoo.addons.crm_customer_record.tools.imports.sheets import ColumnInfo


@tagged('post_install', '-at_install')
class TestToolsImportKinds(BaseCase):
    def test_amounts(self):
        for text, expected in (
            ('1 234,56 ₽', (1234.56, 'RUB')), ('$1,234.50', (1234.5, 'USD')), ('1.234,50 EUR', (1234.5, 'EUR')), ('1,234', (1234.0, '')),
            ('12,5', (12.5, '')), ("1'250.00", (1250.0, '')), ('5,400円', (5400.0, 'JPY')), ('12万円', (120000.0, 'JPY')), ('-15.5', (-15.5, '')),
            (99.9, (99.9, '')), ('1.234.567', (1234567.0, '')), ('1 250 000,00', (1250000.0, '')), ('2 млн руб.', (2_000_000.0, 'RUB')),
            ('soon', (None, '')), ('', (None, '')), (None, (None, '')), ('USD 10', (10.0, 'USD')), ('1.234,- EUR', (1234.0, 'EUR')),
        ):
            self.assertEqual(parse_money(text), expected, text)

    def test_moments(self):
        for text, expected in (
            ('04.03.2025 10:15', '2025-03-04 10:15:00'), ('2025-03-04T10:15:30', '2025-03-04 10:15:30'), ('2025-03-04', '2025-03-04 12:00:00'),
            ('3/4/2025 2:05 PM', '2025-04-03 14:05:00'), ('2025年3月4日 9時05', '2025-03-04 09:05:00'), ('04.03.25 12:00 am', '2025-03-04 00:00:00'),
            (datetime.datetime(2025, 3, 4, 8, 1), '2025-03-04 08:01:00'), (datetime.date(2025, 3, 4), '2025-03-04 12:00:00'),
            (45720.5, '2025-03-04 12:00:00'), ('tomorrow', 'None'), (None, 'None'),
        ):
            self.assertEqual(str(parse_moment(text)[0]), expected, text)
        self.assertEqual(str(parse_moment('3/4/2025', 'US')), str((datetime.datetime(2025, 3, 4, 12), True)))

    def test_words(self):
        for what, text, expected in (
            ('status', 'Проиграна', 'lost'), ('status', '受注', 'won'), ('status', '进行中', 'open'), ('status', 'Closed Won', 'won'), ('status', 'x', ''),
            ('type', 'Звонок', 'call'), ('type', '会议', 'meeting'), ('direction', 'Вх.', 'in'), ('stage', '提案', 'Proposition'),
        ):
            self.assertEqual(canonical(what, text), expected, text)

    def test_headers_in_four_languages(self):
        wanted = ['name', 'stage', 'revenue', 'user', 'company.name', 'person.email']
        for headers in (
            ['Opportunity Name', 'Stage', 'Amount', 'Owner', 'Company', 'Email'],
            ['Название сделки', 'Этап сделки', 'Сумма', 'Ответственный', 'Компания', 'E-mail'],
            ['商談名', 'フェーズ', '金額', '営業担当', '会社名', 'メールアドレス'],
            ['商机名称', '阶段', '金额', '负责人', '公司名称', '电子邮件'],
        ):
            found = suggest([self.column(index, header) for index, header in enumerate(headers)], 'opportunity')
            self.assertEqual([item.field.removeprefix('deal.').replace('company.email', 'person.email') for item in found], wanted, headers)

    def test_headers_of_talks_purchases_and_calls_in_four_languages(self):
        for kind, wanted, tables in (
            ('interaction', ['date', 'type', 'direction', 'subject', 'summary', 'outcome', 'duration', 'user', 'company.name'], (
                ['Date', 'Type', 'Direction', 'Subject', 'Notes', 'Result', 'Duration', 'Agent', 'Company'],
                ['Дата звонка', 'Тип', 'Направление', 'Тема', 'Комментарий', 'Итог', 'Длительность', 'Менеджер', 'Компания'],
                ['通話日時', '種別', '発着信', '件名', '内容', '結果', '通話時間', '担当', '会社名'],
                ['日期', '类型', '通话方向', '主题', '沟通内容', '结果', '时长', '负责人', '公司名称'])),
            ('purchase', ['number', 'date', 'product', 'quantity', 'amount', 'currency', 'shop', 'notes', 'company.name'], (
                ['Order number', 'Order date', 'Product', 'Qty', 'Total', 'Currency', 'Shop', 'Notes', 'Company'],
                ['Номер заказа', 'Дата заказа', 'Товар', 'Кол-во', 'Сумма', 'Валюта', 'Магазин', 'Комментарий', 'Компания'],
                ['注文番号', '注文日', '商品名', '数量', '金額', '通貨', '店舗', '備考', '会社名'],
                ['订单号', '购买日期', '商品名称', '数量', '金额', '币种', '店铺', '备注', '公司名称'])),
            ('call_list', ['due', 'user', 'subject', 'notes', 'company.name', 'phone'], (
                ['Call on', 'Salesperson', 'Topic', 'Notes', 'Company', 'Phone'],
                ['Дата звонка', 'Ответственный', 'Тема', 'Комментарий', 'Компания', 'Телефон'],
                ['架電予定日', '担当', '用件', 'メモ', '会社名', '電話番号'],
                ['拨打日期', '负责人', '主题', '备注', '公司名称', '电话'])),
        ):
            for headers in tables:
                found = {item.column_index: item.field for item in suggest([self.column(*item) for item in enumerate(headers)], kind)}
                names = [found.get(index, '') for index in range(len(headers))]
                self.assertEqual([name if name == 'company.name' else name.partition('.')[2] for name in names], wanted, headers)

    def column(self, index, header):
        return ColumnInfo(index, header)
