/// The style of every page: system fonts, Okabe-Ito colours, light and dark by the reader's preference.
enum HTMLStyle {
    static let sheet = """
        :root{\(light)}
        @media screen and (prefers-color-scheme:dark){:root{\(dark)}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif}
        main{max-width:1080px;margin:0 auto;padding:32px 20px 48px}
        article+article{margin-top:72px}
        h1{font-size:1.05rem;font-weight:600;color:var(--muted);margin:0 0 6px;letter-spacing:.01em}
        h1.page{font-size:1.9rem;color:var(--fg);margin-bottom:32px}
        h2{font-size:1.05rem;font-weight:650;margin:0 0 12px}
        h3{font-size:.95rem;margin:20px 0 6px}
        a{color:var(--link)}
        code{font:.86em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .headline{font-size:1.65rem;line-height:1.28;font-weight:680;letter-spacing:-.012em;margin:0 0 10px;\
        max-width:34em;text-wrap:balance}
        .basis,.note,footer{color:var(--muted);font-size:.88rem}
        .basis{margin:0 0 24px}
        .note{margin:10px 0 0}
        footer{margin-top:20px}
        .banner{background:var(--warn-bg);color:var(--warn-fg);border-left:4px solid var(--c-vermilion);\
        padding:12px 16px;border-radius:6px;margin:0 0 24px}
        .tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;\
        padding:0;margin:0 0 16px}
        .tile,.card{background:var(--bg);border:1px solid var(--line);border-radius:10px}
        .tile{padding:14px 16px;display:flex;flex-direction:column}
        .tile .label{font-size:.82rem;color:var(--muted)}
        .tile .value{font-size:1.5rem;font-weight:680;line-height:1.25;font-variant-numeric:tabular-nums;\
        letter-spacing:-.01em}
        .tile .detail{font-size:.82rem;color:var(--muted)}
        .tile.good .value{color:var(--i-green)}
        .tile.bad .value{color:var(--i-vermilion)}
        .card{padding:20px;margin:0 0 16px}
        .definition ul{margin:0 0 8px;padding-left:1.2em}
        .definition li{margin:0 0 4px}
        .definition{font-size:.92rem}
        .definition h2{margin-bottom:8px}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;min-width:min(100%,30em);font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:7px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
        th:first-child,td:first-child{padding-left:0}
        thead th{color:var(--muted);font-weight:600;font-size:.82rem;vertical-align:bottom;\
        border-bottom:1px solid var(--axis)}
        tbody th{font-weight:550;min-width:5em;max-width:26em}
        td{overflow-wrap:break-word}
        td.w{min-width:22em}
        .n{text-align:right}
        td.n,td.k,tbody th.k{white-space:nowrap}
        th.n:first-child{text-align:left}
        tbody tr:hover{background:var(--hover)}
        svg.chart{display:block;width:100%;height:auto}
        svg.narrow{display:none}
        svg a{cursor:pointer}
        .t{font-size:13.5px;fill:var(--muted);font-family:inherit;font-variant-numeric:tabular-nums}
        .narrow .t{font-size:13px}
        .strong{font-weight:650;fill:var(--fg)}
        .axis-title{font-style:normal}
        .halo{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
        .grid{stroke:var(--line);stroke-width:1}
        .axis{stroke:var(--axis);stroke-width:1}
        .level{stroke:var(--fg);stroke-opacity:.55;stroke-width:1.2;stroke-dasharray:5 4}
        .whisker{stroke:var(--fg);stroke-opacity:.6;stroke-width:1.5}
        .median{stroke:var(--fg);stroke-width:2.5}
        .median-halo{stroke:var(--bg);stroke-width:5.5}
        \(inks)
        :focus-visible{outline:3px solid var(--c-blue);outline-offset:2px;border-radius:4px}
        @media (max-width:640px){
        main{padding:20px 12px 32px}
        .headline{font-size:1.3rem}
        .card{padding:16px 12px}
        .tiles{grid-template-columns:repeat(2,1fr);gap:8px}
        .tile{padding:10px 12px}
        .tile .value{font-size:1.35rem}
        svg.wide{display:none}
        svg.narrow{display:block}
        thead th{white-space:nowrap}
        td.w{min-width:16em}
        }
        @media print{
        :root{\(light)}
        @page{margin:14mm}
        body{background:#fff;font-size:10.5pt}
        main{max-width:none;padding:0}
        .tile,.card{break-inside:avoid;border-color:#bbb}
        .card:has(table){break-inside:auto}
        tr{break-inside:avoid}
        thead{display:table-header-group}
        article+article{break-before:page;margin-top:0}
        svg.wide{display:block}
        svg.narrow{display:none}
        .scroll{overflow:visible}
        }

        """

    private static let light = """
        color-scheme:light;--page:#f5f6f8;--bg:#fff;--fg:#16191d;--muted:#596069;--line:#e2e5e9;--axis:#8b939c;\
        --hover:#f4f7fa;--link:#005b96;--warn-bg:#fdeee3;--warn-fg:#5a2500;--c-blue:#0072b2;--c-orange:#e69f00;\
        --c-green:#009e73;--c-sky:#56b4e9;--c-vermilion:#d55e00;--c-purple:#cc79a7;--c-grey:#9aa1a9;--i-blue:#00629b;\
        --i-orange:#8f5f00;--i-green:#00704f;--i-sky:#1f6f9f;--i-vermilion:#b04a00;--i-purple:#96487a;--i-grey:#596069
        """

    private static let dark = """
        color-scheme:dark;--page:#0e1116;--bg:#171b21;--fg:#eceff3;--muted:#a0a9b4;--line:#2a3038;--axis:#5d6671;\
        --hover:#1d222a;--link:#7cc4ff;--warn-bg:#3a2114;--warn-fg:#ffd9bd;--c-blue:#4aa8e0;--c-orange:#f0b429;\
        --c-green:#2dbd92;--c-sky:#8fd0f7;--c-vermilion:#f28544;--c-purple:#e09cc2;--c-grey:#78818b;--i-blue:#78c2f0;\
        --i-orange:#f5c451;--i-green:#4fd3aa;--i-sky:#a5daf9;--i-vermilion:#ff9f66;--i-purple:#ecb4d3;--i-grey:#a0a9b4
        """

    private static let inks = [ChartColor.blue, .orange, .green, .sky, .vermilion, .purple, .grey]
        .map { ".ink-\($0.rawValue){fill:\($0.ink)}" }.joined()
}
