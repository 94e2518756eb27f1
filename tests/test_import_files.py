import datetime
import io
import os
import resource
import tempfile
import time
from unittest.mock import patch

import openpyxl
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports import child_process, files
from odoo.addons.crm_customer_record.tools.imports.errors import MESSAGES, ImportFileError
from odoo.addons.crm_customer_record.tools.imports.files import open_file

from . import import_corpus as corpus

HEADER = ['Company', 'Contact person', 'Phone', 'E-mail']
PEOPLE = [['Acme Ltd', 'Jane Roe', '+44 20 7946 0101', 'jane@acme.example'],
          ['Müller GmbH', 'Jörg Weiß', '+49 30 901820', 'weiss@mueller.example']]
RUSSIAN = [['Наименование', 'ИНН', 'Телефон', 'Город'],
           ['ООО "Ромашка"', '7707083893', '8 (495) 123-45-67', 'Москва'],
           ['Общество с ограниченной ответственностью «Северный ветер»', '5001007329', '+7 812 765-43-21', 'Санкт-Петербург']]
JAPANESE = [['会社名', '担当者', '電話番号', '住所'],
            ['株式会社サンプル商事', '山田 太郎', '03-1234-5678', '東京都千代田区丸の内1-1-1'],
            ['有限会社さくら製作所', '鈴木 花子', '06-1234-5678', '大阪府大阪市北区梅田2-2-2']]
CHINESE = [['公司名称', '联系人', '电话', '地址'],
           ['北京示例科技有限公司', '王小明', '010-12345678', '北京市海淀区中关村大街1号'],
           ['上海样本贸易有限公司', '李丽', '021-87654321', '上海市浦东新区世纪大道100号']]


class ImportFileCase(BaseCase):

    def open(self, name, data, **options):
        source = open_file(name, data, options)
        self.addCleanup(source.close)
        return source

    def rows(self, name, data, **options):
        return [cells for _number, cells in self.open(name, data, **options).iter_rows()]

    def refused(self, name, data, **options):
        with self.assertRaises(ImportFileError) as caught:
            list(self.open(name, data, **options).iter_rows())
        error = caught.exception
        # the message is complete: file, cause, remedy, nothing unfilled
        self.assertIn(name, str(error))
        self.assertNotIn('%(', str(error))
        return error


