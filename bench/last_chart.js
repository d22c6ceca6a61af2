// Notes, in the page's own clock (milliseconds since navigation began), when a chart last changed on screen and when
// a key or button was last pressed. Hovering is not drawing.
(() => {
  window.lastDrawn = 0;
  window.lastPressed = 0;
  const ignored = '.hoverlayer, .modebar, .modebar-container';
  const isChart = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return Boolean(element && element.closest('.js-plotly-plot') && !element.closest(ignored));
  };
  const holdsChart = (node) => isChart(node) || Boolean(node.querySelector && node.querySelector('.js-plotly-plot'));
  const changed = (record) => isChart(record.target) || Array.from(record.addedNodes).some(holdsChart);
  // The frame that shows a change is over one task after the animation callback.
  const note = () => requestAnimationFrame(() => setTimeout(() => { window.lastDrawn = performance.now(); }));
  new MutationObserver((records) => { if (records.some(changed)) note(); })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const kind of ['pointerdown', 'keydown'])
    document.addEventListener(kind, () => { window.lastPressed = performance.now(); }, true);

  // True once `charts` charts have traces (or cells), the words wanted stand in at least as many charts as wanted, and nothing has been
  // drawn for `quiet` milliseconds since the last press.
  window.allDrawn = ({ charts, wanted, quiet }) => {
    const plots = Array.from(document.querySelectorAll('.js-plotly-plot'));
    const drawn = plots.filter((plot) => plot.querySelector('.trace, .hm'));
    const words = drawn.map((plot) => (plot.querySelector('.infolayer')?.textContent || '').replace(/\s/g, ''));
    const stands = ([count, text]) => words.filter((each) => each.includes(text)).length >= count;
    return drawn.length === charts && plots.length === charts && wanted.every(stands)
      && window.lastDrawn > window.lastPressed && performance.now() - window.lastDrawn > quiet;
  };
})();
