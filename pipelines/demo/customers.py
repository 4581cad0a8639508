"""The seller and the twelve customers: rows of customers.csv, and settings.toml."""

SETTINGS = """\
[seller]
name = "Kielwasser IT-Service GmbH"
street = "Am Sandtorkai 901"
postcode = "20457"
city = "Hamburg"
country = "DE"
vat_id = "DE123456789"
email = "rechnung@kielwasser.example"
iban = "DE89370400440532013000"
electronic_address = "0088:4012345000009"
accent = "#0b6e6e"

[billing]
currency = "EUR"
time_zone = "Europe/Berlin"
gap_days = 7
removal_guard = 0.30
correction = "credit_note"
approval = false
invoice_number = "INV-{year}-{seq:06}"
credit_note_number = "CN-{year}-{seq:06}"
payment_days = 14

[output]
data = "data"
formats = ["html", "csv", "json"]
"""

COLUMNS = (
    "customer_id,name,legal_name,street,postcode,city,country,vat_id,email,currency,locale,"
    "time_zone,billing_day,billing_timing,billing_from,billing_to,tax_category,tax_rate,"
    "exemption_reason,purchase_order,buyer_reference,electronic_address"
)
ADDRESS = "customer_id,name,legal_name,street,postcode,city,country,vat_id,email"
TERMS = "currency,locale,time_zone,tax_category,tax_rate,exemption_reason"

REVERSE_CHARGE = "Reverse charge: VAT is due from the recipient (Art. 196 Directive 2006/112/EC)"
EXPORT = "Supplied to a business outside the European Union (§ 3a Abs. 2 UStG)"
OUTSIDE = "Not subject to German VAT (§ 3a Abs. 2 UStG)"

# Two lines a customer: who it is (ADDRESS) and on what terms (TERMS), cells parted by bars.
WHO_AND_TERMS = """
nordwind|Nordwind Werft|Nordwind Werft GmbH|Slipweg 12|18147|Rostock|DE|DE111111125|kreditoren@nordwind.example
EUR|de-DE|Europe/Berlin|S|19|
baltica|Baltica Reederei|Baltica Reederei GmbH & Co. KG|Kontorhof 3|23552|Lübeck|DE|DE222222238|buchhaltung@baltica.example
EUR|de-DE|Europe/Berlin|S|19|
lindenhof|Schule am Lindenhof|Schulverein Lindenhof e. V.|Lindenallee 40|99423|Weimar|DE||verwaltung@lindenhof.example
EUR|de-DE|Europe/Berlin|S|19|
kessler|Fahrradwerk Keßler|Fahrradwerk Keßler e. K.|Speichengasse 5|48143|Münster|DE|DE333333341|werkstatt@kessler.example
EUR|de-DE|Europe/Berlin|S|19|
zahnkreis|Zahnkreis Wien|Zahnkreis Ordinationen GmbH|Gumpengasse 77|1060|Wien|AT|ATU12345675|rechnung@zahnkreis.example
EUR|de-AT|Europe/Vienna|AE|0|reverse
aigaion|Ναυτιλιακή Αιγαίον|Ναυτιλιακή Αιγαίον Α.Ε.|Ακτή Ανέμων 18|185 36|Πειραιάς|GR|EL123456783|logistirio@aigaion.example
EUR|el-GR|Europe/Athens|AE|0|reverse
rodopi|Издателство Родопи|Издателство Родопи ООД|ул. Книжовна 9|1000|София|BG|BG123456786|schet@rodopi.example
EUR|bg-BG|Europe/Sofia|AE|0|reverse
waterlinie|Museum De Waterlinie|Stichting Museum De Waterlinie|Vestingdijk 1|4201 ZZ|Gorinchem|NL||balie@waterlinie.example
EUR|nl-NL|Europe/Amsterdam|S|21|
okafor|Okafor Lindqvist|Okafor Lindqvist LLP|900 Gaslight Plaza|10004|New York, NY|US||accounts@okafor-lindqvist.example
USD|en-US|America/New_York|G|0|export
himgiri|हिमगिरि वस्त्र|Himgiri Textiles Private Limited|14 Karghā Mārg|400013|Mumbai|IN||lekha@himgiri.example
USD|en-IN|Asia/Kolkata|G|0|export
hanbit|한빛 디자인|주식회사 한빛 디자인|등불로 21|04001|서울|KR||account@hanbit.example
USD|ko-KR|Asia/Seoul|O|0|outside
chagetsudo|茶月堂|株式会社茶月堂|茶園通り三丁目八番|611-0001|宇治市|JP||keiri@chagetsudo.example
JPY|ja-JP|Asia/Tokyo|O|0|outside
"""  # noqa: E501 (an address is one line)

REASONS = {"": "", "reverse": REVERSE_CHARGE, "export": EXPORT, "outside": OUTSIDE}

# What only some customers have.
PARTICULARS: dict[str, dict[str, str]] = {
    "nordwind": {"purchase_order": "NW-2026-0417", "electronic_address": "9930:DE111111125"},
    "lindenhof": {"buyer_reference": "04011000-1234512345-06"},
    "zahnkreis": {"purchase_order": "4500-771"},
    # The museum is under contract since 1 June, but its consent came on the 4th: a warning.
    "waterlinie": {"billing_from": "2026-06-01"},
    # The tea merchant came in the middle of July and is billed from the 15th to the 15th.
    "chagetsudo": {"billing_day": "15", "billing_from": "2026-07-15"},
}


def _customers() -> tuple[dict[str, str], ...]:
    lines = [line.split("|") for line in WHO_AND_TERMS.split("\n") if line]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return tuple(_customer(who, terms) for who, terms in pairs)


def _customer(who: list[str], terms: list[str]) -> dict[str, str]:
    row = dict(zip(ADDRESS.split(","), who, strict=True))
    row |= dict(zip(TERMS.split(","), terms, strict=True))
    row["exemption_reason"] = REASONS[row["exemption_reason"]]
    return row | PARTICULARS.get(row["customer_id"], {})


CUSTOMERS = _customers()
