/** The page's one style sheet. Which language shows is the state of a radio button: a page without script can still turn. */
export const STYLE = `
:root{color-scheme:light;--ink:#1d2733;--mute:#5b6b7c;--line:#d7dee6;--bar:#2f6f9f;--over:#c2452d}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:15px/1.55 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:52rem;margin:0 auto;padding:1rem 1.25rem 3rem}
nav{max-width:52rem;margin:0 auto;padding:.75rem 1.25rem 0;text-align:end}
nav label{margin:0 .75rem 0 .25rem}
h1{margin:.25rem 0 0;font-size:1.6rem}
h2{margin:2.5rem 0 0;padding-top:.75rem;border-top:2px solid var(--line);font-size:1.25rem}
h3{margin:1.25rem 0 .35rem;font-size:1rem}
h4{margin:1.5rem 0 .25rem;font-size:1rem}
small{color:var(--mute);font-size:.85em;font-weight:400}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.5rem 1.25rem;margin:1rem 0}
dt{color:var(--mute);font-size:.85em}
dd{margin:0;overflow-wrap:anywhere}
ol,ul{margin:.25rem 0;padding-inline-start:1.75rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
figure{margin:0}
svg{display:block;width:100%;height:auto;font-size:12px}
svg text{fill:var(--mute)}
.end{text-anchor:end}
.middle{text-anchor:middle}
svg text.on{fill:#fff}
.bar{fill:var(--bar)}
.over{fill:var(--over)}
.rest{fill:#edf1f5}
.grid{stroke:var(--line)}
.limit{stroke:var(--over);stroke-dasharray:5 4}
body:has(#lang-zh:checked) [lang="en"],body:has(#lang-en:checked) [lang="zh-CN"]{display:none}
@media screen and (max-width:40rem){figure{overflow-x:auto}figure svg{min-width:38rem}svg text.on{display:none}}
@media print{nav{display:none}main{max-width:none;padding:0}h2{break-before:page}h3,h4{break-after:avoid}li,svg{break-inside:avoid}*{print-color-adjust:exact}}
`;
