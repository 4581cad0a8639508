"""What is sold: rows of skus.csv and products.csv. SKU ids and names are Microsoft's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sku:
    part_number: str
    sku_id: str
    product_code: str
    reason: str = ""


SKUS = (
    Sku("SPB", "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "m365-bp"),
    Sku("O365_BUSINESS_PREMIUM", "f245ecc8-75af-4f8e-b61f-27d8114de5f3", "m365-bs"),
    Sku("O365_BUSINESS_ESSENTIALS", "3b555118-da6a-4418-894f-7df1e2096870", "m365-bb"),
    Sku("SPE_E3", "05e9a617-0261-4cee-bb44-138d3ef5d965", "m365-e3"),
    Sku("SPE_E5", "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "m365-e5"),
    Sku("SPE_F1", "66b55226-6b4f-492c-910c-a3b7a3c9d993", "m365-f3"),
    Sku("EXCHANGESTANDARD", "4b9405b0-7788-4568-add1-99614e613b69", "exchange-1"),
    Sku("POWER_BI_PRO", "f8a1db68-be16-40ed-86d5-cb42ce701560", "power-bi"),
    Sku("Microsoft_365_Copilot", "639dec6b-bb19-468b-871c-c5c441c4b0cb", "copilot"),
    Sku("VISIOCLIENT", "c5928f49-12ba-48f7-ada3-0d743a3601d5", "visio-2"),
    Sku("PROJECTPROFESSIONAL", "53818b1b-4a27-454b-8896-0dba576410e6", "project-3"),
    Sku("M365EDU_A3_FACULTY", "4b590615-0888-425a-a965-b3bf7789848d", "edu-a3"),
    Sku("STANDARDWOFFPACK_STUDENT", "314c4481-f395-4525-be8b-2ec4bb1e9d91", "pupil-account"),
    Sku("FLOW_FREE", "f30db892-07e9-47e9-837c-80727f46fd3d", "", "free of charge"),
    Sku("POWER_BI_STANDARD", "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235", "", "free of charge"),
    # A group of the Active Directory that stands for a place on the terminal server.
    Sku("APP-Terminalserver", "APP-Terminalserver", "terminal-server"),
)
SKU_IDS = {sku.part_number: sku.sku_id for sku in SKUS}

# product_code, name, kind, includes
PRODUCTS = (
    ("m365-bp", "Microsoft 365 Business Premium", "sku", ""),
    ("m365-bs", "Microsoft 365 Business Standard", "sku", ""),
    ("m365-bb", "Microsoft 365 Business Basic", "sku", ""),
    ("m365-e3", "Microsoft 365 E3", "sku", "exchange-1"),
    ("m365-e5", "Microsoft 365 E5", "sku", "power-bi;exchange-1"),
    ("m365-f3", "Microsoft 365 F3", "sku", ""),
    ("exchange-1", "Exchange Online (Plan 1)", "sku", ""),
    ("power-bi", "Power BI Pro", "sku", ""),
    ("copilot", "Microsoft Copilot for Microsoft 365", "sku", ""),
    ("visio-2", "Visio Plan 2", "sku", ""),
    ("project-3", "Planner and Project Plan 3", "sku", ""),
    ("edu-a3", "Microsoft 365 A3 for Faculty", "sku", ""),
    ("pupil-account", "Pupil account (Office 365 A1 for students)", "sku", ""),
    ("terminal-server", "Place on the terminal server", "sku", ""),
    ("workplace-care", "Workplace care", "user", ""),
    ("service-desk", "Service desk on call", "flat", ""),
    ("backup-storage", "Backup storage, GB", "counted", ""),
)


def sku_rows() -> list[dict[str, str]]:
    """Every other SKU is named by its id, the rest by part number: either will do."""
    return [
        {
            "sku": sku.sku_id if place % 2 else sku.part_number,
            "product_code": sku.product_code,
            "reason": sku.reason,
        }
        for place, sku in enumerate(SKUS)
    ]


def product_rows() -> list[dict[str, str]]:
    names = ("product_code", "name", "kind", "includes")
    return [dict(zip(names, product, strict=True)) for product in PRODUCTS]
