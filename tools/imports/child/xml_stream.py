"""XML read as a stream, nothing kept and nothing fetched: no document type, no entities, no links."""
import re
from importlib import import_module
from xml.parsers.expat import ErrorString

from preflight import Refused

NAMESPACE = re.compile(r'\{[^}]*\}')


def local(tag):
    """Name of a tag without its namespace."""
    return NAMESPACE.sub('', tag)


def stream(path, wanted, begins=None):
    """Elements of some names, complete with what they hold, one at a time.

    :param str path: of the file
    :param wanted: set of local names; an element within another wanted one is part of that one
    :param begins: called with (name, element) when an element begins
    :return: iterator of elements
    :raises Refused: a document type, an entity, or broken XML
    """
    tree, common = import_module('defusedxml.ElementTree'), import_module('defusedxml.common')
    parents, inside = [], 0
    try:
        for event, element in tree.iterparse(path, events=('start', 'end'), forbid_dtd=True):
            name = local(element.tag)
            if event == 'start':
                if begins:
                    begins(name, element)
                parents.append(element)
                inside += name in wanted
                continue
            parents.pop()
            if name in wanted:
                inside -= 1
                if not inside:
                    yield element
            if not inside and parents:
                # what was read goes, or a catalogue of goods beside the customers fills the memory
                parents[-1].remove(element)
    except common.DefusedXmlException as error:
        raise Refused('bomb', detail="document type definition") from error
    except tree.ParseError as error:
        line, _column = error.position
        raise Refused('xml_broken', row=line, detail=ErrorString(error.code)) from error
    except (LookupError, ValueError) as error:
        raise Refused('xml_broken', row=1, detail=str(error)[:100]) from error
