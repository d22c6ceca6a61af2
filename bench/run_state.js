// Notes, in the page's own clock (milliseconds since navigation began), when the page's heading first stood, and when the
// server's script last ended: what a wait for the last chart is made of.
(() => {
  window.headingAt = 0;
  window.runEndedAt = 0;
  let state = '';
  const look = () => {
    if (!window.headingAt && document.querySelector('h1')) window.headingAt = performance.now();
    const app = document.querySelector('[data-testid=stApp]');
    const now = app ? app.getAttribute('data-test-script-state') : '';
    if (now !== state && now === 'notRunning') window.runEndedAt = performance.now();
    state = now;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})();
