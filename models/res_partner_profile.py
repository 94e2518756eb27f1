from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.birthdays import Birthday, kept_between

READERS = 'crm_customer_record.group_user,crm_customer_record.group_accountant'
MONTHS = [
    ('1', "January"), ('2', "February"), ('3', "March"), ('4', "April"), ('5', "May"), ('6', "June"), ('7', "July"),
    ('8', "August"), ('9', "September"), ('10', "October"), ('11', "November"), ('12', "December"),
]
CHANNELS = [
    ('phone', "Phone"),
    ('email', "Email"),
    ('telegram', "Telegram"),
    ('whatsapp', "WhatsApp"),
    ('wechat', "WeChat"),
    ('line', "LINE"),
    ('skype', "Skype"),
    ('visit', "In person"),
    ('letter', "Letter"),
]


class ResPartner(models.Model):
    """The profile of a contact. Photo, language and free properties are the host's own fields."""

    _inherit = 'res.partner'

    birthday = fields.Char(
        string="Birth Date", size=10, groups=READERS, copy=False,
        help="1980-05-17, or --05-17 when the year is not known.")
    birth_day = fields.Integer(
        string="Day of Birth", compute='_compute_birth', inverse='_inverse_birth', groups=READERS)
    birth_month = fields.Selection(
        MONTHS, string="Month of Birth", compute='_compute_birth', inverse='_inverse_birth', groups=READERS)
    birth_year = fields.Integer(
        string="Year of Birth", compute='_compute_birth', inverse='_inverse_birth', groups=READERS,
        help="Leave it empty when it is not known.")
    next_birthday = fields.Date(compute='_compute_next_birthday', search='_search_next_birthday', groups=READERS)
    # Not copied: the host copies contacts for people without a role here, who may not read these.
    preferred_channel = fields.Selection(
        CHANNELS, groups=READERS, copy=False, help="How this contact likes to be reached. The language of letters and documents is "
        "\"Language\", above.")
    interest_ids = fields.Many2many('crm.interest', string="Interests", groups=READERS, copy=False)
    met_note = fields.Text(
        string="How We Met", groups=READERS, copy=False, help="Who introduced them is a relation: \"recommended by\".")
    met_source_id = fields.Many2one('utm.source', string="First Heard of Us", groups=READERS, copy=False, ondelete='set null')
    _birthday_idx = models.Index("(right(birthday, 5)) WHERE birthday IS NOT NULL")

    # ------------------------------------------------------------ birth date
    @api.depends('birthday')
    def _compute_birth(self):
        for partner in self:
            birthday = partner._birthday()
            partner.birth_day = birthday.day if birthday else 0
            partner.birth_month = str(birthday.month) if birthday else False
            partner.birth_year = birthday.year if birthday else 0

    def _inverse_birth(self):
        entered = {partner: (partner.birth_day, partner.birth_month, partner.birth_year) for partner in self}
        for partner, (day, month, year) in entered.items():
            if not (day or month or year):
                partner.birthday = False
                continue
            if not (day and month):
                raise ValidationError(self.env._(
                    "A birth date needs a day and a month; only the year may be left open (%(name)s).", name=partner.name))
            try:
                partner.birthday = str(Birthday.of(day, int(month), year))
            except ValueError:
                raise ValidationError(self.env._(
                    "There is no such day: %(day)s.%(month)s.%(year)s. Check the birth date of %(name)s.",
                    day=day, month=month, year=year or '', name=partner.name))

    @api.constrains('birthday')
    def _check_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self.filtered('birthday'):
            birthday = partner._birthday()
            if not birthday:
                raise ValidationError(self.env._(
                    "\"%(text)s\" is not a birth date. Write 1980-05-17, or --05-17 when the year is not known.",
                    text=partner.birthday))
            if not birthday.is_possible(today):
                raise ValidationError(self.env._(
                    "Nobody alive was born in %(year)s. Check the birth date of %(name)s, or leave the year open.",
                    year=birthday.year, name=partner.name))

    def _birthday(self):
        """Return the birthday as a ``Birthday``, ``None`` without one."""
        self.ensure_one()
        try:
            return Birthday.parse(self.birthday)
        except ValueError:
            return None

    @api.depends('birthday')
    def _compute_next_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            birthday = partner._birthday()
            partner.next_birthday = birthday.next_from(today) if birthday else False

    @api.model
    def _search_next_birthday(self, operator, value):
        """Birthdays from today until a day, or on one: what filters need; other questions have no index to answer them."""
        today = fields.Date.context_today(self)
        if operator in ('<', '<='):
            last = fields.Date.to_date(value) - relativedelta(days=operator == '<')
            last = min(last, today + relativedelta(years=1, days=-1))
            return self._domain_birthdays(today, last) if last >= today else Domain.FALSE
        if operator == 'in':
            days = {fields.Date.to_date(day) for day in value if day}
            domain = Domain.OR(self._domain_birthdays(day, day) for day in days
                               if today <= day < today + relativedelta(years=1))
            return domain | Domain('birthday', '=', False) if False in value else domain
        if operator == '>=' and fields.Date.to_date(value) <= today:
            return Domain('birthday', '!=', False)
        return NotImplemented

    @api.model
    def _domain_birthdays(self, first, last):
        """Return the domain of those who keep their birthday from one date to another."""
        days = sorted(kept_between(first, last))
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            "(%s IS NOT NULL AND right(%s, 5) = ANY(%s))",
            model._field_to_sql(alias, 'birthday', query), model._field_to_sql(alias, 'birthday', query), days))
