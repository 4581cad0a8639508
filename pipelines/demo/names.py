"""Given and family names to combine, each in its script and as it stands in an address."""

import unicodedata
from dataclasses import dataclass
from random import Random

# What taking the accents off does not turn into ASCII, or not as people there write it.
SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """`given` and `family` are blank-separated; `as written=as in an address` where they differ."""

    given: str
    family: str
    pattern: str = "{given} {family}"


TONGUES: dict[str, tuple[Tongue, ...]] = {
    "german": (
        Tongue(
            "Anja Birgit Elke Frauke Heike Imke Käthe Lieselotte Maren Sönke Jörg Jürgen Günther"
            " Holger Malte Niklas Ole Rüdiger Torben Uwe",
            "Ahrens Brömmel Carstens Düvel Ehlers Förster Gröning Hübner Jäger Köhler Lührs Möller"
            " Niebuhr Oltmann Pöhls Quast Rönnau Schröder Tönnies Weiß",
        ),
    ),
    "nordic": (
        Tongue(
            "Åse Bjørn Eirik Ingrid Jørgen Kåre Liv Mårten Niels Østen Søren Torbjørn Ylva Åsa",
            "Ångström Bjørnstad Dahlgård Fjeldsøe Grønvold Hägglund Kjær Lövgren Nygård Østergaard"
            " Sjöberg Skovgård Tømmerås Ødegård",
        ),
    ),
    "polish": (
        Tongue(
            "Agnieszka Bożena Czesława Łucja Małgorzata Zofia Grażyna",
            "Bąkowska Dąbrowska Górska Jabłońska Świątek Żurawska",
        ),
        Tongue(
            "Bartłomiej Grzegorz Łukasz Michał Paweł Stanisław Święcław",
            "Bąk Dąbrowski Jabłoński Kołodziej Woźniak Żuraw",
        ),
    ),
    "turkish": (
        Tongue(
            "Ayşe=ayse Çiğdem=cigdem Gülşen=gulsen İpek=ipek Ömer=omer Şükrü=sukru Tuğba=tugba"
            " Yiğit=yigit",
            "Aydın=aydin Çelik=celik Gündoğdu=gundogdu Kılıç=kilic Öztürk=ozturk Şahin=sahin"
            " Yıldız=yildiz",
        ),
    ),
    "dutch": (
        Tongue(
            "Anneke Daniël Eefje Femke Gijs Jikke Joost Koen Loïs Maartje Noëlle Renée Sjoerd",
            "Bakkenes Coebergh Dijkgraaf Eijsink Hooghiemstra Kuijpers Meeuwsen Noordhoek"
            " Reijnders Scholten Veenstra Wijnands Zuidema",
        ),
    ),
    "english": (
        Tongue(
            "Abigail Caleb Desmond Eleanor Franklin Imogen Josephine Lionel Marguerite Nathaniel"
            " Odette Priscilla Rosalind Theodore",
            "Abernathy Blackwood Carmody Delacroix Fairweather Greenleaf Hollister Kingsley"
            " Lockhart Marchetti Okonkwo Pemberton Ravenscroft Whitaker",
        ),
    ),
    "spanish": (
        Tongue(
            "Álvaro Begoña Concepción Efraín Inés Íñigo Jesús Lucía Martín Nuño Rocío Sofía",
            "Acuña Bermúdez Cárdenas Domínguez Ibáñez Liñán Muñoz Peña Rincón Yáñez Zúñiga",
        ),
    ),
    "bulgarian": (
        Tongue(
            "Албена=albena Боряна=boryana Весела=vesela Гергана=gergana Елица=elitsa Жана=zhana"
            " Калина=kalina Цветана=tsvetana",
            "Атанасова=atanasova Балабанова=balabanova Вълчева=valcheva Желязкова=zhelyazkova"
            " Кръстева=krasteva Щерева=shtereva",
        ),
        Tongue(
            "Асен=asen Борислав=borislav Васил=vasil Георги=georgi Живко=zhivko Любомир=lyubomir"
            " Чавдар=chavdar",
            "Ангелов=angelov Божинов=bozhinov Врачански=vrachanski Дечев=dechev Йорданов=yordanov"
            " Чолаков=cholakov",
        ),
    ),
    "ukrainian": (
        Tongue(
            "Богдана=bohdana Ганна=hanna Дмитро=dmytro Євген=yevhen Йосип=yosyp Олеся=olesia"
            " Соломія=solomiia Юрій=yurii",
            "Бондаренко=bondarenko Гончар=honchar Загребельний=zahrebelnyi Кравець=kravets"
            " Лисенко=lysenko Шевчук=shevchuk",
        ),
    ),
    "greek": (
        Tongue(
            "Αγγελική=angeliki Δήμητρα=dimitra Ελένη=eleni Ευανθία=evanthia Κατερίνα=katerina"
            " Μυρτώ=myrto Χρυσούλα=chrysoula Ουρανία=ourania Φωτεινή=foteini",
            "Αλεξίου=alexiou Βλαχοπούλου=vlachopoulou Καλλέργη=kallergi Μαυρομμάτη=mavrommati"
            " Παπαδάκη=papadaki Χατζή=chatzi Ζαχαρίου=zachariou Τσιρίγου=tsirigou",
        ),
        Tongue(
            "Άγγελος=angelos Βασίλης=vasilis Γιώργος=giorgos Θανάσης=thanasis Νίκος=nikos"
            " Σπύρος=spyros Χρήστος=christos Ηλίας=ilias Λευτέρης=lefteris",
            "Γεωργιάδης=georgiadis Δελής=delis Κωνσταντινίδης=konstantinidis Μακρής=makris"
            " Ξενάκης=xenakis Ψαρράς=psarras Θεοτόκης=theotokis Φραγκιάς=fragkias",
        ),
    ),
    "arabic": (
        Tongue(
            "أحمد=ahmad بشرى=bushra جميلة=jamila خالد=khalid رانيا=rania زياد=ziyad سلمى=salma"
            " طارق=tariq عمر=omar ليلى=layla",
            "الخطيب=alkhatib بركات=barakat حداد=haddad درويش=darwish صباغ=sabbagh عبود=abboud"
            " قباني=qabbani نجار=najjar",
        ),
    ),
    "hebrew": (
        Tongue(
            "אביגיל=avigail דוד=david חנה=hannah יעל=yael מיכל=michal נועם=noam עמית=amit"
            " שירה=shira",
            "אלון=alon ברק=barak גולן=golan כרמי=carmi לביא=lavi פלד=peled רוזן=rosen שחר=shachar",
        ),
    ),
    "hindi": (
        Tongue(
            "अनन्या=ananya आरव=aarav ईशा=isha ऋषि=rishi कबीर=kabir दीपिका=deepika नंदिनी=nandini"
            " प्रिया=priya मीरा=meera रोहन=rohan विक्रम=vikram शांति=shanti",
            "अग्रवाल=agarwal कुलकर्णी=kulkarni गुप्ता=gupta जोशी=joshi त्रिपाठी=tripathi देशपांडे=deshpande"
            " मिश्रा=mishra राणा=rana शर्मा=sharma श्रीवास्तव=shrivastava",
        ),
    ),
    "japanese": (
        Tongue(
            "葵=aoi 大輔=daisuke 恵美=emi 春樹=haruki 一郎=ichiro 香織=kaori 美咲=misaki 直人=naoto"
            " さくら=sakura 優子=yuko",
            "青木=aoki 藤原=fujiwara 林=hayashi 石川=ishikawa 小林=kobayashi 松本=matsumoto"
            " 中村=nakamura 佐々木=sasaki 高橋=takahashi 渡辺=watanabe",
            "{family} {given}",
        ),
    ),
    "chinese": (
        Tongue(
            "安琪=anqi 春华=chunhua 国强=guoqiang 海燕=haiyan 建国=jianguo 丽娜=lina 明轩=mingxuan"
            " 思远=siyuan 晓梅=xiaomei 雨桐=yutong",
            "陈=chen 冯=feng 郭=guo 黄=huang 梁=liang 欧阳=ouyang 孙=sun 许=xu 张=zhang 周=zhou",
            "{family}{given}",
        ),
    ),
    "korean": (
        Tongue(
            "다은=daeun 동현=donghyun 하늘=haneul 지우=jiwoo 민준=minjun 나리=nari 서연=seoyeon"
            " 수빈=subin 태양=taeyang 유나=yuna",
            "강=kang 권=kwon 김=kim 남궁=namgung 문=moon 박=park 서=seo 오=oh 윤=yoon 최=choi",
            "{family}{given}",
        ),
    ),
}


def draw_name(random: Random, tongue: str) -> tuple[str, str]:
    """A display name and the part of an address that stands before the @."""
    spoken = random.choice(TONGUES[tongue])
    given, given_latin = _spelled(random.choice(spoken.given.split()))
    family, family_latin = _spelled(random.choice(spoken.family.split()))
    return spoken.pattern.format(given=given, family=family), f"{given_latin}.{family_latin}"


def _spelled(name: str) -> tuple[str, str]:
    written, _, latin = name.partition("=")
    return written, latin or in_ascii(written)


def in_ascii(name: str) -> str:
    """A Latin name without its accents, in small letters."""
    parts = unicodedata.normalize("NFKD", name.lower().translate(SPELLED))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