@tagged('post_install', '-at_install')
class TestImportFormats(ImportFileCase):

    def test_the_bytes_decide_not_the_name(self):
        table = [HEADER, *PEOPLE]
        for name, data, kind in (
            ('a.csv', corpus.xlsx(('S', table)), 'xlsx'), ('a.xlsx', corpus.xls(('S', table)), 'xls'),
            ('a.xls', corpus.csv_text(table).encode(), 'csv'), ('noname', corpus.csv_text(table, '\t').encode(), 'csv'),
        ):
            source = self.open(name, data)
            self.assertEqual(source.kind, kind)
            self.assertEqual([cells for _number, cells in source.iter_rows()], PEOPLE)

    def test_a_path_is_read_like_bytes(self):
        with tempfile.NamedTemporaryFile() as stream:
            stream.write(corpus.xlsx(('S', [HEADER, *PEOPLE])))
            stream.flush()
            self.assertEqual(self.rows('a.xlsx', stream.name), PEOPLE)

    def test_typed_cells_keep_their_type(self):
        moment = datetime.datetime(2025, 12, 31, 10, 30)
        day = datetime.date(2025, 12, 31)
        for make, numbers in ((corpus.xlsx, [5, 2.5, 79161234567.0]), (corpus.xls, [5, 2.5, 79161234567.0])):
            row = ['text', *numbers, True]
            data = make(('S', [['Company', 'Phone', 'City', 'ИНН', 'Comment'], row]))
            self.assertEqual(self.rows('a', data), [row])
        data = corpus.xlsx(('S', [['Company', 'Birthday', 'Comment'], ['a', day, moment]]))
        self.assertEqual(self.rows('a', data)[0][1:], [day, moment])
        book = xlwt.Workbook()
        sheet = book.add_sheet('S')
        for column, text in enumerate(['Company', 'Birthday']):
            sheet.write(0, column, text)
        sheet.write(1, 0, 'a')
        sheet.write(1, 1, day, xlwt.easyxf(num_format_str='DD.MM.YYYY'))
        with tempfile.TemporaryFile() as stream:
            book.save(stream)
            stream.seek(0)
            self.assertEqual(self.rows('a.xls', stream.read()), [['a', day]])

    def test_rows_are_numbered_as_in_the_file_and_padded(self):
        data = corpus.xlsx(('S', [['List of clients'], [], HEADER, ['Acme'], [], ['Beta', None, '123']]))
        source = self.open('a.xlsx', data)
        self.assertEqual(source.sheet.header_row, 3)
        self.assertEqual(list(source.iter_rows()), [(4, ['Acme', None, None, None]), (6, ['Beta', None, '123', None])])
        self.assertEqual(source.skipped, {'empty': 1})

    def test_the_rows_can_be_read_twice(self):
        for data in (corpus.xls(('S', [HEADER, *PEOPLE])), corpus.csv_text([HEADER, *PEOPLE]).encode()):
            source = self.open('a', data)
            self.assertEqual(list(source.iter_rows()), list(source.iter_rows()))

    def test_data_on_the_second_sheet(self):
        for make in (corpus.xlsx, corpus.xls):
            source = self.open('a', make(('Sheet1', []), ('Clients', [HEADER, *PEOPLE]), ('Sheet3', [])))
            self.assertEqual(source.sheet.name, 'Clients')
            self.assertEqual(len(list(source.iter_rows())), 2)

    def test_hidden_sheets_are_listed_but_not_chosen(self):
        rows = [HEADER, *PEOPLE * 5]
        source = self.open('a.xlsx', corpus.xlsx(('Old', rows, 'hidden'), ('New', [HEADER, *PEOPLE])))
        self.assertEqual([(sheet.name, sheet.hidden) for sheet in source.sheets], [('Old', True), ('New', False)])
        self.assertEqual(source.sheet.name, 'New')
        self.assertEqual(len(list(source.iter_rows('Old'))), 10)
        source = self.open('a.xls', corpus.xls(('Empty', []), ('Data', rows, 1)))
        self.assertEqual(source.sheet.name, 'Data')

    def test_a_sheet_is_chosen_by_name(self):
        data = corpus.xlsx(('A', [HEADER, *PEOPLE]), ('B', [HEADER, PEOPLE[0]]))
        self.assertEqual(len(self.rows('a.xlsx', data, sheet='B')), 1)
        self.assertEqual(self.refused('a.xlsx', data, sheet='C').code, 'no_sheet')

    def test_error_cells_are_empty_and_told(self):
        book_rows = [HEADER, ['Acme', '#N/A', '1', 'a@b.example']]
        source = self.open('a.xlsx', corpus.xlsx(('S', book_rows)))
        (number, cells), = source.iter_rows()
        self.assertEqual(cells, ['Acme', None, '1', 'a@b.example'])
        issue, = source.take_issues(number)
        self.assertEqual((issue.column, issue.code), (1, 'cell_error'))
        self.assertEqual(source.take_issues(number), [], "told once, then forgotten")
        source = self.open('a.csv', corpus.csv_text(book_rows).encode())
        (number, cells), = source.iter_rows()
        self.assertEqual(cells[1], None)
        self.assertEqual(source.take_issues(number)[0].params, {'text': '#N/A'})

    def test_error_cells_of_xls(self):
        book = xlwt.Workbook()
        sheet = book.add_sheet('S')
        for column, text in enumerate(HEADER):
            sheet.write(0, column, text)
        sheet.write(1, 0, 'Acme')
        sheet.row(1).set_cell_error(2, 0x2A)
        with tempfile.TemporaryFile() as stream:
            book.save(stream)
            stream.seek(0)
            source = self.open('a.xls', stream.read())
        (number, cells), = source.iter_rows()
        self.assertEqual(cells, ['Acme', None, None, None])
        self.assertEqual(source.take_issues(number)[0].params, {'text': '#N/A'})

    def test_formulas_without_a_saved_result_are_told(self):
        data = corpus.xlsx(('S', [HEADER, ['Acme', '=A2&"x"', '1', 'a@b.example']]))
        source = self.open('a.xlsx', data)
        (number, _cells), = source.iter_rows()
        self.assertEqual([(issue.column, issue.code) for issue in source.take_issues(number)], [(1, 'no_result')])

    def test_totals_column_numbers_and_repeated_headers_are_skipped(self):
        rows = [HEADER, ['1', '2', '3', '4'], PEOPLE[0], HEADER, PEOPLE[1], ['Итого', None, '2', None],
                ['Total: 2', None, None, None], ['Total Energies', 'Jo', '1', 'a@b.example']]
        source = self.open('a.csv', corpus.csv_text(rows).encode())
        kept = [cells[0] for _number, cells in source.iter_rows()]
        self.assertEqual(kept, ['Acme Ltd', 'Müller GmbH', 'Total Energies'])
        self.assertEqual(source.skipped, {'column_numbers': 1, 'repeated_header': 1, 'total': 2})
        self.assertEqual(source.skipped_rows, [(2, 'column_numbers'), (4, 'repeated_header'), (6, 'total'), (7, 'total')])

    def test_invisible_characters_go(self):
        data = corpus.csv_text([HEADER, ['Ac\x00me\u200b \xa0Ltd', '\u202eJane\u202c', '\ufeff1', 'a@b.example\u2060']]).encode()
        self.assertEqual(self.rows('a.csv', data), [['Acme  Ltd', 'Jane', '1', 'a@b.example']])
        family = '👩‍💻 Studio'
        self.assertEqual(self.rows('a.csv', corpus.csv_text([HEADER, [family, 'x', '1', 'a@b.example']]).encode())[0][0], family)

    def test_open_document(self):
        """With the million empty rows that LibreOffice writes behind the table."""
        rows = [corpus.ods_row(row) for row in [HEADER, *PEOPLE]]
        rows += [corpus.ods_row([''], 1_048_000, 16_384)]
        source = self.open('a.ods', corpus.ods(rows))
        self.assertEqual((source.kind, [cells for _number, cells in source.iter_rows()]), ('ods', PEOPLE))

    def test_dates_of_old_macintosh_workbooks(self):
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(['Company', 'Birthday'])
        book.active.append(['Acme', datetime.date(2025, 12, 31)])
        stream = io.BytesIO()
        book.save(stream)
        self.assertEqual(self.rows('a.xlsx', stream.getvalue()), [['Acme', datetime.date(2025, 12, 31)]])

    def test_five_hundred_columns(self):
        header = HEADER + [f'Extra {number}' for number in range(496)]
        source = self.open('a.xlsx', corpus.xlsx(('S', [header, [str(number) for number in range(500)]])))
        self.assertEqual(len(source.sheet.columns), 500)
        self.assertEqual(source.sheet.columns[499].letter, 'SF')


