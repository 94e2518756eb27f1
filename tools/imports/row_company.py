"""Tax id, registration number and address of a row."""
from dataclasses import replace

from .addresses import fix_zip, split_address
from .issues import INFO, WARNING
from .places import state_code
from .registry import parse_registration
from .tax_ids import KPP, eu_prefixed, parse_kpp, parse_tax_id

ADDRESS_PARTS = ('zip', 'country', 'state', 'city', 'street')


def read_tax_id(ledger, text, kpp, region, company):
    """Set `vat` and `kpp` of a company.

    :param ledger: `changes.Ledger`; :param str text, kpp: cells; :param str region: of the row
    """
    name = 'company.vat'
    tax_id = parse_tax_id(text, region) if text else None
    if tax_id:
        tax_id = _spelled(ledger, name, text, tax_id)
        company['vat'], company['kpp'] = tax_id.number, tax_id.kpp
        if tax_id.repaired:
            ledger.note(name, WARNING, 'vat_zero_restored', value=tax_id.number)
        elif tax_id.valid is False:
            ledger.note(name, WARNING, 'vat_invalid', value=tax_id.number)
        elif tax_id.valid and (prefixed := eu_prefixed(tax_id.number, region)):
            company['vat'], _waits = ledger.propose(name, 'tax_id_prefix', tax_id.number, prefixed)
    elif text:
        ledger.note(name, WARNING, 'vat_invalid', value=text[:40])
        ledger.keep('company', text)
    if not kpp:
        return
    found = parse_kpp(kpp)
    compact = ''.join(kpp.split())
    if found and found != compact:
        rule = 'branch_zero' if found == '0' + compact else 'tax_id_spelling'
        found = ledger.change('company.kpp', rule, kpp, found)
    company['kpp'] = found or company.get('kpp') or ''
    if not found:
        ledger.note('company.kpp', WARNING, 'kpp_invalid', value=kpp[:40])
        ledger.keep('company', kpp)


def read_registration(ledger, text, region, company):
    """Set `registry` of a company whose tax id was read before, unless that is the same number.

    :param str text: cell; :param str region: of the row
    """
    name = 'company.registry'
    found = parse_registration(text, region)
    if found and region in ('RU', '') and not company.get('kpp') and KPP.fullmatch(found.number):
        # where Odoo has one field for both, its own export does not tell them apart
        company['kpp'] = found.number
        return
    if not found or found.valid is False:
        ledger.note(name, WARNING, 'registry_invalid', value=text[:40])
    if not found:
        ledger.keep('company', text)
        return
    number = ledger.change(name, 'registry_spelling', text, found.number)
    if number != (company.get('vat') or '').removeprefix(region):
        company['registry'] = number


def _spelled(ledger, name, text, tax_id):
    if tax_id.repaired:
        number = ledger.change(name, 'tax_id_zero', tax_id.number[1:], tax_id.number)
        restored = number == tax_id.number
        return replace(tax_id, number=number, repaired=restored, valid=restored)
    if not tax_id.kpp and tax_id.number != text:
        return replace(tax_id, number=ledger.change(name, 'tax_id_spelling', text, tax_id.number))
    return tax_id


def read_address(ledger, zip_text, addresses, region, company):
    """Set the address of a company; parts that stand in columns of their own go before those of a whole address.

    :param str zip_text: cell of the postal code; :param list addresses: texts of the cells that hold whole addresses
    """
    zip_code, restored = fix_zip(zip_text, region) if zip_text else ('', False)
    company['zip'] = ledger.change('company.zip', 'zip_zero', zip_text, zip_code) if restored else zip_text
    if restored and company['zip'] == zip_code:
        ledger.note('company.zip', WARNING, 'zip_zero_restored', value=zip_code)
    if addresses:
        _whole_address(ledger, list(dict.fromkeys(' '.join(address.split()) for address in addresses)), region, company)
    if company['state']:
        company['state_code'] = state_code(company['state'], company['country'] or region)


def _whole_address(ledger, distinct, region, company):
    first, rest = distinct[0], distinct[1:]
    company['address'] = first
    parts = split_address(first, region)
    shown = ' | '.join(parts[key] for key in ADDRESS_PARTS if parts.get(key))
    if parts == {'street': first} or ledger.change('company.address', 'address_split', first, shown) == shown:
        for key, value in parts.items():
            company[key] = company.get(key) or value
    if rest:
        ledger.keep('company', *rest)
        ledger.note('company.address', INFO, 'several_values', value=rest[0][:60])
