"""Makes docs/images/REPORT.png of every built-in report: the head of its page, down to its first chart.

    take_pictures.py PROGRAM HOME DIRECTORY
"""

import pathlib
import sys
import tempfile

from PIL import Image

from browser import Browser
from reports import Reports

# Where a picture ends: below the first chart, or the head of a table.
END = """
(() => {
  const chart = document.querySelector('article > figure');
  if (chart) return chart.getBoundingClientRect().bottom;
  const card = document.querySelector('article > section.card');
  return card ? Math.min(card.getBoundingClientRect().bottom, 620) : 620;
})()
"""
TOP, MARGIN = 20, 12
# Of a dashboard: its key figures and the first charts.
BOARD_HEIGHT = 1480


def reduced(file):
    """Text and flat colours need no more than 256 of them."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(
            256, method=Image.Quantize.MEDIANCUT, kmeans=8, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def main():
    program, home, directory = sys.argv[1:]
    images = pathlib.Path(directory)
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="report-pages-") as work, Browser() as browser:
        reports = Reports(program, home, work)

        def take(page, name, width, height=None, scheme="light"):
            browser.open(page, width, scheme)
            end = height or browser.run(END) + MARGIN
            file = images / f"{name}.png"
            browser.picture(file, {"x": 0, "y": TOP, "width": width, "height": end - TOP})
            reduced(file)
            print(f"{file}: {file.stat().st_size // 1000} kB")

        for name in reports.names():
            page = reports.page(name)
            if name == "dashboard":
                take(page, name, 1312, BOARD_HEIGHT)
                take(page, "dashboard-dark", 1312, BOARD_HEIGHT, "dark")
                take(page, "dashboard-phone", 390, BOARD_HEIGHT)
            else:
                take(page, name, 1136)


main()