@tagged('post_install', '-at_install')
class TestImportText(ImportFileCase):

    def test_encodings_are_found(self):
        cases = [
            ('utf-8', RUSSIAN), ('utf-8-sig', JAPANESE), ('cp1251', RUSSIAN), ('cp866', RUSSIAN), ('koi8-r', RUSSIAN),
            ('cp932', JAPANESE), ('euc-jp', JAPANESE), ('gb18030', CHINESE), ('cp1252', [HEADER, *PEOPLE]),
            ('utf-16', RUSSIAN), ('utf-16-le', CHINESE), ('utf-16-be', RUSSIAN),
        ]
        for encoding, table in cases:
            # KOI8-R and CP866 have no «»
            plain = [[cell.replace('«', '"').replace('»', '"') for cell in row] for row in table]
            for delimiter in (';', '\t'):
                quoted = [[f'"{cell}"'.replace('""', '"') if '"' not in cell else '"' + cell.replace('"', '""') + '"'
                           for cell in row] for row in plain]
                data = corpus.csv_text(quoted, delimiter).encode(encoding)
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    source = self.open('a.csv', data)
                    self.assertEqual(source.delimiter, delimiter)
                    self.assertEqual([cells for _number, cells in source.iter_rows()], plain[1:])

    def test_an_encoding_that_is_told_is_used_or_refused(self):
        data = corpus.csv_text(RUSSIAN).replace('«', '').replace('»', '').encode('cp1251')
        self.assertEqual(self.open('a.csv', data, encoding='windows-1251').encoding, 'cp1251')
        error = self.refused('a.csv', data, encoding='utf-8')
        self.assertEqual((error.code, error.params['row']), ('encoding', 1))
        self.assertEqual(self.refused('a.csv', data, encoding='klingon').code, 'bad_option')

    def test_one_damaged_letter_does_not_cost_the_others(self):
        data = corpus.csv_text(RUSSIAN * 3).encode().replace('Москва'.encode(), 'Москв'.encode() + b'\xd0', 1)
        source = self.open('a.csv', data)
        self.assertEqual(source.encoding, 'utf-8-sig')
        self.assertEqual(source.warnings, [('some_characters', {'count': 1})])
        self.assertEqual(next(source.iter_rows())[1][3], 'Москв\ufffd')

    def test_delimiters_are_found(self):
        tricky = [HEADER, ['Acme, Inc.', 'Roe, Jane', '1', 'a@b.example'], ['Beta, Ltd', 'Doe, Joe', '2', 'c@d.example']]
        for delimiter in (';', '\t', '|'):
            self.assertEqual(self.rows('a.csv', corpus.csv_text(tricky, delimiter).encode()), tricky[1:])
        quoted = b'Company,Contact person,Phone,E-mail\n"Acme, Inc.",Jane Roe,1,a@b.example\n'
        self.assertEqual(self.rows('a.csv', quoted), [['Acme, Inc.', 'Jane Roe', '1', 'a@b.example']])
        self.assertEqual(self.rows('a.csv', b'sep=;\r\n' + corpus.csv_text([HEADER, *PEOPLE]).encode()), PEOPLE)

    def test_ragged_rows_and_extra_cells(self):
        source = self.open('a.csv', b'Company;Phone;City\nAcme\nBeta;1;Bonn;left over\n')
        rows = list(source.iter_rows())
        # the widest row of the head decides, so that nothing is lost
        self.assertEqual(rows[0][1][:3], ['Acme', None, None])
        self.assertEqual(rows[1][1], ['Beta', '1', 'Bonn', 'left over'])
        self.assertEqual([column.label for column in source.sheet.columns], ['Company', 'Phone', 'City', 'D'])

    def test_cells_of_several_lines(self):
        text = 'Company;Phone\n"Acme\nLtd";1\nBeta;"2"\n"5"" pipes";3\n5" pipes;4\n'
        self.assertEqual(self.rows('a.csv', text.encode()),
                         [['Acme\nLtd', '1'], ['Beta', '2'], ['5" pipes', '3'], ['5" pipes', '4']])

    def test_an_unclosed_quote_swallows_no_rows(self):
        lines = ['Company;Phone', '"Acme;1'] + [f'Firm {number};{number}' for number in range(200)]
        source = self.open('a.csv', '\n'.join(lines).encode())
        rows = [cells for _number, cells in source.iter_rows()]
        self.assertEqual(len(rows), 201)
        self.assertEqual(rows[0], ['"Acme', '1'])
        self.assertEqual(source.warnings[0][0], 'unclosed_quote')
        # at the end of the file as well
        self.assertEqual(self.rows('a.csv', b'Company;Phone\nA;1\n"B;2\nC;3\n'), [['A', '1'], ['"B', '2'], ['C', '3']])

    def test_a_last_line_without_end_and_old_line_ends(self):
        self.assertEqual(self.rows('a.csv', b'Company;Phone\nA;1\nB;"2"'), [['A', '1'], ['B', '2']])
        self.assertEqual(self.rows('a.csv', b'Company;Phone\rA;1\rB;2\r'), [['A', '1'], ['B', '2']])
        self.assertEqual(self.rows('a.csv', 'Company;Phone\nA\u2028B\x85C;1\n'.encode()), [['A\nB C', '1']])

    def test_a_huge_cell_is_read(self):
        self.assertEqual(len(self.rows('a.csv', b'Company;Comment\nA;"' + b'x' * 300_000 + b'"\n')[0][1].strip('"')), 300_000)


