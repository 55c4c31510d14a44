"""The official schemas of schedule files. They are under their authors' terms and not part of the project."""

import json
from functools import cache
from io import BytesIO

import jsonschema
from lxml import etree

from tests.schedule.importers.expected import real


def faults_of_xml(data: bytes) -> list[str]:
    """What the schema has against it; a skip where the schema is not here."""
    schema = _xml_schema()
    schema.validate(etree.fromstring(data))
    return [str(fault) for fault in schema.error_log]


def faults_of_json(data: bytes) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in _json_validator().iter_errors(json.loads(data))]


@cache
def _xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(BytesIO(real("schemas/voc-xsd-schedule.xml.xsd"))))


@cache
def _json_validator() -> jsonschema.protocols.Validator:
    schema = json.loads(real("schemas/voc-json-schema.json"))
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)
