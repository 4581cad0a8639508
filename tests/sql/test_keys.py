"""`key26`: the first 26 base32 characters (RFC 4648) of a SHA-256, as any other tool has them."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

from rule_house import RuleHouse

EXTREMES = ["0" * 64, "f" * 64, "8" + "0" * 63, "0" * 63 + "1", "7" * 32 + "8" * 32]


def test_keys_are_base32_of_the_digest(house: RuleHouse) -> None:
    digests = EXTREMES + [sha256(str(n).encode()).hexdigest() for n in range(500)]
    rows = house.warehouse.rows(
        "select key26(digest) from (select unnest($digests) as digest)", {"digests": digests}
    )
    assert [key for (key,) in rows] == [base32(digest) for digest in digests]


def test_a_line_key_is_of_the_canonical_json_of_its_key(house: RuleHouse) -> None:
    charge = {"period": "2026-03", "customer_id": "c1", "product_code": "p", "kind": "person"}
    for table in ("billing.drafted", "billing.line_products"):
        house.give(table, [{name: charge[name] for name in house.columns(table) & charge.keys()}])
    amount = {**charge, "person_id": 'd1/ann "é"', "unit_price": "12.3", "amount_no": 1}
    house.give("billing.amounts", [amount])
    house.give("billing.charged", [{"period": "2026-03", "customer_id": "c1", "amount_no": 1}])
    house.derive("billing.draft_lines", {})
    ((key,),) = house.warehouse.rows("select line_key from billing.draft_lines")
    canonical = (
        '{"customer_id":"c1","kind":"person","period":"2026-03",'
        '"person_id":"d1/ann \\"é\\"","product_code":"p","unit_price":"12.3000000000"}'
    )
    assert key == base32(sha256(canonical.encode()).hexdigest())


def base32(digest: str) -> str:
    return b32encode(bytes.fromhex(digest)).decode()[:26]


def test_a_connection_beside_makes_the_same_keys(house: RuleHouse) -> None:
    question = "select key26(sha256('a'))"
    with house.warehouse.beside() as beside:
        assert beside.rows(question) == house.warehouse.rows(question)
