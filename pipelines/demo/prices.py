"""The price book: what a unit costs by the month, in the list and by agreement."""

COLUMNS = (
    "customer_id,product_code,valid_from,valid_to,currency,unit_price,unit_cost,model,tier_from,"
    "proration,minimum_quantity,unassigned,discount_percent"
)
YEAR = "2026-01-01"
RISE = "2026-07-15"

# product_code: EUR price, EUR cost, USD price, JPY price (blank: not sold there), proration
LIST = """
m365-bs|13.10|10.40|14.00|2180|
m365-bb|6.70|5.10|7.20|1090|
m365-e3|39.40|32.80|42.00||
m365-e5|61.90|51.70|66.00||
m365-f3|8.90|7.10|9.60||
exchange-1|4.50|3.40|4.80|720|
power-bi|14.20|11.80|15.20|2360|
copilot|31.00|25.60|33.00|4980|full_period
visio-2|16.80|13.40|18.00||until_period_end
project-3|33.30|26.90|35.50||fixed_30
edu-a3|4.90|3.60|||
pupil-account|1.20||||
terminal-server|12.50|6.20|||
"""

# Business Premium became dearer in the middle of July: two prices in one month.
RISES = (
    ("", YEAR, RISE, "EUR", "22.60", "18.10"),
    ("", RISE, "", "EUR", "23.90", "19.00"),
    ("", YEAR, RISE, "JPY", "3680", "2940"),
    ("", RISE, "", "JPY", "3890", "3090"),
    ("", YEAR, "", "USD", "24.20", "19.40"),
)

# customer_id, product_code, currency, and what else the row says
AGREED: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("nordwind", "m365-f3", "EUR", {"unit_price": "8.40", "model": "graduated", "tier_from": "1"}),
    (
        "nordwind",
        "m365-f3",
        "EUR",
        {"unit_price": "7.60", "model": "graduated", "tier_from": "101"},
    ),
    (
        "nordwind",
        "m365-f3",
        "EUR",
        {"unit_price": "6.90", "model": "graduated", "tier_from": "251"},
    ),
    ("nordwind", "workplace-care", "EUR", {"unit_price": "9.50"}),
    ("baltica", "workplace-care", "EUR", {"unit_price": "11.00"}),
    ("kessler", "workplace-care", "EUR", {"unit_price": "14.00"}),
    ("okafor", "workplace-care", "USD", {"unit_price": "19.00"}),
    # The more pupils, the cheaper all of them; the summer's leavers raise the price.
    ("lindenhof", "pupil-account", "EUR", {"unit_price": "1.20", "model": "volume"}),
    (
        "lindenhof",
        "pupil-account",
        "EUR",
        {"unit_price": "0.75", "model": "volume", "tier_from": "170"},
    ),
    ("kessler", "m365-bp", "EUR", {"unit_price": "21.50", "minimum_quantity": "15"}),
    ("himgiri", "m365-bs", "USD", {"unit_price": "12.60", "unassigned": "bill"}),
    ("aigaion", "m365-bs", "EUR", {"unit_price": "13.10", "discount_percent": "7.5"}),
    ("kessler", "service-desk", "EUR", {"unit_price": "49.00"}),
    ("aigaion", "service-desk", "EUR", {"unit_price": "180.00"}),
    ("waterlinie", "service-desk", "EUR", {"unit_price": "60.00"}),
    ("chagetsudo", "service-desk", "JPY", {"unit_price": "24000"}),
    ("himgiri", "backup-storage", "USD", {"unit_price": "0.031250", "unit_cost": "0.018000"}),
    ("okafor", "backup-storage", "USD", {"unit_price": "0.042500", "unit_cost": "0.018000"}),
)


def price_rows() -> list[dict[str, str]]:
    return [*_list_rows(), *map(_rise_row, RISES), *map(_agreed_row, AGREED)]


def _list_rows() -> list[dict[str, str]]:
    rows = []
    for line in LIST.split():
        code, euro, cost, dollar, yen, proration = line.split("|")
        row = {"product_code": code, "valid_from": YEAR, "proration": proration}
        rows.append(row | {"currency": "EUR", "unit_price": euro, "unit_cost": cost})
        rows.append(row | {"currency": "USD", "unit_price": dollar})
        rows.append(row | {"currency": "JPY", "unit_price": yen})
    return [row for row in rows if row["unit_price"]]


def _rise_row(rise: tuple[str, ...]) -> dict[str, str]:
    names = ("customer_id", "valid_from", "valid_to", "currency", "unit_price", "unit_cost")
    return {"product_code": "m365-bp"} | dict(zip(names, rise, strict=True))


def _agreed_row(agreed: tuple[str, str, str, dict[str, str]]) -> dict[str, str]:
    customer_id, product_code, currency, rest = agreed
    row = {"customer_id": customer_id, "product_code": product_code, "currency": currency}
    return row | {"valid_from": YEAR} | rest
