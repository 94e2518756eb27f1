"""What a column of a file of customers can go to."""
from .terms import _lt

# field -> English label; the order is the order of a selection
FIELDS = {
    'company.name': _lt("Company: name"), 'company.full_name': _lt("Company: full legal name"),
    'company.vat': _lt("Company: tax ID (ИНН, VAT)"), 'company.kpp': _lt("Company: branch registration (КПП)"),
    'company.registry': _lt("Company: registration number"),
    'company.ref': _lt("Company: reference"), 'company.phone': _lt("Company: phone"), 'company.email': _lt("Company: e-mail"),
    'company.website': _lt("Company: website"), 'company.street': _lt("Address: street"), 'company.street2': _lt("Address: street 2"),
    'company.zip': _lt("Address: postal code"), 'company.city': _lt("Address: city"), 'company.state': _lt("Address: region"),
    'company.country': _lt("Address: country"), 'company.address': _lt("Address: in one cell"),
    'company.comment': _lt("Company: notes"), 'company.category': _lt("Company: tags"), 'company.industry': _lt("Company: industry"),
    'company.user': _lt("Company: salesperson"), 'company.external_id': _lt("Company: key in the other system"),
    'person.name': _lt("Person: full name"), 'person.last_name': _lt("Person: last name"),
    'person.first_name': _lt("Person: first name"), 'person.middle_name': _lt("Person: middle name"),
    'person.function': _lt("Person: job position"), 'person.phone': _lt("Person: phone"), 'person.mobile': _lt("Person: mobile"),
    'person.email': _lt("Person: e-mail"), 'person.comment': _lt("Person: notes"), 'person.birthdate': _lt("Person: date of birth"),
    'person.external_id': _lt("Person: key in the other system"), 'person.photo': _lt("Photo"),
    'person.salutation': _lt("Person: form of address"),
    'any.messenger': _lt("Messenger"), 'any.kind': _lt("Company or person"), 'any.lang': _lt("Language"),
}
# What the normaliser finds out besides.
DERIVED = {
    'company.legal_form': _lt("Company: legal form"), 'company.short_name': _lt("Company: name without legal form"),
    'company.lang': FIELDS['any.lang'], 'person.lang': FIELDS['any.lang'], 'person.further': _lt("Person: further people"),
}
MULTIPLE = frozenset({
    'company.phone', 'company.email', 'company.comment', 'company.category', 'company.address', 'company.website',
    'person.phone', 'person.mobile', 'person.email', 'person.comment', 'any.messenger'})
COMPANY_ONLY = frozenset({'company.vat', 'company.kpp', 'company.registry', 'company.full_name', 'company.industry', 'company.ref'})
# a list with these is one of companies, with their people beside them
COMPANY_LIST = COMPANY_ONLY - {'company.industry'}
PERSON_NAMES = frozenset({'person.name', 'person.last_name', 'person.first_name'})
