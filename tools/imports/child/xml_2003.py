"""An "XML Spreadsheet 2003", often named .xls by the program that wrote it."""
import datetime

from engines import Error
from xml_stream import local, stream

WIDEST = 16_384
TALLEST = 1 << 20


class XmlSpreadsheet:
    """Reader of a workbook in one XML file; a row at a time."""

    def __init__(self, path, _task):
        self.path = path
        self.names, self.heights = [], []
        for index, number, _cells in self._rows():
            self.heights += [0] * (index + 1 - len(self.heights))
            self.heights[index] = number
        self.heights += [0] * (len(self.names) - len(self.heights))

    def sheets(self):
        return [(name, False) for name in self.names]

    def height(self, index):
        return self.heights[index]

    def rows(self, index):
        last = 0
        for sheet, number, cells in self._rows():
            if sheet != index:
                continue
            for _blank in range(last + 1, number):
                yield []
            last = number
            yield cells

    def _rows(self):
        """Yield (index of the sheet, number of the row from 1, its cells)."""
        names, numbers = [], []

        def begins(name, element):
            if name == 'Worksheet':
                names.append(_attribute(element, 'Name') or f"Sheet {len(names) + 1}")
                numbers.append(0)

        for row in stream(self.path, {'Row'}, begins):
            if not names:
                continue
            place = _whole(_attribute(row, 'Index'))
            numbers[-1] = min(place, TALLEST) if place > numbers[-1] else numbers[-1] + 1
            yield len(names) - 1, numbers[-1], _cells_of(row)
        self.names = names


def _cells_of(row):
    cells = []
    for cell in row:
        if local(cell.tag) != 'Cell':
            continue
        place = min(_whole(_attribute(cell, 'Index')), WIDEST)
        cells += [None] * (place - 1 - len(cells))
        data = next((child for child in cell if local(child.tag) == 'Data'), None)
        cells.append(_value(data) if data is not None else None)
        cells += [None] * min(_whole(_attribute(cell, 'MergeAcross')), WIDEST)
    return cells


def _value(data):
    text, kind = ''.join(data.itertext()), _attribute(data, 'Type')
    if kind == 'Number':
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == 'DateTime':
        try:
            moment = datetime.datetime.fromisoformat(text[:19])
        except ValueError:
            return text
        return moment.date() if moment.time() == datetime.time() else moment
    if kind == 'Boolean':
        return text.strip() == '1'
    return Error(text) if kind == 'Error' else text or None


def _attribute(element, name):
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def _whole(text):
    return int(text) if text and text.isdigit() else 0
