import pytest

from schemas import REGISTRY
from schemas.fields import Sensitivity
from server.api.masking import is_masked, mask


@pytest.mark.parametrize(
    ("record_type", "field", "value", "shown"),
    [
        ("member", "id_number", "410899199001011239", "410899****1239"),
        ("member", "id_number", "1234567890", "****"),
        ("member", "id_number", None, None),
        ("member", "id_type", "1", "1"),
        ("member", "name", "张三", "张三"),
        ("household", "phone", "13912345678", "139****5678"),
        ("household", "bank_account", "6222021234567890123", "****0123"),
        ("household", "of_a_newer_version", {"a": 1}, "****"),
        ("newer_type", "field", "x", "****"),
    ],
)
def test_what_is_shown(record_type: str, field: str, value: object, shown: object):
    assert mask(record_type, field, value) == shown


def test_every_number_that_identifies_somebody_is_masked():
    sensitive = {Sensitivity.IDENTITY, Sensitivity.CONTACT, Sensitivity.BANK}
    for record_type in REGISTRY.types:
        for field in record_type.fields:
            if field.sensitivity in sensitive and field.codes is None:
                assert is_masked(record_type.name, field.name)
