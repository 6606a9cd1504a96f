/// The only script of a page: sorts and filters tables.
///
/// Without it, or where it may not run, the page lacks nothing but that. It makes no markup from text, and holds
/// neither `<` nor `&`, so that it needs no escaping.
enum HTMLScript {
    /// Rows from which on a table can be filtered.
    static let code = """
        "use strict";
        document.querySelectorAll("table").forEach(function (table) {
        var body = table.tBodies[0], rows = Array.from(body.rows), scroll = table.parentNode;
        if (6 > rows.length) return;
        var order = new Intl.Collator("en", {numeric: true, sensitivity: "base"});
        function text(row, column) { return row.cells[column] ? row.cells[column].textContent : ""; }
        function number(text) { return parseFloat(text.replace(/[\\u202f\\s]/g, "")); }
        Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
        var button = document.createElement("button"), isNumber = head.classList.contains("n");
        button.type = "button";
        while (head.firstChild) button.appendChild(head.firstChild);
        head.appendChild(button);
        button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        Array.from(table.tHead.rows[0].cells).forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
        rows.sort(function (one, two) {
        var a = text(one, column), b = text(two, column);
        if (a === "" || b === "") return (a === "") - (b === "");
        return down * (isNumber ? number(a) - number(b) : order.compare(a, b));
        });
        rows.forEach(function (row) { body.appendChild(row); });
        });
        });
        if (12 > rows.length) return;
        var tools = document.createElement("div"), label = document.createElement("label");
        var input = document.createElement("input"), count = document.createElement("span");
        tools.className = "tools";
        input.type = "search";
        function figure(number) { return number.toLocaleString("en").replace(/,/g, "\\u202f"); }
        input.placeholder = "Filter " + figure(rows.length) + " rows";
        input.setAttribute("aria-label", "Filter rows of " + (table.caption ? table.caption.textContent : "the table"));
        count.setAttribute("role", "status");
        label.appendChild(input);
        tools.appendChild(label);
        tools.appendChild(count);
        scroll.parentNode.insertBefore(tools, scroll);
        var texts = new Map();
        input.addEventListener("input", function () {
        var words = input.value.toLowerCase().split(/\\s+/), shown = 0;
        rows.forEach(function (row) {
        if (!texts.has(row)) {
        texts.set(row, Array.from(row.cells).map(function (cell) { return cell.textContent; }).join(" ").toLowerCase());
        }
        var text = texts.get(row), isFound = words.every(function (word) { return text.includes(word); });
        row.hidden = !isFound;
        if (isFound) shown += 1;
        });
        count.textContent = input.value.trim() === "" ? "" : figure(shown) + " of " + figure(rows.length) + " rows";
        });
        });

        """
}
