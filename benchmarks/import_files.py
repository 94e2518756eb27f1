"""The file both importers read: 5,000 companies and 15,000 contacts in 15 columns, the same on every run."""
import csv
import os
import random

HEADER = ['External ID', 'Parent External ID', 'Is company', 'Company', 'Contact person', 'Email', 'Phone', 'Job position',
          'Street', 'City', 'Zip', 'Country', 'Tax ID', 'Website', 'Notes']
# What the host's import maps the columns to; it does not need the name of the company on the rows of contacts.
HOST_FIELDS = ['id', 'parent_id/id', 'is_company', False, 'name', 'email', 'phone', 'function', 'street', 'city', 'zip',
               'country_id', 'vat', 'website', 'comment']
FIRST = ('Anna', 'Ivan', 'Olga', 'Pavel', 'Maria', 'Oleg', 'Elena', 'Sergey', 'Nina', 'Viktor', 'Irina', 'Denis', 'Yuri', 'Vera')
LAST = ('Smirnov', 'Ivanov', 'Kuznetsov', 'Sokolov', 'Popov', 'Lebedev', 'Kozlov', 'Novikov', 'Morozov', 'Petrov', 'Volkov',
        'Solovyov', 'Vasiliev', 'Zaitsev', 'Pavlov')
WORDS = ('Romashka', 'Vector', 'Orion', 'Polyus', 'Sever', 'Granit', 'Mayak', 'Kristall', 'Zenit', 'Almaz', 'Impuls', 'Rodnik')
CITIES = ('Moscow', 'Kazan', 'Tver', 'Omsk', 'Perm', 'Tula', 'Samara', 'Ufa')
JOBS = ('Director', 'Accountant', 'Buyer', 'Engineer', 'Secretary')
WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def tax_id(index):
    digits = f'77{index:07d}'
    return digits + str(sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11 % 10)


def rows(count):
    """Yield the header and `count` rows: every fourth a company, then three of its people."""
    random.seed(20)
    yield HEADER
    for index in range(count // 4):
        name = f'{random.choice(WORDS)} {random.choice(WORDS)} {index} LLC'
        city, domain = random.choice(CITIES), f'company{index}.ru'
        street, code = f'Lenina street {index % 300 + 1}', f'{100000 + index:06d}'
        yield [f'c{index}', '', 'True', name, name, f'info@{domain}', f'+7 495 {1000000 + index:07d}'[:15], '', street, city,
               code, 'Russian Federation', tax_id(index), f'https://{domain}', f'Customer since {2000 + index % 25}']
        for number in range(3):
            first, last = FIRST[(index + number) % len(FIRST)], random.choice(LAST)
            unique = index * 3 + number
            yield [f'p{unique}', f'c{index}', 'False', name, f'{last} {first}', f'{first}.{last}.{unique}@{domain}'.lower(),
                   f'8 (916) {1000000 + unique:07d}', random.choice(JOBS), street, city, code, 'Russian Federation', '', '', '']


def write(folder, count):
    """:return: paths of the .csv and of the .xlsx file"""
    import xlsxwriter
    paths = os.path.join(folder, f'import_{count}.csv'), os.path.join(folder, f'import_{count}.xlsx')
    with open(paths[0], 'w', newline='', encoding='utf-8') as file:
        csv.writer(file).writerows(rows(count))
    book = xlsxwriter.Workbook(paths[1], {'constant_memory': True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows(count)):
        sheet.write_row(number, 0, row)
    book.close()
    return paths
