"""Opens every report's page in headless Chromium and asserts what a reader relies on.

    check_pages.py PROGRAM HOME

At 1440 and 390 pixels, light and dark, without and with its folded parts open: nothing is written to the console, the
policy is never violated, nothing is requested beyond the file itself, nothing reaches beyond the window, no chart or
text of a chart is cut, texts of charts are at least 11 pixels high; the table's script sorts and filters; on paper
nothing is lost at the right.
"""

import pathlib
import sys
import tempfile

from browser import Browser
from reports import Reports

OVERFLOW = """
(() => {
  const found = [];
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page is ${wide} pixels too wide`);
  const isClipped = element => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowX)) return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll('main *')) {
    const box = element.getBoundingClientRect();
    if (box.width && box.right > innerWidth + 1 && !element.closest('svg') && !isClipped(element)) {
      found.push(`<${element.tagName.toLowerCase()} class="${element.className}"> ends at ${Math.round(box.right)}`);
    }
  }
  for (const plot of document.querySelectorAll('.plot')) {
    const shown = [...plot.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width);
    if (plot.getBoundingClientRect().width && shown.length !== 1) found.push(`a chart shows ${shown.length} pictures`);
    for (const svg of shown) {
      const frame = svg.getBoundingClientRect();
      for (const text of svg.querySelectorAll('text')) {
        const box = text.getBoundingClientRect();
        if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5 || box.bottom > frame.bottom + 1.5
            || box.top < frame.top - 3) {
          found.push(`'${text.textContent}' lies outside its chart`);
        }
        const height = 12.5 * frame.width / svg.viewBox.baseVal.width;
        if (height < 10.9) found.push(`'${text.textContent}' is ${height.toFixed(1)} pixels high`);
      }
    }
  }
  return found.slice(0, 5);
})()
"""

# Labels of one chart that lie on each other, a pixel of each side forgiven.
OVERLAPS = """
(() => {
  const found = [];
  for (const svg of document.querySelectorAll('.plot svg')) {
    const texts = [...svg.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()])
      .filter(entry => entry[1].width);
    texts.forEach(([one, a], index) => texts.slice(index + 1).forEach(([two, b]) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 5) found.push(`'${one.textContent}' and '${two.textContent}' lie on each other`);
    }));
  }
  return found.slice(0, 5);
})()
"""

TABLES = """
(() => {
  const found = [];
  for (const table of document.querySelectorAll('table')) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length >= 6) {
      const button = table.querySelector('th button');
      if (!button) { found.push('a table cannot be sorted'); continue; }
      const first = row => row.cells[0].textContent;
      button.click();
      const up = [...table.tBodies[0].rows].map(first);
      button.click();
      const down = [...table.tBodies[0].rows].map(first);
      const order = new Intl.Collator('en', {numeric: true, sensitivity: 'base'});
      const isNumber = table.querySelector('th').classList.contains('n');
      const value = text => parseFloat(text.replace(/[\\u202f\\s]/g, ''));
      const compare = (a, b) => isNumber ? value(a) - value(b) : order.compare(a, b);
      const isSorted = (list, sign) => list.every((text, index) => index === 0 || list[index - 1] === '' || text === ''
        || sign * compare(list[index - 1], text) <= 0);
      if (!isSorted(up, 1) || !isSorted(down, -1)) found.push('a table is not sorted: ' + up.slice(0, 3));
      if (up.length !== rows.length) found.push('sorting lost rows');
    }
    const input = table.parentNode.previousElementSibling?.querySelector('.tools input, input');
    if (rows.length >= 12 && !input) found.push('a table cannot be filtered');
    if (rows.length >= 12 && input) {
      const shown = () => [...table.tBodies[0].rows].filter(row => !row.hidden).length;
      input.value = 'no row holds this';
      input.dispatchEvent(new Event('input'));
      if (shown() !== 0) found.push('a filter hides nothing');
      input.value = '';
      input.dispatchEvent(new Event('input'));
      if (shown() !== rows.length) found.push('an empty filter hides rows');
    }
  }
  return found.slice(0, 5);
})()
"""


# What must be found, or the check itself is broken.
FAULTY = """<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http:">
<style>p{color:red}</style><main><canvas width="3000" height="9"></canvas><p style="color:blue">styled</p><img src="http://127.0.0.1:9/x.png" alt="">
<div class="plot"><svg viewBox="0 0 100 20" width="100" height="20"><text x="90" y="9">beyond</text>
<text x="88" y="9">beneath</text></svg></div></main><script>window.alerted = true</script></html>"""
EXPECTED = ["too wide", "ends at", "lies outside its chart", "lie on each other", "Content Security Policy", "requested"]


def seen(browser):
    """What is wrong with the page as it is shown."""
    found = browser.run(OVERFLOW) + browser.run(OVERLAPS)
    return found + browser.said() + [f"requested {url}" for url in browser.requested()]


def check_itself(browser, directory):
    file = pathlib.Path(directory, "faulty.html")
    file.write_text(FAULTY)
    browser.open(file, 390)
    found = seen(browser)
    missed = [text for text in EXPECTED if not any(text in problem for problem in found)]
    if missed:
        raise SystemExit(f"the check does not find what it is for: {missed}, only {found}")


def main():
    program, home = sys.argv[1:]
    problems = []
    pages = 0
    with tempfile.TemporaryDirectory(prefix="report-pages-") as directory, Browser() as browser:
        check_itself(browser, directory)
        reports = Reports(program, home, directory)
        for name in reports.names():
            file = reports.page(name)
            if file.stat().st_size >= 5_000_000:
                problems.append(f"{name}: {file.stat().st_size} bytes")
            for width in (1440, 390):
                for scheme in ("light", "dark"):
                    browser.open(file, width, scheme)
                    found = browser.run(OVERFLOW) + browser.run(OVERLAPS)
                    browser.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
                    found += browser.run(OVERFLOW)
                    if scheme == "light":
                        found += browser.run(TABLES)
                    found += browser.said() + [f"requested {url}" for url in browser.requested()]
                    problems += [f"{name}, {width} pixels, {scheme}: {problem}" for problem in found]
                    pages += 1
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{pages} pages looked at, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
