// SPDX-License-Identifier: MIT
#include "report/html_style.hpp"

namespace calltally::report {

std::string_view html_style() {
    return R"css(
:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1b1f24; --quiet: #57606a; --edge: #d0d7de; --lane: #f1f3f5;
  --link: #0b57d0; --bar: #6e7b8a; --mark: #1b1f24; --total: #57606a;
  --agrees: #d7f0dc; --on-agrees: #0f3d1c; --pending: #e6e8ed; --on-pending: #3d4450;
  --plus1: #fde0c2; --on-plus1: #4a2500; --plus2: #f5b06a; --on-plus2: #331800;
  --plus3: #b84e06; --on-plus3: #ffffff; --minus1: #d3e3fd; --on-minus1: #0a2a5e;
  --minus2: #8db8f5; --on-minus2: #06204d; --minus3: #1f5fbf; --on-minus3: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171a; --text: #e6e9ec; --quiet: #a3adb8; --edge: #3a424b; --lane: #20252a;
    --link: #8ab4f8; --bar: #7d8a98; --mark: #f0f3f6; --total: #97a3b0;
    --agrees: #17351f; --on-agrees: #b9ecc6; --pending: #2d333b; --on-pending: #c9d1d9;
    --plus1: #45290f; --on-plus1: #ffd9b3; --plus2: #94510f; --on-plus2: #fff1e2;
    --plus3: #e08a3c; --on-plus3: #1d0f00; --minus1: #14294d; --on-minus1: #cfe0ff;
    --minus2: #2c5aa8; --on-minus2: #eef4ff; --minus3: #79acf5; --on-minus3: #041530;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--edge); overflow-wrap: anywhere; }
h3 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
p, dd, li { max-width: 46rem; }
a { color: var(--link); }
.quiet, caption, figcaption { color: var(--quiet); font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; }
nav li { min-width: 0; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .7rem; margin: .8rem 0; }
.tiles div { border: 1px solid var(--edge); border-radius: .5rem; padding: .6rem .8rem; }
.tiles dt { color: var(--quiet); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: .85rem; color: var(--quiet); }
.guide dt { font-weight: 600; }
.guide dd { margin: 0 0 .7rem; }
figure { margin: .8rem 0; }
.picture { display: block; overflow: visible; font-size: 13px; }
.picture text { fill: var(--text); }
.picture .label, .picture .value { paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
.picture .value { font-variant-numeric: tabular-nums; }
.picture .axis { fill: var(--quiet); font-size: 12px; }
.lane { fill: var(--lane); }
.joint { stroke: var(--quiet); stroke-dasharray: 2 3; }
.grid { stroke: var(--edge); }
.axis-line { stroke: var(--quiet); }
.total { fill: var(--total); }
.log-bar { fill: var(--bar); }
.usage-mark { fill: var(--mark); stroke: var(--back); stroke-width: 1px; }
.narrow { display: none; }
rect.agrees { fill: var(--agrees); } .picture .on-agrees { fill: var(--on-agrees); }
rect.pending { fill: var(--pending); } .picture .on-pending { fill: var(--on-pending); }
rect.unknown { fill: var(--back); stroke: var(--quiet); stroke-dasharray: 3 3; }
rect.plus1 { fill: var(--plus1); } .picture .on-plus1 { fill: var(--on-plus1); }
rect.plus2 { fill: var(--plus2); } .picture .on-plus2 { fill: var(--on-plus2); }
rect.plus3 { fill: var(--plus3); } .picture .on-plus3 { fill: var(--on-plus3); }
rect.minus1 { fill: var(--minus1); } .picture .on-minus1 { fill: var(--on-minus1); }
rect.minus2 { fill: var(--minus2); } .picture .on-minus2 { fill: var(--on-minus2); }
rect.minus3 { fill: var(--minus3); } .picture .on-minus3 { fill: var(--on-minus3); }
.state { padding: .05rem .4rem; border-radius: .3rem; white-space: nowrap; background: var(--pending); color: var(--on-pending); }
.state.agrees { background: var(--agrees); color: var(--on-agrees); }
.state.differs, .state.usage-only, .state.log-only { background: var(--plus2); color: var(--on-plus2); }
.frame { overflow-x: auto; margin: .6rem 0 1rem; }
.frame:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .85rem; line-height: 1.35; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--edge); }
td { white-space: nowrap; }
.prose { white-space: normal; min-width: 18rem; }
th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; color: var(--link); }
@media screen and (max-width: 44rem) {
  .wide { display: none; }
  .narrow { display: inline; }
}
@media print {
  :root {
    --back: #ffffff; --text: #000000; --quiet: #444444; --edge: #bbbbbb; --lane: #f1f3f5;
    --link: #000000; --bar: #6e7b8a; --mark: #000000; --total: #57606a;
    --agrees: #d7f0dc; --on-agrees: #0f3d1c; --pending: #e6e8ed; --on-pending: #3d4450;
    --plus1: #fde0c2; --on-plus1: #4a2500; --plus2: #f5b06a; --on-plus2: #331800;
    --plus3: #b84e06; --on-plus3: #ffffff; --minus1: #d3e3fd; --on-minus1: #0a2a5e;
    --minus2: #8db8f5; --on-minus2: #06204d; --minus3: #1f5fbf; --on-minus3: #ffffff;
  }
  @page { margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, summary { display: none; }
  table { font-size: 7.5pt; }
  th { white-space: normal; }
  .prose { min-width: 0; }
  .sid { white-space: normal; word-break: break-all; min-width: 26mm; }
  .frame { overflow: visible; }
  figure, tr, .tiles { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
)css";
}

std::string_view html_style_hash() {
    return "sha256-BebmL2Q6hKeISFVQADiPOWMUPTilibRc39eOSwTdiIo=";
}

} // namespace calltally::report
