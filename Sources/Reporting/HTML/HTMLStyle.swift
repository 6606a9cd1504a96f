/// The style of every page: system fonts, ``Palette`` by the reader's preference, and a form for paper.
enum HTMLStyle {
    static let sheet =
        ":root{\(Palette.light.properties)}\n@media screen and (prefers-color-scheme:dark){:root{\(Palette.dark.properties)}}\n"
        + page + header + cards + tables + pictures + Palette.classes + "\n" + phone + print

    private static let page = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:16px}
        body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 Inter,"Inter var",system-ui,-apple-system,\
        "Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;overflow-wrap:break-word}
        main{max-width:1088px;margin:0 auto;padding:40px 24px 56px}
        main.board{max-width:1264px}
        a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
        code{font:.87em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
        .nb{white-space:nowrap}
        .skip{position:absolute;left:12px;top:-60px;background:var(--card);padding:8px 14px;border-radius:6px;z-index:2}
        .skip:focus{top:12px}
        .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

        """

    private static let header = """
        h1{font-size:.93rem;font-weight:600;color:var(--muted);margin:0 0 8px;letter-spacing:.005em}
        .headline{font-size:1.75rem;line-height:1.25;font-weight:680;letter-spacing:-.02em;margin:0 0 12px;\
        max-width:38em;text-wrap:balance}
        .basis,.note,footer{color:var(--muted);font-size:.87rem}
        .basis{margin:0 0 4px}
        .top{margin:0 0 26px}
        .banner{background:var(--warn-bg);color:var(--warn-fg);border-left:4px solid var(--c-vermilion);\
        padding:12px 16px;border-radius:6px;margin:0 0 28px}
        footer{margin-top:28px}
        .tiles{list-style:none;display:flex;flex-wrap:wrap;gap:12px;padding:0;margin:0 0 16px}
        .tile{flex:1 1 calc(33% - 12px)}.c1 .tile,.c2 .tile{flex-basis:calc(50% - 12px)}
        @media (min-width:861px),print{.c4 .tile{flex-basis:calc(25% - 12px)}.c5 .tile{flex-basis:calc(20% - 12px)}\
        .c6 .tile{flex-basis:calc(16.6% - 12px)}}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:13px 16px 14px;\
        display:flex;flex-direction:column;min-width:0}
        .tile .label{font-size:.84rem;color:var(--muted);line-height:1.35}
        .tile .value{font-size:1.6rem;font-weight:660;line-height:1.3;font-variant-numeric:tabular-nums;\
        letter-spacing:-.02em;white-space:nowrap;margin-top:2px}
        .tile .value.long{font-size:1.2rem;letter-spacing:-.01em;line-height:1.5}
        .tile .value.name{white-space:normal;overflow-wrap:anywhere;line-height:1.3;padding-top:3px}
        .tile .detail{font-size:.84rem;color:var(--muted);line-height:1.4;margin-top:2px}
        .tile.good .value{color:var(--i-green)}
        .tile.bad .value{color:var(--i-vermilion)}

        """

    private static let cards = """
        .card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:22px 24px 24px;\
        margin:0 0 16px;min-width:0}
        h2{font-size:1.07rem;line-height:1.35;font-weight:650;letter-spacing:-.008em;margin:0 0 16px}
        h3{font-size:.93rem;font-weight:650;margin:22px 0 8px}
        figure{margin:0;min-width:0}
        .note{margin:12px 0 0}
        .definition{font-size:.92rem}
        .definition ul{margin:0 0 8px;padding-left:1.15em}
        .definition li{margin:0 0 5px;padding-left:.15em;max-width:62em}
        .definition p{max-width:62em;margin:0 0 8px}
        details>summary{cursor:pointer;font-weight:600;font-size:.92rem;color:var(--link);width:fit-content;\
        padding:2px 4px 2px 0}
        .card.definition>details>summary{color:var(--text);font-size:1.07rem;font-weight:650}
        .card.definition>details[open]>summary{margin-bottom:12px}
        .parts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;margin-bottom:16px}
        .part{margin:0;display:flex;flex-direction:column}
        .part.whole{grid-column:1/-1}
        .part h2{font-size:.87rem;font-weight:600;color:var(--muted);letter-spacing:.005em;margin:0 0 4px}
        .finding{font-size:1.14rem;line-height:1.35;font-weight:650;letter-spacing:-.012em;margin:0 0 6px;text-wrap:pretty}
        .part header{margin:0 0 18px}
        .plots{display:grid;grid-template-columns:minmax(0,1fr);gap:24px 36px;margin:0 0 16px}
        .plots.two{grid-template-columns:repeat(2,minmax(0,1fr))}
        .part figcaption{font-size:.9rem;font-weight:600;margin:0 0 10px}
        .more{margin-top:auto;border-top:1px solid var(--line);padding-top:10px;display:grid;\
        grid-template-columns:minmax(0,1fr);gap:4px}
        .more details[open]{padding-bottom:12px}
        .more .body{padding-top:8px;min-width:0}
        .more h3:first-child{margin-top:6px}

        """

    private static let tables = """
        .scroll{overflow:auto;max-height:34rem;overscroll-behavior-x:contain;\
        background:linear-gradient(to left,var(--card) 40%,transparent) right/56px 100% no-repeat local,\
        linear-gradient(to left,var(--shade),transparent) right/12px 100% no-repeat scroll}
        .tables{display:grid;grid-template-columns:minmax(0,1fr);gap:0 16px}
        @media (min-width:1000px){.tables.pair{grid-template-columns:repeat(2,minmax(0,1fr))}}
        .full{width:100%}
        table{border-collapse:separate;border-spacing:0;min-width:min(100%,30em);font-size:.89rem;line-height:1.45;\
        font-variant-numeric:tabular-nums}
        th,td{padding:7px 14px 7px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-right:6px}
        thead th{color:var(--muted);font-weight:600;font-size:.93em;vertical-align:bottom;\
        border-bottom:1px solid var(--axis);position:sticky;top:0;background:var(--card);z-index:1}
        tbody th{font-weight:550;min-width:5em;max-width:26em}
        tbody tr:last-child>*{border-bottom-color:transparent}
        td{overflow-wrap:break-word}
        td.w{min-width:22em}
        .n{text-align:right}
        td.n,td.k,tbody th.k{white-space:nowrap}
        th.n:first-child{text-align:left}
        tbody tr:hover>*{background:var(--sunk)}
        .tools{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center;margin:-4px 0 10px;font-size:.87rem;\
        color:var(--muted)}
        .tools input{font:inherit;color:var(--text);background:var(--card);border:1px solid var(--axis);\
        border-radius:7px;padding:5px 10px;width:15em;max-width:100%}
        th button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;cursor:pointer;text-align:inherit}
        th button:hover{color:var(--text);text-decoration:underline}
        th[aria-sort=ascending] button::after{content:" ↑"}
        th[aria-sort=descending] button::after{content:" ↓"}
        .print{display:none}

        """

    /// A box shows the picture that is drawn for its width: three in a page, two in half of a dashboard.
    private static let pictures = """
        .plot{container-type:inline-size}
        .plot svg{display:block;width:100%;height:auto;max-width:720px;margin:0 auto}
        .plot svg.wide,.plot svg.narrow{display:none}
        @container (max-width:479px){.plot svg.medium{display:none}.plot svg.narrow{display:block}}
        @container (min-width:860px){.plot.full svg.medium{display:none}.plot.full svg.wide{display:block;max-width:none}}
        .plot.half svg{max-width:none}
        .empty{color:var(--muted);background:var(--sunk);border-radius:8px;padding:22px 18px;margin:0 0 16px;text-align:center}
        svg a{cursor:pointer}
        .t{font-size:12.5px;fill:var(--muted);font-variant-numeric:tabular-nums}
        .b{font-weight:650;fill:var(--text)}
        .k{fill:var(--text)}
        .halo{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
        .grid{stroke:var(--line);stroke-width:1}
        .axis{stroke:var(--axis);stroke-width:1}
        .level{stroke:var(--text);stroke-opacity:.62;stroke-width:1.1;stroke-dasharray:5 4}
        .line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
        .dash{stroke-dasharray:7 5}
        .dots{stroke-dasharray:1 5}
        .halo-line{stroke:var(--card);stroke-width:5;stroke-opacity:.75}
        .edge{stroke:var(--card);stroke-width:1.2}
        .ghost{opacity:0}
        .seam{stroke:var(--card);stroke-width:1;stroke-linejoin:round}
        .r{rx:2px}
        .whisker{stroke:var(--text);stroke-width:1.5}
        .whisker-halo{stroke:var(--card);stroke-width:4}
        .median{stroke:var(--text);stroke-width:2.5}
        .median-halo{stroke:var(--card);stroke-width:5.5}
        .cell{fill:none;stroke-linecap:round}
        .n0{stroke-width:3.6}.n1{stroke-width:4.2}.n2{stroke-width:4.8}.n3{stroke-width:5.4}.n4{stroke-width:6}

        """

    private static let phone = """
        @media (max-width:860px){.parts,.plots.two{grid-template-columns:minmax(0,1fr)}}
        @media (max-width:640px){
        main{padding:24px 12px 36px}
        .headline{font-size:1.45rem}
        .card{padding:16px 14px 18px;border-radius:10px}
        .tiles{gap:8px}
        .tiles .tile{flex-basis:calc(50% - 8px)}
        .tile{padding:10px 12px 11px}
        .tile .value{font-size:1.35rem}
        .tile .value.long{font-size:1.12rem}
        .scroll{max-height:70vh}
        thead th{white-space:nowrap}
        td.w{min-width:16em}
        }

        """

    /// Black on white, nothing cut in two, and of a long table only its head.
    private static let print = """
        @media print{
        @page{margin:14mm 13mm}
        :root{--page:#fff;--text:#000;--muted:#333;--line:#ccc}
        body{font-size:10pt;line-height:1.45;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        main,main.board{max-width:none;padding:0}
        a{color:inherit;text-decoration:none}
        .skip,.tools,.more{display:none}
        .headline{font-size:19pt}
        .top{margin-bottom:14pt}
        .tiles{gap:8px;break-inside:avoid}
        .card{padding:10pt;border-color:#bbb}
        .part,figure,.tile,.card:not(:has(tr:nth-child(13))){break-inside:avoid}
        h2,h3,.finding{break-after:avoid}
        .parts,.parts .plots.two{grid-template-columns:repeat(2,minmax(0,1fr));gap:8pt}
        .part header{margin-bottom:8pt}
        .finding{font-size:11pt}
        .all{display:none}
        .tile{padding:7pt 8pt}
        .tile .value{font-size:14pt}
        .tile .value.long{font-size:11pt}
        .plot.full svg.medium{max-width:none}
        details::details-content{content-visibility:visible;block-size:auto}
        .scroll{overflow:hidden;max-height:none;background:none}
        thead{display:table-header-group}
        thead th{position:static}
        tr{break-inside:avoid}
        table{min-width:0;font-size:8.5pt}
        table.many{font-size:6.8pt;letter-spacing:-.01em}
        .many th,.many td{padding-right:5pt}
        td.w{min-width:9em}
        tbody tr:nth-child(n+41){display:none}
        .print{display:block}
        }

        """
}
