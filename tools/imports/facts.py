"""What the rows of a file have in common, counted while they are read: so that a preview of many rows need not look at each again."""

# So many different values are kept of each kind; what comes later in a file that has more is not counted.
MOST = 2000
EXAMPLES = 3
NOTED = (('company', 'full_name'), ('person', 'birthdate'))


class Facts:
    """Counts of changes, of wrong values and of names that have to be looked up.

    :ivar bool usable: False when something was said about rows that did not come by
    """

    def __init__(self, places, lookups, remarks, kept=None):
        """
        :param dict places: key of a column -> list of places from 0
        :param list lookups: (place, part, name, further name or None) of columns whose values are looked up
        :param remarks: codes of issues that ask nobody for anything
        :param kept: what `as_json` gave, to count on
        """
        self.places, self.lookups, self.remarks, self.usable = places, lookups, remarks, True
        kept = kept or {}
        self.changes = {(column, rule, kind): [count, examples] for column, rule, kind, count, examples in kept.get('changes', ())}
        self.issues = {(code, place, value): [count, params] for code, place, value, count, params in kept.get('issues', ())}
        self.values = {(place, value, text, further): count for place, value, text, further, count in kept.get('values', ())}
        self.noted = dict(kept.get('noted', ()))

    def as_json(self):
        """:return: dict for a JSON column, or False when it is of no use"""
        return self.usable and {
            'changes': [[*key, *counted] for key, counted in self.changes.items()],
            'issues': [[*key, *counted] for key, counted in self.issues.items()],
            'values': [[*key, count] for key, count in self.values.items()],
            'noted': list(self.noted.items()),
        }

    def add(self, number, cell, row, sign=1):
        """Count a row, or take it away again.

        :param int number: of the row in the file
        :param cell: function of a place from 0 -> text of the cell, as the file holds it
        :param dict row: normalized, issues ([code, params]), changes (list of dicts), rejected (bool)
        :param int sign: 1, or -1 for a row that was counted before
        """
        if row['changes']:
            self._add_changes(number, row['changes'], sign)
        if row['issues']:
            self._add_issues(cell, row['issues'], sign)
        if row['rejected']:
            return
        normalized = row['normalized']
        for part, name in NOTED:
            if (normalized.get(part) or {}).get(name):
                self.noted[name] = self.noted.get(name, 0) + sign
        for place, part, name, further in self.lookups:
            text = _said(normalized, part, name)
            if text and (value := cell(place)):
                self._count(self.values, (place, value, text, _said(normalized, part, further) if further else None), sign)

    def _add_changes(self, number, changes, sign):
        seen = set()
        for change in changes:
            key = change['column'], change['rule'], change['kind']
            counted = self.changes.setdefault(key, [0, []])
            if key not in seen:
                seen.add(key)
                counted[0] += sign
            if sign < 0:
                counted[1] = [example for example in counted[1] if example[0] != number]
            elif len(counted[1]) < EXAMPLES:
                counted[1].append([number, change['before'], change['after']])
        for key in seen:
            if self.changes[key][0] <= 0:
                del self.changes[key]

    def _add_issues(self, cell, issues, sign):
        seen = set()
        for code, params in issues:
            if code in self.remarks:
                continue
            places = self.places.get(params.get('field')) or ([params['column']] if params.get('column') is not None else ())
            for place in places:
                if (value := cell(place)) and (key := (code, place, value)) not in seen:
                    seen.add(key)
                    if key in self.issues:
                        self.issues[key][0] += sign
                        if not self.issues[key][0]:
                            del self.issues[key]
                    elif sign > 0 and len(self.issues) < MOST:
                        self.issues[key] = [1, params]

    def _count(self, counts, key, sign):
        if key in counts:
            counts[key] += sign
            if not counts[key]:
                del counts[key]
        elif sign > 0 and len(counts) < MOST:
            counts[key] = 1


def _said(normalized, part, name):
    """:return: a value of a part; without a company its columns speak of the person"""
    text = (normalized.get(part) or {}).get(name)
    if not text and part == 'company':
        text = (normalized.get('person') or {}).get(name)
    return text if isinstance(text, str) else None
