"""Who works where: departments, how many people each, and the SKUs that they hold."""

from dataclasses import dataclass
from datetime import datetime

OPEN = datetime(2000, 1, 1)  # before every look
NEVER = datetime(2100, 1, 1)  # after every look

# The repair dock was sold on 11 August and the yard's own directory lost a third of itself.
DOCK_SOLD_AT = datetime(2026, 8, 11, 18)
SCHOOL_ENDS_AT = datetime(2026, 7, 31, 12)
SCHOOL_BEGINS_AT = datetime(2026, 8, 31, 9)


@dataclass(frozen=True, slots=True)
class Team:
    """`skus` are part numbers with their share of the team in percent, blank-separated.

    Where `from_at` or `to_at` is said, all come or go together.
    """

    directory_id: str
    department: str
    people: int
    skus: str
    tongues: str
    from_at: datetime = OPEN
    to_at: datetime = NEVER


YARD = "german german german nordic polish polish turkish ukrainian arabic"
WORLD = "english english spanish spanish chinese hebrew arabic greek ukrainian hindi korean"
VIENNA = "german german german turkish bulgarian arabic hebrew polish"

TEAMS = (
    Team("nordwind-entra", "Konstruktion", 71, "SPE_E3:100 VISIOCLIENT:12", YARD),
    Team("nordwind-entra", "Schweißerei", 112, "SPE_F1:100", YARD),
    Team("nordwind-entra", "Reparaturdock", 156, "SPE_F1:100", YARD, to_at=DOCK_SOLD_AT),
    Team("nordwind-entra", "Elektrik", 84, "SPE_F1:100", YARD),
    Team("nordwind-entra", "Hafenbetrieb", 38, "SPE_F1:100 POWER_BI_PRO:8", YARD),
    Team("nordwind-entra", "Verwaltung", 61, "SPE_E3:100 Microsoft_365_Copilot:15", YARD),
    Team("nordwind-entra", "Einkauf", 40, "SPE_E3:100 POWER_BI_PRO:25 FLOW_FREE:30", YARD),
    Team("nordwind-entra", "Geschäftsleitung", 9, "SPE_E5:100 POWER_BI_PRO:40", YARD),
    Team("nordwind-entra", "Ausbildung", 26, "EXCHANGESTANDARD:100", YARD),
    Team("baltica-entra", "Disposition", 34, "O365_BUSINESS_PREMIUM:100", YARD),
    Team("baltica-entra", "Befrachtung", 22, "SPB:100 POWER_BI_PRO:20", YARD),
    Team("baltica-entra", "Buchhaltung", 14, "SPB:100", YARD),
    Team("lindenhof-kollegium", "Kollegium", 46, "M365EDU_A3_FACULTY:100", "german turkish polish"),
    Team("lindenhof-kollegium", "Verwaltung", 9, "M365EDU_A3_FACULTY:100", "german"),
    Team("lindenhof-schueler", "Klassen 5 bis 9", 162, "STANDARDWOFFPACK_STUDENT:100", YARD),
    Team(
        "lindenhof-schueler",
        "Klasse 10",
        28,
        "STANDARDWOFFPACK_STUDENT:100",
        YARD,
        to_at=SCHOOL_ENDS_AT,
    ),
    Team(
        "lindenhof-schueler",
        "Klasse 5 neu",
        30,
        "STANDARDWOFFPACK_STUDENT:100",
        YARD,
        from_at=SCHOOL_BEGINS_AT,
    ),
    Team("kessler-entra", "Werkstatt", 8, "SPB:100", "german turkish dutch"),
    Team("kessler-entra", "Laden", 3, "SPB:100", "german polish"),
    Team("zahnkreis-praxis", "Ordination", 58, "SPB:100", VIENNA),
    Team("zahnkreis-praxis", "Empfang", 34, "O365_BUSINESS_ESSENTIALS:100", VIENNA),
    Team("zahnkreis-praxis", "Ausbildung", 8, "SPB:100", VIENNA),
    Team("zahnkreis-labor", "Zahntechnik", 37, "SPB:100 POWER_BI_STANDARD:20", VIENNA),
    Team("aigaion-entra", "Ναυλώσεις", 24, "O365_BUSINESS_PREMIUM:100 POWER_BI_PRO:15", "greek"),
    Team("aigaion-entra", "Πληρώματα", 26, "O365_BUSINESS_PREMIUM:100", "greek greek ukrainian"),
    Team("aigaion-entra", "Λογιστήριο", 10, "SPB:100", "greek"),
    Team("rodopi-entra", "Редакция", 20, "O365_BUSINESS_PREMIUM:100", "bulgarian"),
    Team("rodopi-entra", "Печатница", 11, "O365_BUSINESS_ESSENTIALS:100", "bulgarian turkish"),
    Team("waterlinie-entra", "Collectie", 14, "O365_BUSINESS_PREMIUM:100", "dutch"),
    Team("waterlinie-entra", "Publiek", 21, "O365_BUSINESS_ESSENTIALS:100", "dutch dutch arabic"),
    Team("okafor-entra", "Partners", 18, "SPE_E5:100 POWER_BI_PRO:30", WORLD),
    Team("okafor-entra", "Associates", 62, "SPE_E3:100 Microsoft_365_Copilot:20", WORLD),
    Team("okafor-entra", "Paralegals", 38, "SPE_E3:100 EXCHANGESTANDARD:10", WORLD),
    Team("okafor-entra", "Projects", 11, "SPE_E3:100 PROJECTPROFESSIONAL:70", WORLD),
    Team("himgiri-entra", "बुनाई", 44, "O365_BUSINESS_PREMIUM:100", "hindi"),
    Team("himgiri-entra", "निर्यात", 25, "O365_BUSINESS_PREMIUM:100", "hindi hindi english"),
    Team("himgiri-entra", "लेखा", 11, "SPE_E3:100 POWER_BI_PRO:30", "hindi"),
    Team("hanbit-entra", "디자인", 15, "O365_BUSINESS_PREMIUM:100", "korean korean korean chinese"),
    Team("hanbit-entra", "영업", 7, "O365_BUSINESS_PREMIUM:100 POWER_BI_PRO:60", "korean"),
    Team("chagetsudo-entra", "茶園", 12, "O365_BUSINESS_ESSENTIALS:100", "japanese"),
    Team("chagetsudo-entra", "店舗", 9, "SPB:100", "japanese japanese japanese chinese"),
    Team("chagetsudo-entra", "経理", 4, "SPB:100 POWER_BI_PRO:50", "japanese"),
)