@tagged('post_install', '-at_install')
class TestImportRefusals(ImportFileCase):

    def test_every_message_can_be_filled(self):
        for code in MESSAGES:
            self.assertNotIn('%(', str(ImportFileError(code, file='f')))

    def test_empty_files(self):
        self.assertEqual(self.refused('a.csv', b'').code, 'empty')
        self.assertEqual(self.refused('a.csv', b'\r\n \r\n').code, 'empty')
        self.assertEqual(self.refused('a.xlsx', corpus.xlsx(('A', []), ('B', []))).code, 'empty')
        error = self.refused('a.xlsx', corpus.xlsx(('Clients', [HEADER])))
        self.assertEqual(error.code, 'empty' if error.params['sheet'] == '-' else 'empty_sheet')

    def test_truncated_files(self):
        table = ('S', [HEADER, *PEOPLE * 200])
        for name, data in (('a.xlsx', corpus.xlsx(table)), ('a.xls', corpus.xls(table))):
            for share in (0.3, 0.6, 0.9):
                with self.subTest(name=name, share=share):
                    self.assertIn(self.refused(name, data[:int(len(data) * share)]).code, ('truncated', 'unreadable'))

    def test_password_protected(self):
        self.assertEqual(self.refused('a.xlsx', corpus.encrypted()).code, 'password')

    def test_web_pages_and_other_documents(self):
        html = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>Name</td></tr></table></html>'
        self.assertEqual(self.refused('a.xls', html).code, 'html')
        self.assertEqual(self.refused('a.xls', b'\xef\xbb\xbf\n<table><tr><td>a</td></tr></table>').code, 'html')
        xml = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        self.assertEqual(self.refused('a.xls', xml).code, 'xml_2003')
        for data in (b'%PDF-1.7 xxxx', b'\x89PNG\r\n\x1a\n', b'MZ\x90\x00', b'PK\x05\x06' + bytes(18)):
            self.assertEqual(self.refused('a.xlsx', data).code, 'format')

    def test_random_bytes(self):
        data = bytes((number * 197 + number // 7 * 31) % 256 for number in range(20_000))
        self.refused('a.csv', data)

    def test_header_less_files(self):
        for rows in (PEOPLE * 3, RUSSIAN[1:], [['jane@acme.example', '+44 20 7946 0101']] * 3):
            error = self.refused('list.csv', corpus.csv_text(rows).encode())
            self.assertEqual((error.code, error.params['row']), ('no_header', 1))
        source = self.open('list.csv', corpus.csv_text(PEOPLE).encode(), header_row=0)
        self.assertEqual([cells for _number, cells in source.iter_rows()], PEOPLE)
        self.assertEqual([column.label for column in source.sheet.columns], ['A', 'B', 'C', 'D'])

    def test_size_limits(self):
        with tempfile.NamedTemporaryFile() as stream:
            stream.truncate(200 << 20)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            error = self.refused('big.csv', stream.name)
            self.assertEqual((error.code, error.params['size'], error.params['limit']), ('too_big', '200 MB', '100 MB'))
            self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 20_000, "never loaded")
        self.assertEqual(self.refused('a.csv', corpus.csv_text([HEADER, *PEOPLE * 1000]).encode(), rows=500).code, 'too_many_rows')
        self.assertEqual(self.refused('a.csv', b';'.join([b'x'] * 5000) + b'\n').code, 'too_many_columns')

    def test_bombs_are_refused_before_any_reader_sees_them(self):
        limits = {'child_memory': 1 << 30}
        cases = [('far.xlsx', corpus.far_cell(), 'far_cell'), ('ratio.xlsx', corpus.ratio_bomb(), 'bomb'),
                 ('entities.xlsx', corpus.entity_bomb(), 'bomb'), ('rows.xlsx', corpus.many_rows(600_000), 'too_many_rows')]
        for name, data, code in cases:
            with self.subTest(name=name):
                self.assertLess(len(data), 6 << 20)
                start = time.monotonic()
                self.assertEqual(self.refused(name, data, **limits).code, code)
                self.assertLess(time.monotonic() - start, 20)

    def test_a_repeated_cell_of_open_document(self):
        """A few bytes that ask for 17 billion cells."""
        data = corpus.ods([corpus.ods_row(HEADER), corpus.ods_row(['x'], 1_048_000, 16_384)])
        start = time.monotonic()
        self.refused('bomb.ods', data, child_memory=1 << 30)
        self.assertLess(time.monotonic() - start, 30)

    def test_a_far_cell_in_odd_spelling_ends_in_a_refusal_too(self):
        data = corpus.raw_xlsx([corpus.SHEET_START, b'<row><c t="inlineStr" r = \'XFD1048576\'><is><t>x</t></is></c></row>', corpus.SHEET_END])
        self.refused('far.xlsx', data, child_memory=1 << 30)

    def with_child(self, line):
        """Let the reading process run `line` before it opens the file."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        original = os.path.dirname(child_process.SCRIPT)
        for name in ('engines.py', 'preflight.py'):
            os.symlink(os.path.join(original, name), os.path.join(folder, name))
        with open(child_process.SCRIPT) as stream:
            script = stream.read()
        self.assertIn('    engine = ENGINES', script)
        changed = os.path.join(folder, 'reader_child.py')
        with open(changed, 'w') as stream:
            stream.write(script.replace('    engine = ENGINES', f'    {line}\n    engine = ENGINES'))
        self.enterContext(patch.object(child_process, 'SCRIPT', changed))

    def test_the_death_of_a_reader_is_a_refusal(self):
        self.with_child('os.abort()')
        error = self.refused('a.xlsx', corpus.xlsx(('S', [HEADER, *PEOPLE])))
        self.assertEqual(error.code, 'unreadable')
        self.assertIn('signal 6', error.params['detail'])

    def test_a_reader_that_takes_too_long_is_stopped(self):
        self.with_child('import time; time.sleep(60)')
        self.assertEqual(self.refused('a.xlsx', corpus.xlsx(('S', [HEADER, *PEOPLE])), wait=1).code, 'timeout')

    def test_a_reader_that_takes_all_memory_is_stopped(self):
        self.with_child('x = bytearray(4 << 30)')
        self.assertEqual(self.refused('a.xlsx', corpus.xlsx(('S', [HEADER, *PEOPLE])), child_memory=1 << 30).code, 'memory')

    def test_a_reader_that_computes_for_ever_is_stopped(self):
        self.with_child('while True: pass')
        self.assertEqual(self.refused('a.xlsx', corpus.xlsx(('S', [HEADER, *PEOPLE])), child_cpu=1).code, 'timeout')

    def test_the_second_reader_helps_where_the_first_fails(self):
        with patch.dict(files.ENGINES, {'xls': ('openpyxl', 'calamine')}):
            source = self.open('a.xls', corpus.xls(('S', [HEADER, *PEOPLE])))
            self.assertEqual(len(list(source.iter_rows())), 2)
            self.assertEqual(source.warnings[0][0], 'other_reader')

    def test_no_process_and_no_copy_is_left_behind(self):
        source = open_file('a.xlsx', corpus.xlsx(('S', [HEADER, *PEOPLE])))
        process, copy = source._reader._process, source._temporary.name
        next(source.iter_rows())
        source.close()
        self.assertIsNotNone(process.returncode)
        self.assertFalse(os.path.exists(copy))
