"""The accounts that the story tells of, each with what happens to it."""

from datetime import datetime

from pipelines.demo.people import Account, Grant, Rename
from pipelines.demo.teams import NEVER, OPEN

PROVIDER = "kielwasser.example"
BASIC, STANDARD, PREMIUM = "O365_BUSINESS_ESSENTIALS", "O365_BUSINESS_PREMIUM", "SPB"
MAILBOX = "EXCHANGESTANDARD"

TWO_COMPANIES = (
    Account(
        "nordwind-entra",
        "juergen.petersen",
        "Jürgen Petersen",
        "Geschäftsleitung",
        (Grant("SPE_E5", "direct"),),
    ),
    Account("baltica-entra", "j.petersen", "Jürgen Petersen", "Leitung", (Grant(PREMIUM),)),
)
TWO_DIRECTORIES = (
    Account("zahnkreis-praxis", "amina.haddad", "أمينة حداد", "Ordination", (Grant(PREMIUM),)),
    Account("zahnkreis-labor", "amina.haddad", "أمينة حداد", "Zahntechnik", (Grant(PREMIUM),)),
)
JOINER = Account(
    "baltica-entra",
    "signe.ostergard",
    "Signe Østergård",
    "Disposition",
    (Grant(STANDARD),),
    stays=((datetime(2026, 6, 16, 16, 20), NEVER),),
)
LEAVER = Account(
    "baltica-entra",
    "ole.brandt",
    "Ole Brandt",
    "Befrachtung",
    (Grant(PREMIUM),),
    stays=((OPEN, datetime(2026, 9, 10, 17)),),
)
RETURNER = Account(
    "rodopi-entra",
    "ivan.kolev",
    "Иван Колев",
    "Редакция",
    (Grant(STANDARD),),
    stays=((OPEN, datetime(2026, 6, 19, 17)), (datetime(2026, 7, 20, 8, 30), NEVER)),
)
# She began while nobody could look; the directory says when.
BY_EVIDENCE = Account(
    "rodopi-entra",
    "desislava.todorova",
    "Десислава Тодорова",
    "Редакция",
    (Grant(STANDARD),),
    stays=((datetime(2026, 7, 8, 10, 15), NEVER),),
)
# He left while nobody could look: he counts until the next look, or until a late one turns up.
UNSEEN_LEAVER = Account(
    "rodopi-entra",
    "stoyan.manolov",
    "Стоян Манолов",
    "Редакция",
    (Grant(STANDARD),),
    stays=((OPEN, datetime(2026, 7, 6, 17)),),
)
# Only the second look of that day sees him.
ONE_DAY = Account(
    "hanbit-entra",
    "park.seojun",
    "박서준",
    "디자인",
    (Grant(STANDARD, "direct"),),
    stays=((datetime(2026, 9, 10, 13), datetime(2026, 9, 10, 18)),),
)
MARRIED = Account(
    "zahnkreis-praxis",
    "lena.hofbauer",
    "Lena Hofbauer",
    "Empfang",
    (Grant(BASIC),),
    renames=(Rename(datetime(2026, 7, 18, 9), "Lena Nováková", "lena.novakova"),),
)
RENAMED = Account(
    "okafor-entra",
    "katherine.osei",
    "Katherine Osei",
    "Associates",
    (Grant("SPE_E3"),),
    renames=(Rename(datetime(2026, 8, 5, 11), "Kit Osei", "kit.osei"),),
)
BOTH_WAYS = Account(
    "zahnkreis-praxis",
    "matthias.gruenwald",
    "Matthias Grünwald",
    "Ordination",
    (Grant(PREMIUM), Grant(PREMIUM, "direct", datetime(2026, 6, 22, 14))),
)
UPGRADED = Account(
    "waterlinie-entra",
    "femke.zuidema",
    "Femke Zuidema",
    "Publiek",
    (
        Grant(BASIC, to_at=datetime(2026, 8, 17, 10)),
        Grant(STANDARD, "direct", datetime(2026, 8, 17, 10)),
    ),
)
SHARED_MAILBOX = Account(
    "baltica-entra",
    "fracht",
    "Fracht (Postfach)",
    "",
    (Grant(MAILBOX, "direct"),),
    is_enabled=False,
)
DISABLED = Account(
    "waterlinie-entra", "archief", "Archief", "Collectie", (Grant(BASIC),), is_enabled=False
)
SERVICE_ACCOUNT = Account(
    "nordwind-entra", "svc-scan", "Scanner Pforte", "", (Grant(MAILBOX, "direct"),)
)
GUESTS = (
    Account(
        "okafor-entra",
        "yael.barak_levy-katz.example#EXT#",
        "יעל ברק",
        grants=(Grant("POWER_BI_PRO", "direct"),),
        user_type="Guest",
    ),
    Account(
        "nordwind-entra",
        "klassifikation_seewart.example#EXT#",
        "Seewart Klassifikation",
        user_type="Guest",
    ),
    Account(
        "zahnkreis-praxis",
        "steuer_kanzlei-brunn.example#EXT#",
        "Kanzlei Brunn",
        grants=(Grant(BASIC, "direct"),),
        user_type="Guest",
    ),
)
PROVIDER_ACCOUNTS = tuple(
    Account(
        directory_id,
        "betrieb",
        "Kielwasser Betrieb",
        grants=(Grant(MAILBOX, "direct"),),
        domain=PROVIDER,
    )
    for directory_id in ("nordwind-entra", "baltica-entra", "zahnkreis-praxis")
)

CAST = (
    *TWO_COMPANIES,
    *TWO_DIRECTORIES,
    JOINER,
    LEAVER,
    RETURNER,
    BY_EVIDENCE,
    UNSEEN_LEAVER,
    ONE_DAY,
    MARRIED,
    RENAMED,
    BOTH_WAYS,
    UPGRADED,
    SHARED_MAILBOX,
    DISABLED,
    SERVICE_ACCOUNT,
    *GUESTS,
    *PROVIDER_ACCOUNTS,
)
