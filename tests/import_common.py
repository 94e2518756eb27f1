from odoo.tests import TransactionCase, new_test_user

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Должность'
ROWS = (
    'ООО "Ромашка";7707083893;Иванов Иван;8 (916) 123-45-67, +7 495 123-45-67 доб. 12;ivanov@romashka.ru;Москва;Директор',
    'ООО "Ромашка";7707083893;Петрова Анна;8 916 765 43 21;petrova@romashka.ru;Москва;Бухгалтер',
    'АО Вектор;;Сидоров Пётр;8 495 765 43 22;sidorov@vektor.ru;Казань;',
    ';;Одинцов Олег;8 903 111 22 33;;Тула;',
)


class ImportCase(TransactionCase):
    """Real users, and files as users bring them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.russia = cls.env.ref('base.ru')
        cls.company = cls.env.company
        cls.other_company = cls.env['res.company'].create({'name': "Other company of the group"})
        cls.seller = cls._user('import_seller', 'crm_customer_record.group_import')
        cls.colleague = cls._user('import_colleague', 'crm_customer_record.group_import')
        cls.manager = cls._user('import_manager', 'crm_customer_record.group_manager')
        cls.accountant = cls._user('import_accountant', 'crm_customer_record.group_accountant')
        cls.stranger = cls._user('import_stranger', 'crm_customer_record.group_import', cls.other_company)

    @classmethod
    def _user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(cls.env, login, f'base.group_user,{groups}', company_id=company.id,
                             company_ids=[(6, 0, company.ids)])

    def load(self, rows=ROWS, header=HEADER, user=None, filename='клиенты.csv', options=None, **kwargs):
        """Load a text file as a user; `rows` are lines below `header`."""
        data = '\n'.join([header, *rows]).encode()
        options = {'country': 'RU', **(options or {})}
        imports = self.env['crm.import'].with_user(user or self.seller)
        return imports.load_file('partner', filename, data, options=options, **kwargs)

    def run_import(self, record):
        """Commit and work off; nothing is committed to the database within a test."""
        record.action_commit()
        record.process()
        self.env.invalidate_all()
        return record

    def bring(self, *args, **kwargs):
        return self.run_import(self.load(*args, **kwargs))

    def row(self, record, number):
        return record.row_ids.filtered(lambda row: row.row_number == number)

    def partners(self, record):
        return record.row_ids.account_id | record.row_ids.partner_id
