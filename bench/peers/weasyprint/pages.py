"""Sets every .html of a folder as PDF, the first once more before the clock: what a peer takes.

python pages.py FOLDER; prints a JSON object.
"""

import json
import sys
import time
from pathlib import Path

from weasyprint import HTML

pages = [path.read_text() for path in sorted(Path(sys.argv[1]).glob("*.html"))]
HTML(string=pages[0]).write_pdf()
begun = time.process_time()
sizes = [len(HTML(string=page).write_pdf() or b"") for page in pages]
print(json.dumps({"rate": len(pages) / (time.process_time() - begun), "bytes": sum(sizes)}))
